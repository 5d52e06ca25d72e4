"""Prices and stock, one item a call (protocol A3)."""

from collections.abc import Callable

from connectors.sandbox.shopee import listing_rules as rules
from connectors.sandbox.shopee.call import Answer, Call, Refusal, whole
from connectors.sandbox.shopee.items import Item, Sku
from connectors.sandbox.shopee.listing_calls import own_item

MODELS_PER_CALL = 50


def update_price(call: Call) -> Answer:
    """{item_id, price_list[{model_id, original_price}]}"""
    return _settle_rows(call, "price_list", "price", _set_price)


def update_stock(call: Call) -> Answer:
    """{item_id, stock_list[{model_id, seller_stock[{location_id?, stock}]}]}: absolute figures."""
    return _settle_rows(call, "stock_list", "stock", _set_stock)


def _settle_rows(call: Call, list_name: str, aspect: str, change: Callable[[Call, Item, Sku, dict], list]) -> Answer:
    """Change row by row. All rows refused: the first refusal is the answer; some: error_busi_update_…_failed."""
    item = own_item(call, call.number("item_id"))
    if item.item_status == "BANNED":
        raise Refusal("error_item_uneditable", "Item status is uneditable.")
    rows = call.entries(list_name, MODELS_PER_CALL)
    done, failed, refusals = [], [], []
    for row in rows:
        model_id = whole(row.get("model_id", 0), "model_id")
        try:
            if call.row_fails():
                raise Refusal("error_inner", "System error, please try again later")
            done += change(call, item, _sku(item, model_id, aspect), row)
        except Refusal as refusal:
            refusals.append(refusal)
            failed.append({"model_id": model_id, "failed_reason": refusal.message})
    if not done:
        raise refusals[0]
    call.market.items.save(item, call.now)
    answer = Answer({"success_list": done, "failure_list": failed})
    if failed:
        answer.error = f"error_busi_update_{aspect}_failed"
        answer.message = f"Update {aspect} failed, please check failure_list for detailed reason"
    return answer


def _sku(item: Item, model_id: int, aspect: str) -> Sku:
    if item.has_model and model_id == 0:
        raise Refusal(f"error_edit_item_{aspect}_for_item_has_model", f"Can't edit item {aspect} for item has model.")
    sku = item.sku(model_id)
    if sku is None:
        raise Refusal("error_param", f"model_id {model_id} does not belong to the item")
    return sku


def _set_price(call: Call, item: Item, sku: Sku, row: dict) -> list:
    price = rules.price(call, row.get("original_price"))
    if any(held.model_id == sku.model_id for held in call.market.items.promotions(item.item_id, call.now)):
        raise Refusal("error_cannt_edit_price_in_promotion", "Can't edit price when the item is under promotion.")
    sku.original_price = price
    return [{"model_id": sku.model_id, "original_price": price}]


def _set_stock(call: Call, item: Item, sku: Sku, row: dict) -> list:
    figures = sku.stock | _sent_figures(call, row)
    if sum(figures.values()) < call.market.items.reserved(item.item_id, sku.model_id, call.now):
        raise _below_reserved(call)
    sku.stock = figures
    return [
        {"model_id": sku.model_id, "location_id": location, "stock": figure}
        for location, figure in _sent_figures(call, row).items()
    ]


def _sent_figures(call: Call, row: dict) -> dict[str, int]:
    sent = rules.stock(call, row.get("seller_stock"))
    named = {entry.get("location_id") or "" for entry in row["seller_stock"]}
    return {location: figure for location, figure in sent.items() if location in named}


def _below_reserved(call: Call) -> Refusal:
    code = call.market.quirks["reserved_stock_error"]
    if code == "error_auth":
        return Refusal(code, "Total stock must be more than reserved stock.")
    return Refusal(code, "Can not update item with stock less than reserved stock")
