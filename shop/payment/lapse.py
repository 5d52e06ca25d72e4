"""Holds that nobody paid for in time end; what was paid never does."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.order.models import Order
from shop.order.pipeline import Status
from shop.order.statuses import advance

from .models import PaymentAttempt
from .transactions import locked

# The bank's message may need a moment for money that was sent in time.
GRACE = timedelta(minutes=5)
State = PaymentAttempt.State


def release_lapsed(now: datetime) -> int:
    """Cancel the orders whose payment did not come before its time; how many attempts lapsed."""
    overdue = PaymentAttempt.objects.filter(state=State.PENDING, expires_at__lt=now - GRACE).order_by("expires_at")
    return sum(_release(attempt, now) for attempt in overdue)


@transaction.atomic
def _release(attempt: PaymentAttempt, now: datetime) -> bool:
    attempt, orders = locked(attempt)
    still_unpaid = PaymentAttempt.objects.filter(pk=attempt.pk, state=State.PENDING, expires_at__lt=now - GRACE)
    if not still_unpaid.update(state=State.LAPSED, settled_at=now):
        return False
    for order in orders:
        advance(order, Status.CANCELLED, note=_("not paid in time"))
    return True


def follow_the_order(sender, order: Order, old_status: str, new_status: str, **kwargs) -> None:
    """An order that is cancelled while it waits is no longer asked for: the attempt shrinks, or ends with the last."""
    if old_status != Status.WAITING_PAYMENT or new_status != Status.CANCELLED or order.facts.purchase_id is None:
        return
    pending = PaymentAttempt.objects.select_for_update().filter(
        purchase=order.facts.purchase_id, state=State.PENDING, account__isnull=False
    )
    for attempt in pending:
        waiting = Order.objects.filter(facts__purchase=attempt.purchase_id, status=Status.WAITING_PAYMENT)
        if attempt.order_id == order.pk or (attempt.order_id is None and not waiting.exists()):
            PaymentAttempt.objects.filter(pk=attempt.pk).update(state=State.LAPSED, settled_at=timezone.now())
        elif attempt.order_id is None:
            PaymentAttempt.objects.filter(pk=attempt.pk).update(amount=attempt.amount - order.total_incl_tax)
