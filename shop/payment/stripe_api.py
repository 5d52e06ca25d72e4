"""Stripe as far as we use it: Checkout Sessions and refunds, as plain values. Knows no purchase and no database.

Đồng is a zero-decimal currency there: 150000 is 150.000 ₫ (docs.stripe.com/currencies).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import stripe

from django.conf import settings

from .ports import ProviderSilent

CURRENCY = "vnd"
PATIENCE = 10  # seconds for one answer
RETRIES = 2
TOLERANCE = 300  # seconds that a signed event may be old


class Declined(Exception):
    """Stripe understood and will not do it: asking the same again is useless. Says why in Stripe's words."""


@dataclass(frozen=True)
class Session:
    """`intent` is Stripe's payment behind the session and `intent_status` how far that got; both may be empty."""

    id: str
    url: str
    status: str
    payment_status: str
    amount: Decimal
    currency: str
    reference: str
    attempt: str
    intent: str
    intent_status: str

    @property
    def open(self) -> bool:
        return self.status == "open"

    @property
    def paid(self) -> bool:
        return self.status == "complete" and self.payment_status == "paid" and self.amount > 0

    @property
    def processing(self) -> bool:
        """The buyer has done her part, the money is not there yet."""
        return self.status == "complete" and not self.paid and self.intent_status in ("", "processing")


@dataclass(frozen=True)
class RemoteRefund:
    """`status` is Stripe's: pending, requires_action, succeeded, failed or canceled. `refund` is our row's key."""

    id: str
    status: str
    amount: Decimal
    intent: str
    refund: str
    problem: str


def is_connected() -> bool:
    """Whether both keys are set: without them no card is taken and no message believed."""
    return bool(settings.STRIPE["secret_key"] and settings.STRIPE["webhook_secret"])


def create_session(asked: Mapping[str, Any], key: str) -> Session:
    """Open a session with exactly these parameters; the same `key` again gives the same session.

    Raises:
        Declined, ProviderSilent
    """
    return _session(_ask(lambda client: client.v1.checkout.sessions.create(asked, {"idempotency_key": key})))


def fetch_session(session_id: str) -> Session:
    """
    Raises:
        Declined: there is no such session.
        ProviderSilent
    """
    sessions = {"expand": ["payment_intent"]}
    return _session(_ask(lambda client: client.v1.checkout.sessions.retrieve(session_id, sessions)))


def expire_session(session_id: str) -> Session:
    """End an open session, so that it can no longer be paid; what is no longer open is given back as it stands.

    Raises:
        Declined: there is no such session.
        ProviderSilent
    """
    try:
        return _session(_ask(lambda client: client.v1.checkout.sessions.expire(session_id)))
    except Declined:
        return fetch_session(session_id)


def create_refund(intent: str, amount: int, refund: int, key: str) -> RemoteRefund:
    """
    Raises:
        Declined, ProviderSilent
    """
    asked = {"payment_intent": intent, "amount": amount, "metadata": {"refund": str(refund)}}
    return _refund(_ask(lambda client: client.v1.refunds.create(asked, {"idempotency_key": key})))


def refunds_of(intent: str) -> list[RemoteRefund]:
    """All refunds of a payment, also those made in Stripe's own dashboard.

    Raises:
        Declined, ProviderSilent
    """
    asked = {"payment_intent": intent, "limit": 100}
    found = _ask(lambda client: list(client.v1.refunds.list(asked).auto_paging_iter()))
    return [_refund(one) for one in found]


def is_genuine(body: bytes, signature: str) -> bool:
    """Signed over the raw bytes with the webhook's secret, not more than `TOLERANCE` ago."""
    try:
        return stripe.WebhookSignature.verify_header(
            body.decode("utf-8"), signature, settings.STRIPE["webhook_secret"], TOLERANCE
        )
    except (stripe.SignatureVerificationError, ValueError, TypeError):
        return False


def _ask(call: Callable[[stripe.StripeClient], Any]) -> Any:
    try:
        return call(_client())
    except (stripe.InvalidRequestError, stripe.CardError) as error:
        raise Declined(error.user_message or str(error)) from error
    except stripe.StripeError as error:
        raise ProviderSilent(type(error).__name__) from error


def _client() -> stripe.StripeClient:
    own_address = settings.STRIPE["api_url"]
    return stripe.StripeClient(
        settings.STRIPE["secret_key"],
        base_addresses={"api": own_address} if own_address else {},
        max_network_retries=RETRIES,
        http_client=stripe.RequestsClient(timeout=PATIENCE),
    )


def _session(told: stripe.checkout.Session) -> Session:
    intent = told.payment_intent
    whole = isinstance(intent, stripe.PaymentIntent)
    metadata = told.metadata.to_dict() if told.metadata else {}
    return Session(
        id=told.id,
        url=told.url or "",
        status=told.status or "",
        payment_status=told.payment_status,
        amount=Decimal(told.amount_total or 0),
        currency=told.currency or "",
        reference=told.client_reference_id or "",
        attempt=str(metadata.get("attempt", "")),
        intent=(intent.id if whole else intent) or "",
        intent_status=intent.status if whole else "",
    )


def _refund(told: stripe.Refund) -> RemoteRefund:
    intent = told.payment_intent
    metadata = told.metadata.to_dict() if told.metadata else {}
    return RemoteRefund(
        id=told.id,
        status=told.status or "",
        amount=Decimal(told.amount),
        intent=(intent.id if isinstance(intent, stripe.PaymentIntent) else intent) or "",
        refund=str(metadata.get("refund", "")),
        problem=getattr(told, "failure_reason", None) or "",
    )
