"""The whole round of the second factor: enrol, come back, get it wrong, lose the phone, and every way round it."""

import re
import time
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value

from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from tests.factories import make_user

pytestmark = pytest.mark.django_db

PASSWORD = "mat-khau-rat-dai"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    cache.clear()


@pytest.fixture
def officer(db):
    return make_user(email="canbo@example.vn", phone="0912345678", is_staff=True, is_superuser=True)


@pytest.fixture
def enrolled(officer):
    TOTP.activate(officer, SECRET)
    return officer


def code_of(secret: str, offset: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + offset))


def give_password(client: Client, login: str = "0912 345 678", next: str = "/van-phong/"):
    return client.post(f"/dang-nhap/?next={next}", {"username": login, "password": PASSWORD})


def test_staff_without_a_device_must_enrol_before_they_see_the_office(client, officer):
    assert give_password(client)["Location"] == "/van-phong/"
    for door in ("/van-phong/", "/dashboard/", "/en/dashboard/"):
        assert client.get(door)["Location"].endswith("/bao-mat/totp/activate/")

    page = client.get("/bao-mat/totp/activate/").content.decode()
    assert "<svg" in page and "Thiết lập xác thực hai bước" in page
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]

    wrong = client.post("/bao-mat/totp/activate/", {"code": "000000"})
    assert "Mã chưa đúng hoặc đã hết hạn" in wrong.content.decode()
    assert not Authenticator.objects.exists()

    right = client.post("/bao-mat/totp/activate/", {"code": code_of(secret)})
    assert right["Location"] == "/bao-mat/recovery-codes/"
    assert len(re.findall(r"<li><code>\w{8}</code>", client.get("/bao-mat/recovery-codes/").content.decode())) == 10
    assert client.get("/van-phong/").status_code == 200
    assert client.get("/dashboard/").status_code == 200


def test_the_secret_is_not_in_the_database_in_the_clear(enrolled):
    stored = Authenticator.objects.get(user=enrolled, type="totp")
    assert SECRET not in str(stored.data)
    assert stored.wrap().validate_code(code_of(SECRET))


def test_the_password_alone_logs_nobody_in_who_has_a_device(client, enrolled):
    assert give_password(client)["Location"] == "/bao-mat/authenticate/"
    assert "_auth_user_id" not in client.session
    assert client.get("/van-phong/")["Location"] == "/dang-nhap/?next=/van-phong/"


def test_a_wrong_code_is_refused_and_the_right_one_opens_the_office(client, enrolled):
    give_password(client)
    wrong = client.post("/bao-mat/authenticate/", {"code": "000000"})
    assert wrong.status_code == 200 and "Mã chưa đúng" in wrong.content.decode()
    assert "_auth_user_id" not in client.session

    assert client.post("/bao-mat/authenticate/", {"code": code_of(SECRET)})["Location"] == "/van-phong/"
    assert client.get("/van-phong/").status_code == 200
    assert client.get("/dashboard/").status_code == 200


def test_a_code_that_was_used_once_does_not_open_a_second_session(client, enrolled):
    code = code_of(SECRET)
    give_password(client)
    client.post("/bao-mat/authenticate/", {"code": code})
    thief = Client()
    give_password(thief)
    assert "Mã chưa đúng" in thief.post("/bao-mat/authenticate/", {"code": code}).content.decode()


def test_guessing_codes_ends_after_five_wrong_ones(client, enrolled):
    give_password(client)
    for _ in range(5):
        client.post("/bao-mat/authenticate/", {"code": "000000"})
    page = client.post("/bao-mat/authenticate/", {"code": code_of(SECRET)}).content.decode()
    assert "Nhập sai mã quá nhiều lần" in page
    assert "_auth_user_id" not in client.session


def test_a_recovery_code_works_once(client, enrolled):
    code = RecoveryCodes.activate(enrolled).get_unused_codes()[0]
    give_password(client)
    assert client.post("/bao-mat/authenticate/", {"code": code})["Location"] == "/van-phong/"
    again = Client()
    give_password(again)
    assert "Mã chưa đúng" in again.post("/bao-mat/authenticate/", {"code": code}).content.decode()


@pytest.mark.parametrize("door", ["/van-phong/login/", "/dashboard/login/", "/tai-khoan/login/", "/_util/login/"])
def test_no_other_log_in_form_is_a_way_round(client, enrolled, door):
    response = client.post(
        door,
        {
            "username": enrolled.email,
            "login-username": enrolled.email,
            "password": PASSWORD,
            "login-password": PASSWORD,
        },
    )
    assert response["Location"] == "/dang-nhap/"
    assert "_auth_user_id" not in client.session


def test_a_session_made_without_the_code_is_asked_for_it(client, enrolled):
    client.force_login(enrolled)
    assert client.get("/van-phong/")["Location"] == "/bao-mat/reauthenticate/?next=/van-phong/"
    response = client.post("/bao-mat/reauthenticate/?next=/van-phong/", {"code": code_of(SECRET)})
    assert response["Location"] == "/van-phong/"
    assert client.get("/van-phong/").status_code == 200


def test_the_proof_of_one_person_is_not_worth_anything_for_the_next_in_the_same_browser(client, enrolled):
    give_password(client)
    client.post("/bao-mat/authenticate/", {"code": code_of(SECRET)})
    other = make_user(email="khac@example.vn", is_staff=True, is_superuser=True)
    client.force_login(other)
    assert client.get("/van-phong/")["Location"] == "/bao-mat/totp/activate/"


def test_a_password_reset_does_not_open_the_office(client, enrolled, mailoutbox):
    client.post("/mat-khau/", {"email": enrolled.email})
    link = re.search(r"/mat-khau/dat-lai/\S+", mailoutbox[0].body)[0]
    form = client.get(link)["Location"]
    client.post(form, {"new_password1": "mot-mat-khau-khac", "new_password2": "mot-mat-khau-khac"})
    assert "_auth_user_id" not in client.session


def test_turning_the_device_off_needs_the_password_again_after_a_while(client, enrolled):
    give_password(client)
    client.post("/bao-mat/authenticate/", {"code": code_of(SECRET)})
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    response = client.post("/bao-mat/totp/deactivate/")
    assert response["Location"] == "/bao-mat/mat-khau/?next=%2Fbao-mat%2Ftotp%2Fdeactivate%2F"
    assert Authenticator.objects.filter(user=enrolled, type="totp").exists()


def test_producers_and_buyers_are_not_asked(client):
    make_user(phone="0987654321", email=None)
    assert give_password(client, "0987 654 321", next="/tai-khoan/")["Location"] == "/tai-khoan/"
    assert client.get("/tai-khoan/").status_code == 200


def test_the_demo_can_do_without(client, officer, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    give_password(client)
    assert client.get("/van-phong/").status_code == 200


@pytest.mark.parametrize("path", ["signup/", "login/", "email/", "password/reset/", "login/code/", "webauthn/"])
def test_nothing_else_of_allauth_is_reachable(client, path):
    assert client.get(f"/bao-mat/{path}").status_code == 404


@pytest.mark.parametrize(
    "path", ["", "totp/activate/", "totp/deactivate/", "recovery-codes/", "recovery-codes/generate/", "mat-khau/"]
)
def test_pages_of_the_second_factor_wear_the_shops_clothes_and_need_a_log_in(client, enrolled, path):
    RecoveryCodes.activate(enrolled)
    assert client.get(f"/bao-mat/{path}").status_code == 302
    give_password(client)
    client.post("/bao-mat/authenticate/", {"code": code_of(SECRET)})
    page = client.get(f"/bao-mat/{path}", follow=True)
    assert page.status_code == 200
    assert 'class="masthead"' in page.content.decode()
    assert "unsafe-inline" not in page["Content-Security-Policy"]


def test_a_producer_who_tries_the_office_gets_a_plain_no_instead_of_a_loop(client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(make_user())
    for door in ("/van-phong/", "/dashboard/", "/en/dashboard/"):
        assert client.get(door, follow=True).status_code == 403


def test_who_lost_phone_and_codes_sets_up_a_new_device_after_an_administrators_command(client, enrolled):
    call_command("reset_second_factor", "0912 345 678", stdout=StringIO())
    assert give_password(client)["Location"] == "/van-phong/"
    assert client.get("/van-phong/")["Location"] == "/bao-mat/totp/activate/"
    with pytest.raises(CommandError):
        call_command("reset_second_factor", "0987 654 321")
