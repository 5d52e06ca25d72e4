"""A forgotten password, and the account pages that replace Oscar's."""

import re

import pytest

from django.core.cache import cache

from shop.accounts.models import User
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

PASSWORD = "mat-khau-rat-dai"
NEW = "mot-mat-khau-moi"


@pytest.fixture(autouse=True)
def no_counts_from_other_tests():
    cache.clear()


@pytest.mark.parametrize("typed", ["chuthe@example.vn", "+84 912 345 678"])
def test_the_link_goes_to_the_accounts_mail_and_sets_the_password_once(client, mailoutbox, settings, typed):
    make_user(email="chuthe@example.vn", phone="0912345678")
    assert client.post("/mat-khau/", {"email": typed})["Location"] == "/mat-khau/da-gui/"
    [mail] = mailoutbox
    assert mail.to == ["chuthe@example.vn"]
    assert mail.subject == "Mật khẩu mới cho Chợ Phiên"
    assert "Hãy mở đường dẫn này" in mail.body
    link = re.search(r"http://127\.0\.0\.1:8000(/mat-khau/dat-lai/\S+)", mail.body)[1]

    form = client.get(link)["Location"]
    assert client.post(form, {"new_password1": NEW, "new_password2": NEW})["Location"] == "/mat-khau/xong/"
    assert User.objects.get(email="chuthe@example.vn").check_password(NEW)
    assert "không còn dùng được" in client.get(link).content.decode()


def test_the_link_does_not_follow_a_forged_host(client, mailoutbox, settings):
    settings.ALLOWED_HOSTS = ["*"]
    make_user(email="chuthe@example.vn")
    client.post("/mat-khau/", {"email": "chuthe@example.vn"}, HTTP_HOST="evil.example")
    assert "evil.example" not in mailoutbox[0].body


@pytest.mark.parametrize("typed", ["khong-co@example.vn", "0987654321", "abc"])
def test_who_has_no_account_or_no_mail_gets_the_same_answer_and_is_told_whom_to_call(client, mailoutbox, typed):
    make_user(email=None, phone="0987654321")
    page = client.post("/mat-khau/", {"email": typed}, follow=True).content.decode()
    assert mailoutbox == []
    assert "Tài khoản của bạn chưa có e-mail?" in page and "0900 000 000" in page


def test_a_mailbox_is_not_flooded(client, mailoutbox):
    make_user(email="chuthe@example.vn")
    for _ in range(8):
        assert client.post("/mat-khau/", {"email": "chuthe@example.vn"}).status_code == 302
    assert len(mailoutbox) == 5


def test_a_weak_password_is_refused_in_vietnamese(client, mailoutbox):
    make_user(email="chuthe@example.vn")
    client.post("/mat-khau/", {"email": "chuthe@example.vn"})
    form = client.get(re.search(r"/mat-khau/dat-lai/\S+", mailoutbox[0].body)[0])["Location"]
    page = client.post(form, {"new_password1": "12345678", "new_password2": "12345678"}).content.decode()
    assert "Mật khẩu" in page and "field__error" in page
    assert User.objects.get().check_password(PASSWORD)


def test_a_password_is_changed_only_with_the_old_one(client):
    user = make_user()
    client.force_login(user)
    wrong = {"old_password": "sai", "new_password1": NEW, "new_password2": NEW}
    assert client.post("/mat-khau/doi/", wrong).status_code == 200
    assert client.post("/mat-khau/doi/", {**wrong, "old_password": PASSWORD})["Location"] == "/tai-khoan/"
    user.refresh_from_db()
    assert user.check_password(NEW)


def test_the_account_page_shows_only_ones_own_facts(client):
    make_user(email="nguoi-khac@example.vn")
    client.force_login(make_user(email="toi@example.vn", phone="0912345678", full_name="Nông Thị Mẫu"))
    page = client.get("/tai-khoan/").content.decode()
    assert "Nông Thị Mẫu" in page and "0912345678" in page
    assert "nguoi-khac" not in page


@pytest.mark.parametrize(
    "path",
    [
        "profile/",
        "profile/edit/",
        "profile/delete/",
        "change-password/",
        "orders/",
        "orders/1/",
        "addresses/",
        "emails/",
        "logout/",
        "wishlists/",
        "alerts/",
        "notifications/inbox/",
        "order-status/1/abc=/",
        "alerts/create/1/",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_oscars_account_pages_lead_to_ours_and_do_nothing(client, path, method):
    user = make_user()
    client.force_login(user)
    assert getattr(client, method)(f"/tai-khoan/{path}")["Location"] == "/tai-khoan/"
    assert client.session["_auth_user_id"] == str(user.pk)


def test_nobody_registers_through_oscars_form(client):
    form = {"registration-email": "moi@example.vn", "registration-password1": NEW, "registration-password2": NEW}
    for path in ("register/", "login/"):
        response = client.post(f"/tai-khoan/{path}", {**form, "registration_submit": "1", "email": "moi@example.vn"})
        assert response["Location"] == "/dang-nhap/"
    assert not User.objects.exists()


def test_log_out_takes_a_post(client):
    client.force_login(make_user())
    assert client.get("/dang-xuat/").status_code == 405
    assert client.post("/dang-xuat/").status_code == 302
    assert "_auth_user_id" not in client.session
