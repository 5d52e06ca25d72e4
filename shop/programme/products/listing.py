"""The list of products: its filters, and what a row shows, in a fixed number of queries."""

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from django import forms
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from catalogue.certification.groups import CURRENT, DATA
from catalogue.certification.models import CertificateCoverage
from catalogue.certification.standing import Standing, standings
from catalogue.certification.states import LIVE, PROVEN, State, state_expression
from catalogue.models import Product
from catalogue.provenance.incomplete import incomplete
from catalogue.provenance.photos import Photo, renditions
from catalogue.provenance.publishing import MissingFact, for_publishing, missing_facts
from catalogue.slugs import fold, slugify

from .selling import record_of


@dataclass(frozen=True)
class Row:
    product: Product
    photo: Photo | None
    standing: Standing
    price: Decimal | None
    sizes: int
    available: int
    missing: list[MissingFact]


@cache
def groups() -> list[tuple[str, str]]:
    """Set number and name of each leaf of the decision in force, from the data file it was published with."""
    with (DATA / "product_groups-26-2026.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [(row["set_no"], row["industry"] if row["leaf"].startswith("(") else row["leaf"]) for row in rows]


class Filters(forms.Form):
    """What the list is narrowed by; everything optional, all in the address."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    shown = forms.ChoiceField(
        label=_("Visible"), required=False, choices=[("", _("all")), ("1", _("public")), ("0", _("draft"))]
    )
    star = forms.ChoiceField(
        label=_("Stars now"), required=False, choices=[("", _("all")), *((n, f"{n} ★") for n in (3, 4, 5))]
    )
    state = forms.ChoiceField(
        label=_("Certificate"), required=False, choices=[("", _("all")), ("none", _("no certificate")), *State.choices]
    )
    group = forms.ChoiceField(label=_("Group"), required=False, choices=lambda: [("", _("all")), *groups()])
    producer = forms.CharField(label=_("Producer"), required=False, max_length=100)
    facts = forms.ChoiceField(
        label=_("Label facts"), required=False, choices=[("", _("all")), ("0", _("missing")), ("1", _("complete"))]
    )

    def narrow(self, products: QuerySet[Product], day: date) -> QuerySet[Product]:
        self.is_valid()  # a field that makes no sense is ignored, the others count
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        if "shown" in chosen:
            products = products.filter(is_public=chosen["shown"] == "1")
        if "star" in chosen or "state" in chosen:
            products = _by_certificate(products, day, chosen.get("star"), chosen.get("state"))
        if "group" in chosen:
            products = products.filter(sheet__group__legal_document=CURRENT, sheet__group__set_no=int(chosen["group"]))
        if "producer" in chosen:
            products = products.filter(sheet__producer__folded_name__contains=fold(chosen["producer"]))
        if "facts" in chosen:
            products = products.filter(incomplete() if chosen["facts"] == "0" else ~incomplete())
        return _found(products, chosen.get("q", ""))


def rows(products, day: date) -> list[Row]:
    """Rows for one page of the list."""
    products = list(for_publishing(products))
    now = standings(products, day)
    return [_row(product, now[product.pk]) for product in products]


def _row(product: Product, standing: Standing) -> Row:
    sellable = list(product.children.all()) if product.is_parent else [product]
    records = [record for one in sellable if (record := record_of(one))]
    image = next(iter(product.images.all()), None)
    return Row(
        product=product,
        photo=renditions(image) if image else None,
        standing=standing,
        price=min((record.price for record in records if record.price is not None), default=None),
        sizes=len(sellable) if product.is_parent else 0,
        available=sum(max(record.available, 0) for record in records),
        missing=missing_facts(product),
    )


def _by_certificate(products, day: date, star: str | None, state: str | None):
    """By the recognition that decides on `day`; a family's by a certificate that covers it whole."""
    deciding = (
        CertificateCoverage.objects.filter(
            Q(product__structure=Product.STANDALONE) | Q(whole_family=True),
            product=OuterRef("pk"),
            certificate__timeline__evidence__in=PROVEN,
            certificate__timeline__valid_from__lte=day,
        )
        .annotate(superseded_for_it=F("superseded_on"))
        .annotate(state=state_expression(day, "certificate__timeline__", superseded="superseded_for_it"))
        .order_by("-certificate__valid_from", "-certificate_id")
    )
    products = products.annotate(state=Subquery(deciding.values("state")[:1]))
    if state:
        products = products.filter(state=None if state == "none" else state)
    if star:
        shown = Case(When(state__in=LIVE, then=Value(True)), default=Value(False))
        products = products.annotate(
            star=Subquery(deciding.values("certificate__star")[:1]), star_is_shown=shown
        ).filter(star=int(star), star_is_shown=True)
    return products


def _found(products, typed: str):
    """Every typed word in the name, the producer's name, or as a SKU or bar code; marks do not matter."""
    for word in typed.split()[:8]:
        plain = slugify(word)
        products = products.filter(
            Q(slug__contains=plain) | Q(sheet__producer__folded_name__contains=fold(word)) | Q(pk__in=_with_code(word))
        )
    return products


def _with_code(word: str):
    own = Product.objects.filter(Q(stockrecords__partner_sku__iexact=word) | Q(sheet__gtin=word))
    family = Coalesce("parent", "pk")
    return own.annotate(family=family).values("family")
