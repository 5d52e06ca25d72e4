import pytest

from django.contrib.auth.models import Group
from django.test import Client

from tests.factories import make_user


@pytest.fixture
def administrator(db):
    user = make_user(is_staff=True, full_name="Lê Thị Quản Trị")
    user.groups.add(Group.objects.get(name="Shop administrator"))
    return user


@pytest.fixture
def office(administrator) -> Client:
    """The administrator's browser, beside the buyer's `client`."""
    browser = Client()
    browser.force_login(administrator)
    return browser
