"""The office's first screen."""

import pytest

from django.contrib.auth.models import Group

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
