"""Reading listings back (protocol A3): the shapes differ from what the writing calls answer."""

from connectors.sandbox.shopee.call import Answer, Call, Refusal, missing
from connectors.sandbox.shopee.items import GONE, LISTED, Item, Promotion, Sku
from connectors.sandbox.shopee.listing_calls import own_item
from connectors.sandbox.shopee.media_calls import image_url
from connectors.sandbox.shopee.variation_calls import variations
from connectors.sandbox.words import folded

ITEMS_PER_READ = 50
DEEPEST_OFFSET = 100_000


def get_item_list(call: Call) -> Answer:
    """offset, page_size, item_status (repeatable), update_time_from/to."""
    statuses = call.request.listed("item_status")
    if not statuses:
        raise missing("item_status")
    if unknown := [status for status in statuses if status not in LISTED + GONE]:
        raise Refusal("error_param", f"Invalid item_status: {unknown[0]}")
    offset, size = call.number("offset", default=0), call.number("page_size", low=1, high=100)
    if offset > DEEPEST_OFFSET:
        raise Refusal("error_param", "get items offset over limit, please use the next field")
    since, until = call.number("update_time_from", default=0), call.number("update_time_to", default=2**40)
    marks = ",".join("?" * len(statuses))
    condition = f"FROM item WHERE shop_id = ? AND item_status IN ({marks}) AND update_time BETWEEN ? AND ?"
    values = (call.shop_id, *statuses, since, until)
    total = call.store.row(f"SELECT count(*) {condition}", *values)[0]
    rows = call.store.rows(
        f"SELECT item_id, item_status, update_time {condition} ORDER BY item_id LIMIT ? OFFSET ?", *values, size, offset
    )
    return Answer(
        {
            "item": [dict(row) | {"tag": {"kit": False}} for row in rows],
            "total_count": total,
            "has_next_page": offset + len(rows) < total,
            "next_offset": offset + len(rows) if offset + len(rows) < total else 0,
            "next": "",
        }
    )


def search_item(call: Call) -> Answer:
    """page_size, offset (a string), item_sku / item_name / item_status."""
    size = call.number("page_size", low=1, high=100)
    offset = call.number("offset", default=0)
    statuses = call.request.listed("item_status") or list(LISTED)
    condition = f"shop_id = ? AND item_status IN ({','.join('?' * len(statuses))})"
    values: list[object] = [call.shop_id, *statuses]
    if sku := call.request.param("item_sku"):
        condition, values = f"{condition} AND item_sku = ?", [*values, sku]
    found = call.market.items.where(condition, *values)
    if name := call.request.param("item_name"):
        found = [item for item in found if folded(name) in folded(item.item_name)]
    page = found[offset : offset + size]
    more = offset + len(page) < len(found)
    return Answer(
        {
            "item_id_list": [item.item_id for item in page],
            "total_count": len(found),
            "next_offset": str(offset + len(page)) if more else "",
        }
    )


def get_item_base_info(call: Call) -> Answer:
    """item_id_list of at most 50; items of others and unknown ones are left out."""
    wanted = call.numbers("item_id_list", ITEMS_PER_READ)
    found = filter(None, map(call.market.items.load, wanted))
    return Answer({"item_list": [_base_info(call, item) for item in found if item.shop_id == call.shop_id]})


def _base_info(call: Call, item: Item) -> dict:
    info = {
        "item_id": item.item_id,
        "category_id": item.category_id,
        "item_name": item.item_name,
        "description": item.description,
        "item_sku": item.item_sku,
        "create_time": item.create_time,
        "update_time": item.update_time,
        "attribute_list": item.attribute_list,
        "image": {
            "image_id_list": item.image_id_list,
            "image_url_list": [image_url(call, image_id) for image_id in item.image_id_list],
        },
        "weight": f"{item.weight:g}",
        "dimension": item.dimension or None,
        "logistic_info": item.logistic_info,
        "pre_order": item.pre_order,
        "condition": item.condition,
        "size_chart": "",
        "item_status": item.item_status,
        "deboost": "TRUE" if item.demoted_for else "FALSE",
        "has_model": item.has_model,
        "brand": item.brand,
        "description_type": "normal",
    }
    reserved = sum(call.market.items.reserved(item.item_id, sku.model_id, call.now) for sku in item.skus)
    info["stock_info_v2"] = _stock_info(item.skus, reserved)
    if not item.has_model:
        info["price_info"] = [_price_info(call, item, item.skus[0])]
    return info


def get_item_violation_info(call: Call) -> Answer:
    """item_id_list of at most 50. The reference names the call; an item without fault has empty details."""
    if call.market.quirks["violation_info"] == "not_permitted":
        raise Refusal("error_api_permission", "The app has no permission to this API.")
    wanted = call.numbers("item_id_list", ITEMS_PER_READ)
    found = filter(None, map(call.market.items.load, wanted))
    return Answer({"item_list": [_violations(call, item) for item in found if item.shop_id == call.shop_id]})


def _violations(call: Call, item: Item) -> dict:
    against = item.violations
    against[call.market.quirks["violation_info"]] = against.pop("deboost_details")
    return {
        "item_id": item.item_id,
        "item_name": item.item_name,
        "item_status": item.item_status,
        "deboost": bool(item.demoted_for),
        **against,
        "fail_error": "",
        "fail_message": "",
    }


def _price_info(call: Call, item: Item, sku: Sku) -> dict:
    return {
        "currency": "VND",
        "original_price": sku.original_price,
        "current_price": call.market.items.current_price(item, sku, call.now),
    }


def _stock_info(skus: list[Sku], reserved: int) -> dict:
    figures: dict[str, int] = {}
    for sku in skus:
        for location, figure in sku.stock.items():
            figures[location] = figures.get(location, 0) + figure
    return {
        "summary_info": {"total_reserved_stock": reserved, "total_available_stock": sum(figures.values())},
        "seller_stock": [
            {"location_id": location, "stock": figure, "if_saleable": True} for location, figure in figures.items()
        ],
        "shopee_stock": [],
    }


def get_model_list(call: Call) -> Answer:
    item = own_item(call, call.number("item_id"))
    models = [_model(call, item, sku) for sku in item.skus] if item.has_model else []
    return Answer(variations(call, item) | {"model": models})


def _model(call: Call, item: Item, sku: Sku) -> dict:
    held = [found for found in call.market.items.promotions(item.item_id, call.now) if found.model_id == sku.model_id]
    stock = _stock_info([sku], sum(found.reserved for found in held))
    if call.market.quirks["model_stock_type"] == "string":
        for row in stock["seller_stock"]:
            row["stock"] = str(row["stock"])
    return {
        "model_id": sku.model_id,
        "tier_index": sku.tier_index,
        "model_sku": sku.model_sku,
        "model_name": item.model_name(sku),
        "model_status": "MODEL_NORMAL",
        "price_info": [_price_info(call, item, sku)],
        "stock_info_v2": stock,
        "pre_order": sku.pre_order or item.pre_order,
        "promotion_id": held[0].promotion_id if held else 0,
        "has_promotion": bool(held),
    }


def get_item_promotion(call: Call) -> Answer:
    done, failed = [], []
    for item_id in call.numbers("item_id_list", ITEMS_PER_READ):
        item = call.market.items.load(item_id)
        if item is None or item.shop_id != call.shop_id:
            failed.append({"item_id": item_id, "failed_error": "error_item_not_found", "failed_message": "not found"})
            continue
        held = call.market.items.promotions(item_id, call.now)
        done.append({"item_id": item_id, "promotion": [_promotion(call, found) for found in held]})
    return Answer({"success_list": done, "failure_list": failed})


def _promotion(call: Call, found: Promotion) -> dict:
    return {
        "promotion_type": found.promotion_type,
        "promotion_id": found.promotion_id,
        "model_id": found.model_id,
        "start_time": found.start_time,
        "end_time": found.end_time,
        "promotion_price_info": [{"promotion_price": found.promotion_price}],
        "promotion_staging": "ongoing" if found.ongoing(call.now) else "upcoming",
        "promotion_stock_info_v2": {
            "summary_info": {"total_reserved_stock": found.reserved},
            "reserved_stock_info": {},
        },
    }
