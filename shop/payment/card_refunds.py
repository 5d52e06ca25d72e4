"""Refunds as Stripe knows them, brought to our rows; also those that a person made in Stripe's own dashboard."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import PaymentAttempt, Refund
from .stripe_api import RemoteRefund

State = Refund.State
STATES = {"succeeded": State.DONE, "failed": State.FAILED, "canceled": State.FAILED}


def take_over(intent: str, told: list[RemoteRefund]) -> bool:
    """Record all refunds of a payment of ours; False if it is another's and nothing to us."""
    attempt = PaymentAttempt.objects.filter(remote_payment=intent).first() if intent else None
    if attempt is None:
        return False
    for remote in told:
        record(attempt, remote)
    return True


@transaction.atomic
def record(attempt: PaymentAttempt, remote: RemoteRefund) -> Refund:
    """What Stripe says now; the same again changes nothing."""
    PaymentAttempt.objects.select_for_update().get(pk=attempt.pk)
    refund = _row_of(attempt, remote)
    state = STATES.get(remote.status, State.PENDING)
    if (refund.remote_id, refund.state) != (remote.id, state):
        refund.remote_id, refund.state, refund.problem = remote.id, state, remote.problem[:300]
        refund.settled_at = None if state == State.PENDING else timezone.now()
        refund.save()
    return refund


def _row_of(attempt: PaymentAttempt, remote: RemoteRefund) -> Refund:
    if found := attempt.refunds.filter(remote_id=remote.id).first():
        return found
    asked_by_us = attempt.refunds.filter(pk=remote.refund) if remote.refund.isdecimal() else Refund.objects.none()
    return asked_by_us.first() or Refund(
        attempt=attempt, amount=remote.amount, reason=_("made in Stripe's dashboard"), state=State.PENDING
    )
