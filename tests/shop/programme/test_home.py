"""The office's first screen."""

import pytest
from wagtail.models import Page

from django.contrib.auth.models import Group

from shop.content.models import HomePage
from tests.factories import make_certificate, make_product, make_user

pytestmark = pytest.mark.django_db


def test_an_officer_sees_first_what_the_register_asks_for(client):
    officer = make_user(is_staff=True)
    officer.groups.add(Group.objects.get(name="Programme staff"))
    make_certificate(make_product("Bản nháp", is_public=False))
    client.force_login(officer)
    html = client.get("/van-phong/").content.decode()
    assert 'id="programme-today"' in html
    assert "1 sản phẩm nháp cần bổ sung" in html


def test_staff_without_the_register_see_no_counts(client):
    editor = make_user(is_staff=True)
    editor.groups.add(Group.objects.get(name="Editors"))
    client.force_login(editor)
    assert 'id="programme-today"' not in client.get("/van-phong/").content.decode()


def test_an_officer_may_rearrange_the_home_page(client):
    officer = make_user(is_staff=True)
    officer.groups.add(Group.objects.get(name="Programme staff"))
    root = Page.get_first_root_node()
    home = root.add_child(instance=HomePage(title="Chợ", slug="cho"))
    client.force_login(officer)
    assert client.get(f"/van-phong/pages/{home.pk}/edit/").status_code == 200
