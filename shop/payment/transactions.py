"""Money that came in: kept once, matched to what was asked, paid if it fits, put before a person if not.

Webhook and bank statement end here. The order of locks is always orders, then attempt.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.checkout.models import Purchase
from shop.checkout.references import BODY, complete
from shop.order.models import Order, OrderQuerySet
from shop.order.pipeline import Status
from shop.order.statuses import advance
from shop.stock import ledger
from shop.stock.models import Reservation

from .excess import PAYS
from .models import BankTransaction, PaymentAttempt
from .telling import tell_of_payment

LARGEST_AMOUNT = 10**12 - 1
Outcome = BankTransaction.Outcome
State = PaymentAttempt.State


@dataclass(frozen=True)
class Transfer:
    """What a bank reports; `remote_id` is the source's own key, one per event. Whole đồng."""

    source: str
    remote_id: str
    account_numbers: tuple[str, ...]
    amount: Decimal
    content: str
    occurred_at: datetime
    bank_reference: str = ""


@dataclass(frozen=True)
class Match:
    outcome: str
    attempt: PaymentAttempt | None = None


def one_line(text: str, longest: int) -> str:
    """Text from outside as every database takes it: no control signs, no lone surrogates, bounded."""
    plain = text.encode("utf-8", "ignore").decode()
    return re.sub(r"[\x00-\x20\x7f]+", " ", plain).strip()[:longest]


def moment_of(text: str, shape: str) -> datetime | None:
    """A time as a bank prints it, Vietnam's; None if it has another shape or no bank can mean it."""
    try:
        moment = datetime.strptime(text, shape)  # noqa: DTZ007 - made aware below
    except ValueError:
        return None
    return timezone.make_aware(moment) if 2000 <= moment.year < 2200 else None


def known(transfer: Transfer) -> BankTransaction | None:
    """The row of this money, if this source or another one told of it before."""
    told = BankTransaction.objects.filter(source=transfer.source, remote_id=transfer.remote_id)
    if found := told.first():
        return found
    if not transfer.bank_reference:
        return None
    elsewhere = BankTransaction.objects.exclude(source=transfer.source)
    return elsewhere.filter(
        account_number__in=transfer.account_numbers,
        amount=transfer.amount,
        bank_reference=transfer.bank_reference,
    ).first()


def match(transfer: Transfer, paid: Collection[int] = ()) -> Match:
    """Which attempt this money is for, by reference, account and amount. Only reads.

    `paid`: keys of attempts that are to be taken as paid already.
    """
    whole, by_body = _references_in(transfer.content)
    attempts = list(
        PaymentAttempt.objects.filter(
            method=Purchase.Payment.QR,
            reference__in=whole | by_body,
            account__number__in=transfer.account_numbers,
        ).order_by("pk")
    )
    attempts = [attempt for attempt in attempts if attempt.reference in whole or attempt.amount == transfer.amount]
    if not attempts:
        return Match(Outcome.UNMATCHED)
    for one in attempts:
        if one.pk in paid:
            one.state = State.PAID
    attempt = max(attempts, key=lambda one: (one.state == State.PENDING, one.amount == transfer.amount, -one.pk))
    return Match(outcome_of(attempt, transfer.amount), attempt)


@transaction.atomic
def record(transfer: Transfer) -> tuple[BankTransaction, bool]:
    """Keep the money's row and act on it; False as second if it was told of before, and then nothing is done."""
    if before := known(transfer):
        return before, False
    row, created = BankTransaction.objects.get_or_create(
        source=transfer.source,
        remote_id=transfer.remote_id,
        defaults={
            "bank_reference": transfer.bank_reference,
            "account_number": transfer.account_numbers[0] if transfer.account_numbers else "",
            "amount": transfer.amount,
            "content": transfer.content,
            "occurred_at": transfer.occurred_at,
        },
    )
    if not created:
        return row, False
    found = match(transfer)
    if found.attempt:
        attempt, orders = locked(found.attempt)
        found = Match(outcome_of(attempt, transfer.amount), attempt)
        if found.outcome in PAYS:
            pay(attempt, orders)
        elif found.outcome in (Outcome.UNDER, Outcome.OVER):
            hold_for_a_person(attempt, orders)
    row.outcome, row.attempt = found.outcome, found.attempt
    row.save(update_fields=["outcome", "attempt"])
    return row, True


def orders_of(attempt: PaymentAttempt) -> OrderQuerySet:
    """What it pays: one order, or all of a joint purchase."""
    mine = {"pk": attempt.order_id} if attempt.order_id else {"facts__purchase": attempt.purchase_id}
    return Order.objects.filter(**mine)


def locked(attempt: PaymentAttempt) -> tuple[PaymentAttempt, list[Order]]:
    """The attempt and those of its orders that wait for it, both locked until the transaction ends."""
    orders = orders_of(attempt).select_for_update(of=("self",)).filter(status=Status.WAITING_PAYMENT)
    waiting = list(orders.order_by("pk"))
    return PaymentAttempt.objects.select_for_update().get(pk=attempt.pk), waiting


def pay(attempt: PaymentAttempt, orders: Sequence[Order], *, actor=None, note: str = "") -> bool:
    """The money is there: the orders are placed and their units kept for good. False if it was settled before.

    `attempt` and `orders` come from `locked`.
    """
    pending = PaymentAttempt.objects.filter(pk=attempt.pk, state=State.PENDING)
    if not pending.update(state=State.PAID, settled_at=timezone.now(), expires_at=None):
        return False
    for order in orders:
        advance(order, Status.PLACED, actor=actor, note=note or _("paid by bank transfer"))
    tell_of_payment(attempt)
    return True


def outcome_of(attempt: PaymentAttempt, amount: Decimal) -> str:
    """What money of this amount means for an attempt as it stands."""
    if attempt.state == State.PAID:
        return Outcome.DUPLICATE
    if attempt.state != State.PENDING:
        return Outcome.LATE
    if amount == attempt.amount:
        return Outcome.HELD if orders_of(attempt).on_hold().exists() else Outcome.EXACT
    return Outcome.UNDER if amount < attempt.amount else Outcome.OVER


def hold_for_a_person(attempt: PaymentAttempt, orders: Sequence[Order]) -> None:
    """Some money is there: nothing lapses before somebody had time to look."""
    until = timezone.now() + settings.QR_HOLD_UNCLEAR
    if attempt.expires_at and attempt.expires_at < until:
        PaymentAttempt.objects.filter(pk=attempt.pk).update(expires_at=until)
        for reservation in Reservation.objects.filter(order_line__order__in=orders).order_by("record_id"):
            ledger.extend(reservation, until)


def _references_in(content: str) -> tuple[set[str], set[str]]:
    """References in a transfer's text, whatever banks put around or take out: those with their check symbol, and
    those that a run of signs would be with the right one.
    """
    plain = re.sub(r"[^0-9A-Z]", "", content.upper()).translate(str.maketrans("OIL", "011"))
    whole, by_body = set(), set()
    for start in range(len(plain) - BODY + 1):
        if reference := complete(plain[start : start + BODY]):
            (whole if plain.startswith(reference, start) else by_body).add(reference)
    return whole, by_body
