"""Shopee's own sections of the control page."""

from typing import TYPE_CHECKING

from connectors.sandbox import control_page as frame
from connectors.sandbox.pages import field, form
from connectors.sandbox.shopee.items import Item

if TYPE_CHECKING:
    from connectors.sandbox.shopee.marketplace import Shopee

ITEMS_SHOWN = 40
DEADLINE = 3 * 86400


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
                item.item_id,
                item.item_name,
                item.item_status,
                item.reason or item.demoted_for,
                on_sale=item.item_status == "NORMAL",
                more=_demoting(item),
            )
            for item in found
        )
    )


def _demoting(item: Item) -> str:
    if item.item_status != "NORMAL":
        return ""
    if item.demoted_for:
        return form("/_control/demote", "", button="Thôi giảm hiển thị", hidden={"item_id": item.item_id}, kind="quiet")
    why = field("Lý do giảm hiển thị", "reason", attributes="required")
    hidden = {"item_id": item.item_id, "mend_within": DEADLINE}
    return form("/_control/demote", why, button="Giảm hiển thị", hidden=hidden, kind="quiet")


def _promotion(market: "Shopee") -> str:
    return frame.promotion("model_id")
