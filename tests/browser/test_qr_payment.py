"""A guest pays by QR on a phone: the page turns to “paid” while it is open, when the bank's signed message comes."""

import json
import re

import pytest
import requests

from shop.checkout.models import Purchase
from shop.order.models import Order
from shop.stock.checking import differences
from tests.browser.test_guest_cod import PHONE, fill_address, look
from tests.factories import make_producer, make_product
from tests.shop.payment.paying import make_account, signed, told

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def order_by_qr(page, site):
    make_account()
    products = [make_product(producer=make_producer(), price=85_000, stock=5) for _ in range(2)]
    page.set_viewport_size(PHONE)
    for product in products:
        page.goto(site + product.get_absolute_url())
        page.click(".product__add button.button--main")
    page.click("a[href='/thanh-toan/']")
    fill_address(page)
    page.click(".checkout__main button.button--main")
    page.check("input[value=qr]")
    page.click(".checkout__main button.button--main")
    page.check("#id_consent")
    page.click(".checkout__side button.button--main")
    page.wait_for_url(re.compile("/thanh-toan/cam-on/"))
    return Purchase.objects.get()


def test_the_open_page_turns_to_paid_when_the_signed_message_comes(live_server, page, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    purchase = order_by_qr(page, live_server.url)
    page.wait_for_selector(".bank__qr svg")
    assert re.fullmatch(r"Còn: 00:(29:\d\d|30:00)", page.inner_text("[data-until]"))
    look(page, "qr-1-waiting")
    page.click(f"[data-copy='{purchase.reference}']")
    assert page.evaluate("navigator.clipboard.readText()") == purchase.reference
    body = json.dumps(told(purchase)).encode()
    headers = {**signed(body), "Content-Type": "application/json"}
    assert requests.post(f"{live_server.url}/webhooks/sepay/", data=body, headers=headers, timeout=10).json() == {
        "success": True
    }
    page.wait_for_selector(".message--success", timeout=10_000)
    assert "Đã nhận được tiền" in page.inner_text("#purchase")
    assert page.locator(".bank").count() == 0
    look(page, "qr-2-paid")
    assert [order.status for order in Order.objects.all()] == ["placed", "placed"]
    assert list(differences()) == []


def test_the_demo_button_lets_the_bank_report_the_money_over_real_http(live_server, page, settings):
    settings.WAGTAILADMIN_BASE_URL = live_server.url
    order_by_qr(page, live_server.url)
    page.click("form[action$='gia-lap/'] button")
    page.wait_for_selector(".message--success")
    assert {order.status for order in Order.objects.all()} == {"placed"}
    assert list(differences()) == []


def test_without_scripts_the_page_works_by_reload(live_server, browser):
    context = browser.new_context()
    order_by_qr(context.new_page(), live_server.url)
    purchase, address = Purchase.objects.get(), context.pages[0].url
    context.close()
    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto(address)
    assert plain.locator(".bank__qr svg").count() == 1
    assert plain.locator("[data-copy]:visible").count() == 0
    body = json.dumps(told(purchase)).encode()
    requests.post(f"{live_server.url}/webhooks/sepay/", data=body, headers=signed(body), timeout=10)
    plain.click("noscript a.button")
    assert plain.locator(".message--success").count() == 1
