import pytest

from django.contrib.auth.models import Group

from catalogue.places.models import Province
from catalogue.provenance.models import OfficeProvince
from tests.factories import make_user


@pytest.fixture
def officer(db):
    """Programme staff without a province scope."""
    user = make_user(is_staff=True, full_name="Trần Thị Cán Bộ")
    user.groups.add(Group.objects.get(name="Programme staff"))
    return user


@pytest.fixture
def office(client, officer):
    """The officer's browser."""
    client.force_login(officer)
    return client


@pytest.fixture
def of_cao_bang(officer):
    """The officer, bound to Cao Bằng (04)."""
    OfficeProvince.objects.create(user=officer, province=Province.objects.get(code="04"))
    return officer
