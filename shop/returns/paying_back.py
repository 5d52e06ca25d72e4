"""Money that goes back to a buyer, by a person's decision; and which orders still wait for one."""

from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import translation
from django.utils.translation import gettext as _

from shop.checkout.models import StatusChange
from shop.notices.orders import language_of, write_to_buyer
from shop.order.models import Order
from shop.order.pipeline import Status
from shop.payment.models import PaymentAttempt, Refund
from shop.payment.ports import methods
from shop.payment.refunds import PAID_STATES, refund_order
from shop.theming.templatetags.money import dong

from .models import ReturnRequest

ENDED = (Status.CANCELLED, Status.REFUSED, Status.RETURNED)


@transaction.atomic
def pay_back(order: Order, amount: Decimal, *, reason: str, reference: str, by) -> Refund:
    """Record that `amount` goes back; the buyer is written to. `reference` is the bank's, of a transfer by hand.

    Raises:
        RefundError: see `refund_order`.
    """
    told = f"{reason} ({reference})" if reference else reason
    refund = refund_order(order, amount, told, by)
    with translation.override(language_of(order)):
        write_to_buyer(order, _("%(amount)s goes back to you") % {"amount": dong(amount)})
    return refund


def waiting_for_money() -> QuerySet[Order]:
    """Orders that were paid for, are given up or have an accepted return, and of which nothing went back yet.

    An order that was given up before its joint payment came had no part in it.
    """
    given_back = Refund.objects.filter(order=OuterRef("pk")).exclude(state=Refund.State.FAILED)
    accepted = ReturnRequest.objects.filter(
        order=OuterRef("pk"), state__in=[ReturnRequest.State.ACCEPTED, ReturnRequest.State.RECEIVED]
    ).exclude(reason=ReturnRequest.Reason.UNDELIVERED)
    own = PaymentAttempt.objects.filter(order=OuterRef("pk"), state__in=PAID_STATES)
    had_part = StatusChange.objects.filter(order=OuterRef("pk"), status=Status.PLACED)
    joint = PaymentAttempt.objects.filter(order=None, purchase=OuterRef("facts__purchase"), state__in=PAID_STATES)
    return Order.objects.filter(
        Exists(own) | (Exists(joint) & Exists(had_part)), ~Exists(given_back), Q(status__in=ENDED) | Exists(accepted)
    ).order_by("pk")


def suggested(order: Order, left: Decimal) -> Decimal:
    """What is likely owed: everything of an order that ended, else the price of the returned units; at most `left`."""
    if order.status in ENDED:
        return left
    rows = [row for one in order.returns.exclude(state=ReturnRequest.State.DECLINED) for row in one.lines.all()]
    worth = sum((row.worth for row in rows), Decimal(0))
    gone = order.refunds.exclude(state=Refund.State.FAILED).aggregate(all=Coalesce(Sum("amount"), Decimal(0)))["all"]
    return min(max(worth - gone, Decimal(0)), left).quantize(Decimal(1))


def is_by_hand(order: Order) -> bool:
    """Whether a person must send the money of this order herself."""
    purchase = order.facts.purchase
    return purchase is None or not methods()[purchase.payment].returns_money
