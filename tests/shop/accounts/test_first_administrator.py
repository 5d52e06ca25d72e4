"""The first administrator comes from the command line, by phone or by e-mail."""

from io import StringIO

import pytest

from django.core.management import CommandError, call_command

from shop.accounts.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PASSWORD = "rung-xanh-nui-do"


@pytest.fixture(autouse=True)
def password(monkeypatch):
    monkeypatch.setenv("ADMINISTRATOR_PASSWORD", PASSWORD)


@pytest.mark.parametrize(
    ("login", "stored"), [("+84 912 345 678", ("0912345678", None)), ("Hoa@Example.vn", (None, "hoa@example.vn"))]
)
def test_the_administrator_logs_in_and_enters_the_office(client, login, stored):
    call_command("make_administrator", login, "--name", "Hoa", stdout=StringIO())
    person = User.objects.get()
    assert (person.phone, person.email) == stored and person.is_superuser and person.is_staff
    client.post("/dang-nhap/", {"username": login, "password": PASSWORD})
    assert client.get("/van-phong/").status_code == 200


def test_djangos_own_command_works_too(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", "--noinput", "--email", "hoa@example.vn", stdout=StringIO())
    assert User.objects.get(email="hoa@example.vn").is_superuser


@pytest.mark.parametrize("login", ["hoa", "12345", "hoa@", "0912345678", "co@example.vn", "CO@example.vn"])
def test_nonsense_and_taken_log_ins_are_refused(login):
    make_user(email="co@example.vn", phone="0912345678")
    with pytest.raises(CommandError):
        call_command("make_administrator", login)
    assert User.objects.count() == 1


def test_a_weak_password_is_refused(monkeypatch):
    monkeypatch.setenv("ADMINISTRATOR_PASSWORD", "12345678")
    with pytest.raises(CommandError):
        call_command("make_administrator", "0912345678")
    assert not User.objects.exists()
