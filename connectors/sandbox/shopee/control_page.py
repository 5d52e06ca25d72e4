"""Shopee's own sections of the control page."""

from typing import TYPE_CHECKING

from connectors.sandbox import control_page as frame

if TYPE_CHECKING:
    from connectors.sandbox.shopee.marketplace import Shopee

ITEMS_SHOWN = 40


def control_page(market: "Shopee") -> str:
    return frame.control_page(market, (_push_target, frame.reviews, _items, _promotion))


def _push_target(market: "Shopee") -> str:
    rows = market.store.rows("SELECT * FROM partner ORDER BY partner_id")
    return frame.push_target("partner_id", [(row["partner_id"], row["callback_url"]) for row in rows])


def _items(market: "Shopee") -> str:
    found = market.items.newest("item_status IN ('REVIEWING', 'BANNED', 'NORMAL')", limit=ITEMS_SHOWN)
    return frame.items(
        "".join(
            frame.judged(
                item.item_id, item.item_name, item.item_status, item.reason, on_sale=item.item_status == "NORMAL"
            )
            for item in found
        )
    )


def _promotion(market: "Shopee") -> str:
    return frame.promotion("model_id")
