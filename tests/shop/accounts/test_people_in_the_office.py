"""People in the office: one name, phone or e-mail, groups, and the provinces that an officer looks after."""

import pytest

from django.contrib.auth.models import Group
from django.urls import reverse

from shop.accounts.models import User
from shop.programme.groups import ADMINISTRATOR, PRODUCER, STAFF
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PASSWORD = "rung-xanh-nui-do"


@pytest.fixture
def administrator(client) -> User:
    user = make_user(is_staff=True, is_superuser=True, full_name="Quản Trị")
    client.force_login(user)
    return user


def told(**fields) -> dict:
    groups = [Group.objects.get(name=name).pk for name in fields.pop("groups", [STAFF])]
    return {"full_name": "Lò Thị Hoa", "phone": "0912 345 678", "email": "", "groups": groups, **fields}


def add(client, **fields):
    passwords = {"password1": PASSWORD, "password2": PASSWORD}
    return client.post(reverse("wagtailusers_users:add"), told(**{**passwords, **fields}))


def change(client, person: User, **fields):
    passwords = {"password1": "", "password2": "", "is_active": "on"}
    return client.post(reverse("wagtailusers_users:edit", args=[person.pk]), told(**{**passwords, **fields}))


def test_an_administrator_adds_an_officer_by_phone_alone(client, administrator):
    assert add(client, provinces=["04", "14"]).status_code == 302
    officer = User.objects.get(phone="0912345678")
    assert (officer.full_name, officer.email, officer.is_staff, officer.is_superuser) == (
        "Lò Thị Hoa",
        None,
        True,
        False,
    )
    assert officer.check_password(PASSWORD)
    assert set(officer.office_provinces.values_list("province", flat=True)) == {"04", "14"}


def test_two_people_without_an_email_are_two_people(client, administrator):
    assert add(client).status_code == 302
    assert add(client, phone="0912345679", full_name="Lò Thị Na").status_code == 302
    assert User.objects.filter(email=None).count() == 2


def test_a_person_is_changed_and_keeps_the_password(client, administrator):
    add(client, provinces=["04"])
    officer = User.objects.get(phone="0912345678")
    html = client.get(reverse("wagtailusers_users:edit", args=[officer.pk])).content.decode()
    assert 'name="first_name"' not in html and 'name="full_name"' in html
    assert change(client, officer, full_name="Lò Thị Mai", email="Mai@Example.vn", provinces=["14"]).status_code == 302
    officer.refresh_from_db()
    assert (officer.full_name, officer.email, officer.phone) == ("Lò Thị Mai", "mai@example.vn", "0912345678")
    assert officer.check_password(PASSWORD)
    assert list(officer.office_provinces.values_list("province", flat=True)) == ["14"]


def test_who_leaves_the_offices_groups_leaves_the_office(client, administrator):
    add(client)
    officer = User.objects.get(phone="0912345678")
    change(client, officer, groups=[PRODUCER])
    officer.refresh_from_db()
    assert officer.is_staff is False


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"phone": ""}, "phone"),
        ({"phone": "12"}, "phone"),
        ({"phone": "0900000009"}, "phone"),
        ({"email": "CO@example.vn"}, "email"),
        ({"full_name": ""}, "full_name"),
        ({"password2": "khac-hoan-toan"}, "password2"),
    ],
    ids=str,
)
def test_what_nobody_could_log_in_by_is_refused(client, administrator, fields, field):
    make_user(email="co@example.vn", phone="0900000009")
    before = User.objects.count()
    response = add(client, **fields)
    assert field in response.context["form"].errors
    assert User.objects.count() == before


def test_who_is_no_administrator_makes_none_and_changes_none(client, administrator):
    keeper = make_user(is_staff=True)
    keeper.groups.add(Group.objects.get(name=ADMINISTRATOR))
    client.force_login(keeper)
    assert add(client, is_superuser="on").status_code == 302
    assert User.objects.get(phone="0912345678").is_superuser is False
    refused = change(client, administrator, full_name="Chiếm quyền", password1=PASSWORD, password2=PASSWORD)
    assert refused.status_code == 302 and refused.url == reverse("wagtailadmin_home")
    administrator.refresh_from_db()
    assert administrator.full_name == "Quản Trị" and not administrator.check_password(PASSWORD)


def test_people_are_listed_and_found_by_name_and_phone_in_few_queries(
    client, administrator, django_assert_max_num_queries
):
    for number in range(8):
        make_user(full_name=f"Nông Văn {number}", phone=f"091234567{number}", email=None)
    address = reverse("wagtailusers_users:index")
    client.get(address)
    with django_assert_max_num_queries(25):
        html = client.get(address).content.decode()
    assert "Nông Văn 7" in html and "0912345677" in html
    results = client.get(reverse("wagtailusers_users:index_results") + "?q=0912345673")
    assert [person.full_name for person in results.context["users"]] == ["Nông Văn 3"]


def test_people_change_their_own_name_and_phone_and_keep_one_clock(client, administrator):
    page = client.get(reverse("wagtailadmin_account"))
    html = page.content.decode()
    assert "first_name" not in html and "time_zone" not in html
    data = {
        "name_email-full_name": "Quản Trị Mới",
        "name_email-phone": "0912 345 670",
        "name_email-email": administrator.email,
        "locale-preferred_language": "",
        "theme-theme": "system",
        "theme-contrast": "system",
        "theme-density": "default",
        "theme-keyboard_shortcuts": "on",
    }
    response = client.post(reverse("wagtailadmin_account"), data)
    assert response.status_code == 302, [panel.errors for panel in response.context["panels"]]
    administrator.refresh_from_db()
    assert (administrator.full_name, administrator.phone) == ("Quản Trị Mới", "0912345670")
