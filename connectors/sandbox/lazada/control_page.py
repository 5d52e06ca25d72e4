"""Lazada's own sections of the control page."""

from typing import TYPE_CHECKING

from connectors.sandbox import control_page as frame
from connectors.sandbox.lazada.items import ACTIVE, DELETED

if TYPE_CHECKING:
    from connectors.sandbox.lazada.marketplace import Lazada

ITEMS_SHOWN = 40


def control_page(market: "Lazada") -> str:
    return frame.control_page(market, (_push_target, frame.reviews, _items, _promotion))


def _push_target(market: "Lazada") -> str:
    rows = market.store.rows("SELECT * FROM app ORDER BY app_key")
    return frame.push_target("app_key", [(row["app_key"], row["callback_url"]) for row in rows])


def _items(market: "Lazada") -> str:
    found = market.items.newest("item_status <> ?", DELETED, limit=ITEMS_SHOWN)
    rows = (
        frame.judged(item.item_id, item.name, item.item_status, item.reason, on_sale=item.item_status == ACTIVE)
        for item in found
    )
    return frame.items("".join(rows))


def _promotion(market: "Lazada") -> str:
    return frame.promotion("sku_id")
