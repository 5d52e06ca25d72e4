"""Creating, changing, hiding and deleting listings (protocol A3)."""

from connectors.sandbox.shopee import listing_rules as rules
from connectors.sandbox.shopee.call import Answer, Call, Refusal, missing, whole
from connectors.sandbox.shopee.items import GONE, Item, Sku
from connectors.sandbox.shopee.media_calls import image_url
from connectors.sandbox.shopee.reference_calls import ITEM_COUNT

FIRST_ITEM_ID = 3_000_142_341
ITEMS_PER_UNLIST = 50


def own_item(call: Call, item_id: int) -> Item:
    """The caller's listing, if it still exists."""
    item = call.market.items.load(item_id)
    if item is None:
        raise Refusal("error_item_not_found", "Product not found.")
    if item.shop_id != call.shop_id:
        raise Refusal("error_item_not_belong_shop", "Product does not belong to the shop.")
    if item.item_status in GONE:
        raise Refusal("error_item_not_found", "Product is deleted.")
    return item


def add_item(call: Call) -> Answer:
    body = call.body
    for name in ("original_price", "description", "weight", "item_name", "category_id", "image", "logistic_info"):
        if body.get(name) is None:
            raise missing(name)
    wanted = body.get("item_status", "NORMAL")
    if wanted not in ("NORMAL", "UNLIST"):
        raise Refusal("error_param", "item_status should be NORMAL or UNLIST")
    kept = "SELECT count(*) FROM item WHERE shop_id = ? AND item_status NOT LIKE '%DELETE'"
    if call.store.row(kept, call.shop_id)[0] >= ITEM_COUNT:
        raise Refusal("error_param", f"The shop may hold at most {ITEM_COUNT} items.")
    item = Item(
        item_id=0,
        shop_id=call.shop_id,
        **_content(call, body),
        skus=[Sku(0, rules.price(call, body["original_price"]), _first_stock(call, body))],
        wanted_status=wanted,
        create_time=call.now,
    )
    item.item_id = call.store.next("item", FIRST_ITEM_ID)
    call.market.reviews.submit(item)
    call.market.items.save(item, call.now)
    return Answer(_created(call, item))


def _first_stock(call: Call, body: dict) -> dict[str, int]:
    if body.get("seller_stock") is None:
        return dict.fromkeys(call.market.locations(), 0)
    return rules.stock(call, body["seller_stock"])


def _content(call: Call, body: dict) -> dict:
    """Everything of a listing except price, stock and states, checked."""
    category = rules.category(call, body["category_id"])
    limits = rules.text_limits(call)
    weight = rules.weight(body["weight"])
    return {
        "category_id": category.category_id,
        "item_name": rewritten(call, rules.within(body["item_name"], "item_name", limits["name"])),
        "description": rewritten(call, rules.within(body["description"], "description", limits["description"])),
        "item_sku": rules.sku_code(body.get("item_sku"), "item_sku"),
        "image_id_list": rules.images(call, body["image"]),
        "attribute_list": rules.attributes(body.get("attribute_list"), category),
        "brand": rules.brand(body.get("brand"), category),
        "weight": weight,
        "dimension": rules.dimension(body.get("dimension")),
        "logistic_info": rules.logistics(body["logistic_info"], weight),
        "pre_order": rules.pre_order(body.get("pre_order")),
        "condition": _condition(body.get("condition", "NEW")),
    }


def _condition(value: object) -> str:
    if value not in ("NEW", "USED"):
        raise Refusal("error_param", "condition should be NEW or USED")
    return value


def rewritten(call: Call, text: str) -> str:
    """The text as the marketplace keeps it."""
    if call.market.quirks["text_rewrite"] == "kept":
        return text
    return "\n".join(" ".join(line.split()) for line in text.splitlines())


def _created(call: Call, item: Item) -> dict:
    sku = item.skus[0]
    return {
        "item_id": item.item_id,
        "item_status": item.item_status,
        "item_name": item.item_name,
        "description": item.description,
        "category_id": item.category_id,
        "weight": item.weight,
        "condition": item.condition,
        "price_info": {"current_price": sku.original_price, "original_price": sku.original_price},
        "images": {
            "image_id_list": item.image_id_list,
            "image_url_list": [image_url(call, image_id) for image_id in item.image_id_list],
        },
        "dimension": item.dimension,
        "logistic_info": item.logistic_info,
        "pre_order": item.pre_order,
        "brand": item.brand,
        "seller_stock": [
            {"location_id": location, "stock": figure} if location else {"stock": figure}
            for location, figure in sku.stock.items()
        ],
    }


def update_item(call: Call) -> Answer:
    """Changed fields only; neither price nor stock. A banned listing is reviewed again, a demoted one is forgiven."""
    item = own_item(call, call.number("item_id"))
    before = {
        "category_id": item.category_id,
        "item_name": item.item_name,
        "description": item.description,
        "item_sku": item.item_sku,
        "image": {"image_id_list": item.image_id_list},
        "attribute_list": item.attribute_list,
        "brand": item.brand,
        "weight": item.weight,
        "dimension": item.dimension or None,
        "logistic_info": item.logistic_info,
        "pre_order": item.pre_order,
        "condition": item.condition,
    }
    changes = {name: value for name, value in call.body.items() if name in before and value is not None}
    for name, value in _content(call, before | changes).items():
        setattr(item, name, value)
    if "item_status" in call.body:
        _set_wanted(call, item, call.body["item_status"])
    item.demoted_for, item.mend_by = "", None
    call.market.reviews.resubmit(item)
    call.market.items.save(item, call.now)
    return Answer(_created(call, item) | {"update_time": item.update_time})


def _set_wanted(call: Call, item: Item, wanted: str) -> None:
    if wanted not in ("NORMAL", "UNLIST"):
        raise Refusal("error_param", "item_status should be NORMAL or UNLIST")
    failure = _switch(call, item, wanted == "UNLIST")
    if failure:
        raise Refusal("error_param", failure)


def _switch(call: Call, item: Item, unlist: bool) -> str:
    """Hide or show; returns why not."""
    if item.item_status == "BANNED":
        return "Can't edit the status of a banned item"
    if unlist and call.market.items.promotions(item.item_id, call.now):
        return "Can't unlist item when item is under promotion"
    item.wanted_status = "UNLIST" if unlist else "NORMAL"
    if item.item_status != "REVIEWING":
        item.item_status = item.wanted_status
    return ""


def unlist_item(call: Call) -> Answer:
    """{item_list[{item_id, unlist}]}: each row has its own fate."""
    done, failed = [], []
    for row in call.entries("item_list", ITEMS_PER_UNLIST):
        item_id = whole(row.get("item_id"), "item_id")
        if not isinstance(row.get("unlist"), bool):
            raise missing("unlist")
        reason = _unlist_one(call, item_id, row["unlist"])
        if reason:
            failed.append({"item_id": item_id, "failed_reason": reason})
        else:
            done.append({"item_id": item_id, "unlist": row["unlist"]})
    return Answer({"success_list": done, "failure_list": failed})


def _unlist_one(call: Call, item_id: int, unlist: bool) -> str:
    if call.row_fails():
        return "System error, please try again later"
    try:
        item = own_item(call, item_id)
    except Refusal as refusal:
        return refusal.message
    failure = _switch(call, item, unlist)
    if not failure:
        call.market.items.save(item, call.now)
    return failure


def delete_item(call: Call) -> Answer:
    item = own_item(call, call.number("item_id"))
    if call.market.items.promotions(item.item_id, call.now):
        raise Refusal("error_item_uneditable", "Can't delete item when item is under promotion")
    item.item_status, item.review_at = "SELLER_DELETE", None
    call.market.items.save(item, call.now)
    return Answer({} if call.market.quirks["delete_item_answer"] == "empty_response" else None)
