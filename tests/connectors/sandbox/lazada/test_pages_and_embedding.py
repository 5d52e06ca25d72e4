"""The pages a person uses, the state on disk, and the marketplace without sockets."""

import re

import pytest
import requests

from connectors.sandbox.lazada.marketplace import Lazada
from connectors.sandbox.serving import own_quirks, running
from connectors.sandbox.web import Request
from tests.connectors.sandbox.lazada.seller import SELLER_ID, Seller


@pytest.mark.parametrize("path", ["/", "/don-hang/", "/_control/"])
def test_every_page_says_that_it_is_for_practice(seller, path):
    page = seller.http.get(seller.url + path)
    assert page.status_code == 200
    assert "Sàn luyện tập" in page.text
    assert "không phải Lazada thật" in page.text
    assert "<script" not in page.text


def test_the_storefront_shows_name_price_stock_and_shop(seller):
    item_id, sku_id = seller.add(skus=[seller.sku(special_price="150000")])
    page = seller.http.get(seller.url + "/").text
    for shown in ("Mật ong bạc hà", "150.000 ₫", "199.000 ₫", "Còn 5", "Gian hàng mẫu 1", f"/san-pham/{item_id}"):
        assert shown in page
    seller.set_sellable(item_id, sku_id, 0)
    assert "Hết hàng" in seller.http.get(seller.url + "/").text


def test_sellers_html_is_shown_as_text(seller):
    item_id, _ = seller.add(attributes={"description": "<p>Ngon</p><script>alert(1)</script>&lt;b&gt;đậm"})
    page = seller.http.get(f"{seller.url}/san-pham/{item_id}").text
    assert "Ngon" in page
    assert "<script>" not in page
    assert "&lt;b&gt;đậm" in page


def test_a_shopper_buys_pays_and_sees_the_order(seller):
    item_id, _ = seller.add()
    assert 'action="/_control/buy"' in seller.http.get(f"{seller.url}/san-pham/{item_id}").text
    form = {"item_id": item_id, "quantity": 2, "payment": "later", "back": "/don-hang/"}
    orders = seller.http.post(f"{seller.url}/_control/buy", data=form)
    assert orders.url == f"{seller.url}/don-hang/"
    assert "Chờ thanh toán" in orders.text
    order_id = re.search(r"<code>(\d+)</code>", orders.text)[1]
    paid = seller.http.post(f"{seller.url}/_control/pay", data={"order_id": order_id, "back": "/don-hang/"})
    assert "Chờ đóng gói" in paid.text


def test_a_shopper_cancels_one_of_two_units_and_the_other_goes_on(seller):
    item_id, _ = seller.add()
    bought = seller.control("buy", item_id=item_id, quantity=2, payment="later")
    page = seller.http.get(f"{seller.url}/don-hang/").text
    assert page.count("Hủy món này") == 2
    form = {"order_id": bought["order_id"], "order_item_id": bought["order_item_ids"][0], "back": "/don-hang/"}
    assert "Hủy món này" not in seller.http.post(f"{seller.url}/_control/cancel", data=form).text
    assert [row["status"] for row in seller.rows(bought["order_id"])] == ["canceled", "unpaid"]
    assert seller.stock(item_id) == (4, 1, 0, 5)


def test_a_variant_is_chosen_on_the_page(seller):
    skus = [seller.sku("A", saleProp={"pack_size": "500 ml"}), seller.sku("B", saleProp={"pack_size": "1 l"})]
    item_id, sku_id = seller.add(skus=skus)
    page = seller.http.get(f"{seller.url}/san-pham/{item_id}").text
    assert f'<option value="{sku_id}">500 ml' in page
    assert "error" in seller.control("buy", item_id=item_id)
    assert seller.control("buy", item_id=item_id, sku_id=sku_id)["statuses"] == ["pending"]


def test_the_control_page_has_lazadas_own_sections(seller):
    seller.add()
    page = seller.http.get(f"{seller.url}/_control/").text
    for shown in ("Callback của ứng dụng 115527", "sku_id", "token_lifetimes", "Khoá"):
        assert shown in page


def test_state_survives_a_restart(tmp_path):
    with running(tmp_path, names=("lazada",)) as sandbox:
        seller = Seller(sandbox.urls["lazada"]).link()
        item_id, _ = seller.add()
        seller.control("promotion", item_id=item_id, reserved=1)
        seller.control("buy", item_id=item_id)
    with running(tmp_path, names=("lazada",)) as sandbox:
        seller.url = sandbox.urls["lazada"]
        assert seller.stock(item_id) == (4, 0, 1, 5)
        assert len(seller.look("orders")) == 1


def test_reset_brings_a_new_marketplace(seller):
    item_id, _ = seller.add()
    seller.control("buy", item_id=item_id)
    seller.control("reset")
    assert (seller.look("items"), seller.look("orders")) == ([], [])
    assert seller.get("seller/get")["code"] == "IllegalAccessToken"


def test_both_marketplaces_run_side_by_side(tmp_path):
    with running(tmp_path) as sandbox:
        assert set(sandbox.urls) == {"shopee", "lazada"}
    assert {path.name for path in tmp_path.glob("*.sqlite3")} == {"shopee.sqlite3", "lazada.sqlite3"}


def test_quirks_go_to_the_marketplace_that_knows_them():
    chosen = {"expire_in": "absolute", "lazada.push_ids": "numbers", "error_http_status": "4xx"}
    both = ("shopee", "lazada")
    assert own_quirks("lazada", chosen, both) == {"push_ids": "numbers", "error_http_status": "4xx"}
    assert own_quirks("shopee", chosen, both) == {"expire_in": "absolute", "error_http_status": "4xx"}
    with pytest.raises(ValueError, match="nothing"), running(quirks={"nothing": "x"}):
        pass


def test_without_sockets_it_is_one_function_with_a_frozen_clock():
    sent = []
    market = Lazada.open(base=lambda: 1_700_000_000, send=lambda letter: (sent.append(letter), (200, b""))[1], salt="s")
    market.accounts.exchange("115527", market.accounts.allow("115527", SELLER_ID))
    target = b'{"app_key": "115527", "callback_url": "https://shop.example.vn/webhooks/lazada"}'
    market.handle(Request.to("POST", "/_control/push_target", {"Content-Type": "application/json"}, target))
    market.pushes.trade_order(SELLER_ID, 1, 2, "pending")
    assert sent == []
    assert market.deliver_due() == 1
    assert (sent[0].url, sent[0].answer_seconds) == ("https://shop.example.vn/webhooks/lazada", 0.5)


def test_the_same_salt_gives_the_same_codes_again():
    def code() -> str:
        return Lazada.open(base=lambda: 1_700_000_000, salt="s").accounts.allow("115527", SELLER_ID)

    assert code() == code()


def test_the_choice_of_a_variant_names_its_axis_once(seller):
    option = {"name": "Phân loại", "hasImage": "false", "customize": "true", "options": {"option": ["100 g", "250 g"]}}
    skus = [seller.sku(size, saleProp={"Phân loại": size}) for size in ("100 g", "250 g")]
    item_id, _ = seller.add(variation={"Variation1": option}, skus=skus)
    page = requests.get(f"{seller.url}/san-pham/{item_id}", timeout=10).text
    assert "250 g — " in page
    assert "Phân loại:250 g" not in page
