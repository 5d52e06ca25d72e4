"""The text of a listing, from product, sheet, story and live certificate, and when it will change by itself.

Star words stand in the description only, and only while the certificate is live `lead` days from now: a marketplace
needs time to take an edit. Title and description are cut at word boundaries to what the channel allows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.html import strip_tags

from catalogue.certification.models import CertificateCoverage
from catalogue.certification.standing import Standing, standings
from catalogue.certification.states import PROVEN
from connectors.contract import Limits, Range

ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Text:
    """What a listing says. `star` is the number of stars in the description, None when it names none."""

    title: str
    description: str
    star: int | None
    changes_on: date | None


def compose(product, day: date, *, lead: int, limits: Limits) -> Text:
    """The text for a standalone product or a family on `day` (+07:00), fitted to the limits of its category."""
    standing, later = _standing(product, day), _standing(product, day + timedelta(days=lead))
    live = standing if standing.star and later.star and later.certificate == standing.certificate else None
    parts = [_star_words(live)] if live else []
    parts += _facts(product)
    description = fit_lines("\n\n".join(part for part in parts if part), limits.description)
    return Text(
        title=fit(_title(product), limits.title),
        description=description,
        star=live.star if live else None,
        changes_on=_next_change(product, day, live, lead),
    )


def fit(text: str, allowed: Range) -> str:
    """The text, cut at the last word that leaves room for an ellipsis."""
    text = " ".join(text.split())
    return _cut(text, allowed.high)


def fit_lines(text: str, allowed: Range) -> str:
    """The same for a text of several lines, which stay."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return _cut("\n".join(lines).strip(), allowed.high)


def _cut(text: str, most: int | None) -> str:
    if most is None or len(text) <= most:
        return text
    room = text[: max(most - 1, 0)]
    if not text[len(room)].isspace():
        head, space, _tail = _rpartition_space(room)
        room = head if space else room
    return room.rstrip(" \n,;:–-") + ELLIPSIS


def _rpartition_space(text: str) -> tuple[str, str, str]:
    place = max(text.rfind(" "), text.rfind("\n"))
    return (text[:place], text[place], text[place + 1 :]) if place > 0 else ("", "", text)


def _standing(product, day: date) -> Standing:
    return standings([product], day)[product.pk]


def _sheet(product):
    return getattr(product, "sheet", None)


def _title(product) -> str:
    sheet = _sheet(product)
    title = product.get_title()
    size = sheet.size if sheet else ""
    return f"{title} {size}" if size and size.replace(" ", "") not in title.replace(" ", "") else title


def _star_words(standing: Standing) -> str:
    decision = standing.certificate.decision
    return (
        f"Sản phẩm OCOP {standing.star} sao theo Quyết định số {decision.number} "
        f"ngày {decision.date:%d/%m/%Y} của {decision.authority}."
    )


def _facts(product) -> Sequence[str]:
    """Paragraphs about the goods in Vietnamese, the language of the channels."""
    text = strip_tags(product.description or "").strip()
    sheet = _sheet(product)
    if sheet is None:
        return [text]
    rows = [
        ("Quy cách", sheet.size),
        ("Thành phần", sheet.ingredients),
        ("Hạn sử dụng", sheet.shelf_life),
        ("Bảo quản", sheet.storage),
        ("Cảnh báo dị ứng", sheet.allergens),
        ("Hướng dẫn sử dụng", sheet.usage),
        ("Xuất xứ", sheet.origin),
        ("Chủ thể", ", ".join(part for part in (sheet.producer.name, sheet.producer.place_name) if part)),
    ]
    facts = "\n".join(f"{name}: {' '.join(value.split())}" for name, value in rows if value)
    return [text, facts, sheet.story.strip()]


def _next_change(product, day: date, live: Standing | None, lead: int) -> date | None:
    """The next day on which the text changes by itself: a star leaves `lead` days early, another one may come."""
    early = timedelta(days=lead)
    days = []
    if live:
        days.append(live.valid_to + timedelta(days=1) - early)
        if live.certificate.timeline.withdrawn_on:
            days.append(live.certificate.timeline.withdrawn_on - early)
    products = [product.pk, *product.children.values_list("pk", flat=True)] if product.is_parent else [product.pk]
    upcoming = (
        CertificateCoverage.objects.filter(
            product__in=products,
            certificate__timeline__valid_from__gt=day,
            certificate__timeline__evidence__in=PROVEN,
        )
        .order_by("certificate__timeline__valid_from")
        .values_list("certificate__timeline__valid_from", flat=True)
        .first()
    )
    if upcoming:
        days += [upcoming - early, upcoming]
    return min((one for one in days if one > day), default=None)
