"""A Shopee connector on a canned transport, and the plain answers it needs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from connectors.contract import (
    ChannelConfig,
    Dimensions,
    DraftSku,
    Grant,
    ListingDraft,
    ListingRef,
    LogisticsChoice,
    Money,
    SkuRef,
)
from connectors.http import CallRecord, Http
from connectors.shopee.connector import ShopeeConnector
from tests.connectors.canned import START, Answer, Canned, Clock

BASE = "https://partner.example.vn"
CONFIG = ChannelConfig(
    app_id="2001887",
    app_secret="5a4d6e6a7a745a767276586f53476849",
    api_url=BASE,
    redirect_url="https://shop.example.vn/connect/shopee",
    webhook_url="https://shop.example.vn/webhooks/shopee",
)
GRANT = Grant("322300222", "6b5a46716e474d6f6e59777659459849", "refresh-one", START + timedelta(hours=4))
ITEM = 3000142341
REF = ListingRef(str(ITEM))
SIMPLE = SkuRef(str(ITEM), "", "MO-01")
BASE_INFO, MODELS = "product/get_item_base_info", "product/get_model_list"


class ShopeeShop:
    """What a test holds: the connector, what it sent, what it recorded, its clock."""

    def __init__(self, grant: Grant | None = GRANT) -> None:
        self.canned = Canned()
        self.clock = Clock()
        self.records: list[CallRecord] = []
        http = Http("shopee", origins=[BASE], recorder=self.records.append, clock=self.clock, adapter=self.canned)
        self.channel = ShopeeConnector(CONFIG, http, grant)

    def on(self, name: str, *answers: Any) -> None:
        """Prepares answers of a call by its name without prefix."""
        self.canned.on(f"/api/v2/{name}", *answers)

    def sent(self, name: str) -> list[Any]:
        return self.canned.called(f"/api/v2/{name}")

    def names(self) -> list[str]:
        """The calls made so far, in order."""
        return [sent.path.removeprefix("/api/v2/") for sent in self.canned.sent]


def ok(**response: Any) -> dict[str, Any]:
    return {"error": "", "message": "", "warning": "", "request_id": "r1", "response": response}


def fail(code: str, message: str = "", status: int = 200, **extra: Any) -> Answer:
    return Answer({"error": code, "message": message, "request_id": "r2", **extra}, status)


def draft(**changes: Any) -> ListingDraft:
    """A jar of honey as one simple item."""
    fields: dict[str, Any] = {
        "item_sku": "MO-01",
        "title": "Mật ong bạc hà Mèo Vạc",
        "description": "Mật ong bạc hà từ cao nguyên đá.",
        "category_id": "100017",
        "image_ids": ("vn-1",),
        "weight_grams": 500,
        "skus": (DraftSku("MO-01", Money(199000), 5),),
        "dimensions": Dimensions(11, 12, 13),
        "logistics": (LogisticsChoice("50021"),),
    }
    return ListingDraft(**(fields | changes))


def jars(*rows: tuple[str, str, int, int]) -> ListingDraft:
    """The same in several sizes: (sku, option, price, stock) each."""
    skus = tuple(DraftSku(sku, Money(price), stock, (option,)) for sku, option, price, stock in rows)
    return draft(skus=skus, variation_names=("Khối lượng",))


def base_item(**changes: Any) -> dict[str, Any]:
    """What get_item_base_info says of `draft()` once it is there."""
    item = {
        "item_id": ITEM,
        "category_id": 100017,
        "item_name": "Mật ong bạc hà Mèo Vạc",
        "description": "Mật ong bạc hà từ cao nguyên đá.",
        "item_sku": "MO-01",
        "item_status": "NORMAL",
        "create_time": int(START.timestamp()) - 3600,
        "update_time": int(START.timestamp()) - 60,
        "has_model": False,
        "price_info": [{"currency": "VND", "original_price": 199000, "current_price": 199000}],
        "stock_info_v2": {
            "summary_info": {"total_reserved_stock": 2, "total_available_stock": 5},
            "seller_stock": [{"location_id": "", "stock": 5, "if_saleable": True}],
            "shopee_stock": [{"stock": "0"}],
        },
        "image": {"image_id_list": ["vn-1"], "image_url_list": ["https://cf.example/vn-1"]},
        "weight": "0.5",
        "dimension": {"package_length": 11, "package_width": 12, "package_height": 13},
        "brand": {"brand_id": 0, "original_brand_name": "NoBrand"},
        "attribute_list": [],
        "logistic_info": [{"logistic_id": 50021, "enabled": True}, {"logistic_id": 50011, "enabled": False}],
        "pre_order": {"is_pre_order": False, "days_to_ship": 2},
        "condition": "NEW",
        "something_new": {"kept": True},
    }
    return item | changes


def model_list(*rows: tuple[int, str, str, int, int]) -> dict[str, Any]:
    """get_model_list with one axis: (model_id, sku, option, price, stock) each."""
    models = [
        {
            "model_id": model_id,
            "tier_index": [index],
            "model_sku": sku,
            "model_status": "MODEL_NORMAL",
            "price_info": [{"original_price": price, "current_price": price}],
            "stock_info_v2": {"seller_stock": [{"stock": str(stock)}]},
        }
        for index, (model_id, sku, _, price, stock) in enumerate(rows)
    ]
    tier = {"name": "Khối lượng", "option_list": [{"option": option} for _, _, option, _, _ in rows]}
    return ok(tier_variation=[tier], model=models)


HELD = model_list((1, "A", "250 g", 90000, 3), (2, "B", "500 g", 170000, 2))
"""Two sizes as the channel holds them."""
