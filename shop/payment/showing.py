"""A payment as the buyer sees it: how far it got, and of a transfer the picture and the figures to copy."""

import io
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import segno

from django.db.models import QuerySet
from django.utils.safestring import SafeString, mark_safe

from .models import BankTransaction, PaymentAttempt, Refund
from .vietqr import payload

PIXELS_PER_MODULE = 12


@dataclass(frozen=True)
class ShownTransfer:
    """`received`: what came and did not go back. While it waits, what came is another amount than was asked for, and a
    person looks at it. `came_after`: all of that came after the attempt had ended. `went_back` was sent back by hand.
    `ended`: whatever it paid for was given up.
    """

    pk: int
    state: str
    cancelled: bool
    amount: Decimal
    received: Decimal
    came_after: bool
    went_back: Decimal
    reference: str
    order_number: str
    bank_name: str
    account_no: str
    account_name: str
    expires_at: datetime | None
    qr_svg: SafeString
    ended: bool = False

    @property
    def paid(self) -> bool:
        return self.state == PaymentAttempt.State.PAID

    @property
    def waiting(self) -> bool:
        return self.state == PaymentAttempt.State.PENDING

    @property
    def unclear(self) -> bool:
        """A person looks at what came, or must pay it back."""
        return bool(self.received) and not (self.paid and not self.too_much)

    @property
    def missing(self) -> Decimal:
        return max(self.amount - self.received, Decimal(0))

    @property
    def too_much(self) -> Decimal:
        return max(self.received - self.amount, Decimal(0))

    @property
    def standing(self) -> str:
        """Changes whenever the page must."""
        return f"{self.pk}:{self.state}:{self.received}:{self.went_back}"


def shown_transfers(attempts: QuerySet[PaymentAttempt]) -> list[ShownTransfer]:
    """`attempts` with their account and order."""
    return [_shown(attempt) for attempt in attempts.prefetch_related("transactions__refunds")]


@dataclass(frozen=True)
class ShownCard:
    """The last try to pay by card.

    `opened`: she was led to the card page for it. `processing`: she has done her part, her bank has not confirmed yet.
    `ended`: whatever it paid for was given up.
    """

    pk: int
    state: str
    cancelled: bool
    unclear: bool
    amount: Decimal
    received: Decimal
    opened: bool
    processing: bool
    failed_before: bool
    expires_at: datetime | None
    ended: bool = False

    @property
    def paid(self) -> bool:
        return self.state == PaymentAttempt.State.PAID

    @property
    def waiting(self) -> bool:
        return self.state == PaymentAttempt.State.PENDING

    @property
    def standing(self) -> str:
        """Changes whenever the page must."""
        return f"{self.pk}:{self.state}:{self.received}:{self.processing}"


def shown_cards(purchase) -> list[ShownCard]:
    """One, or none if the purchase is paid in another way. Money that fits no try counts, whichever try it was for."""
    tries = list(purchase.attempts.filter(method=purchase.Payment.CARD).order_by("pk").prefetch_related("transactions"))
    if not tries:
        return []
    last = tries[-1]
    open_ones = [money for one in tries for money in one.transactions.all() if money.is_open and not money.is_kept]
    return [
        ShownCard(
            pk=last.pk,
            state=last.state,
            cancelled=last.is_cancelled,
            unclear=bool(open_ones),
            amount=last.amount,
            received=sum((one.amount for one in open_ones), Decimal(0)),
            opened=last.asked is not None,
            processing=bool(last.remote_payment),
            failed_before=any(one.state == PaymentAttempt.State.REFUSED for one in tries),
            expires_at=last.expires_at,
        )
    ]


def picture(attempt: PaymentAttempt) -> bytes:
    """The code as PNG."""
    out = io.BytesIO()
    _code(attempt).save(out, kind="png", scale=PIXELS_PER_MODULE)
    return out.getvalue()


def _shown(attempt: PaymentAttempt) -> ShownTransfer:
    money = list(attempt.transactions.all())
    account = attempt.account
    if account is None:
        raise ValueError(f"attempt {attempt.pk} is no transfer")
    return ShownTransfer(
        pk=attempt.pk,
        state=attempt.state,
        cancelled=attempt.is_cancelled,
        amount=attempt.amount,
        received=_still_here(attempt, money),
        came_after=all(one.outcome == BankTransaction.Outcome.LATE for one in money if one.is_open or one.excess),
        went_back=sum((_gone(one) for one in money), Decimal(0)),
        reference=attempt.reference,
        order_number=attempt.order.number if attempt.order else "",
        bank_name=account.bank_name,
        account_no=account.number,
        account_name=account.holder,
        expires_at=attempt.expires_at,
        qr_svg=mark_safe(_code(attempt).svg_inline(omitsize=True, dark="#000", light="#fff")),  # noqa: S308 - segno's
    )


def _still_here(attempt: PaymentAttempt, money: list[BankTransaction]) -> Decimal:
    """What counts for the attempt or is still to be settled."""
    unsettled = sum((one.amount if one.is_open and not one.is_kept else one.excess for one in money), Decimal(0))
    kept = sum((one.amount for one in money if one.is_kept), Decimal(0))
    if attempt.state == PaymentAttempt.State.PAID:
        return min(attempt.amount, kept) + unsettled
    return unsettled + (kept if attempt.state == PaymentAttempt.State.PENDING else 0)


def _gone(money: BankTransaction) -> Decimal:
    """Sent back to its sender by hand; refunds of what was paid for an order are told on the order's page."""
    if money.resolution == BankTransaction.Resolution.REFUNDED:
        return money.amount
    return sum((one.amount for one in money.refunds.all() if one.state != Refund.State.FAILED), Decimal(0))


def _code(attempt: PaymentAttempt) -> segno.QRCode:
    account = attempt.account
    if account is None:
        raise ValueError(f"attempt {attempt.pk} is no transfer")
    return segno.make_qr(payload(account.bank_bin, account.number, int(attempt.amount), attempt.reference), error="m")
