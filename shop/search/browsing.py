"""The list of products: filters in the URL, their counts, and the order; as many queries at any size."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, FilteredRelation, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from catalogue.cards import Card, cards, for_display
from catalogue.certification.states import today
from catalogue.models import Product
from catalogue.places.alphabet import alphabetical
from catalogue.provenance.texts import group_text

from .models import SearchEntry
from .revision import Remembered

PAGE_SIZE = 20
NO_STAR = "0"
ORDERS = {
    "": gettext_lazy("Recommended"),
    "moi": gettext_lazy("Newest"),
    "gia": gettext_lazy("Price, low to high"),
    "gia-giam": gettext_lazy("Price, high to low"),
    "sao": gettext_lazy("Stars"),
}
RECOMMENDED = ("-in_stock", F("star").desc(nulls_last=True), "-listed_at", "-product_id")
FACETS = {
    "sao": ("star", gettext_lazy("Stars in force")),
    "nhom": ("group_id", gettext_lazy("Group")),
    "tinh": ("province_id", gettext_lazy("Province")),
    "xa": ("commune_id", gettext_lazy("Commune")),
    "con_hang": ("in_stock", pgettext_lazy("facet", "Stock")),
}


@dataclass
class Choices:
    """What is chosen in the URL. Values that mean nothing are dropped, never an error."""

    facets: dict[str, list[str]] = field(default_factory=dict)
    low: Decimal | None = None
    high: Decimal | None = None
    order: str = ""
    query: str = ""

    @classmethod
    def read(cls, parameters: QueryDict) -> "Choices":
        return cls(
            facets={name: [value for value in parameters.getlist(name) if value][:40] for name in FACETS},
            low=_dong(parameters.get("gia_tu")),
            high=_dong(parameters.get("gia_den")),
            order=parameters.get("sap_xep", "") if parameters.get("sap_xep") in ORDERS else "",
            query=parameters.get("q", "").strip()[:100],
        )

    @classmethod
    def only(cls, **values: str) -> "Choices":
        """One value per named facet and nothing else: `Choices.only(tinh="68")`."""
        return cls(facets={name: [values[name]] if name in values else [] for name in FACETS})

    @property
    def narrowing(self) -> tuple:
        """What narrows the list, in whichever order it is shown."""
        return (tuple(map(tuple, self.facets.values())), self.low, self.high)

    @property
    def narrows(self) -> bool:
        return any(self.facets.values()) or (self.low, self.high) != (None, None)

    def url(self, *, without: tuple[str, str] | None = None) -> str:
        pairs = [("q", self.query)] if self.query else []
        pairs += [(name, value) for name, values in self.facets.items() for value in values if (name, value) != without]
        prices = (("gia_tu", self.low), ("gia_den", self.high))
        pairs += [(name, str(price)) for name, price in prices if price is not None and (name, str(price)) != without]
        if self.order:
            pairs.append(("sap_xep", self.order))
        return "?" + urlencode(pairs)


def entries_on(day: date) -> QuerySet[SearchEntry]:
    """Listed products with their star in force (None without one)."""
    live = FilteredRelation("stars", condition=Q(stars__first_day__lte=day, stars__last_day__gte=day))
    return SearchEntry.objects.annotate(live=live).annotate(star=F("live__star"))


@dataclass(frozen=True)
class Tally:
    """How many products have each combination of values, and what the values are called. Values in FACETS' order."""

    rows: list[tuple[tuple[str, ...], int]]
    names: dict[tuple[str, str], dict]

    def total(self, chosen: dict[str, list[str]]) -> int:
        wanted = [(place, values) for place, values in enumerate(chosen.values()) if values]
        return sum(n for row, n in self.rows if all(row[place] in values for place, values in wanted))

    def counts(self, chosen: dict[str, list[str]]) -> dict[str, dict[str, int]]:
        """Products by facet and value, each facet counted as if nothing were chosen in itself."""
        counts: dict[str, dict[str, int]] = {}
        for place, name in enumerate(FACETS):
            others = [(at, chosen[other]) for at, other in enumerate(FACETS) if chosen[other] and other != name]
            found = counts[name] = dict.fromkeys((value for facet, value in self.names if facet == name), 0)
            for row, n in self.rows:
                if not others or all(row[at] in values for at, values in others):
                    found[row[place]] += n
        return counts


class Browse:
    """One request's list: `page`, `facets`, `chips`. With `ids` (best first) it is narrowed to what a search found."""

    def __init__(self, choices: Choices, remembered: Remembered, ids: list[int] | None = None):
        self.choices, self.remembered, self.ids, self.day = choices, remembered, ids, today()

    def page(self, number) -> Page:
        """The page of cards in order; what is remembered of it costs no query."""
        count = self._remembered(("count", self.choices.narrowing), lambda: self.tally.total(self.choices.facets))
        page = Paginator(range(count), PAGE_SIZE).get_page(number)
        here = slice(max(page.start_index() - 1, 0), page.end_index())
        ids = self._remembered((self.choices.url(), page.number), lambda: list(self._ordered()[here]))
        page.object_list = cards_of(ids, self.remembered)
        return page

    @cached_property
    def matched(self) -> QuerySet[SearchEntry]:
        """What facets are counted in: all listed products, or what was found, within the prices."""
        matched = entries_on(self.day)
        if self.ids is not None:
            matched = matched.filter(product_id__in=self.ids)
        if self.choices.low is not None:
            matched = matched.filter(price__gte=self.choices.low)
        if self.choices.high is not None:
            matched = matched.filter(price__lte=self.choices.high)
        return matched

    @cached_property
    def tally(self) -> Tally:
        return self._remembered(("tally", self.choices.low, self.choices.high), self._tally)

    @cached_property
    def facets(self) -> list[dict]:
        return self._remembered(("facets", self.choices.narrowing, get_language()), self._facets)

    def _facets(self) -> list[dict]:
        shown, counts = [], self.tally.counts(self.choices.facets)
        for name, (_column, title) in FACETS.items():
            if name == "xa" and not self.choices.facets["tinh"]:
                continue
            chosen = self.choices.facets[name]
            labels = {
                value: _label(name, self.tally.names[name, value])
                for value, n in counts[name].items()
                if value and (n or value in chosen) and not (name == "con_hang" and value == NO_STAR)
            }
            choices = [
                {"value": value, "label": labels[value], "count": counts[name][value], "selected": value in chosen}
                for value in sorted(labels, key=lambda value: _position(name, value, labels))
            ]
            if choices:
                shown.append({"name": name, "title": title, "choices": choices})
        return shown

    def chips(self) -> list[dict]:
        labels = {(facet["name"], c["value"]): c["label"] for facet in self.facets for c in facet["choices"]}
        chips = [
            {"label": labels.get((name, value), value), "remove_url": self.choices.url(without=(name, value))}
            for name, values in self.choices.facets.items()
            for value in values
        ]
        for name, price, label in (("gia_tu", self.choices.low, _("from")), ("gia_den", self.choices.high, _("to"))):
            if price is not None:
                amount = f"{price:,}".replace(",", ".")
                chips.append(
                    {"label": f"{label} {amount} ₫", "remove_url": self.choices.url(without=(name, str(price)))}
                )
        return chips

    def _tally(self) -> Tally:
        names = ("group__leaf", "group__group", "province__name", "commune__name")
        columns = [column for column, _title in FACETS.values()]
        rows, called = [], {}
        for found in self.matched.order_by().values(*columns, *names).annotate(n=Count("pk")):
            values = tuple(_value(found[column]) for column in columns)
            rows.append((values, found["n"]))
            for key in zip(FACETS, values, strict=True):
                called.setdefault(key, found)
        return Tally(rows, called)

    def _remembered(self, key: tuple, work):
        return self.remembered.get((self.day, None if self.ids is None else self.choices.query, *key), work)

    def _ordered(self) -> QuerySet | list[int]:
        found = self.matched
        for name, chosen in self.choices.facets.items():
            if chosen:
                found = _filtered(found, name, chosen)
        orders = {
            "moi": ["-listed_at", "-product_id"],
            "gia": [F("price").asc(nulls_last=True), "product_id"],
            "gia-giam": [F("price").desc(nulls_last=True), "product_id"],
            "sao": [F("star").desc(nulls_last=True), "-in_stock", "product_id"],
        }
        if self.choices.order not in orders and self.ids is not None:
            if not self.choices.narrows:
                return self.ids
            left = set(found.values_list("product_id", flat=True))
            return [pk for pk in self.ids if pk in left]
        return found.order_by(*orders.get(self.choices.order, RECOMMENDED)).values_list("product_id", flat=True)


def cards_of(ids: list[int], remembered: Remembered) -> list[Card]:
    """Cards of these products, in this order. Of what is in stock, they may tell more units than are left."""
    state = (today(), get_language())

    def made(keys: list[tuple]) -> dict[tuple, Card]:
        products = for_display(Product.objects.filter(pk__in=[key[1] for key in keys]))
        return {("card", card.product.pk, *state): card for card in cards(products)}

    found = remembered.get_many([("card", pk, *state) for pk in ids], made)
    return [found[key] for pk in ids if (key := ("card", pk, *state)) in found]


def _filtered(found: QuerySet[SearchEntry], name: str, chosen: list[str]) -> QuerySet[SearchEntry]:
    column = FACETS[name][0]
    if name == "con_hang":
        return found.filter(in_stock="1" in chosen)
    if name in ("sao", "nhom"):
        chosen = [value for value in chosen if value.isdecimal() and len(value) < 9]
    return found.filter(**{f"{column}__in": chosen})


def _value(raw) -> str:
    if raw is None:
        return ""
    return str(int(raw)) if isinstance(raw, bool) else str(raw)


def _label(name: str, row: dict) -> str:
    if name == "sao":
        return _("OCOP %(star)s stars") % {"star": row["star"]}
    if name == "nhom":
        leaf = row["group__leaf"] or ""
        return group_text(row["group__group"] if leaf.startswith("(") else leaf)
    if name == "con_hang":
        return _("In stock")
    return row["province__name" if name == "tinh" else "commune__name"] or ""


def _position(name: str, value: str, labels: dict[str, str]):
    return -int(value or 0) if name == "sao" else alphabetical(labels[value])


def _dong(typed: str | None) -> Decimal | None:
    try:
        amount = Decimal((typed or "").replace(".", "").replace(",", "").strip() or "NaN")
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 <= amount <= 10**10 else None
