"""Personal data of old orders ends; the orders, their figures, lines and steps stay for the books (domain/law.md)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from shop.checkout.models import DeliveryPlace, Purchase, StatusChange
from shop.payment.forgetting import forget_senders
from shop.payment.models import Refund
from shop.returns.models import ReturnRequest

from .models import Order, ShippingAddress
from .pipeline import Status

_others: list[Callable[[datetime], None]] = []

NOBODY = "–"
NO_PHONE = ""
ENDED = (Status.DELIVERED, Status.RETURNED, Status.CANCELLED, Status.REFUSED)


def register(forget: Callable[[datetime], None]) -> None:
    """`forget` clears what its app keeps of people from before a moment, unless an order still names them.

    Called inside the transaction that made the orders anonymous. Apps register theirs from `AppConfig.ready`."""
    if forget not in _others:
        _others.append(forget)


@dataclass(frozen=True)
class Found:
    """`ready` can be made anonymous; `open` are as old, but they or another order of their purchase are not ended."""

    ready: list[Order]
    open: list[Order]


def find(before: datetime) -> Found:
    """Orders placed before that moment which still name somebody. Only reads."""
    old = Order.objects.filter(date_placed__lt=before).select_related("facts").order_by("pk")
    named = old.filter(
        ~Q(guest_email="")
        | Q(user__isnull=False)
        | (Q(facts__purchase__isnull=False) & ~Q(facts__purchase__name=NOBODY))
        | (Q(shipping_address__isnull=False) & ~Q(shipping_address__first_name=NOBODY))
    )
    going_on = Order.objects.filter(
        ~Q(status__in=ENDED)
        | Q(returns__state__in=[ReturnRequest.State.ASKED, ReturnRequest.State.ACCEPTED])
        | Q(refunds__state=Refund.State.PENDING)
    )
    unfinished = set(going_on.values_list("pk", flat=True))
    younger = Order.objects.filter(date_placed__gte=before)
    keep = {
        *going_on.filter(facts__purchase__isnull=False).values_list("facts__purchase", flat=True),
        *younger.filter(facts__purchase__isnull=False).values_list("facts__purchase", flat=True),
    }
    found = Found([], [])
    for order in named:
        is_open = order.pk in unfinished or order.facts.purchase_id in keep
        (found.open if is_open else found.ready).append(order)
    return found


@transaction.atomic
def anonymise(orders: Sequence[Order], before: datetime) -> None:
    """Replace names, phones, addresses, e-mails and what people wrote; nothing is deleted. `orders` are `find().ready`.

    Province and commune stay, for statistics; so does the tracking code. What banks and channels told before that
    moment of anybody whom no order names any more goes too.
    """
    _take_out_names(orders)
    forget_senders(before, NOBODY)
    for forget in _others:
        forget(before)


def _take_out_names(orders: Sequence[Order]) -> None:
    keys = [order.pk for order in orders]
    purchases = Purchase.objects.filter(orders__order__in=keys)
    Purchase.objects.filter(pk__in=list(purchases.values_list("pk", flat=True))).update(
        name=NOBODY,
        phone=NO_PHONE,
        email="",
        note="",
        buyer=None,
        invoice_tax_code="",
        invoice_name="",
        invoice_address="",
    )
    addresses = ShippingAddress.objects.filter(order__in=keys)
    DeliveryPlace.objects.filter(address__in=addresses).update(typed=NOBODY)
    addresses.update(
        title="", first_name=NOBODY, last_name="", line1=NOBODY, line2="", postcode="", phone_number="", notes="",
        search_text="",
    )  # fmt: skip
    StatusChange.objects.filter(order__in=keys).update(note="")
    ReturnRequest.objects.filter(order__in=keys).update(text="", answer="", pay_back_to="")
    Order.objects.filter(pk__in=keys).update(guest_email="", user=None)
