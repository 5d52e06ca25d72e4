"""Where machines cannot tell what money is for, a person says it."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.checkout.models import Purchase
from shop.checkout.references import read_order_number, read_reference

from .excess import note_excess
from .models import BankTransaction, PaymentAttempt, Refund
from .refunds import RefundError, return_excess, send_back
from .telling import tell_of_money_back
from .transactions import locked, pay

Resolution = BankTransaction.Resolution
State = PaymentAttempt.State


class CannotResolve(Exception):
    """Says in the user's language why not; nothing was written."""


@transaction.atomic
def attach(row: BankTransaction, typed: str, *, actor, note: str, settles: bool) -> PaymentAttempt:
    """Put money to the purchase or order that was typed; paid once its money adds up, or if the person says so.

    What is too much then is noted on the money's row, and still to be settled.

    Raises:
        CannotResolve: settled before, no such purchase, or it waits for nothing.
    """
    attempt, orders = locked(_attempt_of(typed))
    row = _still_open(row)
    if attempt.state != State.PENDING:
        raise CannotResolve(_("This purchase waits for no money. Let the buyer order again, or send the money back."))
    _close(row, Resolution.ATTACHED, actor, note, attempt)
    attached = BankTransaction.objects.filter(attempt=attempt, resolution=Resolution.ATTACHED)
    if settles or sum(one.amount for one in attached) >= attempt.amount:
        pay(attempt, orders, actor=actor)
        attempt.refresh_from_db()
        note_excess(attempt)
    return attempt


@transaction.atomic
def stays(row: BankTransaction, *, actor, note: str) -> None:
    """A person knows of money that pays an order on hold: it stays with the order until the hold is settled.

    Raises:
        CannotResolve: settled before.
    """
    row = _still_open(row)
    _close(row, Resolution.ATTACHED, actor, note, row.attempt)


@transaction.atomic
def refunded(row: BankTransaction, *, actor, note: str) -> None:
    """The money was sent back by hand, and its buyer is written to; `note` says when and how.

    Raises:
        CannotResolve: settled before.
    """
    _close(_still_open(row), Resolution.REFUNDED, actor, note, row.attempt)
    if row.attempt:
        tell_of_money_back(row.attempt, row.amount)


@transaction.atomic
def excess_sent_back(row: BankTransaction, *, actor, note: str) -> Refund:
    """What was too much was sent back by hand: a refund of this money, and its buyer is written to.

    Raises:
        CannotResolve: settled before.
    """
    row = _locked(row)
    try:
        refund = return_excess(row, reason=note, by=actor)
    except RefundError as why:
        raise CannotResolve(str(why)) from why
    _settle_excess(row, actor, note)
    tell_of_money_back(refund.attempt, refund.amount)
    return refund


@transaction.atomic
def excess_stays(row: BankTransaction, *, actor, note: str) -> None:
    """What was too much was settled with the buyer in another way; `note` says how.

    Raises:
        CannotResolve: settled before.
    """
    row = _locked(row)
    if not row.excess:
        raise CannotResolve(_("Somebody settled this already."))
    _settle_excess(row, actor, note)


@transaction.atomic
def returned_to_card(row: BankTransaction, *, actor, note: str) -> None:
    """Let the provider send card money back that no purchase waited for.

    Raises:
        CannotResolve: settled before, or no provider can.
    """
    row = _still_open(row)
    try:
        send_back(row, reason=note, by=actor)
    except RefundError as why:
        raise CannotResolve(str(why)) from why
    _close(row, Resolution.REFUNDED, actor, note, row.attempt)


def _locked(row: BankTransaction) -> BankTransaction:
    return BankTransaction.objects.select_for_update().get(pk=row.pk)


def _settle_excess(row: BankTransaction, actor, note: str) -> None:
    row.excess, row.resolved_by, row.resolved_at = Decimal(0), actor, timezone.now()
    row.note = " · ".join(filter(None, (row.note, note)))[:300]
    row.save(update_fields=["excess", "resolved_by", "resolved_at", "note"])


def _still_open(row: BankTransaction) -> BankTransaction:
    row = _locked(row)
    if not row.is_open:
        raise CannotResolve(_("Somebody settled this already."))
    return row


def _close(row: BankTransaction, resolution: str, actor, note: str, attempt: PaymentAttempt | None) -> None:
    row.resolution, row.resolved_by, row.resolved_at = resolution, actor, timezone.now()
    row.note, row.attempt = note, attempt
    row.save(update_fields=["resolution", "resolved_by", "resolved_at", "note", "attempt"])


def _attempt_of(typed: str) -> PaymentAttempt:
    transfers = PaymentAttempt.objects.filter(method=Purchase.Payment.QR)
    number, reference = read_order_number(typed), read_reference(typed)
    if number:
        reference = number.rpartition("-")[0]
        found = transfers.filter(order__number=number) | transfers.filter(order=None, reference=reference)
    else:
        found = transfers.filter(reference=reference or "?")
    attempts = list(found[:2])
    if not attempts:
        raise CannotResolve(_("No purchase by transfer has this code."))
    if len(attempts) > 1:
        raise CannotResolve(_("Each order of this purchase is paid by itself: enter the order's number."))
    return attempts[0]
