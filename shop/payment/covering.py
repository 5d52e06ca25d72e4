"""A purchase that has become smaller may be covered by what was paid of it already."""

from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from .excess import KEPT, note_excess
from .models import BankTransaction, PaymentAttempt
from .transactions import locked, orders_of, pay

Outcome = BankTransaction.Outcome
OTHER_AMOUNT = Q(resolution="", outcome__in=(Outcome.UNDER, Outcome.OVER))


@transaction.atomic
def pay_if_covered(attempt: PaymentAttempt) -> bool:
    """Paid, if all that came for it is as much as it still asks for; what is too much is owed back, as always.

    Takes the locks of `transactions.locked` itself: an order of the purchase must not be locked already.
    """
    attempt, orders = locked(attempt)
    money = list(attempt.transactions.select_for_update().filter(KEPT | OTHER_AMOUNT).order_by("pk"))
    came = sum((row.amount for row in money), Decimal(0))
    if attempt.state != PaymentAttempt.State.PENDING or not (orders and came) or came < attempt.amount:
        return False
    _take(attempt.transactions.filter(OTHER_AMOUNT), on_hold=orders_of(attempt).on_hold().exists())
    pay(attempt, orders)
    attempt.refresh_from_db()
    note_excess(attempt)
    return True


def _take(money, *, on_hold: bool) -> None:
    """Nobody has to say any more what it is, unless its order is on hold."""
    if on_hold:
        money.update(outcome=Outcome.HELD)
        return
    with translation.override(settings.LANGUAGE_CODE):
        note = _("covers what is left of the purchase")
    money.update(resolution=BankTransaction.Resolution.ATTACHED, resolved_at=timezone.now(), note=note)
