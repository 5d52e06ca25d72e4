"""From basket groups to parcels with a price for their way, and what the buyer must be told about them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _

from catalogue.places.models import Province
from shop.basket.contents import Group, Row, rows
from shop.order.placing import OrderedLine
from shop.shipping.rates import Load, Quote, quotes
from shop.theming.templatetags.money import dong

from .placing import Parcel


@dataclass(frozen=True)
class QuotedGroup:
    """One parcel as the checkout shows it."""

    group: Group
    quote: Quote

    @property
    def producer(self):
        return self.group.producer

    @property
    def lines(self) -> list[Row]:
        return self.group.lines

    @property
    def delivery_name(self) -> str:
        return _("Standard delivery, %(least)d to %(most)d days") % {
            "least": self.quote.min_days,
            "most": self.quote.max_days,
        }

    @property
    def seller(self) -> str:
        return settings.OPERATOR["name"] if settings.BUSINESS_MODEL == "direct" else self.producer.name

    @property
    def total(self) -> Decimal:
        return self.group.goods + self.quote.price

    def parcel(self) -> Parcel:
        ordered = [OrderedLine(row.record, row.quantity, row.price) for row in self.lines]
        return Parcel(self.producer, ordered, self.quote, self.delivery_name)


def quoted(groups: Sequence[Group], to: Province) -> list[QuotedGroup]:
    """Every group with what its way to the province costs."""
    price_of = quotes([Load(group.producer, group.grams, group.goods) for group in groups], to)
    return [QuotedGroup(group, price_of[group.producer.pk]) for group in groups]


def sums(parcels: Sequence[QuotedGroup]) -> dict:
    goods = sum((parcel.group.goods for parcel in parcels), Decimal(0))
    delivery = sum((parcel.quote.price for parcel in parcels), Decimal(0))
    return {"goods": goods, "delivery": delivery, "total": goods + delivery}


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
        (row.pk, row.quantity, str(row.price), row.standing.star, str(parcel.quote.price))
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
