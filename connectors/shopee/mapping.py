"""Listings, wire ↔ contract. Pure functions.

Sources: product.add_item, update_item, get_item_base_info, get_model_list.
Weight is kilograms on the wire (a number when sent, text when read), grams here; prices
are whole đồng.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from connectors.contract import (
    AttributeValue,
    ListingDraft,
    ListingRef,
    ListingState,
    LogisticsChoice,
    Money,
    RemoteListing,
    RemoteSale,
    RemoteSku,
    SkuRef,
)
from connectors.shopee.wire import (
    ItemViolationsWire,
    ItemWire,
    ModelListWire,
    PriceWire,
    PromotionWire,
    StockInfoWire,
    ViolationWire,
)

NO_BRAND = {"brand_id": 0, "original_brand_name": "NoBrand"}
STATES = {
    "NORMAL": ListingState.LIVE,
    "REVIEWING": ListingState.REVIEWING,
    "UNLIST": ListingState.UNLISTED,
    "BANNED": ListingState.BANNED,
    "SELLER_DELETE": ListingState.DELETED,
    "SHOPEE_DELETE": ListingState.DELETED,
}


# --- listings, incoming ---


def is_judged(item: ItemWire) -> bool:
    """Whether Shopee holds something against it: banned, or shown lower than others."""
    return item.deboost or STATES.get(item.item_status) is ListingState.BANNED


def is_reduced(item: ItemWire, models: ModelListWire | None) -> bool:
    """Whether buyers pay less than the price for any of it."""
    return any(map(_lowered, [item.price_info, *(model.price_info for model in (models.model if models else ()))]))


def _lowered(prices: Sequence[PriceWire]) -> Money | None:
    """What buyers pay, where that is less than the price."""
    price = prices[0] if prices else PriceWire()
    lower = price.original_price and price.current_price and price.current_price < price.original_price
    return price.current_price if lower else None


def listing(
    item: ItemWire,
    models: ModelListWire | None,
    raw: Mapping[str, Any],
    violations: ItemViolationsWire | None = None,
    promotions: Sequence[PromotionWire] = (),
) -> RemoteListing:
    """`models` is the answer of get_model_list for an item that has variants, `violations` what Shopee holds
    against one that is judged, `promotions` what runs on one that is reduced."""
    state = STATES.get(item.item_status, ListingState.UNKNOWN)
    against = _against(state, violations) if violations else ()
    return RemoteListing(
        ref=ListingRef(item.item_id),
        state=state,
        title=item.item_name,
        description=item.description,
        category_id=item.category_id,
        item_sku=item.item_sku,
        skus=_simple_sku(item, promotions) if models is None else _model_skus(item, models, promotions),
        image_ids=tuple(item.image.image_id_list) if item.image else (),
        updated_at=item.update_time,
        reason="; ".join(filter(None, map(_reason, against))),
        demoted=item.deboost,
        mend_by=min((one.fix_deadline_time for one in against if one.fix_deadline_time), default=None),
        raw=raw,
    )


def _against(state: ListingState, told: ItemViolationsWire) -> Sequence[ViolationWire]:
    """Of a banned item what it is banned for, else what it is demoted for."""
    demoted = [*told.deboost_details, *told.deboosted_details]
    return told.item_status_details if state is ListingState.BANNED else demoted


def _reason(one: ViolationWire) -> str:
    """`Prohibited Listing: no licence. Upload it`, as far as told."""
    why = ": ".join(part for part in (one.violation_type, one.violation_reason) if part)
    return ". ".join(part.rstrip(". ") for part in (why, one.suggestion) if part)


def _simple_sku(item: ItemWire, promotions: Sequence[PromotionWire]) -> tuple[RemoteSku, ...]:
    ref = SkuRef(item.item_id, "", item.item_sku)
    return (_remote_sku(ref, item.price_info, item.stock_info_v2, promotions),)


def _model_skus(item: ItemWire, models: ModelListWire, promotions: Sequence[PromotionWire]) -> tuple[RemoteSku, ...]:
    return tuple(
        _remote_sku(
            SkuRef(item.item_id, str(model.model_id), model.model_sku),
            model.price_info,
            model.stock_info_v2,
            [one for one in promotions if one.model_id == model.model_id],
            options=option_names(models, model.tier_index),
            active=model.model_status != "MODEL_UNAVAILABLE",
        )
        for model in models.model
    )


def option_names(models: ModelListWire, tier_index: Sequence[int]) -> tuple[str, ...]:
    """("Đỏ", "60g") for [0, 1]; an index out of range gives an empty name."""
    names = []
    for tier, index in zip(models.tier_variation, tier_index, strict=False):
        options = tier.option_list
        names.append(options[index].option if 0 <= index < len(options) else "")
    return tuple(names)


def _remote_sku(
    ref: SkuRef,
    prices: Sequence[PriceWire],
    stock: StockInfoWire | None,
    promotions: Sequence[PromotionWire],
    *,
    options: tuple[str, ...] = (),
    active: bool = True,
) -> RemoteSku:
    price = prices[0] if prices else PriceWire()
    stock = stock or StockInfoWire()
    return RemoteSku(
        ref=ref,
        price=price.original_price,
        current_price=price.current_price,
        stock=sum(row.stock for row in stock.seller_stock),
        reserved=stock.summary_info.total_reserved_stock,
        options=options,
        active=active,
        promotion=_promotion(prices, promotions),
    )


def _promotion(prices: Sequence[PriceWire], promotions: Sequence[PromotionWire]) -> RemoteSale | None:
    """What lowers the price now, with the window of the one that runs at just this price, if it is told."""
    if not (paid := _lowered(prices)):
        return None
    for one in promotions:
        told = any(info.promotion_price == paid for info in one.promotion_price_info)
        if told and one.promotion_staging == "ongoing":
            return RemoteSale(paid, one.start_time, one.end_time)
    return RemoteSale(paid)


# --- listings, outgoing ---


def new_item(draft: ListingDraft) -> dict[str, Any]:
    """Body of add_item. A family with variants starts unlisted with its first sku's price and
    stock: nobody may buy it before init_tier_variation has run."""
    first = draft.skus[0]
    live = draft.visible and not draft.variation_names
    return {
        **item_content(draft),
        "original_price": first.price.dong,
        "seller_stock": [{"stock": first.stock}],
        "condition": "NEW",
        "item_status": "NORMAL" if live else "UNLIST",
    }


def item_content(draft: ListingDraft) -> dict[str, Any]:
    """The fields that add_item and update_item share."""
    brand = draft.brand
    content: dict[str, Any] = {
        "item_name": draft.title,
        "description": draft.description,
        "category_id": int(draft.category_id),
        "item_sku": draft.item_sku,
        "weight": draft.weight_grams / 1000,
        "image": {"image_id_list": list(draft.image_ids)},
        "logistic_info": [_logistics(choice) for choice in draft.logistics],
        "brand": {"brand_id": int(brand.id), "original_brand_name": brand.name} if brand else NO_BRAND,
        "attribute_list": [_attribute(value) for value in draft.attributes],
    }
    if draft.dimensions:
        content["dimension"] = {
            "package_length": draft.dimensions.length,
            "package_width": draft.dimensions.width,
            "package_height": draft.dimensions.height,
        }
    if draft.days_to_ship is None:
        content["pre_order"] = {"is_pre_order": False}
    else:
        content["pre_order"] = {"is_pre_order": True, "days_to_ship": draft.days_to_ship}
    return content


def _logistics(choice: LogisticsChoice) -> dict[str, Any]:
    row: dict[str, Any] = {"logistic_id": int(choice.channel_id), "enabled": True}
    if choice.size_id:
        row["size_id"] = int(choice.size_id)
    if choice.fee is not None:
        row["shipping_fee"] = choice.fee.dong
    return row


def _attribute(value: AttributeValue) -> dict[str, Any]:
    answers: list[dict[str, Any]] = [{"value_id": int(option)} for option in value.option_ids]
    if value.text:
        custom: dict[str, Any] = {"value_id": 0, "original_value_name": value.text}
        answers.append(custom | ({"value_unit": value.unit} if value.unit else {}))
    return {"attribute_id": int(value.attribute_id), "attribute_value_list": answers}


def item_changes(draft: ListingDraft, item: ItemWire) -> dict[str, Any]:
    """The fields of update_item that differ from what Shopee holds."""
    wanted = item_content(draft)
    held = {
        "item_name": item.item_name,
        "description": item.description,
        "category_id": int(item.category_id or 0),
        "item_sku": item.item_sku,
        "image": {"image_id_list": list(item.image.image_id_list) if item.image else []},
    }
    changed = {name: wanted[name] for name, value in held.items() if wanted[name] != value}
    if Decimal(draft.weight_grams) != item.weight * 1000:
        changed["weight"] = wanted["weight"]
    if wanted["brand"]["brand_id"] != (item.brand.brand_id if item.brand else 0):
        changed["brand"] = wanted["brand"]
    if _answers(wanted["attribute_list"]) != _held_answers(item):
        changed["attribute_list"] = wanted["attribute_list"]
    if not _enabled_choices(wanted["logistic_info"]) <= _held_choices(item):
        changed["logistic_info"] = wanted["logistic_info"]
    for name, now in (("dimension", item.dimension), ("pre_order", item.pre_order)):
        keys = set(wanted.get(name, ()))
        if keys and wanted[name] != (now.model_dump(include=keys) if now else {}):
            changed[name] = wanted[name]
    return changed


def _answers(attributes: Sequence[Mapping[str, Any]]) -> set[tuple[int, str]]:
    return {
        (row["attribute_id"], str(value["value_id"] or value.get("original_value_name", "")))
        for row in attributes
        for value in row["attribute_value_list"]
    }


def _held_answers(item: ItemWire) -> set[tuple[int, str]]:
    return {
        (row.attribute_id, str(value.value_id or value.original_value_name))
        for row in item.attribute_list
        for value in row.attribute_value_list
    }


def _enabled_choices(choices: Sequence[Mapping[str, Any]]) -> set[int]:
    return {row["logistic_id"] for row in choices}


def _held_choices(item: ItemWire) -> set[int]:
    return {row.logistic_id for row in item.logistic_info if row.enabled}
