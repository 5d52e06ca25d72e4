"""What a product may show today: the standing behind the star badge, computed in bulk and never stored."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.db.models import Exists, OuterRef, Q, QuerySet

from .models import Certificate, CertificateCoverage
from .states import LIVE, PROVEN, State, state_on
from .states import today as today_in_vietnam


@dataclass(frozen=True)
class Standing:
    """The recognition that decides for a product on a day. `star` is None unless the badge may be shown."""

    state: State | None
    certificate: Certificate | None = None
    valid_to: date | None = None
    since: date | None = None

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def star(self) -> int | None:
        return self.certificate.star if self.certificate and self.is_live else None

    @property
    def decision_no(self) -> str:
        return self.certificate.decision.number if self.certificate else ""


NONE = Standing(state=None)


def standings(products: Iterable, day: date | None = None) -> dict[int, Standing]:
    """Standing by product id, for standalone products, variants and families, in two queries whatever the number.

    A family stands only if all its public variants do; it shows the lowest star and the earliest end among them.
    """
    day = day or today_in_vietnam()
    products = list(products)
    known = _Known(products)
    return {product.pk: known.standing(product, day) for product in products}


def star_spans(products: Iterable) -> dict[int, list[tuple[date, date, int]]]:
    """By product id the days on which it may show a star: (first day, last day, star), by the rules of `standings`."""
    products = list(products)
    known = _Known(products)
    return {product.pk: list(known.spans(product)) for product in products}


class _Known:
    """What decides for these products, loaded in two queries."""

    def __init__(self, products: list):
        families = [product.pk for product in products if product.is_parent]
        self.variants = _variants_of(families)
        self.family_of = {product.pk: product.parent_id for product in products if product.is_child}
        self.family_of |= {child: family for family, children in self.variants.items() for child in children}
        wanted = {product.pk for product in products} | set(self.family_of) | set(self.family_of.values())
        self.covering = _covering(wanted)

    def standing(self, product, day: date) -> Standing:
        if product.is_parent:
            return _family([self._single(child, day) for child in self.variants[product.pk]])
        return self._single(product.pk, day)

    def spans(self, product) -> Iterator[tuple[date, date, int]]:
        """Neighbouring days on which something may change, with the star between them."""
        turns = sorted(self._turns(product))
        for first, after in pairwise(turns):
            if star := self.standing(product, first).star:
                yield first, after - timedelta(days=1), star

    def _single(self, pk: int, day: date) -> Standing:
        return _decide(pk, self.family_of.get(pk), self.covering, day)

    def _turns(self, product) -> set[date]:
        concerned = [product.pk, self.family_of.get(product.pk), *self.variants.get(product.pk, ())]
        turns = set()
        for row in (row for pk in concerned for row in self.covering.get(pk, ())):
            dates = row.certificate.timeline
            ends = (day + timedelta(days=1) for day in (dates.valid_to, dates.extended_until) if day)
            turns |= {dates.valid_from, dates.withdrawn_on, row.superseded_on, *ends}
        return turns - {None}


def standing(product, day: date | None = None) -> Standing:
    return standings([product], day)[product.pk]


def live_coverage(day: date, stars: Iterable[int] = (3, 4, 5)) -> QuerySet[CertificateCoverage]:
    """Coverage by a live, proven certificate on `day`: the badge's rule as SQL, over whole products and families."""
    return CertificateCoverage.objects.filter(
        Q(superseded_on=None) | Q(superseded_on__gt=day),
        Q(certificate__timeline__withdrawn_on=None) | Q(certificate__timeline__withdrawn_on__gt=day),
        Q(certificate__timeline__valid_to__gte=day) | Q(certificate__timeline__extended_until__gte=day),
        Q(whole_family=True) | Q(product__structure="standalone"),
        certificate__timeline__valid_from__lte=day,
        certificate__timeline__evidence__in=PROVEN,
        certificate__star__in=list(stars),
    )


def certified(products: QuerySet, day: date, stars: Iterable[int] = (3, 4, 5)) -> QuerySet:
    """Those of `products` that may show a star on `day`.

    A family qualifies here through coverage of the whole family; one certified variant by variant is found by
    `standings` only.
    """
    return products.filter(Exists(live_coverage(day, stars).filter(product=OuterRef("pk"))))


def _variants_of(families: list[int]) -> dict[int, list[int]]:
    from catalogue.models import Product

    found: dict[int, list[int]] = {family: [] for family in families}
    if families:
        rows = Product.objects.filter(parent__in=families, is_public=True).values_list("parent_id", "pk")
        for family, child in rows:
            found[family].append(child)
    return found


def _covering(products: set[int]) -> dict[int, list[CertificateCoverage]]:
    found: dict[int, list[CertificateCoverage]] = {}
    rows = CertificateCoverage.objects.filter(product__in=products, certificate__timeline__isnull=False).select_related(
        "certificate__timeline", "certificate__decision"
    )
    for row in rows:
        found.setdefault(row.product_id, []).append(row)
    return found


def _decide(pk: int, family: int | None, covering: dict[int, list[CertificateCoverage]], day: date) -> Standing:
    candidates = list(covering.get(pk, ()))
    if family:
        candidates += [row for row in covering.get(family, ()) if row.whole_family]
    begun = [
        row
        for row in candidates
        if row.certificate.timeline.valid_from <= day
        and row.certificate.timeline.evidence in PROVEN
        and row.superseded_on != row.certificate.valid_from  # corrected: in force on no day
    ]
    if not begun:
        return NONE
    last = max(begun, key=lambda row: (row.certificate.valid_from, row.certificate_id))
    dates = last.certificate.timeline
    state = state_on(dates, day, superseded_on=last.superseded_on)
    ends = max(filter(None, (dates.valid_to, dates.extended_until)))
    since = dates.withdrawn_on if state == State.WITHDRAWN else ends + timedelta(days=1)
    return Standing(state, last.certificate, valid_to=ends, since=None if state in LIVE else since)


def _family(variants: list[Standing]) -> Standing:
    if not variants:
        return NONE
    lapsed = [one for one in variants if not one.is_live]
    if lapsed:
        return next((one for one in lapsed if one.state), NONE)
    return min(variants, key=lambda one: (one.star, one.valid_to))
