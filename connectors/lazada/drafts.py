"""Drafts, contract → wire: what is created, and what has to change. Pure functions.

Sources: CreateProduct, UpdateProduct (all values of a SKU are text; weight in kilograms,
sides in centimetres). The id of an attribute says where its answer belongs: `saleProp.x` and
`sku.x` stand in each SKU, the others on the product.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from connectors.contract import DraftSku, ListingDraft, SalePrice
from connectors.lazada.mapping import living, local
from connectors.lazada.payloads import to_html, to_text
from connectors.lazada.wire import ItemWire, SkuWire

SKUS_PER_CALL = 50
SALE_PROPERTY = "saleProp."
SKU_FIELD = "sku."
NO_BRAND = "No Brand"


@dataclass(frozen=True, slots=True)
class ListingPlan:
    """Calls that bring an item to its draft, in this order."""

    updates: tuple[Mapping[str, Any], ...] = ()
    additions: tuple[Mapping[str, Any], ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.updates or self.additions or self.removed)


def new_product(draft: ListingDraft) -> dict[str, Any]:
    """The `Product` of /product/create."""
    product = {
        "PrimaryCategory": draft.category_id,
        "Images": {"Image": list(draft.image_ids)},
        "Attributes": product_attributes(draft),
        "Skus": {"Sku": [_new_sku(draft, sku) for sku in draft.skus]},
    }
    return product | _variation(draft)


def product_attributes(draft: ListingDraft) -> dict[str, str]:
    brand = {"brand_id": draft.brand.id} if draft.brand else {"brand": NO_BRAND}
    wanted = {"name": draft.title, "description": to_html(draft.description), **brand}
    if draft.days_to_ship is not None:
        wanted |= {"preorder_enable": "Yes", "preorder_days": str(draft.days_to_ship)}
    return wanted | dict(_answers(draft, ""))


def _answers(draft: ListingDraft, place: str) -> Iterator[tuple[str, str]]:
    """Answers that belong to a place; option ids are the words that Lazada wants back."""
    for value in draft.attributes:
        found = next((one for one in (SALE_PROPERTY, SKU_FIELD) if value.attribute_id.startswith(one)), "")
        words = [*value.option_ids, value.text] if value.text else list(value.option_ids)
        if found == place and words:
            yield value.attribute_id.removeprefix(place), ",".join(words) + value.unit


def _variation(draft: ListingDraft, held: Sequence[SkuWire] = ()) -> dict[str, Any]:
    """Axes of our own naming, with the options of what is there already."""
    axes = {
        f"Variation{place}": {
            "name": name,
            "hasImage": "true" if place == 1 and any(sku.image_id for sku in draft.skus) else "false",
            "customize": "true",
            "options": {"option": _options(draft, place - 1, [str(sku.saleProp.get(name, "")) for sku in held])},
        }
        for place, name in enumerate(draft.variation_names, 1)
    }
    return {"variation": axes} if axes else {}


def _options(draft: ListingDraft, axis: int, held: Sequence[str]) -> list[str]:
    known = [*held, *(sku.options[axis] for sku in draft.skus)]
    return [option for option in dict.fromkeys(known) if option]


def _new_sku(draft: ListingDraft, sku: DraftSku) -> dict[str, Any]:
    body = {"SellerSku": sku.sku, "quantity": str(sku.stock), "price": str(sku.price.dong)}
    if sku.sale:
        body |= _special(sku.sale)
    return body | sku_content(draft, sku)


def _special(sale: SalePrice) -> dict[str, str]:
    return {
        "special_price": str(sale.price.dong),
        "special_from_date": local(sale.starts),
        "special_to_date": local(sale.ends),
    }


def sku_content(draft: ListingDraft, sku: DraftSku) -> dict[str, Any]:
    """What a SKU says of itself, apart from its key, stock and price."""
    body: dict[str, Any] = {"package_weight": _plain(Decimal(draft.weight_grams) / 1000)}
    if draft.dimensions:
        size = draft.dimensions
        body |= {"package_length": str(size.length), "package_width": str(size.width)}
        body |= {"package_height": str(size.height)}
    body |= dict(_answers(draft, SKU_FIELD))
    sale_properties = dict(_answers(draft, SALE_PROPERTY))
    sale_properties |= dict(zip(draft.variation_names, sku.options, strict=False))
    if sale_properties:
        body["saleProp"] = sale_properties
    if sku.image_id:
        body["Images"] = {"Image": [sku.image_id]}
    return body


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


# --- changing ---


def plan(draft: ListingDraft, item: ItemWire) -> ListingPlan:
    """SKUs are matched by our key: Lazada's id of each stays what it is."""
    held = {sku.SellerSku: sku for sku in living(item)}
    wanted = {sku.sku: sku for sku in draft.skus}
    changed = [
        {"SkuId": held[key].SkuId, **changes}
        for key, sku in wanted.items()
        if key in held and (changes := _sku_changes(draft, sku, held[key]))
    ]
    missing = [sku for key, sku in wanted.items() if key not in held]
    return ListingPlan(
        updates=tuple(_updates(item, _product_changes(draft, item, growing=bool(missing)), changed)),
        additions=tuple(_additions(draft, item, missing)),
        removed=tuple(sku.SkuId for key, sku in held.items() if key not in wanted),
    )


def _product_changes(draft: ListingDraft, item: ItemWire, *, growing: bool) -> dict[str, Any]:
    """Options that SKUs to come will use are named before."""
    wanted = product_attributes(draft)
    attributes = {key: value for key, value in wanted.items() if not _holds(item.attributes, key, value, draft)}
    changes: dict[str, Any] = {"Attributes": attributes} if attributes else {}
    if draft.category_id != item.primary_category:
        changes["PrimaryCategory"] = draft.category_id
    if list(draft.image_ids) != list(item.images):
        changes["Images"] = {"Image": list(draft.image_ids)}
    return changes | (_variation(draft, living(item)) if growing else {})


def _holds(held: Mapping[str, Any], key: str, value: str, draft: ListingDraft) -> bool:
    there = str(held.get(key, ""))
    if key == "description":
        return to_text(there) == to_text(value)
    if key == "brand_id" and draft.brand:
        return there == value or held.get("brand") == draft.brand.name
    return there == value


def _sku_changes(draft: ListingDraft, sku: DraftSku, held: SkuWire) -> dict[str, Any]:
    there: Mapping[str, Any] = held.model_extra or {}
    changes: dict[str, Any] = {}
    for name, value in sku_content(draft, sku).items():
        if name == "saleProp":
            same = {key: str(held.saleProp.get(key, "")) for key in value} == value
        elif name == "Images":
            same = list(there.get("Images") or []) == value["Image"]
        else:
            same = _same(there.get(name), value)
        if not same:
            changes[name] = value
    return changes


def _same(held: object, wanted: str) -> bool:
    """0.50 and 0.5 are one weight."""
    try:
        return Decimal(str(held)) == Decimal(wanted)
    except InvalidOperation:
        return str(held or "") == wanted


def _updates(item: ItemWire, product: dict[str, Any], skus: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each names the item and at least one SKU, and has the tag `Attributes`."""
    if product and not skus:
        skus = [{"SkuId": sku.SkuId} for sku in living(item)[:1]]
    for start in range(0, len(skus), SKUS_PER_CALL):
        some = skus[start : start + SKUS_PER_CALL]
        yield {"ItemId": item.item_id, "Attributes": {}, **product, "Skus": {"Sku": some}}
        product = {}


def _additions(draft: ListingDraft, item: ItemWire, skus: list[DraftSku]) -> Iterator[dict[str, Any]]:
    """SKUs join an item by naming one that is there."""
    anchor = next((sku.SellerSku for sku in living(item)), "")
    for start in range(0, len(skus), SKUS_PER_CALL):
        some = [_new_sku(draft, sku) for sku in skus[start : start + SKUS_PER_CALL]]
        product = new_product(draft)
        yield {**product, "AssociatedSku": anchor, "Skus": {"Sku": some}}


def reactivation(item: ItemWire) -> dict[str, Any]:
    """Shows every SKU again; hiding has a call of its own."""
    skus = [{"SkuId": sku.SkuId, "Status": "active"} for sku in living(item)]
    return {"ItemId": item.item_id, "Attributes": {}, "Skus": {"Sku": skus}}
