"""What the pages show of listings, orders and previews: plain rows for the templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from connectors.configuring import offline_connector
from connectors.contract import Attribute, Problem
from connectors.drafting import Draft, make_draft
from connectors.fates import card
from connectors.models import Fate, Listing, ListingSku
from connectors.plan import PriceTerms, StockTerms
from connectors.reading import known_reference
from connectors.terms import price_terms, stock_terms

REMOTE_STATES = {
    "live": gettext_lazy("on sale there"),
    "reviewing": gettext_lazy("the channel is reviewing it"),
    "unlisted": gettext_lazy("hidden there"),
    "banned": gettext_lazy("banned by the channel"),
    "deleted": gettext_lazy("deleted there"),
}


def aspects(listing: Listing) -> list[dict[str, Any]]:
    """The listing's own aspects with state, problem and when it is tried again."""
    names = (("content", _("Text and pictures")), ("visibility", _("Shown on the channel")))
    return [_aspect(listing, name, title) for name, title in names]


def sku_rows(listing: Listing) -> list[dict[str, Any]]:
    """Each SKU: number and price as sent, and why."""
    rows = []
    for sku in listing.skus.select_related("record__product").order_by("pk"):
        stock = StockTerms.from_dict(sku.stock_terms) if sku.stock_terms else None
        price = PriceTerms.from_dict(sku.price_terms) if sku.price_terms else None
        rows.append(
            {
                "sku": sku,
                "title": sku.record.product.get_title(),
                "stock": _aspect(sku, "stock", _("Stock")) | {"sent": sku.stock_sent, "why": stock and stock.why()},
                "price": _aspect(sku, "price", _("Price")) | {"sent": sku.price_sent, "why": price and price.why()},
                "wanted": _wanted(sku, listing),
            }
        )
    return rows


def _wanted(sku: ListingSku, listing: Listing) -> dict[str, Any]:
    price = price_terms(sku, listing.account, timezone.now())
    stock = stock_terms(sku, listing.account)
    return {"stock": stock.number(), "price": price and price.number()}


def _aspect(row: Listing | ListingSku, name: str, title: str) -> dict[str, Any]:
    state = getattr(row, f"{name}_state")
    behind = getattr(row, f"{name}_acknowledged") < getattr(row, f"{name}_revision")
    if behind and state in (Fate.DONE, Fate.REFUSED):
        state = Fate.PENDING
    problem = getattr(row, f"{name}_problem")
    return {
        "title": title,
        "state": state,
        "label": Fate(state).label,
        "problem": problem if state in (Fate.REFUSED, Fate.WAITING) else {},
        "not_before": getattr(row, f"{name}_not_before"),
    }


def preview(listing: Listing) -> dict[str, Any]:
    """Exactly what would be sent, and everything that the channel would refuse. Sends nothing."""
    known = known_reference(listing.account, listing.category_id)
    made = make_draft(listing, known, timezone.now())
    shown = replace(made.draft, image_ids=tuple(picture.content_hash for picture in made.pictures))
    problems: Sequence[Problem] = offline_connector(listing.account.channel).preview(shown, known)
    return {
        "draft": shown,
        "star": made.text.star,
        "changes_on": made.text.changes_on,
        "pictures": [picture.file.url for picture in made.pictures],
        "attributes": _answers(made, known.attributes),
        "logistics": [way.name for way in known.logistics if way.enabled],
        "problems": [card(problem) for problem in problems],
    }


def _answers(made: Draft, questions: Sequence[Attribute]) -> list[tuple[str, str]]:
    by_id = {question.id: question for question in questions}
    rows = []
    for value in made.draft.attributes:
        question = by_id.get(value.attribute_id)
        names = {option.id: option.name for option in question.options} if question else {}
        words = [names.get(option, option) for option in value.option_ids]
        text = f"{value.text} {value.unit}".strip()
        rows.append((question.name if question else value.attribute_id, ", ".join([*words, *([text] if text else [])])))
    return rows


def questions(listing: Listing) -> list[dict[str, Any]]:
    """The category's attributes with what was answered, mandatory ones first."""
    known = known_reference(listing.account, listing.category_id)
    answered = {row["id"]: row for row in listing.attributes}
    rows = [
        {
            "attribute": one,
            "name": f"attribute-{one.id}",
            "chosen": set(answered.get(one.id, {}).get("options", ())),
            "text": answered.get(one.id, {}).get("text", ""),
            "unit": answered.get(one.id, {}).get("unit", ""),
        }
        for one in known.attributes
    ]
    return sorted(rows, key=lambda row: not row["attribute"].mandatory)


def read_answers(attributes: Sequence[Attribute], data: Mapping) -> list[dict[str, Any]]:
    """A form's answers as they are stored: `attribute-ID` (options), `attribute-ID-text`, `attribute-ID-unit`."""
    rows = []
    for one in attributes:
        name = f"attribute-{one.id}"
        options = [value for value in data.getlist(name) if value in {option.id for option in one.options}]
        text = " ".join(data.get(f"{name}-text", "").split())[:200] if one.custom else ""
        if options and one.max_values == 1:
            text = ""  # the choice outranks what the sheet had filled in
        if options or text:
            unit = data.get(f"{name}-unit", "")
            rows.append({"id": one.id, "options": options, "text": text, "unit": unit if unit in one.units else ""})
    return rows
