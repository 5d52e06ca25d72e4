"""The list of products: filters in the URL, their counts, and the order; eleven queries whatever the size."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Case, Count, F, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from catalogue.certification.standing import live_coverage
from catalogue.certification.states import today

from .models import SearchEntry

PAGE_SIZE = 20
NO_STAR = "0"
ORDERS = {
    "": gettext_lazy("Recommended"),
    "moi": gettext_lazy("Newest"),
    "gia": gettext_lazy("Price, low to high"),
    "gia-giam": gettext_lazy("Price, high to low"),
    "sao": gettext_lazy("Stars"),
}
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

    def url(self, *, without: tuple[str, str] | None = None) -> str:
        pairs = [("q", self.query)] if self.query else []
        pairs += [
            (name, value) for name, values in self.facets.items() for value in values if (name, value) != without
        ]
        prices = (("gia_tu", self.low), ("gia_den", self.high))
        pairs += [(name, str(price)) for name, price in prices if price is not None and (name, str(price)) != without]
        if self.order:
            pairs.append(("sap_xep", self.order))
        return "?" + urlencode(pairs)


def entries_on(day: date) -> QuerySet[SearchEntry]:
    """Listed products with their star in force (0 for none)."""
    star = live_coverage(day).filter(product=OuterRef("product_id")).order_by("-certificate__valid_from")
    return SearchEntry.objects.annotate(
        star=Case(
            When(pk__isnull=False, then=Subquery(star.values("certificate__star")[:1])), output_field=IntegerField()
        )
    )


class Browse:
    """One request's list: `page`, `facets`, `chips`."""

    def __init__(self, choices: Choices, ids: list[int] | None = None, day: date | None = None):
        self.choices, self.ids = choices, ids
        matched = entries_on(day or today())
        if ids is not None:
            matched = matched.filter(product_id__in=ids)
        if choices.low is not None:
            matched = matched.filter(price__gte=choices.low)
        if choices.high is not None:
            matched = matched.filter(price__lte=choices.high)
        self.matched = matched
        self.groups = self._groups()

    def page(self, number) -> tuple:
        """The page object of product ids in order, without a count query of its own."""
        paginator = Paginator(self._ordered().values_list("product_id", flat=True), PAGE_SIZE)
        paginator.count = sum(row["n"] for row in self.groups if self._accepts(row))
        return paginator.get_page(number)

    def facets(self) -> list[dict]:
        shown = []
        for name, (column, title) in FACETS.items():
            counts: dict[str, int] = {}
            labels: dict[str, str] = {}
            for row in self.groups:
                value = _value(row[column])
                labels.setdefault(value, _label(name, row))
                counts[value] = counts.get(value, 0) + (row["n"] if self._accepts(row, ignoring=name) else 0)
            if name == "xa" and not self.choices.facets["tinh"]:
                continue
            chosen = self.choices.facets[name]
            choices = [
                {"value": value, "label": labels[value], "count": counts[value], "selected": value in chosen}
                for value in sorted(labels, key=lambda value: _position(name, value, labels))
                if value and (counts[value] or value in chosen) and not (name == "con_hang" and value == NO_STAR)
            ]
            if choices:
                shown.append({"name": name, "title": title, "choices": choices})
        return shown

    def chips(self) -> list[dict]:
        labels = {(facet["name"], c["value"]): c["label"] for facet in self.facets() for c in facet["choices"]}
        chips = [
            {"label": labels.get((name, value), value), "remove_url": self.choices.url(without=(name, value))}
            for name, values in self.choices.facets.items()
            for value in values
        ]
        for name, price, label in (("gia_tu", self.choices.low, _("from")), ("gia_den", self.choices.high, _("to"))):
            if price is not None:
                amount = f"{price:,}".replace(",", ".")
                chips.append({"label": f"{label} {amount} ₫", "remove_url": self.choices.url(without=(name, str(price)))})
        return chips

    def _groups(self) -> list[dict]:
        names = ("group__leaf", "group__group", "province__name", "commune__name")
        columns = [column for column, _title in FACETS.values()]
        return list(self.matched.order_by().values(*columns, *names).annotate(n=Count("pk")))

    def _accepts(self, row: dict, ignoring: str = "") -> bool:
        return all(
            not chosen or name == ignoring or _value(row[FACETS[name][0]]) in chosen
            for name, chosen in self.choices.facets.items()
        )

    def _ordered(self) -> QuerySet[SearchEntry]:
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
        if self.choices.order in orders:
            return found.order_by(*orders[self.choices.order])
        if self.ids is not None:
            places = [When(product_id=pk, then=Value(place)) for place, pk in enumerate(self.ids[:200])]
            place = Case(*places, default=Value(len(places)), output_field=IntegerField()) if places else Value(0)
            return found.order_by(place, "product_id")
        return found.order_by("-in_stock", F("star").desc(nulls_last=True), "-listed_at", "-product_id")


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
        return row["group__group"] if leaf.startswith("(") else leaf
    if name == "con_hang":
        return _("In stock")
    return row["province__name" if name == "tinh" else "commune__name"] or ""


def _position(name: str, value: str, labels: dict[str, str]):
    return -int(value or 0) if name == "sao" else labels[value].lower()


def _dong(typed: str | None) -> Decimal | None:
    try:
        amount = Decimal((typed or "").replace(".", "").replace(",", "").strip() or "NaN")
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 <= amount <= 10**10 else None
