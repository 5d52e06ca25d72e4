"""Prices and stock of up to fifty SKUs of any items (protocol B3)."""

from collections.abc import Callable

from connectors.sandbox.lazada import listing_rules as rules
from connectors.sandbox.lazada import payload
from connectors.sandbox.lazada.call import Answer, Broken, Call, Refusal, whole
from connectors.sandbox.lazada.items import DELETED, Item, Sku

INVENTORY_PER_SECOND = 50
Change = Callable[[Call, Sku, dict], None]


def price_quantity_update(call: Call) -> Answer:
    """Sku{ItemId, SkuId, Price, SalePrice, SaleStartDate, SaleEndDate, Quantity | MultiWarehouseInventories}."""
    return _settle_rows(call, payload.skus(payload.product(call)), _set_price_and_total)


def sellable_update(call: Call) -> Answer:
    """Sku{ItemId, SkuId, SellableQuantity}: the absolute sellable figure."""
    return _settle_rows(call, payload.skus(payload.product(call, json_too=False)), _set_sellable)


def sellable_adjust(call: Call) -> Answer:
    """Sku{ItemId, SkuId, SellableQuantity}: a delta, negative too."""
    return _settle_rows(call, payload.skus(payload.product(call, json_too=False)), _adjust_sellable)


def too_many(call: Call) -> Refusal:
    code = call.market.quirks["too_many_skus"]
    return Refusal(code, f"E{code}: too many SKUs, at most {rules.SKUS_PER_CALL} in one call")


def _settle_rows(call: Call, rows: list[dict], change: Change) -> Answer:
    """Change row by row; failed rows make it 501 with a detail each, the others apply unless a quirk says not."""
    _check_rate(call)
    if not rows:
        raise Refusal("30", "E030: Empty Request", kind="ISV")
    if len(rows) > rules.SKUS_PER_CALL:
        raise too_many(call)
    items: dict[int, Item] = {}
    failures: list[tuple[Refusal, dict]] = []
    for row in rows:
        try:
            if call.row_fails():
                raise Refusal("1000", "E1000: Internal Application Error")
            change(call, _sku(call, items, row), row)
        except Refusal as refusal:
            failures.append((refusal, row))
    if failures and len(rows) == 1:
        raise failures[0][0]
    if not failures or call.market.quirks["batch_failure"] == "rows_apply":
        for item in items.values():
            call.market.items.save(item, call.now)
            call.market.pushes.shallow_stock(item)
    if not failures:
        return Answer({})
    detail = [call.market.detail(refusal, row) for refusal, row in failures]
    return Answer(code="501", message="E501: Update product failed", detail=detail)


def _check_rate(call: Call) -> None:
    if call.market.quirks["inventory_rate"] == "50_per_second":
        second = int(call.market.clock.base())
        if call.market.inventory_calls(call.seller_id, second) > INVENTORY_PER_SECOND:
            raise Refusal("SellerCallLimit", "Seller access frequency exceeds the limit", kind="ISV")


def _sku(call: Call, items: dict[int, Item], row: dict) -> Sku:
    """The row's SKU, from `items`, which collects what was touched. A refused row leaves its SKU unchanged."""
    if not row.get("ItemId") or not row.get("SkuId"):
        by_name = row.get("SellerSku") and not row.get("SkuId")
        code = "4193" if by_name else "4216"
        raise Refusal(code, f"E{code}: ItemId and SkuId are required")
    item_id, sku_id = whole(row["ItemId"], "ItemId"), whole(row["SkuId"], "SkuId")
    item = items.get(item_id) or call.market.items.load(item_id)
    if item is None or item.seller_id != call.seller_id or item.item_status == DELETED:
        raise Refusal("4137", f"E4137: item {item_id} is not found")
    sku = item.sku(sku_id)
    if sku is None:
        raise Refusal("208", f"E208: SKU {sku_id} is not found")
    items[item_id] = item
    return sku


def _set_price_and_total(call: Call, sku: Sku, row: dict) -> None:
    totals = _totals(call, sku, row)
    if not totals and call.market.quirks["price_without_quantity"] == "refused":
        raise Broken("4110", "Quantity is mandatory", field="Quantity", seller_sku=sku.seller_sku)
    for code, total in totals.items():
        _check_total(call, sku, code, total)
    _set_price(call, sku, row)
    for code, total in totals.items():
        set_total(call, sku, code, total)


def _set_price(call: Call, sku: Sku, row: dict) -> None:
    price = rules.price(row["Price"], sku.seller_sku, "Price") if row.get("Price") else sku.price
    asked = price != sku.price or "SalePrice" in row
    if asked and sku.locked(call.now):
        why = "THD_IC_ERR_F_IC_ABILITY_PG_01: the price is locked by a campaign"
        raise Broken("501", why, field="Price", seller_sku=sku.seller_sku)
    before, sku.price = sku.price, price
    try:
        if "SalePrice" in row:
            since, until = str(row.get("SaleStartDate") or ""), str(row.get("SaleEndDate") or "")
            rules.special(sku, row["SalePrice"], since, until)
        elif sku.special_price is not None and sku.special_price >= price:
            raise Broken(
                "4119", "the special price should be below price", field="SalePrice", seller_sku=sku.seller_sku
            )
    except Broken:
        sku.price = before
        raise


def _totals(call: Call, sku: Sku, row: dict) -> dict[str, int]:
    """The wanted totals by warehouse."""
    if "MultiWarehouseInventories" in row:
        if len(sku.piles) == 1:
            why = "single-warehouse sellers can't use MultiWarehouseInventories"
            raise Broken("501", why, field="MultiWarehouseInventories", seller_sku=sku.seller_sku)
        rows = payload.many(row, "MultiWarehouseInventories", "MultiWarehouseInventory")
        found = {str(entry.get("WarehouseCode")): entry.get("Quantity") for entry in rows if isinstance(entry, dict)}
        if unknown := found.keys() - sku.piles.keys():
            raise Broken("501", f"no warehouse {unknown}", field="WarehouseCode", seller_sku=sku.seller_sku)
        return {code: rules.quantity(value, "Quantity", sku.seller_sku) for code, value in found.items()}
    if row.get("Quantity") in (None, ""):
        return {}
    return {next(iter(sku.piles)): rules.quantity(row["Quantity"], "Quantity", sku.seller_sku)}


def _check_total(call: Call, sku: Sku, code: str, total: int) -> None:
    """The total must cover what orders and campaigns hold."""
    pile = sku.piles[code]
    sellable = total - pile.withheld - pile.occupied
    if sellable < 0 or sku.sellable - pile.sellable + sellable < sku.locked(call.now):
        why = "negative sellable on channel inventory"
        raise Broken("501", why, field="Quantity", seller_sku=sku.seller_sku)


def set_total(call: Call, sku: Sku, code: str, total: int) -> None:
    _check_total(call, sku, code, total)
    pile = sku.piles[code]
    pile.sellable = total - pile.withheld - pile.occupied


def _set_sellable(call: Call, sku: Sku, row: dict) -> None:
    wanted = rules.quantity(row.get("SellableQuantity"), "SellableQuantity", sku.seller_sku)
    _spread(call, sku, wanted)


def _adjust_sellable(call: Call, sku: Sku, row: dict) -> None:
    delta = rules.quantity(row.get("SellableQuantity"), "SellableQuantity", sku.seller_sku, lowest=None)
    if sku.sellable + delta < 0:
        raise Broken("212", "the result is negative", field="SellableQuantity", seller_sku=sku.seller_sku)
    _spread(call, sku, sku.sellable + delta)


def _spread(call: Call, sku: Sku, wanted: int) -> None:
    """Set the sellable sum: the first warehouse takes the difference as far as it can."""
    if wanted < sku.locked(call.now):
        why = "negative sellable on channel inventory"
        raise Broken("501", why, field="SellableQuantity", seller_sku=sku.seller_sku)
    difference = wanted - sku.sellable
    for pile in sku.piles.values():
        part = max(difference, -pile.sellable)
        pile.sellable += part
        difference -= part
