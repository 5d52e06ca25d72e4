"""Creating, changing, hiding and removing listings (protocol B3)."""

import re

from connectors.sandbox.lazada import listing_rules as rules
from connectors.sandbox.lazada import payload
from connectors.sandbox.lazada.call import Answer, Broken, Call, Refusal
from connectors.sandbox.lazada.items import DELETED, Item, Sku
from connectors.sandbox.lazada.price_stock_calls import set_total, too_many
from connectors.sandbox.lazada.reference_calls import leaf

FIRST_ITEM_ID = 3_069_252_927
FIRST_SKU_ID = 15_298_395_971


def own_item(call: Call, value: object) -> Item:
    """The caller's listing, if it still exists."""
    item = call.market.items.load(int(str(value))) if str(value).isdigit() else None
    if item is None or item.seller_id != call.seller_id or item.item_status == DELETED:
        raise Refusal("4137", f"E4137: item {value} is not found")
    return item


def own_sku(item: Item, row: dict) -> Sku:
    """The SKU by its SkuId: a SellerSku no longer names one."""
    value = row.get("SkuId")
    if not value:
        if row.get("SellerSku"):
            raise Refusal("4193", "E4193: SellerSku is no longer supported as a key, use SkuId")
        raise Refusal("4216", "E4216: ItemId and SkuId are required")
    sku = item.sku(int(str(value))) if str(value).isdigit() else None
    if sku is None:
        raise Refusal("208", f"E208: SKU {value} is not found")
    return sku


def product_create(call: Call) -> Answer:
    product = payload.product(call)
    rows = payload.skus(product)
    if not rows:
        raise Broken("1", "Skus is mandatory", field="Skus")
    if len(rows) > rules.SKUS_PER_CALL:
        raise too_many(call)
    if product.get("AssociatedSku"):
        return _join(call, str(product["AssociatedSku"]), rows)
    category = leaf(product.get("PrimaryCategory"))
    item = Item(
        item_id=0,
        seller_id=call.seller_id,
        primary_category=category.category_id,
        attributes=rules.attributes(call, payload.section(product, "Attributes"), category, _lazmall(call)),
        images=rules.main_images(call, product),
        skus=[rules.new_sku(call, row, place) for place, row in enumerate(rows)],
        variation=payload.section(product, "variation"),
        create_time=call.now,
    )
    rules.sale_properties(item, category)
    rules.distinct_seller_skus(call, item)
    item.item_id = call.store.next("item", FIRST_ITEM_ID)
    _number(call, item.skus)
    item.settle()
    call.market.reviews.submit(item)
    call.market.items.save(item, call.now)
    call.market.pushes.product(item, "created")
    return _created(item, item.skus)


def _lazmall(call: Call) -> bool:
    return bool(call.market.accounts.seller(call.seller_id)["lazmall"])


def _number(call: Call, skus: list[Sku]) -> None:
    for sku in skus:
        sku.sku_id = call.store.next("sku", FIRST_SKU_ID)


def _join(call: Call, associated: str, rows: list[dict]) -> Answer:
    """SKUs for an existing item, named by one of its SKUs."""
    found = call.market.items.by_seller_sku(call.seller_id, [associated])
    item = own_item(call, found.get(associated, associated.partition("_")[0]))
    added = [rules.new_sku(call, row, -place) for place, row in enumerate(rows, 1)]
    item.skus += added
    rules.sale_properties(item, leaf(item.primary_category))
    rules.distinct_seller_skus(call, item)
    _number(call, added)
    item.settle()
    call.market.items.save(item, call.now)
    call.market.pushes.product(item, "edited")
    return _created(item, added)


def _created(item: Item, skus: list[Sku]) -> Answer:
    rows = [{"shop_sku": item.shop_sku(sku), "seller_sku": sku.seller_sku, "sku_id": sku.sku_id} for sku in skus]
    return Answer({"item_id": item.item_id, "sku_list": rows, "item_status": item.item_status})


def product_update(call: Call) -> Answer:
    """Changed fields only. A rejected listing goes back into review."""
    product = payload.product(call)
    if not product.get("ItemId"):
        raise Refusal("4216", "E4216: ItemId and SkuId are required")
    if "Attributes" not in product:
        raise Refusal("1", "E001: the tag Attributes is mandatory", kind="ISV")
    rows = payload.skus(product)
    if len(rows) > rules.SKUS_PER_CALL:
        raise Refusal("ServiceTimeout", "Service timeout")
    item = own_item(call, product["ItemId"])
    category = leaf(product.get("PrimaryCategory") or item.primary_category)
    changes = item.attributes | _replacing(payload.section(product, "Attributes"))
    item.primary_category = category.category_id
    item.attributes = rules.attributes(call, changes, category, _lazmall(call))
    if "Images" in product:
        item.images = rules.main_images(call, product)
    if "variation" in product:
        item.variation = payload.section(product, "variation")
    for row in rows:
        _change_sku(call, item, own_sku(item, row), row)
    rules.sale_properties(item, category)
    rules.distinct_seller_skus(call, item)
    item.settle()
    call.market.reviews.resubmit(item)
    call.market.items.save(item, call.now)
    call.market.pushes.product(item, "edited")
    rows = [{"shop_sku": item.shop_sku(sku), "sku_id": sku.sku_id, "seller_sku": sku.seller_sku} for sku in item.alive]
    return Answer({"item_id": item.item_id, "sku_list": rows, "item_status": item.item_status})


def _replacing(sent: dict) -> dict:
    """A new `brand` or `brand_id` replaces both."""
    if sent.get("brand") and not sent.get("brand_id"):
        return sent | {"brand_id": ""}
    return sent


def _change_sku(call: Call, item: Item, sku: Sku, row: dict) -> None:
    name = sku.seller_sku
    if row.get("SellerSku"):
        sku.seller_sku = rules.seller_sku(row)
    if "saleProp" in row:
        sku.sale_prop = {key: str(value) for key, value in payload.section(row, "saleProp").items()}
    if "Images" in row:
        sku.images = rules.images(call, payload.many(row, "Images", "Image"), name)
    if row.get("Status"):
        sku.status = rules.status(row["Status"], name)
    if row.get("price"):
        sku.price = rules.price(row["price"], name)
    if "special_price" in row:
        since, until = str(row.get("special_from_date") or ""), str(row.get("special_to_date") or "")
        rules.special(sku, row["special_price"], since, until)
    if row.get("quantity"):
        set_total(call, sku, next(iter(sku.piles)), rules.quantity(row["quantity"], "quantity", name))
    sku.details = rules.changed_details(row, sku)


def product_deactivate(call: Call) -> Answer:
    """apiRequestBody with ItemId and the SkuIds, or the whole item without any."""
    product = payload.product(call, "apiRequestBody")
    if not product.get("ItemId"):
        raise Refusal("4216", "E4216: ItemId and SkuId are required")
    item = own_item(call, product["ItemId"])
    sku_ids = payload.many(product, "Skus", "SkuId")
    for sku in [own_sku(item, {"SkuId": sku_id}) for sku_id in sku_ids] or item.alive:
        sku.status = "inactive"
    item.settle()
    call.market.items.save(item, call.now)
    call.market.pushes.product(item, "edited")
    return Answer({})


def product_remove(call: Call) -> Answer:
    """sku_id_list: JSON array of SkuId_<itemId>_<skuId>."""
    names = call.document("sku_id_list")
    if not isinstance(names, list) or not names:
        raise Refusal("30", "E030: Empty Request", kind="ISV")
    if len(names) > rules.SKUS_PER_CALL:
        raise too_many(call)
    for name in names:
        parts = re.fullmatch(r"SkuId_(\d+)_(\d+)", str(name))
        if parts is None:
            raise Refusal("5", f"E005: Invalid Request Format ({name})", kind="ISV")
        item = own_item(call, parts[1])
        own_sku(item, {"SkuId": parts[2]}).status = "deleted"
        item.settle()
        call.market.items.save(item, call.now)
        if item.item_status == DELETED:
            call.market.pushes.product(item, "deleted")
    return Answer({})


def set_images(call: Call) -> Answer:
    """`/images/set`: replaces the pictures of SKUs; needs ItemId too since SellerSku is no key."""
    product = payload.product(call)
    if not product.get("ItemId"):
        raise Refusal("4216", "E4216: ItemId and SkuId are required")
    item = own_item(call, product["ItemId"])
    for row in payload.skus(product):
        sku = own_sku(item, row)
        sku.images = rules.images(call, payload.many(row, "Images", "Image"), sku.seller_sku)
    rules.sale_properties(item, leaf(item.primary_category))
    call.market.items.save(item, call.now)
    return Answer({})
