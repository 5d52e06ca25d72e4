"""A phone, "mang nua" typed without marks: found, opened, and the star believed by its proof."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.factories import make_certificate, make_producer, make_product

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shoots():
    product = make_product("Măng nứa khô nấu ngay", producer=make_producer("HTX Măng rừng"))
    make_certificate(product, star=4)
    make_product("Mật ong hoa nhãn", producer=product.sheet.producer)
    return product


@pytest.fixture
def phone(page):
    page.set_viewport_size({"width": 390, "height": 844})
    return page


def fits_and_is_accessible(page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    violations = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in violations] == []


def test_mang_nua_is_found_on_a_phone_and_its_star_proven(live_server, phone, shoots):
    phone.goto(live_server.url + "/san-pham/")
    phone.fill("#search", "mang nua")
    phone.press("#search", "Enter")
    phone.wait_for_url(re.compile(r"/tim-kiem/\?q=mang"))
    fits_and_is_accessible(phone)

    phone.click(".card__title a >> nth=0")
    assert phone.inner_text("h1") == "Măng nứa khô nấu ngay"
    assert "OCOP 4 sao" in phone.inner_text(".star-badge--page")
    fits_and_is_accessible(phone)

    phone.click("a.star-badge")
    phone.wait_for_url(re.compile("/chung-nhan/"))
    assert "Còn hiệu lực" in phone.inner_text(".proof__answer")
    assert "15/01/2029" in phone.inner_text(".star-badge--proof")
    fits_and_is_accessible(phone)


def test_suggestions_are_walked_with_the_keyboard_alone(live_server, phone, shoots):
    phone.goto(live_server.url + "/san-pham/")
    phone.locator("#search").press_sequentially("mang", delay=30)
    phone.wait_for_selector("#suggestions a")
    assert "gợi ý" in phone.inner_text("#suggestion-count")
    fits_and_is_accessible(phone)
    phone.keyboard.press("ArrowDown")
    assert phone.evaluate("document.activeElement.getAttribute('href')") == shoots.get_absolute_url()
    phone.keyboard.press("Escape")
    assert phone.evaluate("document.activeElement.id") == "search"
    assert not phone.is_visible("#suggestions")


def test_the_shop_is_whole_without_javascript(live_server, browser, shoots):
    page = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}).new_page()
    page.goto(live_server.url + "/san-pham/")
    page.fill("#search", "mang nua")
    page.press("#search", "Enter")
    assert page.inner_text(".card__title >> nth=0") == "Măng nứa khô nấu ngay"
    page.click(".card__title a >> nth=0")
    page.click(".product__add .button--main")
    assert "Măng nứa khô nấu ngay" in page.inner_text("main")


def test_back_from_the_facets_restores_the_list_without_a_word_in_the_console(live_server, phone, shoots):
    said = []
    phone.on("console", lambda message: said.append(message.text))
    phone.on("pageerror", lambda error: said.append(str(error)))
    phone.goto(live_server.url + "/san-pham/")
    phone.click(".browse__open")
    phone.check("#sao-4")
    phone.wait_for_url("**/san-pham/?sao=4")
    expect(phone.locator("#result-count")).to_have_text("1 sản phẩm")
    phone.go_back()
    expect(phone.locator("#result-count")).to_have_text("2 sản phẩm")
    assert not phone.is_checked("#sao-4")
    assert said == []
