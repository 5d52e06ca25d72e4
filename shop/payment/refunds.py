"""Money that goes back: each refund is a row against the payment it is taken from, never more than came in."""

from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.order.models import Order
from shop.order.pipeline import Status
from shop.theming.templatetags.money import dong

from .excess import received
from .models import BankTransaction, PaymentAttempt, Refund
from .ports import methods

PAID_STATES = (PaymentAttempt.State.PAID, PaymentAttempt.State.COLLECTED, PaymentAttempt.State.REMITTED)
State = Refund.State


class RefundError(Exception):
    """Says in the user's language why not; nothing was written."""


def refundable(order: Order) -> Decimal:
    """What may still go back for this order, in whole đồng; 0 if nothing was paid here."""
    attempt = _payment_of(order)
    return _left(attempt, order) if attempt else Decimal(0)


def refund_order(order: Order, amount: Decimal | int, reason: str, by) -> Refund:
    """Send `amount` whole đồng of what was paid for `order` back, in the name of the user `by`.

    A card payment goes back through Stripe: the row is `pending` until Stripe confirms, and is asked for once the
    surrounding transaction is committed (at once if there is none). A transfer or cash on delivery is recorded as
    `done`, by hand: the person sends the money herself, and `reason` says why.

    Raises:
        RefundError: nothing was paid, not a positive whole amount, or more than is left of the payment.
    """
    amount = Decimal(amount)
    if amount <= 0 or amount != amount.to_integral_value():
        raise RefundError(_("A refund is a positive amount in whole đồng."))
    with transaction.atomic():
        Order.objects.select_for_update(of=("self",)).get(pk=order.pk)
        attempt = _payment_of(order)
        if attempt is None:
            raise RefundError(_("Nothing was paid for this order here, so nothing can be sent back."))
        attempt = PaymentAttempt.objects.select_for_update().get(pk=attempt.pk)
        if amount > (left := _left(attempt, order)):
            raise RefundError(_("At most %(left)s can still be sent back for this order.") % {"left": dong(left)})
        return _write(attempt, amount, order=order, reason=reason, actor=by)


def send_back(money: BankTransaction, *, reason: str, by) -> Refund:
    """Send money back whole that came for a card payment which no longer stood; the caller holds its row locked.

    Raises:
        RefundError: it came another way, or went back before.
    """
    attempt = money.attempt
    if attempt is None or not methods()[attempt.method].returns_money:
        raise RefundError(_("This money must be sent back by hand."))
    attempt = PaymentAttempt.objects.select_for_update().get(pk=attempt.pk)
    if _gone_back(attempt.refunds) + money.amount > money.amount:
        raise RefundError(_("This money is on its way back already."))
    return _write(attempt, money.amount, order=None, reason=reason, actor=by)


def return_excess(money: BankTransaction, *, reason: str, by) -> Refund:
    """Record that what of this transfer was too much goes back; the caller holds its row locked.

    Raises:
        RefundError: nothing of it is owed.
    """
    if money.attempt is None or not money.excess:
        raise RefundError(_("Nothing of this money is still to go back."))
    return _write(money.attempt, money.excess, order=None, reason=reason, actor=by, money=money)


def _write(
    attempt: PaymentAttempt,
    amount: Decimal,
    *,
    order: Order | None,
    reason: str,
    actor,
    money: BankTransaction | None = None,
) -> Refund:
    method = methods()[attempt.method]
    refund = Refund.objects.create(
        attempt=attempt,
        order=order,
        money=money,
        amount=amount,
        reason=reason[:300],
        actor=actor,
        by_hand=not method.returns_money,
        state=State.PENDING if method.returns_money else State.DONE,
        settled_at=None if method.returns_money else timezone.now(),
    )
    if method.returns_money:
        transaction.on_commit(lambda: method.refund(refund), robust=True)
    return refund


def send_waiting() -> int:
    """Ask once more for refunds that no provider has heard of yet; how many were asked for."""
    unheard = Refund.objects.filter(state=State.PENDING, remote_id="", by_hand=False).select_related("attempt")
    for refund in unheard:
        methods()[refund.attempt.method].refund(refund)
    return len(unheard)


def _payment_of(order: Order) -> PaymentAttempt | None:
    """What paid this order: a payment of its own, or the joint one of its purchase, unless it was given up before."""
    purchase = order.facts.purchase_id
    if purchase is None:
        return None
    paid = PaymentAttempt.objects.filter(purchase=purchase, state__in=PAID_STATES)
    if own := paid.filter(order=order).first():
        return own
    return paid.filter(order=None).first() if order.steps.filter(status=Status.PLACED).exists() else None


def _left(attempt: PaymentAttempt, order: Order) -> Decimal:
    """In whole đồng, also where Oscar's columns have decimals."""
    of_payment = received(attempt) - _gone_back(attempt.refunds)
    of_order = order.total_incl_tax - _gone_back(attempt.refunds.filter(order=order))
    return max(min(of_payment, of_order), Decimal(0)).quantize(Decimal(1))


def _gone_back(refunds) -> Decimal:
    """Of what was paid for the orders; what was too much of a transfer goes back beside it."""
    refunds = refunds.filter(money=None)
    return refunds.exclude(state=State.FAILED).aggregate(total=Sum("amount"))["total"] or Decimal(0)
