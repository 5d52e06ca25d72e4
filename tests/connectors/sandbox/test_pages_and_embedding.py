"""The pages a person uses, the state on disk, and the marketplace without sockets."""

import re

import pytest

from connectors.sandbox.control_page import IN_VIETNAMESE
from connectors.sandbox.faults import EFFECTS
from connectors.sandbox.serving import running
from connectors.sandbox.shopee.marketplace import Shopee
from connectors.sandbox.web import Request
from tests.connectors.sandbox.seller import SHOP_ID, Seller

PAGES = ("/", "/don-hang/", "/_control/")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_that_it_is_for_practice(seller, path):
    page = seller.http.get(seller.url + path)
    assert page.status_code == 200
    assert "Sàn luyện tập" in page.text
    assert "không phải Shopee thật" in page.text
    assert "<script" not in page.text


def test_the_storefront_shows_name_price_stock_and_shop(seller):
    item_id = seller.add()
    page = seller.http.get(seller.url + "/").text
    for shown in ("Mật ong bạc hà Mèo Vạc 500 ml", "199.000 ₫", "Còn 5", "Gian hàng mẫu 1", f"/san-pham/{item_id}"):
        assert shown in page
    seller.set_stock(item_id, 0)
    assert "Hết hàng" in seller.http.get(seller.url + "/").text


def test_sellers_text_is_never_markup(seller):
    item_id = seller.add(item_name="<script>alert(1)</script>", description="<b>đậm</b> là chữ thường")
    for path in ("/", f"/san-pham/{item_id}", "/_control/"):
        page = seller.http.get(seller.url + path).text
        assert "<script>" not in page
        assert "<b>đậm" not in page


def test_a_shopper_buys_pays_and_sees_the_order(seller):
    item_id = seller.add()
    page = seller.http.get(f"{seller.url}/san-pham/{item_id}").text
    assert 'action="/_control/buy"' in page
    form = {"item_id": item_id, "quantity": 2, "payment": "later", "back": "/don-hang/"}
    orders = seller.http.post(f"{seller.url}/_control/buy", data=form)
    assert orders.url == f"{seller.url}/don-hang/"
    assert "Chờ thanh toán" in orders.text
    order_sn = re.search(r"<code>(\w+)</code>", orders.text)[1]
    paid = seller.http.post(f"{seller.url}/_control/pay", data={"order_sn": order_sn, "back": "/don-hang/"})
    assert "Chờ gửi hàng" in paid.text


def test_a_purchase_that_cannot_be_is_explained_on_a_page(seller):
    item_id = seller.add()
    page = seller.http.post(f"{seller.url}/_control/buy", data={"item_id": item_id, "quantity": 99})
    assert page.status_code == 409
    assert "Chỉ còn 5 sản phẩm." in page.text


def test_going_back_never_leaves_the_marketplace(seller):
    form = {"step": 1, "back": "https://evil.example/x"}
    answer = seller.http.post(f"{seller.url}/_control/clock", data=form, allow_redirects=False)
    assert answer.headers["Location"] == "/x"


def test_the_control_page_sets_faults_by_form(seller):
    form = {"effect": "throttle", "path": "order/*", "probability": "", "next_calls": "3", "seconds": ""}
    page = seller.http.post(f"{seller.url}/_control/faults", data=form)
    assert "order/*" in page.text
    assert seller.look("faults")[0]["next_calls"] == 3


def test_one_button_throttles_calls_and_loses_pushes(seller):
    page = seller.http.post(f"{seller.url}/_control/faults", data={"storm": 1})
    assert "giới hạn số lần gọi (throttle)" in page.text
    assert [rule["effect"] for rule in seller.look("faults")] == ["throttle", "push_lost"]


def test_every_fault_has_a_vietnamese_name():
    assert IN_VIETNAMESE.keys() == EFFECTS.keys()


def test_a_browser_that_asks_for_an_icon_is_answered(seller):
    assert seller.http.get(f"{seller.url}/favicon.ico").status_code == 204


def test_an_unknown_control_call_names_the_known_ones(seller):
    answer = seller.http.post(f"{seller.url}/_control/nothing", json={})
    assert answer.status_code == 404
    assert "buy" in answer.json()["known"]


def test_calls_are_counted(seller):
    item_id = seller.add()
    seller.set_stock(item_id, 3)
    seller.set_stock(1, 3)
    counts = {(row["call"], row["error"]): row["count"] for row in seller.look("calls")["counts"]}
    assert counts["product/update_stock", ""] == 1
    assert counts["product/update_stock", "error_item_not_found"] == 1


def test_reset_brings_a_new_marketplace(seller):
    seller.control("buy", item_id=seller.add())
    seller.control("reset")
    assert (seller.look("items"), seller.look("orders")) == ([], [])
    assert seller.get("shop/get_shop_info")["error"] == "invalid_acceess_token"
    assert seller.link().get("shop/get_shop_info")["error"] == ""


def test_state_survives_a_restart(tmp_path):
    with running(tmp_path) as sandbox:
        seller = Seller(sandbox.urls["shopee"]).link()
        item_id = seller.add()
        seller.control("buy", item_id=item_id)
        seller.control("clock", step=60)
    with running(tmp_path) as sandbox:
        seller.url = sandbox.urls["shopee"]
        assert seller.stock(item_id) == 4
        assert seller.look("clock")["offset"] == 60
        assert len(seller.look("orders")) == 1


def test_a_seeded_shop_can_be_linked(url):
    seller = Seller(url, shop_id=555)
    seller.control("seed_shop", shop_id=555, shop_name="HTX Tả Van")
    assert seller.link().get("shop/get_shop_info")["shop_name"] == "HTX Tả Van"


def test_without_sockets_it_is_one_function_with_a_frozen_clock():
    sent = []
    now = 1_700_000_000
    market = Shopee.open(base=lambda: now, send=lambda letter: (sent.append(letter), (200, b""))[1], salt="s")
    target = b'{"partner_id": 2001887, "callback_url": "https://shop.example.vn/webhooks/shopee"}'
    market.handle(Request.to("POST", "/_control/push_target", {"Content-Type": "application/json"}, target))
    assert sent == []
    assert market.deliver_due() == 1
    assert sent[0].url == "https://shop.example.vn/webhooks/shopee"


def test_the_same_salt_gives_the_same_codes_again():
    def code() -> str:
        market = Shopee.open(base=lambda: 1_700_000_000, salt="s")
        return market.accounts.allow(2001887, [SHOP_ID], 30)

    assert code() == code()
