"""Reading listings back (protocol B3)."""

from connectors.sandbox.lazada.call import Answer, Call, Refusal
from connectors.sandbox.lazada.items import ACTIVE, DELETED, INACTIVE, PENDING, REJECTED, Item, Sku
from connectors.sandbox.lazada.listing_calls import own_item

MOST, DEFAULT_LIMIT, DEEPEST_OFFSET, SELLER_SKUS = 50, 20, 10_000, 100
SELLABLE_NOW = f"item_status = '{ACTIVE}'"
FILTERS = {
    "all": f"item_status <> '{DELETED}'",
    "live": SELLABLE_NOW,
    "inactive": f"item_status = '{INACTIVE}'",
    "deleted": f"item_status = '{DELETED}'",
    "pending": f"item_status = '{PENDING}'",
    "rejected": f"item_status = '{REJECTED}'",
    "sold-out": SELLABLE_NOW,
}


def products_get(call: Call) -> Answer:
    """filter, limit, offset, create_after/before, update_after/before, sku_seller_list."""
    wanted = call.sent.get("filter") or "all"
    if wanted not in FILTERS:
        raise Refusal("36", f"E036: Invalid status filter {wanted}", kind="ISV")
    limit, offset = call.number("limit", DEFAULT_LIMIT), call.number("offset", 0)
    if not 1 <= limit <= MOST:
        raise Refusal("19", f'E019: "{limit}" Invalid Limit', kind="ISV")
    if not 0 <= offset <= DEEPEST_OFFSET:
        raise Refusal("14", f'E014: "{offset}" Invalid Offset', kind="ISV")
    found = call.market.items.where(*_condition(call, FILTERS[wanted]), order="update_time, item_id")
    if wanted in ("live", "sold-out"):
        found = [item for item in found if _sold_out(item) == (wanted == "sold-out")]
    page = found[offset : offset + limit]
    return Answer({"total_products": len(found), "products": [product(call, item) for item in page]})


def _condition(call: Call, state: str) -> tuple:
    condition, values = f"seller_id = ? AND {state}", [call.seller_id]
    for name, sql in (
        ("create_after", "create_time >= ?"),
        ("create_before", "create_time <= ?"),
        ("update_after", "update_time >= ?"),
        ("update_before", "update_time <= ?"),
    ):
        at = call.moment(name)
        if at is not None:
            condition, values = f"{condition} AND {sql}", [*values, at]
    if call.sent.get("sku_seller_list"):
        names = call.document("sku_seller_list")
        if not isinstance(names, list) or len(names) > SELLER_SKUS:
            raise Refusal("5", f"E005: sku_seller_list should be at most {SELLER_SKUS} names", kind="ISV")
        holders = set(call.market.items.by_seller_sku(call.seller_id, map(str, names)).values())
        condition += f" AND item_id IN ({','.join('?' * len(holders))})"
        values += holders
    return condition, *values


def _sold_out(item: Item) -> bool:
    return sum(sku.sellable for sku in item.on_sale) == 0


def product_item_get(call: Call) -> Answer:
    if not call.sent.get("item_id") and call.sent.get("seller_sku"):
        found = call.market.items.by_seller_sku(call.seller_id, [call.sent["seller_sku"]])
        return Answer(product(call, own_item(call, next(iter(found.values()), 0))))
    return Answer(product(call, own_item(call, call.text("item_id"))))


def product(call: Call, item: Item) -> dict:
    """One listing as both reading calls show it; times are milliseconds in text."""
    refused = item.item_status == REJECTED
    shown = {
        "item_id": item.item_id,
        "primary_category": item.primary_category,
        "attributes": item.attributes,
        "images": item.images,
        "status": call.market.quirks["rejected_status"] if refused else item.item_status,
        "created_time": f"{item.create_time}000",
        "updated_time": f"{item.update_time}000",
        "skus": [_sku(call, item, sku) for sku in item.alive],
        "suspendedSkus": [],
        "trialProduct": False,
        "variation": item.variation,
    }
    if refused:
        shown["rejectReason"] = [{"suggestion": "", "violationDetail": item.reason}]
    return shown


def _sku(call: Call, item: Item, sku: Sku) -> dict:
    locked = sku.locked(call.now)
    return sku.details | {
        "Status": sku.status,
        "SellerSku": sku.seller_sku,
        "ShopSku": item.shop_sku(sku),
        "SkuId": sku.sku_id,
        "Url": f"{call.request.origin}/san-pham/{item.item_id}",
        "price": float(sku.price),
        "special_price": float(sku.special_price or 0),
        "special_from_time": sku.special_from,
        "special_to_time": sku.special_to,
        "quantity": sku.total,
        "Available": sku.sellable,
        "Images": sku.images,
        "saleProp": sku.sale_prop,
        "multiWarehouseInventories": [
            {
                "warehouseCode": code,
                "sellableQuantity": pile.sellable,
                "withholdQuantity": pile.withheld,
                "occupyQuantity": pile.occupied,
                "totalQuantity": pile.total,
                "quantity": pile.total,
            }
            for code, pile in sku.piles.items()
        ],
        "fblWarehouseInventories": [],
        "channelInventories": [{"channelName": "campaign", "sellableQuantity": locked}] if locked else [],
    }
