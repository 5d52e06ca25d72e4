"""From basket groups to parcels with a price for their way, and what the buyer must be told about them."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _

from catalogue.places.models import Province
from catalogue.provenance.models import ProductSheet
from shop.basket.contents import Group, Row, rows, told_off
from shop.offer.granted import Granted, Off, total_off
from shop.offer.shares import split
from shop.order.placing import OrderedLine
from shop.shipping.rates import Load, Quote, Service, quotes
from shop.theming.templatetags.money import dong

from .placing import Parcel


@dataclass(frozen=True)
class QuotedGroup:
    """One parcel as the checkout shows it; `off` is what offers take off its delivery."""

    group: Group
    quote: Quote
    off: Off = ()

    @property
    def producer(self):
        return self.group.producer

    @property
    def lines(self) -> list[Row]:
        return self.group.lines

    @property
    def delivery_name(self) -> str:
        is_fragile = any(row.handling in ProductSheet.BREAKS for row in self.lines)
        if self.quote.code == Service.COLD:
            said = _("Cold delivery, %(least)d to %(most)d days")
        elif is_fragile:
            said = _("Standard delivery of fragile goods, %(least)d to %(most)d days")
        else:
            said = _("Standard delivery, %(least)d to %(most)d days")
        return said % {"least": self.quote.min_days, "most": self.quote.max_days}

    @property
    def delivery(self) -> Decimal:
        """What its way costs after offers."""
        return self.quote.price - total_off(self.off)

    @property
    def seller(self) -> str:
        return settings.OPERATOR["name"] if settings.BUSINESS_MODEL == "direct" else self.producer.name

    @property
    def total(self) -> Decimal:
        return self.group.goods + self.delivery

    def parcel(self) -> Parcel:
        ordered = [OrderedLine(row.record, row.quantity, row.price, row.off) for row in self.lines]
        return Parcel(self.producer, ordered, self.quote, self.delivery_name, self.off)


def quoted(groups: Sequence[Group], to: Province, off_delivery: Iterable[Iterable[Granted]] = ()) -> list[QuotedGroup]:
    """Every group with what its way to the province costs, and what is taken off all ways together by that choice of
    `off_delivery` which takes most.

    Raises:
        NoRate: something cannot be sent there.
    """
    price_of = quotes([_load(group) for group in groups], to)
    prices = [price_of[group.producer.pk] for group in groups]
    choices = [_off_ways([quote.price for quote in prices], choice) for choice in off_delivery or [()]]
    offs = max(choices, key=lambda ways: sum(map(total_off, ways)))
    return [QuotedGroup(*parts) for parts in zip(groups, prices, offs, strict=True)]


def _load(group: Group) -> Load:
    needs = {row.handling for row in group.lines}
    return Load(
        group.producer,
        group.grams,
        group.full,
        needs_cold=bool(needs & ProductSheet.COLD),
        is_fragile=bool(needs & ProductSheet.BREAKS),
    )


def _off_ways(prices: Sequence[Decimal], off_delivery: Iterable[Granted]) -> list[Off]:
    """An offer takes its part off the sum of the ways; it is split by what is left of each."""
    left, offs = list(prices), [() for _price in prices]
    for granted in off_delivery:
        amount = granted.offer.shipping_discount(sum(left, Decimal(0)))
        for at, share in enumerate(split(amount, left)):
            left[at] -= share
            if share:
                offs[at] = (*offs[at], (granted, share))
    return offs


def cannot_go(groups: Sequence[Group], load: Load) -> str:
    """Which goods nobody takes there, said to the buyer."""
    special = ProductSheet.COLD | ProductSheet.BREAKS
    lines = next(group.lines for group in groups if group.producer == load.producer)
    titles = [f"“{row.title}”" for row in lines if row.handling in special]
    if not titles:
        return _("We cannot deliver there yet. Please call us.")
    said = (
        _("%(titles)s must be kept cold on the way, and no cold delivery goes there yet. Take it out to go on.")
        if load.needs_cold
        else _("%(titles)s breaks easily, and nobody takes such goods there yet. Take it out to go on.")
    )
    return said % {"titles": ", ".join(titles)}


def sums(parcels: Sequence[QuotedGroup]) -> dict:
    lines = [row for parcel in parcels for row in parcel.lines]
    return {
        "goods": sum((row.full for row in lines), Decimal(0)),
        "discounts": told_off([*(row.off for row in lines), *(parcel.off for parcel in parcels)]),
        "delivery": sum((parcel.quote.price for parcel in parcels), Decimal(0)),
        "total": sum((parcel.total for parcel in parcels), Decimal(0)),
    }


def changes(groups: Sequence[Group]) -> list[str]:
    """What is no longer as it was when it was put in the basket."""
    told = []
    for row in rows(groups):
        before, now = row.star_when_added, row.standing.star
        if before and before != now:
            told.append(_lost(row) if now is None else _other_star(row, before, now))
        elif now and before is None:
            told.append(_("“%(title)s” has %(now)d OCOP stars now.") % {"title": row.title, "now": now})
        if row.price_when_added is not None and row.price_when_added != row.price:
            told.append(
                _("The price of “%(title)s” is now %(now)s; it was %(before)s when you put it in the basket.")
                % {"title": row.title, "now": dong(row.price), "before": dong(row.price_when_added)}
            )
    return told


def fingerprint(parcels: Sequence[QuotedGroup], *parts: str) -> str:
    """Changes whenever anything changes that the buyer was shown before ordering."""
    shown = [
        (row.pk, row.quantity, str(row.price), str(row.total), row.standing.star, str(parcel.delivery))
        for parcel in parcels
        for row in parcel.lines
    ]
    return hashlib.sha256(repr((shown, parts)).encode()).hexdigest()[:32]


def _lost(row: Row) -> str:
    return _("“%(title)s” no longer has its OCOP star; it had one when you put it in the basket.") % {
        "title": row.title
    }


def _other_star(row: Row, before: int, now: int) -> str:
    return _("“%(title)s” has %(now)d OCOP stars now; it had %(before)d when you put it in the basket.") % {
        "title": row.title,
        "now": now,
        "before": before,
    }
