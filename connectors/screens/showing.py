"""What the pages show of listings, orders and previews: plain rows for the templates."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from connectors.comparing import JUDGED
from connectors.contract import Attribute
from connectors.drafting import Draft, make_draft
from connectors.fates import card
from connectors.models import Fate, Listing, ListingSku
from connectors.models.listings import is_due
from connectors.plan import PriceTerms, StockTerms
from connectors.planning import content_row, foreseen_problems, offer_sent, wants_showing
from connectors.reading import known_reference
from connectors.terms import price_terms, stock_terms
from shop.theming.templatetags.money import dong

from .cards import cards_of, distinct, named

REMOTE_STATES = {
    "live": gettext_lazy("on sale there"),
    "reviewing": gettext_lazy("the channel is reviewing it"),
    "unlisted": gettext_lazy("hidden there"),
    "banned": gettext_lazy("banned by the channel"),
    "deleted": gettext_lazy("deleted there"),
}


def aspects(listing: Listing, made: Draft | None = None) -> list[dict[str, Any]]:
    """The listing's own aspects with state, problem and when it is tried again.

    With the draft `made`, text whose source was touched but which reads as it was sent counts as sent.
    """
    row = content_row(listing, made) if made else None
    shown = wants_showing(listing, timezone.now()) == listing.sent.get("visible", True)
    return [
        _aspect(listing, "content", _("Text and pictures"), same=bool(row and row.wanted == row.sent)),
        _aspect(listing, "visibility", _("Shown on the channel"), same=shown),
    ]


def drift_rows(listing: Listing) -> list[dict[str, Any]]:
    """What the channel shows otherwise than it was sent: what it is, what is there, what was sent. The latter two are
    None where there is nothing."""
    titles = {"title": _("Title"), "description": _("Description")}
    kinds = {"stock": _("Stock"), "price": _("Price"), "sale": _("Sale price")}
    skus = {sku.sku: sku for sku in listing.skus.select_related("record__product")}
    rows = []
    for name, there in listing.drift.items():
        kind, _gap, key = name.partition(" ")
        sku = skus.get(key)
        what = titles.get(name) or f"{kinds.get(kind, kind)} ({sku.record.product.get_title() if sku else key})"
        sent = listing.sent.get(name) if sku is None else _sent(sku, kind)
        rows.append({"what": what, "kind": kind, "there": figure(kind, there), "sent": figure(kind, sent)})
    return rows


def _sent(sku: ListingSku, kind: str):
    if kind == "sale":
        return sku.sale_sent or None
    return getattr(sku, f"{kind}_sent", None)


def figure(kind: str, value) -> str | None:
    """As people read it: a price in đồng, a sale with its window as far as it is known."""
    if kind == "price":
        return value and dong(value)
    if kind != "sale" or value is None:
        return value if value is None else str(value)
    ends = [timezone.localtime(datetime.fromisoformat(value[name])) for name in ("from", "until") if value[name]]
    return " ".join([dong(value["price"]), *([" – ".join(f"{at:%H:%M %d/%m/%Y}" for at in ends)] if ends else [])])


def sku_rows(listing: Listing) -> list[dict[str, Any]]:
    """Each SKU: number and price as sent, and why. What was sent and is still wanted has the reasons of today."""
    rows, now = [], timezone.now()
    for sku in listing.skus.select_related("record__product").order_by("pk"):
        stock, price = stock_terms(sku, listing.account), price_terms(sku, listing.account, now)
        same = {
            "stock": stock.number() == sku.stock_sent,
            "price": (price and price.offer()) == offer_sent(sku, now),
        }
        sent_stock = StockTerms.from_dict(sku.stock_terms) if sku.stock_terms and not same["stock"] else stock
        sent_price = PriceTerms.from_dict(sku.price_terms) if sku.price_terms and not same["price"] else price
        rows.append(
            {
                "sku": sku,
                "title": sku.record.product.get_title(),
                "stock": _aspect(sku, "stock", _("Stock"), same=same["stock"])
                | {"sent": sku.stock_sent, "why": sent_stock.why()},
                "price": _aspect(sku, "price", _("Price"), same=same["price"])
                | {"sent": sku.price_sent, "why": sent_price and sent_price.why()},
                "promotion": _promotion(sku, now),
                "wanted": {"stock": stock.number(), "price": price and price.number()},
            }
        )
    return rows


def _promotion(sku: ListingSku, now: datetime) -> dict[str, Any] | None:
    """What somebody made on the channel itself and is not over: its price, and its end where that is known."""
    there = sku.promotion
    until = datetime.fromisoformat(there["until"]) if there and there["until"] else None
    if not there or (until and until <= now):
        return None
    return {"price": there["price"], "until": until}


def _aspect(row: Listing | ListingSku, name: str, title: str, *, same: bool) -> dict[str, Any]:
    """`same`: what is wanted is what was sent, so that nothing is due whatever was touched."""
    state = getattr(row, f"{name}_state")
    if is_due(row, name) and (state == Fate.REFUSED or (state == Fate.DONE and not same)):
        state = Fate.PENDING
    problem, until = getattr(row, f"{name}_problem"), getattr(row, f"{name}_not_before")
    is_told = state in (Fate.REFUSED, Fate.WAITING) or problem.get("code") in JUDGED
    return {
        "title": title,
        "state": state,
        "label": Fate(state).label,
        "cards": cards_of(problem) if is_told else [],
        "not_before": until if until and until > timezone.now() else None,
    }


def preview(listing: Listing) -> dict[str, Any]:
    """Exactly what would be sent, and everything that the channel would refuse. Sends nothing."""
    known = known_reference(listing.account, listing.category_id)
    made = make_draft(listing, known, timezone.now())
    problems = foreseen_problems(listing, made, known)
    return {
        "made": made,
        "draft": made.as_shown(),
        "star": made.text.star,
        "changes_on": made.text.changes_on,
        "pictures": [picture.file.url for picture in made.pictures],
        "attributes": _answers(made, known.attributes),
        "logistics": [way.name for way in known.logistics if way.enabled],
        "problems": distinct(named(card(problem)) for problem in problems),
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


def laid_out(body: str) -> str:
    """JSON with a line for each field; anything else, and what was cut off, as it is."""
    try:
        return json.dumps(json.loads(body), ensure_ascii=False, indent=2)
    except ValueError:
        return body
