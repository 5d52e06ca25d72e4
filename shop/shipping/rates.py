"""What it costs to send one producer's parcel to a province, by the table of rates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from catalogue.places.models import Province
from catalogue.producers.models import Producer

from .models import FreeShipping, ShippingRate

Service = ShippingRate.Service


@dataclass(frozen=True)
class Load:
    """What one producer is to send: weight in grams, goods in whole đồng before offers, and what its way asks for."""

    producer: Producer
    grams: int
    goods: Decimal
    needs_cold: bool = False
    is_fragile: bool = False


@dataclass(frozen=True)
class Quote:
    """The price in whole đồng, tax included, and the days it usually takes. `code` is one of `Service`."""

    code: str
    price: Decimal
    min_days: int
    max_days: int
    free_from: Decimal | None = None


class NoRate(Exception):
    """Nobody set a rate that fits the load: the office must fill the table, or the goods cannot go there."""

    def __init__(self, load: Load, zone: str):
        self.load = load
        super().__init__(f"no delivery rate for {load.producer} in zone {zone}: {load}")


def quotes(loads: Iterable[Load], to: Province) -> dict[int, Quote]:
    """A quote per producer id, in two queries whatever the number of producers.

    Raises:
        NoRate: neither the producer nor the shop has a rate for the zone that takes such goods.
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
    fitting = [rate for rate in rates if rate.zone == zone and _takes(rate, load)]
    own = [rate for rate in fitting if rate.producer_id == load.producer.pk]
    table = own or [rate for rate in fitting if rate.producer_id is None]
    if not table:
        raise NoRate(load, zone)
    free_from = free.get(load.producer.pk, free.get(None))
    price = Decimal(0) if free_from is not None and load.goods >= free_from else _price(table, load.grams)
    band = _band(table, load.grams) or table[-1]
    return Quote(table[0].service, price, band.min_days, band.max_days, free_from)


def _takes(rate: ShippingRate, load: Load) -> bool:
    """Cold goods go by a cold service only, and take what lies in the same parcel with them."""
    wanted = Service.COLD if load.needs_cold else Service.STANDARD
    return rate.service == wanted and (rate.takes_fragile or not load.is_fragile)


def _price(table: Sequence[ShippingRate], grams: int) -> Decimal:
    """What is heavier than the last band goes in several parcels of at most that band."""
    last = table[-1]
    full, rest = divmod(max(grams, 1), last.up_to_grams)
    band = _band(table, rest) if rest else None
    return full * last.price + (band.price if band else 0)


def _band(table: Sequence[ShippingRate], grams: int) -> ShippingRate | None:
    return next((rate for rate in table if grams <= rate.up_to_grams), None)
