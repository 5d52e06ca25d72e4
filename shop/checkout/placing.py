"""A purchase: one transaction, one order per producer, stock held, nothing written if one line cannot be had."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from oscar.apps.address.models import Country

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language

from catalogue.places.models import Commune
from catalogue.producers.models import Producer
from shop.basket.models import Basket
from shop.offer.granted import Granted, Off, total_off
from shop.offer.usage import count_use
from shop.order.models import Order, ShippingAddress
from shop.order.placing import OrderedLine, write_order
from shop.payment.ports import PaymentMethod
from shop.shipping.rates import Quote

from .earlier import give_up
from .mail import send_confirmation
from .models import DeliveryPlace, Purchase
from .references import new_reference


@dataclass(frozen=True)
class Parcel:
    """What one producer is asked to send, and for how much; what offers took off its lines stands there."""

    producer: Producer
    lines: Sequence[OrderedLine]
    delivery: Quote
    delivery_name: str
    delivery_off: Off = ()

    @property
    def total(self) -> Decimal:
        return sum((line.total for line in self.lines), self.delivery.price - total_off(self.delivery_off))

    @property
    def granted(self) -> list[Granted]:
        """Each offer that took something off, once."""
        offs = [*self.delivery_off, *(part for line in self.lines for part in line.off)]
        return list(dict.fromkeys(granted for granted, _amount in offs))


@dataclass(frozen=True)
class Recipient:
    """Who buys and where it goes. `phone` in the local form, `line` is the free line as typed."""

    name: str
    phone: str
    line: str
    commune: Commune
    email: str = ""
    note: str = ""


@dataclass(frozen=True)
class Invoice:
    tax_code: str = ""
    name: str = ""
    address: str = ""


class BasketGone(Exception):
    """This basket was ordered already, under another key."""


def place_purchase(
    *,
    parcels: Sequence[Parcel],
    recipient: Recipient,
    method: PaymentMethod,
    idempotency_key: str,
    marketing_consent: bool = False,
    of_age: bool = False,
    invoice: Invoice | None = None,
    basket=None,
    user=None,
    instead_of: Purchase | None = None,
) -> Purchase:
    """Place everything or nothing. The same key again gives the purchase that it gave before.

    What of `instead_of`, an earlier purchase of the same buyer, is still unpaid is given up for this one.

    The caller has checked that the buyer consented to the text `settings.CONSENT_VERSION`.

    Raises:
        ledger.OutOfStock: a line cannot be had.
        BasketGone: the basket is no longer open.
        NoLongerGranted: an offer or a code that the parcels count on ended.
    """
    if placed := Purchase.objects.filter(idempotency_key=idempotency_key).first():
        return placed
    said = {"marketing_consent": marketing_consent, "of_age": of_age}
    try:
        with transaction.atomic():
            purchase = _write_purchase(
                parcels, recipient, method, idempotency_key, said, invoice or Invoice(), basket, user
            )
            if instead_of:
                give_up(instead_of, [line.record.pk for parcel in parcels for line in parcel.lines])
            country = Country.objects.get(pk="VN")
            parcels = _each_offer_counted_once(sorted(parcels, key=lambda parcel: parcel.producer.pk))
            orders = [
                _place_parcel(number, parcel, purchase, recipient, country, method)
                for number, parcel in enumerate(parcels, 1)
            ]
            method.begin(purchase, orders)
            count_use([one for parcel in parcels for one in parcel.granted if one.times], purchase, orders)
            if purchase.email:
                transaction.on_commit(lambda: send_confirmation(purchase), robust=True)
    except IntegrityError:
        if placed := Purchase.objects.filter(idempotency_key=idempotency_key).first():
            return placed
        raise
    return purchase


def _each_offer_counted_once(parcels: Sequence[Parcel]) -> list[Parcel]:
    """An offer that reaches over several parcels is one use, noted with the first of them."""
    before: set[int] = set()
    counted = []
    for parcel in parcels:
        here = _counted(parcel, frozenset(before))
        before |= {granted.offer.pk for granted in parcel.granted}
        counted.append(here)
    return counted


def _counted(parcel: Parcel, before: frozenset[int]) -> Parcel:
    def off(parts: Off) -> Off:
        return tuple((granted.counted(before), amount) for granted, amount in parts)

    lines = [replace(line, off=off(line.off)) for line in parcel.lines]
    return replace(parcel, lines=lines, delivery_off=off(parcel.delivery_off))


def _write_purchase(parcels, recipient, method, key, said, invoice, basket, user) -> Purchase:
    """The key is unique, so a second click waits here for the first."""
    purchase = Purchase.objects.create(
        reference=new_reference(),
        idempotency_key=key,
        basket=basket,
        buyer=user,
        name=recipient.name,
        phone=recipient.phone,
        email=recipient.email,
        note=recipient.note,
        payment=method.code,
        total=sum((parcel.total for parcel in parcels), Decimal(0)),
        consent_version=settings.CONSENT_VERSION,
        invoice_tax_code=invoice.tax_code,
        invoice_name=invoice.name,
        invoice_address=invoice.address,
        language=get_language() or settings.LANGUAGE_CODE,
        **said,
    )
    if basket is not None and not close(basket):
        raise BasketGone(basket.pk)
    return purchase


def close(basket) -> bool:
    """What lay in it is ordered. False if it was before."""
    still_open = Basket.objects.filter(pk=basket.pk, status=Basket.OPEN)
    return bool(still_open.update(status=Basket.SUBMITTED, date_submitted=timezone.now()))


def _place_parcel(
    number: int, parcel: Parcel, purchase: Purchase, recipient: Recipient, country: Country, method
) -> Order:
    return write_order(
        producer=parcel.producer,
        lines=parcel.lines,
        number=f"{purchase.reference}-{number}",
        status=method.first_status,
        shipping_charge=parcel.delivery.price,
        shipping_off=parcel.delivery_off,
        shipping_method=parcel.delivery_name,
        shipping_code=parcel.delivery.code,
        purchase=purchase,
        shipping_address=_write_address(recipient, country),
        basket=purchase.basket,
        user=purchase.buyer,
        cod_amount=method.to_collect(parcel.total),
        expires_at=method.held_until(parcel.producer, purchase.placed_at),
    )


def _write_address(recipient: Recipient, country: Country) -> ShippingAddress:
    commune = recipient.commune
    address = ShippingAddress(
        first_name=recipient.name,
        line1=recipient.line,
        line3=commune.name,
        line4=commune.province.name,
        phone_number=f"+84{recipient.phone[1:]}",
        country=country,
    )
    address.save(force_insert=True)
    DeliveryPlace.objects.create(
        address=address,
        typed=recipient.line,
        province=commune.province,
        commune=commune,
        data_version=commune.data_version,
    )
    return address
