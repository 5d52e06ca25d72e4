"""A Lazada connector on a canned transport, and the plain answers it needs."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

from connectors.contract import ChannelConfig, Dimensions, DraftSku, Grant, ListingDraft, Money
from connectors.http import CallRecord, Http
from connectors.lazada.connector import LazadaConnector
from tests.connectors.canned import START, Answer, Canned, Clock, Sent

API, AUTH = "https://api.example.vn", "https://auth.example.vn"
CONFIG = ChannelConfig(
    app_id="115527",
    app_secret="s3cr3t-key",
    api_url=API,
    auth_url=AUTH,
    redirect_url="https://shop.example.vn/connect/lazada",
    webhook_url="https://shop.example.vn/webhooks/lazada",
)
GRANT = Grant(
    "200166591", "50000201vn-access", "500012rt-refresh", START + timedelta(days=7), START + timedelta(days=30)
)


class LazadaShop:
    """What a test holds: the connector, what it sent, what it recorded, its clock."""

    def __init__(self, grant: Grant | None = GRANT) -> None:
        self.canned = Canned()
        self.clock = Clock()
        self.records: list[CallRecord] = []
        http = Http(
            "lazada", origins=CONFIG.origins, recorder=self.records.append, clock=self.clock, adapter=self.canned
        )
        self.channel = LazadaConnector(CONFIG, http, grant)

    def on(self, api: str, *answers: Any) -> None:
        """Prepares answers of a call by its name."""
        self.canned.on(f"/rest/{api}", *answers)

    def sent(self, api: str) -> list[dict[str, str]]:
        """The parameters of each call of that name."""
        return [parameters(sent) for sent in self.canned.called(f"/rest/{api}")]

    def names(self) -> list[str]:
        """The calls made so far, in order."""
        return [sent.path.removeprefix("/rest/") for sent in self.canned.sent]


def parameters(sent: Sent) -> dict[str, str]:
    return sent.query | dict(parse_qsl(sent.body.decode("utf-8", "replace")))


def product(parameters: dict[str, str]) -> Any:
    """The product of a JSON payload."""
    return json.loads(parameters["payload"])["Request"]["Product"]


def ok(data: Any = None, **extra: Any) -> dict[str, Any]:
    return {"code": "0", "data": {} if data is None else data, "request_id": "r1", **extra}


def done(data: Any) -> dict[str, Any]:
    """A success of the calls that wrap their data in `result`."""
    result = {"success": True, "errorCode": None, "errorMsg": None, "data": data}
    return {"code": "0", "result": result, "request_id": "r1"}


def fail(code: str, message: str = "", status: int = 200, **extra: Any) -> Answer:
    return Answer({"code": code, "type": "ISP", "message": message, "request_id": "r2", **extra}, status)


def draft(**changes: Any) -> ListingDraft:
    """A jar of honey as one simple item."""
    fields: dict[str, Any] = {
        "item_sku": "MO-01",
        "title": "Mật ong bạc hà Mèo Vạc",
        "description": "Mật ong bạc hà từ cao nguyên đá.\nĐóng chai 500 g.\n\nBảo quản nơi < 30 độ.",
        "category_id": "10002019",
        "image_ids": ("https://vn.slatic.net/p/1.jpg",),
        "weight_grams": 500,
        "skus": (DraftSku("MO-01", Money(199000), 5),),
        "dimensions": Dimensions(11, 12, 13),
    }
    return ListingDraft(**(fields | changes))


def jars(*rows: tuple[str, str, int, int]) -> ListingDraft:
    """The same in several sizes: (sku, option, price, stock) each."""
    skus = tuple(DraftSku(sku, Money(price), stock, (option,)) for sku, option, price, stock in rows)
    return draft(item_sku="MO-F", skus=skus, variation_names=("Khối lượng",))


def sku(sku_id: int = 15298395971, seller_sku: str = "MO-01", **changes: Any) -> dict[str, Any]:
    row = {
        "SkuId": sku_id,
        "SellerSku": seller_sku,
        "Status": "active",
        "price": 199000.0,
        "special_price": 179000.0,
        "special_from_time": "2026-11-01 00:00",
        "special_to_time": "2026-12-01 00:00",
        "quantity": 9,
        "Available": 5,
        "package_weight": "0.50",
        "package_length": "11.00",
        "package_width": "12.00",
        "package_height": "13.00",
        "multiWarehouseInventories": [{"warehouseCode": "dropshipping", "sellableQuantity": 5, "occupyQuantity": 4}],
        "channelInventories": [{"channelName": "mega", "sellableQuantity": 2}],
        "something_new": 7,
    }
    return row | changes


def item(*skus: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """What GetProductItem says of `draft()` once it is there."""
    fields = {
        "item_id": 3069252927,
        "primary_category": "10002019",
        "attributes": {
            "name": "Mật ong bạc hà Mèo Vạc",
            "description": "<p>Mật ong bạc hà từ cao nguyên đá.<br/>Đóng chai 500 g.</p>"
            "<p>Bảo quản nơi &lt; 30 độ.</p>",
            "brand": "No Brand",
        },
        "images": ["https://vn.slatic.net/p/1.jpg"],
        "status": "Active",
        "created_time": "1645176573000",
        "updated_time": "1645176573000",
        "skus": list(skus or (sku(),)),
        "unknown_field": {"kept": True},
    }
    return fields | changes
