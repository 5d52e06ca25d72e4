"""Who may pass: the documented signatures, the timestamp window, unknown partners."""

import time

import pytest

from connectors.sandbox.shopee.gate import signature
from connectors.sandbox.shopee.marketplace import Shopee
from connectors.sandbox.web import Request
from tests.connectors.sandbox.seller import PARTNER_ID, PARTNER_KEY, Seller, sign

TOKEN = "6b5a46716e474d6f6e59777659459849"
SHOP_VECTORS = {
    "product/update_stock": "2ea22925fb3eab94e29301751fa03da23411bc5204e1a859b5f543116c069c92",
    "order/get_order_list": "5b3c8cde8cf89d7e08e267f9b52b2bfa10f1a130d8dd169b891ccce4548dce6c",
}
PUBLIC_VECTORS = {
    "auth/access_token/get": "377dd9d242f03312a638f8df3fee939e50b0235038569605c656adc105ad9d0a",
    "media_space/upload_image": "9a46549366e5937af426e7629af814fc8d966ddf8a4b761c05aab5acbe083865",
    "shop/auth_partner": "9db3a02d0350578b27b7f0792cb1f374f41d5ef19676e9c62951a2ec18e71386",
}


@pytest.mark.parametrize(("path", "expected"), SHOP_VECTORS.items())
def test_shop_vectors_are_recognised(path, expected):
    assert signature(PARTNER_KEY, f"2001887/api/v2/{path}1700000000{TOKEN}322300222") == expected


@pytest.mark.parametrize(("path", "expected"), PUBLIC_VECTORS.items())
def test_public_vectors_are_recognised(path, expected):
    assert signature(PARTNER_KEY, f"2001887/api/v2/{path}1700000000") == expected


@pytest.mark.parametrize("path", PUBLIC_VECTORS)
def test_a_vector_passes_the_gate_at_its_own_time(path):
    market = Shopee.open(base=lambda: 1_700_000_000)
    query = f"partner_id=2001887&timestamp=1700000000&sign={PUBLIC_VECTORS[path]}&redirect=http%3A%2F%2Fa.vn"
    method = "GET" if path == "shop/auth_partner" else "POST"
    response = market.handle(Request.to(method, f"/api/v2/{path}?{query}"))
    assert b"error_sign" not in response.body
    wrong = market.handle(Request.to(method, f"/api/v2/{path}?{query.replace('sign=', 'sign=0')}"))
    assert wrong.json()["error"] == "error_sign"


def test_a_shop_vector_gets_as_far_as_the_token_check():
    market = Shopee.open(base=lambda: 1_700_000_000)
    query = f"partner_id=2001887&timestamp=1700000000&access_token={TOKEN}&shop_id=322300222"
    url = f"/api/v2/order/get_order_list?{query}&sign={SHOP_VECTORS['order/get_order_list']}"
    assert market.handle(Request.to("GET", url)).json()["error"] == "invalid_acceess_token"


def test_a_wrong_signature_is_refused(url):
    answer = Seller(url, partner_key="another").get("public/get_shops_by_partner", public=True)
    assert (answer["error"], answer["message"]) == ("error_sign", "Wrong sign.")


@pytest.mark.parametrize(
    ("offset", "message"), [(-301, "Timestamp is expired"), (301, "Timestamp is expired"), (-290, ""), (290, "")]
)
def test_timestamps_live_five_minutes(seller, offset, message):
    query = seller.signed("shop/get_shop_info", public=False, timestamp=int(time.time()) + offset)
    assert seller.http.get(f"{seller.url}/api/v2/shop/get_shop_info", params=query).json()["message"] == message


@pytest.mark.parametrize("value", ["", "abc", "1700000000000"])
def test_an_unreadable_timestamp_is_an_error_param(seller, value):
    query = seller.signed("shop/get_shop_info", public=False) | {"timestamp": value}
    assert seller.http.get(f"{seller.url}/api/v2/shop/get_shop_info", params=query).json()["error"] == "error_param"


@pytest.mark.parametrize("position", ["invalid_partner_id", "error_sign"])
def test_an_unknown_partner_is_refused_as_the_quirk_says(seller, position):
    seller.control("quirks", unknown_partner=position)
    query = seller.signed("shop/get_shop_info", public=False) | {"partner_id": 5}
    assert seller.http.get(f"{seller.url}/api/v2/shop/get_shop_info", params=query).json()["error"] == position


def test_a_second_partner_signs_with_its_own_key(url):
    seller = Seller(url)
    seller.control("seed_partner", partner_id=77, partner_key="k77")
    now = int(time.time())
    query = {"partner_id": 77, "timestamp": now, "sign": sign(f"77/api/v2/public/get_shops_by_partner{now}", "k77")}
    answer = seller.http.get(f"{url}/api/v2/public/get_shops_by_partner", params=query).json()
    assert (answer["error"], answer["authed_shop_list"]) == ("", [])


def test_clock_skew_shifts_the_window_and_the_date_header(seller):
    seller.control("clock", skew=900)
    assert seller.get("shop/get_shop_info")["message"] == "Timestamp is expired"
    late = seller.signed("shop/get_shop_info", public=False, timestamp=int(time.time()) + 900)
    assert seller.http.get(f"{seller.url}/api/v2/shop/get_shop_info", params=late).json()["error"] == ""


@pytest.mark.parametrize(("position", "public_ok", "shop_ok"), [("both", 1, 1), ("public", 1, 0), ("shop", 0, 1)])
def test_an_upload_may_be_signed_either_way_unless_a_quirk_narrows_it(seller, position, public_ok, shop_ok):
    seller.control("quirks", upload_signature=position)
    assert (seller.upload(public=True)["error"] == "") == bool(public_ok)
    assert (seller.upload(public=False)["error"] == "") == bool(shop_ok)


def test_partner_id_is_the_demo_app(url):
    assert PARTNER_ID in [int(row["partner_id"]) for row in Seller(url).link().look("partners")]
