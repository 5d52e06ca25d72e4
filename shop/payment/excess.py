"""What was really received for a payment, and what of it was too much: owed until a person settles it."""

from decimal import Decimal

from django.db.models import Q, QuerySet

from shop.checkout.models import Purchase

from .models import BankTransaction, PaymentAttempt

PAYS = BankTransaction.PAYS
KEPT = Q(resolution=BankTransaction.Resolution.ATTACHED) | Q(resolution="", outcome__in=PAYS)
# A person has something to do: to say what it is, or to pay back what was too much.
UNSETTLED = Q(resolution="") & ~Q(outcome=BankTransaction.Outcome.EXACT) | Q(excess__gt=0)


def received(attempt: PaymentAttempt) -> Decimal:
    """Whole đồng that came and count for this paid attempt, never more than was asked for."""
    if attempt.method == Purchase.Payment.COD:
        return attempt.amount
    return min(attempt.amount, sum((row.amount for row in _kept(attempt)), Decimal(0)))


def note_excess(attempt: PaymentAttempt) -> None:
    """Write down what is owed of the money kept for an attempt that has just ended: what a paid one did not take, all
    that came for one that lapsed. The caller holds the attempt's lock, and refreshed it.
    """
    rows = list(_kept(attempt).select_for_update().order_by("-pk"))
    taken = attempt.amount if attempt.state == PaymentAttempt.State.PAID else Decimal(0)
    over = max(sum((row.amount for row in rows), Decimal(0)) - taken, Decimal(0))
    for row in rows:
        owed = min(row.amount, over)
        over -= owed
        if row.excess != owed:
            BankTransaction.objects.filter(pk=row.pk).update(excess=owed)


def _kept(attempt: PaymentAttempt) -> QuerySet[BankTransaction]:
    return attempt.transactions.filter(KEPT)
