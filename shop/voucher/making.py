"""The usual code: so much off from a certain basket on, in a time, for everything or for one producer's goods."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from catalogue.producers.models import Producer
from shop.offer.models import Benefit, Condition, ConditionalOffer
from shop.offer.own_ranges import everything, of_producer

from .models import Voucher


@dataclass(frozen=True)
class Usual:
    """`off` in percent or in whole đồng, by `kind` of `Benefit`; `least` in đồng, 0 for any basket; both days count."""

    code: str
    kind: str
    off: Decimal
    least: Decimal
    first: date
    last: date
    usage: str
    producer: Producer | None = None


@transaction.atomic
def make_voucher(wanted: Usual) -> Voucher:
    """Oscar's rows of it. It takes something off a basket once, and nothing off what another offer made cheaper."""
    goods = of_producer(wanted.producer) if wanted.producer else everything()
    least = (Condition.VALUE, wanted.least) if wanted.least else (Condition.COUNT, 1)
    offer = ConditionalOffer.objects.create(
        name=wanted.code,
        offer_type=ConditionalOffer.VOUCHER,
        condition=Condition.objects.create(type=least[0], value=least[1], range=goods),
        benefit=Benefit.objects.create(type=wanted.kind, value=wanted.off, range=goods),
        max_basket_applications=1,
    )
    voucher = Voucher.objects.create(
        name=wanted.code,
        code=wanted.code,
        usage=wanted.usage,
        start_datetime=_at(wanted.first, time.min),
        end_datetime=_at(wanted.last, time(23, 59, 59)),
    )
    voucher.offers.add(offer)
    return voucher


def end_now(voucher: Voucher) -> None:
    Voucher.objects.filter(pk=voucher.pk, end_datetime__gt=timezone.now()).update(end_datetime=timezone.now())


def _at(day: date, moment: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, moment))
