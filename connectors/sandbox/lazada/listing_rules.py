"""What a listing must satisfy (protocol B3); every rule breaks by raising."""

import re
from decimal import Decimal, InvalidOperation

from connectors.sandbox.lazada import catalogue, payload
from connectors.sandbox.lazada.call import Broken, Call
from connectors.sandbox.lazada.items import Item, Sku, moment
from connectors.sandbox.lazada.media_calls import hosted

NAME_MOST = 255
DESCRIPTION_MOST = 25_000
IMAGES_MOST = 8
SKUS_PER_CALL = 50
WEIGHT_MOST = Decimal(40)
SIDES_MOST = Decimal(300)
FORBIDDEN = set('"^~<>|')
SIDES = ("package_length", "package_width", "package_height")
OWN_FIELDS = {"SellerSku", "SkuId", "ShopSku", "saleProp", "Images", "Status", "price", "quantity", "special_price"}
PRICE_FIELDS = {"special_from_date", "special_to_date", "price", "quantity", "special_price"}


def attributes(call: Call, sent: dict, category: catalogue.Category, lazmall: bool) -> dict[str, str]:
    """The normal attributes, complete and permitted."""
    found = {name: str(value) for name, value in sent.items() if not isinstance(value, dict | list) and value != ""}
    _check_name(call, found.get("name", ""))
    _check_description(call, found)
    _check_brand(found, lazmall)
    for name in category.mandatory:
        if name not in found:
            raise Broken("4125", f"{catalogue.ATTRIBUTES[name].vi} is mandatory", field=name)
    for name in category.mandatory + category.optional:
        if name in found:
            _check_options(catalogue.ATTRIBUTES[name], found[name])
    _check_hidden_rules(call, category.category_id, found)
    return {name: rewritten(call, value) for name, value in found.items()}


def rewritten(call: Call, text: str) -> str:
    """The text as the marketplace keeps it."""
    return text if call.market.quirks["text_rewrite"] == "kept" else " ".join(text.split())


def _check_name(call: Call, name: str) -> None:
    if not name.strip():
        raise Broken("4108", "name is mandatory", field="name")
    _check_letters("name", name)
    in_bytes = call.market.quirks["name_limit"] == "255_bytes"
    if len(name.encode() if in_bytes else name) > NAME_MOST:
        raise Broken("4160", f"name is over {call.market.quirks['name_limit'].replace('_', ' ')}", field="name")


def _check_letters(field: str, text: str) -> None:
    if FORBIDDEN & set(text):
        raise Broken("4129", f"{field} has one of the forbidden characters {' '.join(sorted(FORBIDDEN))}", field=field)


def _check_description(call: Call, found: dict[str, str]) -> None:
    if not found.get("description", "").strip():
        raise Broken("4108", "description is mandatory", field="description")
    for field in ("description", "short_description"):
        text = found.get(field, "")
        if len(text) > DESCRIPTION_MOST:
            raise Broken("4160", f"{field} is over {DESCRIPTION_MOST} characters", field=field)
        for url in re.findall(r"""<img[^>]*?src=["']?([^"'\s>]+)""", text, re.IGNORECASE):
            if not hosted(call, url):
                raise Broken("4138", "BIZ_CHECK_EXIST_OUTER_IMAGE", field=field)


def _check_brand(found: dict[str, str], lazmall: bool) -> None:
    """`brand_id`, or `brand` by name; one of the country's brands."""
    brand_id, name = found.get("brand_id", ""), found.get("brand", "")
    if brand_id.isdigit():
        name = catalogue.BRANDS.get(int(brand_id), "")
    elif not name:
        raise Broken("4108", "brand is mandatory", field="brand")
    known = next((brand for brand in catalogue.BRANDS.values() if brand.lower() == name.lower()), None)
    if known is None:
        raise Broken("4115", "the brand does not exist in this country", field="brand")
    if known == catalogue.NO_BRAND and lazmall:
        raise Broken("4156", "No Brand is not allowed for LazMall sellers", field="brand")
    found["brand"] = known
    found["brand_id"] = next(str(number) for number, brand in catalogue.BRANDS.items() if brand == known)


def _check_options(attribute: catalogue.Attribute, value: str) -> None:
    values = [part.strip() for part in value.split(",")] if attribute.input_type == catalogue.MULTI else [value]
    if attribute.closed and not all(map(attribute.known, values)):
        raise Broken("4115", f"{value} is not an option of {attribute.vi}", field=attribute.name)
    if attribute.input_type == catalogue.NUMERIC:
        _decimal(value, attribute.name, "4115")


def _check_hidden_rules(call: Call, category_id: int, found: dict[str, str]) -> None:
    """Rules of a category that no document shows; the fault plan sets them."""
    for options in (rule.options for rule in call.market.faults.rules if rule.effect == "hidden_rule"):
        field = options.get("field", "gtin_code")
        if options.get("category_id", category_id) == category_id and not found.get(field):
            raise Broken("4125", options.get("message", f"{field} is mandatory in this category"), field=field)


def images(call: Call, urls: list, seller_sku: str = "") -> list[str]:
    if len(urls) > IMAGES_MOST:
        raise Broken("4169", f"at most {IMAGES_MOST} images", field="Images", seller_sku=seller_sku)
    for url in urls:
        if not isinstance(url, str) or not hosted(call, url):
            raise Broken("4138", "BIZ_CHECK_EXIST_OUTER_IMAGE", field="Images", seller_sku=seller_sku)
    return urls


def main_images(call: Call, product: dict) -> list[str]:
    urls = images(call, payload.many(product, "Images", "Image"))
    if not urls:
        raise Broken("4139", "the main image is missing", field="Images")
    return urls


def new_sku(call: Call, row: dict, sku_id: int) -> Sku:
    """A SKU of a new listing from its row; sale properties are checked with the others'."""
    name = seller_sku(row)
    piles = call.market.empty_piles()
    next(iter(piles.values())).sellable = quantity(row.get("quantity"), "quantity", name)
    sku = Sku(sku_id, name, price(row.get("price"), name), piles)
    sku.sale_prop = {key: str(value) for key, value in payload.section(row, "saleProp").items()}
    sku.images = images(call, payload.many(row, "Images", "Image"), name)
    sku.details = parcel({key: str(value) for key, value in row.items() if _is_detail(key, value)}, name)
    sku.status = status(row.get("Status", "active"), name)
    special(
        sku, row.get("special_price"), str(row.get("special_from_date") or ""), str(row.get("special_to_date") or "")
    )
    return sku


def _is_detail(key: str, value: object) -> bool:
    return key not in OWN_FIELDS | PRICE_FIELDS and not isinstance(value, dict | list) and value not in (None, "")


def changed_details(row: dict, sku: Sku) -> dict[str, str]:
    """The SKU's details with those that an update sends."""
    new = {key: str(value) for key, value in row.items() if _is_detail(key, value) and key != "ItemId"}
    return parcel(sku.details | new, sku.seller_sku)


def seller_sku(row: dict) -> str:
    name = str(row.get("SellerSku") or "").strip()
    if not name:
        raise Broken("4110", "SellerSku is mandatory", field="SellerSku")
    _check_letters("SellerSku", name)
    return name


def status(value: object, name: str) -> str:
    found = str(value).lower()
    if found not in ("active", "inactive"):
        raise Broken("4140", "Status should be active or inactive", field="Status", seller_sku=name)
    return found


def _decimal(value: object, field: str, code: str, name: str = "") -> Decimal:
    try:
        found = Decimal(str(value))
    except InvalidOperation as error:
        raise Broken(code, f"{field} is not a number", field=field, seller_sku=name) from error
    if not found.is_finite():
        raise Broken(code, f"{field} is not a number", field=field, seller_sku=name)
    return found


def price(value: object, name: str, field: str = "price") -> int:
    """Whole đồng above 0."""
    if value is None or value == "":
        raise Broken("4110", f"{field} is mandatory", field=field, seller_sku=name)
    found = _decimal(value, field, "4104", name)
    if found <= 0:
        raise Broken("4118", f"{field} should be above 0", field=field, seller_sku=name)
    if found != found.to_integral_value():
        raise Broken("4104", f"{field} has too many decimals for VND", field=field, seller_sku=name)
    return int(found)


def quantity(value: object, field: str, name: str, *, lowest: int | None = 0) -> int:
    if value is None or value == "":
        raise Broken("4110", f"{field} is mandatory", field=field, seller_sku=name)
    found = _decimal(value, field, "5", name)
    if found != found.to_integral_value() or (lowest is not None and found < lowest):
        raise Broken("5", f"{field} should be a whole number, not negative", field=field, seller_sku=name)
    return int(found)


def special(sku: Sku, value: object, since: str, until: str) -> None:
    """Set the special price and its window; an empty price takes it away."""
    if value is None or value == "":
        sku.special_price, sku.special_from, sku.special_to = None, "", ""
        return
    found = price(value, sku.seller_sku, "special_price")
    if found >= sku.price:
        raise Broken("4119", "special_price should be below price", field="special_price", seller_sku=sku.seller_sku)
    try:
        begin, end = (moment(text) if text else None for text in (since, until))
    except ValueError as error:
        raise Broken("4157", "Invalid date", field="special_from_date", seller_sku=sku.seller_sku) from error
    if begin is not None and end is not None and begin >= end:
        raise Broken("4157", "the window is empty", field="special_from_date", seller_sku=sku.seller_sku)
    sku.special_price, sku.special_from, sku.special_to = found, since, until


def parcel(details: dict[str, str], name: str) -> dict[str, str]:
    """Weight in kg and sides in cm, at most two decimals for the sides."""
    for field in ("package_weight", *SIDES):
        if not details.get(field):
            raise Broken("4110", f"{field} is mandatory", field=field, seller_sku=name)
        found = _decimal(details[field], field, "5", name)
        exponent = found.as_tuple().exponent
        if found <= 0 or (field in SIDES and isinstance(exponent, int) and exponent < -2):
            raise Broken("5", f"{field} should be above 0 with at most 2 decimals", field=field, seller_sku=name)
    if Decimal(details["package_weight"]) > WEIGHT_MOST:
        raise Broken("4164", f"over {WEIGHT_MOST} kg", field="package_weight", seller_sku=name)
    if sum(Decimal(details[side]) for side in SIDES) > SIDES_MOST:
        raise Broken("4165", f"sides together over {SIDES_MOST} cm", field="package_length", seller_sku=name)
    return details


def sale_properties(item: Item, category: catalogue.Category) -> None:
    """One combination per SKU, over axes that the category or the item's own `variation` has."""
    custom = {str(row.get("name", "")): row for row in item.variation.values() if isinstance(row, dict)}
    axes = {name for sku in item.alive for name in sku.sale_prop}
    for sku in item.alive:
        for name in category.sale + tuple(custom):
            if name in sku.details:
                code = "4145" if name in sku.sale_prop else "4144"
                raise Broken(code, f"{name} belongs into saleProp only", field=name, seller_sku=sku.seller_sku)
        for name in axes:
            if name not in category.sale and name not in custom:
                raise Broken("4144", f"{name} is not a sale property", field=name, seller_sku=sku.seller_sku)
            if not sku.sale_prop.get(name):
                raise Broken("4110", f"{name} is missing", field=name, seller_sku=sku.seller_sku)
            _check_sale_value(name, sku, custom.get(name))
    combinations = [tuple(sorted(sku.sale_prop.items())) for sku in item.alive]
    for place, combination in enumerate(combinations):
        if combination in combinations[:place]:
            raise Broken("4126", "two SKUs have the same sale properties", seller_sku=item.alive[place].seller_sku)
    pictured = [bool(sku.images) for sku in item.alive]
    if any(pictured) and not all(pictured):
        raise Broken("4153", "if one SKU has images, all must", field="Images")


def _check_sale_value(name: str, sku: Sku, own: dict | None) -> None:
    value = sku.sale_prop[name]
    if own is None:
        attribute = catalogue.ATTRIBUTES[name]
        permitted = not attribute.closed or attribute.known(value)
    else:
        options = payload.many(own, "options", "option")
        permitted = not options or value in options
    if not permitted:
        raise Broken("4140", f"{value} is not an option of {name}", field=name, seller_sku=sku.seller_sku)


def distinct_seller_skus(call: Call, item: Item) -> None:
    """No SellerSku twice in the listing (4105), nor in another one of the shop (4126 at creation, 4141 later)."""
    names = [sku.seller_sku for sku in item.alive]
    for place, name in enumerate(names):
        if name in names[:place]:
            raise Broken("4105", f"SellerSku {name} is used twice", field="SellerSku", seller_sku=name)
    taken = call.market.items.by_seller_sku(item.seller_id, names)
    for name, item_id in taken.items():
        if item_id != item.item_id:
            code = "4141" if item.update_time else "4126"
            raise Broken(code, f"SellerSku {name} exists already", field="SellerSku", seller_sku=name)
