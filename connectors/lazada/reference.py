"""Reference data, wire → contract. Pure functions.

Sources: GetCategoryTree, GetCategoryAttributes, GetBrandByPages. Lazada tells no lengths:
those of its product reference stand here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from connectors.contract import Attribute, AttributeOption, Brand, Category, Limits, Range
from connectors.contract.wire import rows
from connectors.lazada.drafts import SALE_PROPERTY, SKU_FIELD
from connectors.lazada.wire import AttributeWire, BrandWire, CategoryWire

TITLE = Range(1, 255)
DESCRIPTION = Range(None, 25_000)
IMAGES = Range(1, 8)
PRICE = Range(1, None)
STOCK = Range(0, None)
MOST_VALUES = 50
OURS = frozenset(
    {
        "SellerSku",
        "__images__",
        "brand",
        "brand_id",
        "description",
        "images",
        "name",
        "package_height",
        "package_length",
        "package_weight",
        "package_width",
        "price",
        "quantity",
        "special_from_date",
        "special_price",
        "special_to_date",
    }
)
"""What a draft answers by its own fields."""

_FREE = frozenset({"text", "richText", "numeric", "date", "enumInput", "multiEnumInput", ""})
_MANY = frozenset({"multiSelect", "multiEnumInput"})


def categories(tree: Sequence[CategoryWire], parent: str = "") -> Iterator[Category]:
    """The tree, flat, parents first."""
    for wire in tree:
        yield Category(wire.category_id, parent, wire.name, leaf=wire.leaf or not wire.children)
        yield from categories(wire.children, wire.category_id)


def attribute(wire: AttributeWire) -> Attribute:
    """The id says where the answer belongs, see `drafts`; an option's id is its word."""
    place = SALE_PROPERTY if wire.is_sale_prop else SKU_FIELD if wire.attribute_type == "sku" else ""
    return Attribute(
        id=place + wire.name,
        name=wire.label or wire.name,
        mandatory=wire.is_mandatory,
        options=tuple(AttributeOption(option.name or option.en_name, option.name) for option in wire.options),
        custom=wire.input_type in _FREE,
        max_values=MOST_VALUES if wire.input_type in _MANY else 1,
        per_sku=bool(place),
    )


def limits(attributes: Sequence[AttributeWire]) -> Limits:
    """Duties as the category tells them. A brand is never one: "No Brand" is allowed, except for
    LazMall, of which nothing tells us."""
    asked = {wire.name: wire.is_mandatory for wire in attributes}
    sides = ("package_length", "package_width", "package_height")
    return Limits(
        title=TITLE,
        description=DESCRIPTION,
        images=IMAGES,
        price=PRICE,
        stock=STOCK,
        weight_mandatory=asked.get("package_weight", True),
        dimensions_mandatory=any(asked.get(side, True) for side in sides),
    )


def brand(wire: BrandWire) -> Brand:
    return Brand(wire.brand_id, wire.name or wire.name_en)


def suggestions(answer: Mapping[str, Any]) -> tuple[str, ...]:
    """Leaf categories, best first; the key's spelling is that of published clients."""
    found = rows(answer, "data", "categorySuggestions") or rows(answer, "data")
    ids = [row.get("categoryId") or row.get("category_id") for row in found if isinstance(row, Mapping)]
    return tuple(str(category_id) for category_id in ids if category_id)
