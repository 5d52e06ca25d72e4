"""A guest with a keyboard and nothing else, on a phone-sized screen: from the product to the thanks."""

import re

import pytest
from playwright.sync_api import Page

from shop.checkout.models import Purchase
from shop.stock.checking import differences
from tests.factories import make_certificate, make_product

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_TABS = 60


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus; it must then be seen to have it."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            ring = page.evaluate(
                "() => [document.activeElement, document.activeElement.closest('label, fieldset, form')].some("
                "one => one && (s => s.outlineStyle !== 'none' || s.boxShadow !== 'none')(getComputedStyle(one)))"
            )
            assert ring, f"{selector}: nobody sees where the focus is"
            return
    raise AssertionError(f"{MOST_TABS} tabs do not lead to {selector} on {page.url}")


def press_button(page: Page, selector: str) -> None:
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page: Page, selector: str, text: str) -> None:
    tab_to(page, selector)
    page.keyboard.type(text)


def choose_first(page: Page, selector: str) -> None:
    tab_to(page, selector)
    page.keyboard.press("ArrowDown")
    assert page.input_value(selector)


def test_a_guest_buys_with_tab_enter_and_letters_only(live_server, page):
    product = make_product("Măng nứa khô", stock=5)
    make_certificate(product)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(live_server.url + product.get_absolute_url())
    press_button(page, ".product__add button.button--main")
    press_button(page, "a[href='/thanh-toan/']")
    write(page, "#id_full_name", "Nguyễn Thị Hoa")
    write(page, "#id_phone", "0912345678")
    choose_first(page, "#id_province")
    page.wait_for_selector("#id_commune option >> nth=10", state="attached")
    choose_first(page, "#id_commune")
    write(page, "#id_line1", "12 thôn 3")
    page.keyboard.press("Enter")
    page.wait_for_url("**/thanh-toan/giao-hang/")
    press_button(page, ".checkout__main button.button--main")
    page.wait_for_url("**/thanh-toan/xem-lai/")
    tab_to(page, "#id_consent")
    page.keyboard.press("Space")
    press_button(page, ".checkout__side button.button--main")
    page.wait_for_url(re.compile("/thanh-toan/cam-on/"))
    purchase = Purchase.objects.get()
    assert (purchase.name, purchase.phone) == ("Nguyễn Thị Hoa", "0912345678")
    assert list(differences()) == []
