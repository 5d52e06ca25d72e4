"""The office edits the synonyms in the browser."""

import pytest

from django.contrib.auth.models import Permission
from django.urls import reverse

from shop.programme.groups import STAFF_MAY
from shop.search.finding import find
from shop.search.models import Synonym
from tests.factories import make_product, make_user

pytestmark = pytest.mark.django_db


def test_staff_add_a_synonym_and_it_is_in_force(client):
    user = make_user(is_staff=True)
    names = [permission.split(".")[1] for permission in STAFF_MAY]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    product = make_product("Khăn thổ cẩm")
    told = {"terms": "hàng dệt chàm, thổ cẩm", "only_typed": "", "exceptions": ""}
    assert client.post(reverse("synonyms:add"), told).status_code == 302
    assert find("hàng dệt chàm").ids == [product.pk]
    assert "hàng dệt chàm" in client.get(reverse("synonyms:index")).content.decode()


def test_a_customer_has_no_way_there(client):
    client.force_login(make_user())
    response = client.post(reverse("synonyms:add"), {"terms": "a, b"})
    assert response.status_code == 302
    assert not Synonym.objects.filter(terms="a, b").exists()
