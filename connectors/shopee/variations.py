"""Variants of an item: what Shopee holds against what the draft wants. Pure functions.

Sources: product.init_tier_variation, update_tier_variation, add_model, update_model,
get_model_list. A tier is an axis ("Khối lượng"), a model one combination of options,
addressed by `tier_index` (one position for each tier).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.contract import DraftSku, ListingDraft
from connectors.shopee.mapping import option_names
from connectors.shopee.wire import ModelListWire, ModelWire

MODELS_PER_CALL = 50


@dataclass(frozen=True, slots=True)
class VariationPlan:
    """Bodies of the calls to make, in this order; None or empty = nothing to do."""

    rebuild: Mapping[str, Any] | None = None
    delete: tuple[int, ...] = ()
    retier: Mapping[str, Any] | None = None
    add: tuple[Mapping[str, Any], ...] = ()
    rename: tuple[Mapping[str, Any], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rebuild or self.delete or self.retier or self.add or self.rename)


def tiers(draft: ListingDraft) -> list[tuple[str, list[str]]]:
    """Each axis with its options in the order of their first appearance."""
    return [
        (name, list(dict.fromkeys(sku.options[axis] for sku in draft.skus)))
        for axis, name in enumerate(draft.variation_names)
    ]


def init_body(draft: ListingDraft, item_id: int) -> dict[str, Any]:
    """Body of init_tier_variation; without axes it collapses the item to a simple one."""
    shown = draft.skus[:MODELS_PER_CALL] if draft.variation_names else ()
    return {
        "item_id": item_id,
        "standardise_tier_variation": _tier_bodies(draft),
        "model": [_model(draft, sku) for sku in shown],
    }


def plan(draft: ListingDraft, item_id: int, held: ModelListWire) -> VariationPlan:
    """How to bring the models of an item to the draft, keeping those that still fit."""
    matches = {sku.sku: _match(sku, held) for sku in draft.skus}
    kept = {model.model_id for model in matches.values() if model}
    if not kept:
        return VariationPlan(rebuild=init_body(draft, item_id))
    new = [_model(draft, sku) for sku in draft.skus if matches[sku.sku] is None]
    renamed = [
        {"model_id": model.model_id, "model_sku": code}
        for code, model in matches.items()
        if model and model.model_sku != code
    ]
    return VariationPlan(
        delete=tuple(m.model_id for m in held.model if m.model_id not in kept),
        retier=_retier(draft, item_id, held, matches),
        add=tuple({"item_id": item_id, "model_list": rows} for rows in _calls(new)),
        rename=tuple({"item_id": item_id, "model": rows} for rows in _calls(renamed)),
    )


def remaining(draft: ListingDraft, item_id: int) -> list[dict[str, Any]]:
    """Bodies of add_model for what init_tier_variation could not carry."""
    models = [_model(draft, sku) for sku in draft.skus[MODELS_PER_CALL:]]
    return [{"item_id": item_id, "model_list": rows} for rows in _calls(models)]


def _match(sku: DraftSku, held: ModelListWire) -> ModelWire | None:
    """The model with our sku, else the unnamed one with our options."""
    for model in held.model:
        if model.model_sku == sku.sku:
            return model
    for model in held.model:
        if not model.model_sku and option_names(held, model.tier_index) == sku.options:
            return model
    return None


def _retier(
    draft: ListingDraft,
    item_id: int,
    held: ModelListWire,
    matches: Mapping[str, ModelWire | None],
) -> dict[str, Any] | None:
    now = [(t.name, [o.option for o in t.option_list]) for t in held.tier_variation]
    places = [(model, _tier_index(draft, sku)) for sku in draft.skus if (model := matches[sku.sku]) is not None]
    if now == tiers(draft) and all(model.tier_index == index for model, index in places):
        return None
    return {
        "item_id": item_id,
        "standardise_tier_variation": _tier_bodies(draft),
        "model_list": [{"tier_index": index, "model_id": m.model_id} for m, index in places],
    }


def _tier_bodies(draft: ListingDraft) -> list[dict[str, Any]]:
    images = {sku.options[0]: sku.image_id for sku in draft.skus if sku.options and sku.image_id}
    return [
        {
            "variation_id": 0,
            "variation_group_id": 0,
            "variation_name": name,
            "variation_option_list": [
                {"variation_option_id": 0, "variation_option_name": option}
                | ({"image_id": images[option]} if axis == 0 and option in images else {})
                for option in options
            ],
        }
        for axis, (name, options) in enumerate(tiers(draft))
    ]


def _tier_index(draft: ListingDraft, sku: DraftSku) -> list[int]:
    return [options.index(option) for (_, options), option in zip(tiers(draft), sku.options, strict=True)]


def _model(draft: ListingDraft, sku: DraftSku) -> dict[str, Any]:
    return {
        "tier_index": _tier_index(draft, sku),
        "original_price": sku.price.dong,
        "model_sku": sku.sku,
        "seller_stock": [{"stock": sku.stock}],
    }


def _calls(rows: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    return [list(rows[start : start + MODELS_PER_CALL]) for start in range(0, len(rows), MODELS_PER_CALL)]
