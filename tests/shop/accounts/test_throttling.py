"""Wrong passwords: who is shut out, for how long, and who is not."""

import pytest
import time_machine

from shop.accounts.throttling import client_address
from tests.factories import make_user

pytestmark = pytest.mark.django_db

PASSWORD = "mat-khau-rat-dai"


@pytest.fixture(autouse=True)
def counting(settings):
    settings.AXES_ENABLED = True


@pytest.fixture
def producer(db):
    return make_user(email="chuthe@example.vn", phone="0912345678")


def log_in(client, login, typed="sai-roi-nhe", **extra):
    return client.post("/dang-nhap/", {"username": login, "password": typed}, **extra)


def logged_in(client) -> bool:
    return "_auth_user_id" in client.session


SHAPES = ["0912 345 678", "+84912345678", "0912.345.678", "ChuThe@Example.vn", " chuthe@example.vn "]


def test_phone_and_mail_in_any_shape_count_as_one_person(client, producer):
    statuses = [log_in(client, shape).status_code for shape in SHAPES]
    assert statuses == [200, 200, 200, 200, 429]
    assert log_in(client, "84912345678", PASSWORD).status_code == 429
    assert not logged_in(client)


def test_an_unknown_phone_in_any_shape_counts_as_one_too(client):
    statuses = [log_in(client, s).status_code for s in ["0987654321", "+84987654321", "0987 654 321"] * 2]
    assert statuses == [200, 200, 200, 200, 429, 429]


def test_somebody_else_on_the_same_connection_stays_free(client, producer):
    neighbour = make_user(phone="0987654321")
    for _ in range(5):
        log_in(client, "0912345678")
    assert log_in(client, "0987654321", PASSWORD).status_code == 302
    assert client.session["_auth_user_id"] == str(neighbour.pk)


def test_the_owner_elsewhere_stays_free(client, producer):
    for _ in range(5):
        log_in(client, "0912345678", REMOTE_ADDR="203.0.113.9")
    assert log_in(client, "0912345678", PASSWORD, REMOTE_ADDR="198.51.100.7").status_code == 302


def test_the_page_says_in_vietnamese_how_long(client, producer):
    for _ in range(5):
        page = log_in(client, "0912345678").content.decode()
    assert "Nhập sai quá nhiều lần" in page and "15 phút" in page and 'href="/mat-khau/"' in page


def test_after_a_quarter_of_an_hour_the_right_password_works(client, producer):
    with time_machine.travel("2026-11-20 08:00 +0700", tick=False) as clock:
        for _ in range(5):
            log_in(client, "0912345678")
        clock.move_to("2026-11-20 08:14 +0700")
        assert log_in(client, "0912345678", PASSWORD).status_code == 429
        clock.move_to("2026-11-20 08:31 +0700")
        assert log_in(client, "0912345678", PASSWORD).status_code == 302


def test_a_right_password_forgets_the_wrong_ones_before_it(client):
    make_user(email=None, phone="0912345678")
    for _ in range(4):
        log_in(client, "0912345678")
    log_in(client, "0912345678", PASSWORD)
    client.logout()
    assert log_in(client, "0912345678").status_code == 200


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "1.1.1.1", "10.0.0.1"),
        (1, "1.1.1.1", "1.1.1.1"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1, 10.0.0.2", "1.1.1.1"),
        (1, "", "10.0.0.1"),
    ],
)
def test_a_client_can_not_choose_its_own_address(rf, settings, proxies, forwarded, seen):
    settings.PROXIES = proxies
    assert client_address(rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)) == seen
