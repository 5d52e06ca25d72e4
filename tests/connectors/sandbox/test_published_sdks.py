"""Published SDKs, unchanged but for the host, take a listing and an order through a practice marketplace.

lazop-sdk is Lazada's own Python client. Of pyshopee the module `pyshopee2` speaks API v2: it imports selenium, without
naming it as a dependency, for one function that opens a browser, and it cannot send files, so the consent and the
picture come from our miniature of a seller.
"""

import importlib
import json
import sys
import time
from types import ModuleType

import pytest

from connectors.sandbox.serving import running
from tests.connectors.sandbox import seller as shopee_seller
from tests.connectors.sandbox.lazada import seller as lazada_seller

BACK = "https://shop.example.vn/back"


@pytest.fixture
def urls(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with running() as sandbox:
        yield sandbox.urls


class LazopShop:
    """What a program written with lazop-sdk does."""

    def __init__(self, sdk, url: str):
        self.sdk, self.token = sdk, None
        self.client = sdk.LazopClient(f"{url}/rest", lazada_seller.APP_KEY, lazada_seller.APP_SECRET)

    def call(self, path: str, method: str = "GET", files: dict | None = None, **parameters) -> dict:
        request = self.sdk.LazopRequest(path, method)
        for name, value in parameters.items():
            request.add_api_param(name, value)
        for name, content in (files or {}).items():
            request.add_file_param(name, content)
        response = self.client.execute(request, self.token)
        assert (response.type, response.code) == (None, "0"), response.body
        return response.body

    def change(self, path: str, **row) -> dict:
        request = {"Request": {"Product": {"Skus": {"Sku": row}}}}
        return self.call(path, "POST", payload=lazada_seller.xml(request))


@pytest.fixture
def lazop(urls, tmp_path, monkeypatch) -> LazopShop:
    """The SDK makes a folder for its log in the home when it is imported."""
    monkeypatch.setenv("HOME", str(tmp_path))
    return LazopShop(importlib.import_module("lazop_sdk"), urls["lazada"])


def test_lazop_sdk_takes_a_listing_and_an_order_all_the_way(lazop, urls):
    people = lazada_seller.Seller(urls["lazada"])
    granted = lazop.call("/auth/token/create", code=people.consent()["code"])
    renewed = lazop.call("/auth/token/refresh", refresh_token=granted["refresh_token"])
    lazop.token = renewed["access_token"]
    assert lazop.call("/seller/get")["data"]["seller_id"] == people.seller_id

    uploaded = lazop.call("/image/upload", "POST", files={"image": lazada_seller.picture()})
    people.upload = lambda: uploaded
    draft = json.dumps({"Request": {"Product": people.draft()}}, ensure_ascii=False)
    created = lazop.call("/product/create", "POST", payload=draft)["data"]
    item_id, sku_id = created["item_id"], created["sku_list"][0]["sku_id"]
    key = {"ItemId": item_id, "SkuId": sku_id}
    lazop.change("/product/price_quantity/update", **key, Price="210000")
    lazop.change("/product/stock/sellable/update", **key, SellableQuantity="9")
    [sku] = lazop.call("/product/item/get", item_id=item_id)["data"]["skus"]
    assert (sku["price"], sku["multiWarehouseInventories"][0]["sellableQuantity"]) == (210_000, 9)

    bought = people.control("buy", item_id=item_id, quantity=2)
    [listed] = lazop.call("/orders/get", created_after="2020-01-01T00:00:00+07:00", limit=10)["data"]["orders"]
    assert (listed["order_id"], listed["statuses"]) == (bought["order_id"], ["pending"])
    units = lazop.call("/order/items/get", order_id=listed["order_id"])["data"]
    row = {"order_id": listed["order_id"], "order_item_list": [unit["order_item_id"] for unit in units]}
    asked = {"pack_order_list": [row], "delivery_type": "dropship", "shipping_allocate_type": "TFS"}
    packed = lazop.call("/order/fulfill/pack", "POST", packReq=json.dumps(asked))
    package_id = packed["result"]["data"]["pack_order_list"][0]["order_item_list"][0]["package_id"]
    lazop.call("/order/package/rts", "POST", readyToShipReq=json.dumps({"packages": [{"package_id": package_id}]}))
    assert lazop.call("/order/get", order_id=listed["order_id"])["data"]["statuses"] == ["ready_to_ship"]


@pytest.fixture
def pyshopee(urls, monkeypatch):
    """A client of the SDK that knows our host, shop and app, and no token yet."""
    without_browser = ModuleType("selenium")
    without_browser.webdriver = None
    monkeypatch.setitem(sys.modules, "selenium", without_browser)
    sdk = importlib.import_module("pyshopee2.client")
    monkeypatch.setattr(sdk.Client, "BASE_URL", urls["shopee"])
    return sdk.Client(shopee_seller.SHOP_ID, shopee_seller.PARTNER_ID, shopee_seller.PARTNER_KEY, BACK)


def answered(answer: dict) -> dict:
    assert answer["error"] == "", answer
    return answer["response"]


def test_pyshopee_takes_a_listing_and_an_order_all_the_way(pyshopee, urls):
    people = shopee_seller.Seller(urls["shopee"])
    allowed = people.http.post(
        pyshopee.shop_authorization(BACK), data={"shop_id": people.shop_id, "days": 365}, allow_redirects=False
    )
    pyshopee.code = allowed.headers["Location"].split("code=")[1].split("&")[0]
    _access, _expires, refresh = pyshopee.get_token()
    pyshopee.get_access_token(people.shop_id, pyshopee.partner_id, pyshopee.partner_key, refresh)
    people.access_token = pyshopee.access_token

    item_id = answered(pyshopee.product.add_item(**people.draft()))["item_id"]
    answered(pyshopee.product.update_price(item_id=item_id, price_list=[{"model_id": 0, "original_price": 210_000}]))
    stock_list = [{"model_id": 0, "seller_stock": [{"stock": 9}]}]
    answered(pyshopee.product.update_stock(item_id=item_id, stock_list=stock_list))
    [item] = answered(pyshopee.product.get_item_base_info(item_id_list=item_id))["item_list"]
    stock = item["stock_info_v2"]["summary_info"]["total_available_stock"]
    assert (item["price_info"][0]["original_price"], stock) == (210_000, 9)
    listed = answered(pyshopee.product.get_item_list(offset=0, page_size=10, item_status="NORMAL"))
    assert [row["item_id"] for row in listed["item"]] == [item_id]

    order_sn = people.control("buy", item_id=item_id, quantity=2)["order_sn"]
    now = int(time.time())
    window = {"time_range_field": "create_time", "time_from": now - 3600, "time_to": now + 60, "page_size": 20}
    found = answered(pyshopee.order.get_order_list(**window))["order_list"]
    assert [row["order_sn"] for row in found] == [order_sn]
    detail = {"order_sn_list": order_sn, "response_optional_fields": "item_list"}
    [order] = answered(pyshopee.order.get_order_detail(**detail))["order_list"]
    assert order["item_list"][0]["model_quantity_purchased"] == 2
    [address, *_] = answered(pyshopee.logistics.get_shipping_parameter(order_sn=order_sn))["pickup"]["address_list"]
    slot = address["time_slot_list"][0]["pickup_time_id"]
    pickup = {"address_id": address["address_id"], "pickup_time_id": slot}
    shipped = pyshopee.logistics.ship_order(order_sn=order_sn, pickup=pickup)
    assert shipped["error"] == "", shipped
    assert answered(pyshopee.logistics.get_tracking_number(order_sn=order_sn))["tracking_number"].startswith("SPXVN")
