"""Reference data, wire → contract. Pure functions.

Sources: product.get_category, get_attribute_tree, get_item_limit, get_brand_list;
logistics.get_channel_list. Weight is kilograms on the wire, grams here.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from connectors.contract import (
    Attribute,
    AttributeOption,
    Category,
    Dimensions,
    Limits,
    LogisticsChannel,
    Range,
)
from connectors.contract.wire import part, rows
from connectors.shopee.wire import AttributeWire, BrandListWire, CategoryWire

SINGLE_CHOICE = frozenset({1, 2, 3})
CUSTOM_ALLOWED = frozenset({2, 3, 5})


def category(wire: CategoryWire) -> Category:
    parent = "" if wire.parent_category_id == "0" else wire.parent_category_id
    name = wire.display_category_name or wire.original_category_name
    return Category(wire.category_id, parent, name, leaf=not wire.has_children)


def attribute(wire: AttributeWire) -> Attribute:
    info = wire.attribute_info
    return Attribute(
        id=wire.attribute_id,
        name=wire.name,
        mandatory=wire.mandatory,
        options=tuple(AttributeOption(v.value_id, v.name) for v in wire.attribute_value_list),
        custom=info.input_type in CUSTOM_ALLOWED,
        max_values=1 if info.input_type in SINGLE_CHOICE else max(info.max_value_count, 1),
        units=tuple(info.attribute_unit_list),
    )


def limits(response: Mapping[str, Any], brands: BrandListWire) -> Limits:
    """Of product.get_item_limit; whether a brand is a must stands in get_brand_list."""
    return Limits(
        title=_range(response, "item_name_length_limit"),
        description=_range(response, "item_description_length_limit"),
        images=_range(response, "item_image_count_limit"),
        price=_range(response, "price_limit"),
        stock=_range(response, "stock_limit"),
        option_name=_range(response, "tier_variation_option_length_limit"),
        variation_name=_range(response, "tier_variation_name_length_limit"),
        days_to_ship=_range(response, "dts_limit", "days_to_ship_limit"),
        weight_mandatory=bool(part(response, "weight_limit").get("weight_mandatory")),
        dimensions_mandatory=bool(part(response, "dimension_limit").get("dimension_mandatory")),
        brand_mandatory=brands.is_mandatory,
    )


def _range(response: Mapping[str, Any], *path: str) -> Range:
    found = part(response, *path)
    low, high = found.get("min_limit"), found.get("max_limit")
    return Range(None if low is None else int(low), None if high is None else int(high))


def logistics_channel(raw: Mapping[str, Any]) -> LogisticsChannel:
    weight, size = part(raw, "weight_limit"), part(raw, "item_max_dimension")
    largest = [int(Decimal(str(size.get(side) or 0))) for side in ("length", "width", "height")]
    sizes = rows(raw, "size_list") if raw.get("fee_type") == "SIZE_SELECTION" else []
    return LogisticsChannel(
        id=str(raw["logistics_channel_id"]),
        name=str(raw.get("logistics_channel_name") or ""),
        enabled=bool(raw.get("enabled")),
        cod=bool(raw.get("cod_enabled")),
        forced=bool(raw.get("force_enable")),
        needs_fee=raw.get("fee_type") == "CUSTOM_PRICE",
        sizes=tuple((str(row.get("size_id")), str(row.get("name") or "")) for row in sizes),
        weight_grams=Range(_grams(weight.get("item_min_weight")), _grams(weight.get("item_max_weight"))),
        max_dimensions_cm=Dimensions(*largest) if all(largest) else None,
    )


def _grams(kilograms: object) -> int | None:
    """Zero and null mean that there is no limit."""
    return int(Decimal(str(kilograms)) * 1000) if kilograms else None
