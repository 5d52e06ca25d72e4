"""A guest buys from two producers on a phone and pays at the door; a producer packs and ships."""

import os
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from catalogue.places.models import Province
from shop.checkout.models import Purchase
from shop.order.models import Order
from shop.stock.checking import differences
from tests.factories import make_certificate, make_producer, make_product, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def shelf():
    owner = make_user(email="htx@example.vn")
    near = make_producer("HTX Măng rừng Đạ Huoai", users=[owner], province=Province.objects.get(code="68"))
    far = make_producer("HTX Chè Shan Tuyết", province=Province.objects.get(code="04"))
    shoots = make_product("Măng nứa khô", producer=near, price=85_000, stock=5)
    tea = make_product("Trà Shan tuyết", producer=far, price=120_000, stock=5)
    make_certificate(shoots, star=4)
    return shoots, tea


def look(page, name):
    """Nothing hangs over the edge and axe finds no fault; with SHOTS=folder a picture of the screen is kept."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    faults = Axe().run(page)
    assert faults.violations_count == 0, faults.generate_report()


def fill_address(page):
    page.fill("#id_full_name", "Nguyễn Thị Hoa")
    page.fill("#id_phone", "+84 912 345 678")
    page.select_option("#id_province", "68")
    page.wait_for_selector("#id_commune option >> nth=10", state="attached")
    page.select_option("#id_commune", index=3)
    page.fill("#id_line1", "12 thôn 3")


def test_a_guest_buys_from_two_producers_and_pays_at_the_door(live_server, page, shelf):
    page.set_viewport_size(PHONE)
    for product in shelf:
        page.goto(live_server.url + product.get_absolute_url())
        page.click(".product__add button.button--main")
    look(page, "1-basket")
    assert page.locator(".parcel").count() == 2
    page.click("a[href='/thanh-toan/']")
    page.click(".checkout__main button.button--main")
    page.wait_for_selector(".field--bad #id_phone")
    fill_address(page)
    look(page, "2-address")
    page.click(".checkout__main button.button--main")
    look(page, "3-delivery")
    page.click(".checkout__main button.button--main")
    assert not page.is_checked("#id_consent")
    page.click(".checkout__side button.button--main")
    page.wait_for_selector(".field--bad #id_consent")
    page.go_back()
    page.wait_for_selector("h1")
    page.go_forward()
    page.wait_for_selector("#id_consent")
    page.check("#id_consent")
    look(page, "4-review")
    page.dblclick(".checkout__side button.button--main")
    expect(page).to_have_url(re.compile("/thanh-toan/cam-on/"))  # the second click breaks off the first one's answer
    purchase = Purchase.objects.get()
    assert purchase.reference in page.inner_text("main")
    look(page, "5-thanks")
    page.click(".thanks a.button >> nth=0")
    look(page, "6-track")
    page.go_back()
    page.reload()
    assert Purchase.objects.count() == 1
    assert Order.objects.count() == 2
    assert list(differences()) == []


def test_the_producer_confirms_packs_and_ships_on_a_phone(live_server, page, shelf, client):
    from tests.shop.checkout.buying import buy_through_the_pages

    buy_through_the_pages(client, shelf[0])
    page.set_viewport_size(PHONE)
    page.goto(live_server.url + "/gian-hang/")
    page.fill("input[name=username]", "htx@example.vn")
    page.fill("input[name=password]", "mat-khau-rat-dai")
    page.click("main button")
    for queue in ("confirm", "pack"):
        page.goto(f"{live_server.url}/gian-hang/?queue={queue}")
        look(page, f"7-desk-{queue}")
        page.click(".job__do .button--main")
    page.goto(f"{live_server.url}/gian-hang/?queue=ship")
    page.fill("input[name=tracking_code]", "EB123456789VN")
    look(page, "8-desk-ship")
    page.click(".job__do .button--main")
    page.wait_for_load_state()
    order = Order.objects.get()
    assert (order.status, order.facts.tracking_code) == ("shipped", "EB123456789VN")
    assert list(differences()) == []
