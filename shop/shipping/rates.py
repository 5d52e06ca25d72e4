"""What it costs to send one producer's parcel to a province, by the table of rates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from catalogue.places.models import Province
from catalogue.producers.models import Producer

from .models import FreeShipping, ShippingRate

STANDARD = "standard"


@dataclass(frozen=True)
class Load:
    """What one producer is to send: weight in grams, goods in whole đồng."""

    producer: Producer
    grams: int
    goods: Decimal


@dataclass(frozen=True)
class Quote:
    """The price in whole đồng, tax included, and the days it usually takes."""

    code: str
    price: Decimal
    min_days: int
    max_days: int
    free_from: Decimal | None = None


class NoRate(Exception):
    """Nobody set a rate that fits: the office must fill the table."""


def quotes(loads: Iterable[Load], to: Province) -> dict[int, Quote]:
    """A quote per producer id, in two queries whatever the number of producers.

    Raises:
        NoRate: neither the producer nor the shop has a rate for the zone.
    """
    loads = list(loads)
    producers = [load.producer.pk for load in loads]
    whose = Q(producer__in=producers) | Q(producer=None)
    rates = list(ShippingRate.objects.filter(whose).order_by("up_to_grams"))
    free = dict(FreeShipping.objects.filter(whose).values_list("producer_id", "from_amount"))
    return {load.producer.pk: _quote(load, to, rates, free) for load in loads}


def _quote(load: Load, to: Province, rates: Sequence[ShippingRate], free: dict[int | None, Decimal]) -> Quote:
    near = load.producer.province_id == to.pk
    zone = ShippingRate.Zone.SAME_PROVINCE if near else ShippingRate.Zone.OTHER
    table = [rate for rate in rates if rate.zone == zone and rate.producer_id == load.producer.pk]
    table = table or [rate for rate in rates if rate.zone == zone and rate.producer_id is None]
    if not table:
        raise NoRate(f"no delivery rate for {load.producer} in zone {zone}")
    free_from = free.get(load.producer.pk, free.get(None))
    price = Decimal(0) if free_from is not None and load.goods >= free_from else _price(table, load.grams)
    band = _band(table, load.grams) or table[-1]
    return Quote(STANDARD, price, band.min_days, band.max_days, free_from)


def _price(table: Sequence[ShippingRate], grams: int) -> Decimal:
    """What is heavier than the last band goes in several parcels of at most that band."""
    last = table[-1]
    full, rest = divmod(max(grams, 1), last.up_to_grams)
    band = _band(table, rest) if rest else None
    return full * last.price + (band.price if band else 0)


def _band(table: Sequence[ShippingRate], grams: int) -> ShippingRate | None:
    return next((rate for rate in table if grams <= rate.up_to_grams), None)
