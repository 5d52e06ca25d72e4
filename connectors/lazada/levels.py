"""Stock and prices: rows of a call, and who in it is guilty when it is refused. Pure functions.

Sources: UpdateSellableQuantity, UpdatePriceQuantity. A batch is refused as a whole; its
`detail` names single SKUs under keys that are not documented.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from connectors.contract import Action, Outcome, PriceLevel, Problem, StockLevel
from connectors.errors import Kind, RefusedError
from connectors.lazada.errors import classify, detail_text, refusal
from connectors.lazada.mapping import local
from connectors.lazada.problems import problem

L = TypeVar("L", StockLevel, PriceLevel)

_LACKS_QUANTITY = re.compile(r"quantity\b.*(mandatory|required|missing|empty|blank)", re.IGNORECASE)
WHOLE_CALL = frozenset({"seller_not_active", "seller_not_verified", "access_token_invalid"})


def stock_row(level: StockLevel) -> dict[str, Any]:
    """The sellable units; the total would count what buyers hold already."""
    row: dict[str, Any] = {"ItemId": level.ref.item_id, "SkuId": level.ref.model_id}
    if not level.warehouse:
        return row | {"SellableQuantity": level.quantity}
    place = {"WarehouseCode": level.warehouse, "SellableQuantity": level.quantity}
    return row | {"MultiWarehouseInventories": {"MultiWarehouseInventory": place}}


def price_row(level: PriceLevel) -> dict[str, Any]:
    row = {"ItemId": level.ref.item_id, "SkuId": level.ref.model_id, "Price": str(level.original.dong)}
    if level.sale:
        row["SalePrice"] = str(level.sale.price.dong)
        row |= {"SaleStartDate": local(level.sale.starts), "SaleEndDate": local(level.sale.ends)}
    return row


def lacks_quantity(error: RefusedError) -> bool:
    """Whether a price alone was not enough (nobody documents that it is)."""
    return _LACKS_QUANTITY.search(error.message) is not None


def splits(why: Problem) -> bool:
    """Whether a refusal of the whole call may concern only some of its rows."""
    return why.code not in WHOLE_CALL


def guilty(
    levels: Sequence[L], details: Sequence[Mapping[str, Any]], code: str, operation: str
) -> dict[int, Outcome[L]]:
    """The fate of the rows that `detail` names, by their position."""
    found = {}
    for place, level in enumerate(levels):
        row = next((row for row in details if _names(row, level)), None)
        if row is not None:
            found[place] = _fate(level, str(row.get("code") or code), detail_text(row), operation)
    return found


def _names(row: Mapping[str, Any], level: StockLevel | PriceLevel) -> bool:
    said = {str(value) for value in row.values() if not isinstance(value, (dict, list))}
    return bool(said & {name for name in (level.ref.model_id, level.ref.sku) if name})


def _fate(level: L, code: str, message: str, operation: str) -> Outcome[L]:
    if classify(code, message, operation)[0] in (Kind.TRANSIENT, Kind.THROTTLED):
        return Outcome(level, Action.WAITING, problem("busy", message))
    return Outcome(level, Action.REFUSED, refusal(code, message, operation))
