"""The office's form writes an address without marks while a Vietnamese title is typed."""

import pytest
from playwright.sync_api import expect
from wagtail.models import Page

from shop.content.models import HomePage
from tests.factories import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_vietnamese_title_becomes_a_folded_address(live_server, page, client):
    home = Page.get_first_root_node().add_child(instance=HomePage(title="Chợ", slug="trang-chu"))
    client.force_login(make_user(is_staff=True, is_superuser=True))
    page.context.add_cookies([
        {"name": name, "value": morsel.value, "url": live_server.url} for name, morsel in client.cookies.items()
    ])  # fmt: skip
    page.goto(f"{live_server.url}/van-phong/pages/add/content/textpage/{home.pk}/")
    page.locator("#id_title").press_sequentially("Đắk Lắk: chợ ổi")
    page.locator("#id_title").blur()
    expect(page.locator("#id_slug")).to_have_value("dak-lak-cho-oi")
