"""Holds that nobody paid for in time end; what was paid never does."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.checkout.models import Purchase
from shop.order.models import Order
from shop.order.pipeline import Status
from shop.order.statuses import advance

from . import card_settling
from .covering import pay_if_covered
from .excess import note_excess
from .holds import GRACE
from .models import PaymentAttempt
from .ports import ProviderSilent
from .transactions import locked

CARD = Purchase.Payment.CARD
State = PaymentAttempt.State


def release_lapsed(now: datetime) -> int:
    """Cancel the orders whose payment did not come before its time; how many attempts lapsed.

    A card's session is ended at its provider first; while that does not answer, nothing of it is released.
    """
    overdue = PaymentAttempt.objects.filter(state=State.PENDING, expires_at__lt=now - GRACE).order_by("expires_at")
    lapsed = sum(_release(attempt, now) for attempt in overdue.exclude(method=CARD))
    for attempt in overdue.filter(method=CARD):
        try:
            lapsed += _release(attempt, now) if attempt.asked is None else card_settling.end(attempt)
        except ProviderSilent:
            break
    return lapsed


@transaction.atomic
def _release(attempt: PaymentAttempt, now: datetime) -> bool:
    if pay_if_covered(attempt):
        return False
    attempt, orders = locked(attempt)
    still_unpaid = PaymentAttempt.objects.filter(pk=attempt.pk, state=State.PENDING, expires_at__lt=now - GRACE)
    if not still_unpaid.update(state=State.LAPSED, settled_at=now):
        return False
    _owe_all(attempt)
    for order in orders:
        advance(order, Status.CANCELLED, note=_("not paid in time"))
    return True


def _owe_all(attempt: PaymentAttempt) -> None:
    attempt.refresh_from_db()
    note_excess(attempt)


def follow_the_order(sender, order: Order, old_status: str, new_status: str, **kwargs) -> None:
    """An order that is cancelled while it waits is no longer asked for: the attempt shrinks, or ends with the last."""
    purchase = order.facts.purchase_id
    if old_status != Status.WAITING_PAYMENT or new_status != Status.CANCELLED or purchase is None:
        return
    pending = PaymentAttempt.objects.select_for_update().filter(
        purchase=purchase, state=State.PENDING, expires_at__isnull=False
    )
    others = Order.objects.filter(facts__purchase=purchase, status=Status.WAITING_PAYMENT).exists()
    for attempt in pending:
        if attempt.order_id not in (None, order.pk):
            continue
        goes_on = attempt.order_id is None and others
        if attempt.asked is not None:
            card_settling.give_up(attempt)
            if goes_on:
                card_settling.next_try(attempt, attempt.amount - order.total_incl_tax)
        elif goes_on:
            PaymentAttempt.objects.filter(pk=attempt.pk).update(amount=attempt.amount - order.total_incl_tax)
            # After the commit: this transaction has locked one of its orders, out of turn.
            transaction.on_commit(partial(pay_if_covered, attempt), robust=True)
        else:
            PaymentAttempt.objects.filter(pk=attempt.pk).update(state=State.LAPSED, settled_at=timezone.now())
            _owe_all(attempt)
