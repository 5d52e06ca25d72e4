"""A try to pay by card becomes what its provider says of it: paid, failed, ended. Browsers are never believed.

The session as fetched from the provider's API decides; messages only say that there is something to fetch. The order
of locks is as in `transactions`: orders, then attempt.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.checkout.models import Purchase
from shop.order.pipeline import Status
from shop.order.statuses import advance

from . import stripe_api
from .excess import PAYS
from .holds import hold_until
from .models import BankTransaction, PaymentAttempt
from .ports import ProviderSilent
from .stripe_api import Declined, Session
from .transactions import hold_for_a_person, locked, outcome_of, pay

logger = logging.getLogger(__name__)
SOURCE = "stripe"
CARD = Purchase.Payment.CARD
State = PaymentAttempt.State
Outcome = BankTransaction.Outcome


def session_key(attempt: PaymentAttempt) -> str:
    """The idempotency key: one session per try, however often it is asked for."""
    return f"co-{attempt.reference}-{attempt.pk}"


def attempt_of(session: Session) -> PaymentAttempt | None:
    """The try that this session was opened for, also if the answer to its opening never reached us."""
    cards = PaymentAttempt.objects.filter(method=CARD)
    if found := cards.filter(remote_id=session.id).first():
        return found
    if not session.attempt.isdecimal():
        return None
    return cards.filter(pk=session.attempt, reference=session.reference, remote_id="", asked__isnull=False).first()


@transaction.atomic
def settle(attempt: PaymentAttempt, session: Session) -> None:
    """Make of the try what the provider says; the same again does nothing."""
    attempt, orders = locked(attempt)
    _keep_keys(attempt, session)
    if session.paid:
        _money_came(attempt, orders, session)
    elif attempt.state != State.PENDING or session.open:
        return
    elif session.processing:
        hold_until(attempt, orders, timezone.now() + settings.CARD_HOLD_PROCESSING)
    elif session.status == "expired":
        _close(attempt, State.LAPSED)
        _cancel(orders, _("not paid in time"))
    else:
        _fail(attempt, orders)


@transaction.atomic
def fail(attempt: PaymentAttempt) -> None:
    """The provider takes no such payment: this try is over."""
    attempt, orders = locked(attempt)
    if attempt.state == State.PENDING:
        _fail(attempt, orders)


def end(attempt: PaymentAttempt) -> bool:
    """End the try at the provider, then here if it confirms; what it says was paid is paid. Whether it is over unpaid.

    No transaction is open.

    Raises:
        ProviderSilent: nothing is known, so nothing was released.
    """
    try:
        remote_id = attempt.remote_id or stripe_api.create_session(attempt.asked, session_key(attempt)).id
        settle(attempt, stripe_api.expire_session(remote_id))
    except Declined:  # it never came to be, or is gone: nobody can pay it
        _gone(attempt)
    attempt.refresh_from_db()
    return attempt.state in (State.LAPSED, State.REFUSED)


def give_up(attempt: PaymentAttempt) -> None:
    """Ask no more for this try, and tell the provider once the transaction is committed. The caller holds the lock."""
    _close(attempt, State.LAPSED)
    transaction.on_commit(lambda: _end_if_heard(attempt), robust=True)


def next_try(attempt: PaymentAttempt, amount) -> PaymentAttempt:
    """Another try in place of one that is over, to be opened when the buyer comes."""
    return PaymentAttempt.objects.create(
        purchase_id=attempt.purchase_id,
        order_id=attempt.order_id,
        method=attempt.method,
        amount=amount,
        reference=attempt.reference,
        expires_at=attempt.expires_at,
    )


def _keep_keys(attempt: PaymentAttempt, session: Session) -> None:
    attempt.remote_id = session.id
    if session.status == "complete":
        attempt.remote_payment = session.intent
    attempt.save(update_fields=["remote_id", "remote_payment"])


def _money_came(attempt: PaymentAttempt, orders, session: Session) -> None:
    """Kept once; paid if amount, currency and purchase are those that were asked for, else put before a person."""
    ours = session.currency == stripe_api.CURRENCY and session.reference == attempt.reference
    money, created = BankTransaction.objects.get_or_create(
        source=SOURCE,
        remote_id=(session.intent or session.id)[:80],
        defaults={
            "bank_reference": session.intent[:80],
            "account_number": "Stripe",
            "amount": session.amount,
            "content": f"{session.reference} {session.currency.upper()}"[:500],
            "occurred_at": timezone.now(),
            "outcome": outcome_of(attempt, session.amount) if ours else Outcome.UNMATCHED,
            "attempt": attempt,
        },
    )
    if not created:
        return
    if money.outcome in PAYS:
        pay(attempt, orders, note=_("paid by card"))
        return
    for waiting in PaymentAttempt.objects.filter(purchase=attempt.purchase_id, state=State.PENDING):
        hold_for_a_person(waiting, orders)


def _fail(attempt: PaymentAttempt, orders) -> None:
    _close(attempt, State.REFUSED)
    refused = PaymentAttempt.objects.filter(purchase=attempt.purchase_id, method=CARD, state=State.REFUSED).count()
    if refused < settings.CARD_TRIES:
        hold_until(next_try(attempt, attempt.amount), orders, timezone.now() + settings.CARD_SESSION)
    else:
        _cancel(orders, _("the card was not accepted"))


@transaction.atomic
def _gone(attempt: PaymentAttempt) -> None:
    attempt, orders = locked(attempt)
    if attempt.state == State.PENDING:
        _close(attempt, State.LAPSED)
        _cancel(orders, _("not paid in time"))


def _close(attempt: PaymentAttempt, state: str) -> None:
    PaymentAttempt.objects.filter(pk=attempt.pk).update(state=state, settled_at=timezone.now())


def _cancel(orders, note: str) -> None:
    for order in orders:
        advance(order, Status.CANCELLED, note=note)


def _end_if_heard(attempt: PaymentAttempt) -> None:
    try:
        end(attempt)
    except ProviderSilent:
        logger.warning("card session of attempt %s could not be ended; it ends by itself", attempt.pk)


def session_end(now) -> int:
    """When a session that is opened now ends, in Unix seconds; the provider wants at least 30 minutes."""
    return int((now + settings.CARD_SESSION + timedelta(seconds=1)).timestamp())
