"""The cards of refused things as the pages show them: each names its field, says who mends it, and stands once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Card = dict[str, Any]
OF_THE_OFFICE = {
    "title": gettext_lazy("the product's name"),
    "description": gettext_lazy("the description"),
    "images": gettext_lazy("pictures"),
    "weight": gettext_lazy("the parcel's weight"),
    "dimensions": gettext_lazy("the parcel's length, width and height"),
    "skus": gettext_lazy("the sizes for sale"),
    "variations": gettext_lazy("the sizes for sale"),
}
"""Fields of our product, which only the office edits, as the producer tells them to it."""
ON_THE_PAGE = {"attributes": "#answers", "price": "#rules"}
CHANNELS_WORDS = re.compile(r"[\w./-]+: ")
"""How the detail begins where it is the channel's own answer: with its code."""


def cards_of(stored: Card) -> list[Card]:
    """A stored problem and those that were found with it."""
    return distinct(named(one) for one in (stored, *stored.get("more", ())) if one)


def distinct(cards: Iterable[Card], shown: Sequence[Card] = ()) -> list[Card]:
    """Equal ones once, and none that is `shown` already."""
    seen, found = {_said(one) for one in shown}, []
    for card in cards:
        if _said(card) not in seen:
            seen.add(_said(card))
            found.append(card)
    return found


def named(problem: Card) -> Card:
    """With the attribute's name in its title and, where it is known, what the office has to be told (`fact`) or where
    on the page it is mended (`anchor`)."""
    title, detail, field = problem["message"], problem.get("detail", ""), problem.get("field", "")
    if field == "attributes" and detail and not CHANNELS_WORDS.match(detail):
        is_missing = problem["code"] == "attribute_missing"
        title = _("Missing: %(field)s") % {"field": detail} if is_missing else f"{detail}: {title}"
        detail = ""
    mended = {"fact": OF_THE_OFFICE.get(field, ""), "anchor": ON_THE_PAGE.get(field, "")}
    return {**problem, "message": title, "detail": detail, "more": [], **mended}


def _said(card: Card) -> tuple[str, ...]:
    return card["message"], card["remedy"], card.get("detail", "")
