"""What a listing must satisfy (protocol A3); every rule refuses by raising."""

from connectors.sandbox.shopee import catalogue
from connectors.sandbox.shopee.call import Call, Refusal, missing, whole
from connectors.sandbox.shopee.reference_calls import (
    CHANNELS,
    DAYS_TO_SHIP,
    LIMITS,
    PRE_ORDER_DAYS,
    SIZES,
    STOCK_MOST,
    leaf,
)

SKU_LENGTH = 100


def refuse(message: str) -> Refusal:
    return Refusal("error_param", message)


def within(value: object, name: str, limits: tuple[int, int]) -> str:
    """A text whose number of characters lies within `limits`."""
    if not isinstance(value, str):
        raise missing(name)
    if not limits[0] <= len(value.strip()) <= limits[1]:
        raise refuse(f"The length of {name} should be between {limits[0]} and {limits[1]}.")
    return value.strip()


def text_limits(call: Call) -> dict:
    return LIMITS[call.market.quirks["listing_limits"]]


def sku_code(value: object, name: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > SKU_LENGTH:
        raise refuse(f"{name} should be a text of at most {SKU_LENGTH} characters")
    return value


def price(call: Call, value: object) -> int:
    """A price in whole đồng within the limits."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise refuse("original_price should be a number")
    if value != value // 1:
        raise refuse("original_price should be an integer in this region")
    lowest, highest = text_limits(call)["price"]
    if value < lowest:
        raise Refusal("error_price_exceed_min_limitt", f"Price should be at least {lowest}.")
    if value > highest:
        raise Refusal("error_price_exceed_max_limitt", f"Price should be at most {highest}.")
    return int(value)


def stock(call: Call, rows: object) -> dict[str, int]:
    """`seller_stock` as figures by location; its structure must be the shop's."""
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise missing("seller_stock")
    known = call.market.locations()
    figures = dict.fromkeys(known, 0)
    for row in rows:
        location = row.get("location_id") or ""
        if known != [""] and not location:
            raise Refusal("error_auth", "Lack of location_id, please double check.")
        if location not in known:
            raise refuse("The item has a different stock structure, please check location_id.")
        figure = whole(row.get("stock"), "stock") if row.get("stock") is not None else None
        if figure is None:
            raise missing("stock")
        if not 0 <= figure <= STOCK_MOST:
            raise refuse(f"stock should be between 0 and {STOCK_MOST}")
        figures[location] = figure
    return figures


def images(call: Call, value: object) -> list[str]:
    """`image.image_id_list`: uploaded pictures, as many as the limits allow."""
    listed = value.get("image_id_list") if isinstance(value, dict) else None
    if not isinstance(listed, list):
        raise missing("image.image_id_list")
    fewest, most = text_limits(call)["images"]
    if not fewest <= len(listed) <= most:
        raise refuse(f"The number of images should be between {fewest} and {most}.")
    for image_id in listed:
        image(call, image_id)
    return listed


def image(call: Call, image_id: object) -> str:
    if not isinstance(image_id, str) or not call.store.row("SELECT 1 FROM image WHERE image_id = ?", image_id):
        raise refuse(f"Invalid image_id: {image_id}")
    return image_id


def weight(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1000:
        raise refuse("weight should be a number of kilograms above 0")
    return round(float(value), 3)


def dimension(value: object) -> dict:
    if value is None:
        return {}
    sides = ("package_length", "package_width", "package_height")
    if not isinstance(value, dict) or any(type(value.get(side)) is not int or value[side] < 1 for side in sides):
        raise refuse("dimension should be whole centimetres above 0")
    return {side: value[side] for side in sides}


def logistics(value: object, weight_kg: float) -> list[dict]:
    """At least one enabled carrier that can take the parcel, with what its fee type asks for."""
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise missing("logistic_info")
    if not any(row.get("enabled") for row in value):
        raise refuse("At least one logistics channel should be enabled.")
    for row in value:
        logistic_id = whole(row.get("logistic_id"), "logistic_id")
        channel = CHANNELS.get(logistic_id)
        if channel is None or channel.mask_channel_id:
            raise refuse(f"Invalid logistic_id: {logistic_id}")
        if not row.get("enabled"):
            continue
        if weight_kg > channel.max_weight:
            raise refuse(f"weight is over the limit of logistics channel {logistic_id}")
        if channel.fee_type == "SIZE_SELECTION" and str(row.get("size_id")) not in SIZES[logistic_id]:
            raise refuse(f"size_id is required for logistics channel {logistic_id}")
        if channel.fee_type == "CUSTOM_PRICE" and not isinstance(row.get("shipping_fee"), int | float):
            raise refuse(f"shipping_fee is required for logistics channel {logistic_id}")
    return value


def pre_order(value: object) -> dict:
    if value is None:
        return {"is_pre_order": False, "days_to_ship": DAYS_TO_SHIP}
    if not isinstance(value, dict) or not isinstance(value.get("is_pre_order"), bool):
        raise missing("pre_order.is_pre_order")
    if not value["is_pre_order"]:
        return {"is_pre_order": False, "days_to_ship": DAYS_TO_SHIP}
    days = whole(value.get("days_to_ship"), "days_to_ship")
    if not PRE_ORDER_DAYS[0] <= days <= PRE_ORDER_DAYS[1]:
        raise refuse(f"days_to_ship should be between {PRE_ORDER_DAYS[0]} and {PRE_ORDER_DAYS[1]}")
    return {"is_pre_order": True, "days_to_ship": days}


def brand(value: object, category: catalogue.Category) -> dict:
    """A known brand or brand_id 0; some categories demand that the field is sent."""
    if value is None:
        if category.brand_mandatory:
            raise refuse("brand is mandatory in this category")
        return {"brand_id": catalogue.NO_BRAND, "original_brand_name": "NoBrand"}
    brand_id = whole(value.get("brand_id"), "brand.brand_id") if isinstance(value, dict) else -1
    if brand_id != catalogue.NO_BRAND and brand_id not in catalogue.BRANDS:
        raise refuse(f"Invalid brand_id: {brand_id}")
    return {"brand_id": brand_id, "original_brand_name": catalogue.BRANDS.get(brand_id, "NoBrand")}


def attributes(value: object, category: catalogue.Category) -> list[dict]:
    """Known attributes with permitted values, the mandatory ones among them."""
    sent = value if isinstance(value, list) else []
    allowed = {catalogue.ATTRIBUTES[key].attribute_id: catalogue.ATTRIBUTES[key] for key in _keys(category)}
    filled = [_attribute(row, allowed) for row in sent]
    present = {row["attribute_id"] for row in filled}
    for key in category.mandatory:
        attribute = catalogue.ATTRIBUTES[key]
        if attribute.attribute_id not in present:
            raise refuse(f"Attribute is mandatory: {attribute.vi} (attribute_id {attribute.attribute_id}).")
    return filled


def _keys(category: catalogue.Category) -> tuple[str, ...]:
    return category.mandatory + category.optional


def _attribute(row: object, allowed: dict[int, catalogue.Attribute]) -> dict:
    if not isinstance(row, dict):
        raise missing("attribute_id")
    attribute_id = whole(row.get("attribute_id"), "attribute_id")
    attribute = allowed.get(attribute_id)
    if attribute is None:
        raise refuse(f"Invalid attribute_id for this category: {attribute_id}")
    values = row.get("attribute_value_list")
    if not isinstance(values, list) or not values:
        raise missing("attribute_value_list")
    if len(values) > attribute.max_value_count:
        raise refuse(f"{attribute.vi} takes at most {attribute.max_value_count} values")
    return {
        "attribute_id": attribute_id,
        "original_attribute_name": attribute.en,
        "attribute_value_list": [_value(entry, attribute) for entry in values],
    }


def _value(entry: object, attribute: catalogue.Attribute) -> dict:
    if not isinstance(entry, dict):
        raise missing("value_id")
    value_id = whole(entry.get("value_id"), "value_id")
    known = {known_id: vi for known_id, vi, _ in attribute.values}
    own, unit = entry.get("original_value_name"), entry.get("value_unit") or ""
    if value_id in known:
        own = known[value_id]
    elif value_id != 0 or not attribute.takes_own_value:
        raise refuse(f"Invalid value_id {value_id} for {attribute.vi}")
    elif not isinstance(own, str) or not own.strip():
        raise missing("original_value_name")
    if unit and unit not in attribute.units:
        raise refuse(f"Invalid value_unit {unit} for {attribute.vi}")
    return {"value_id": value_id, "original_value_name": own, "value_unit": unit}


def hidden_rules(call: Call, category_id: int) -> None:
    """Rules of a category that no document shows; the fault plan sets them."""
    for rule in call.market.faults.rules:
        options = rule.options
        if rule.effect != "hidden_rule" or options.get("category_id", category_id) != category_id:
            continue
        if not call.body.get(options.get("field", "gtin_code")):
            raise refuse(options.get("message", f"{options.get('field', 'gtin_code')} is required in this category."))


def category(call: Call, value: object) -> catalogue.Category:
    if value is None:
        raise missing("category_id")
    found = leaf(whole(value, "category_id"))
    hidden_rules(call, found.category_id)
    return found
