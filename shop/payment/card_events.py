"""Stripe's messages: read, then acted on once each. What they say is fetched again before it is believed."""

import json
from dataclasses import dataclass

from django.db import transaction

from . import card_refunds, card_settling, stripe_api
from .card_settling import SOURCE
from .models import ProviderEvent

SESSION_KINDS = frozenset(
    f"checkout.session.{what}" for what in ("completed", "async_payment_succeeded", "async_payment_failed", "expired")
)
REFUND_KINDS = frozenset({"charge.refunded", "refund.created", "refund.updated", "refund.failed"})


class Malformed(ValueError):
    """Signed, but not what Stripe's documentation describes."""


@dataclass(frozen=True)
class Event:
    """`about` is the key of the session, or of the payment that is refunded; empty if the kind is nothing to us."""

    id: str
    kind: str
    about: str


def read(body: bytes) -> Event:
    """
    Raises:
        Malformed: not JSON, or a field is missing, of a wrong type, or out of bounds.
    """
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed("not JSON") from error
    if not isinstance(told, dict) or told.get("object") != "event":
        raise Malformed("no event")
    kind, data = _text(told.get("type"), 80), told.get("data")
    inner = data.get("object") if isinstance(data, dict) else None
    if not isinstance(inner, dict):
        raise Malformed("no object")
    about = ""
    if kind in SESSION_KINDS:
        about = _text(inner.get("id"), 255)
    elif kind in REFUND_KINDS and inner.get("payment_intent") is not None:
        about = _text(inner["payment_intent"], 255)
    return Event(_text(told.get("id"), 255), kind, about)


def act(event: Event) -> None:
    """Bring our rows to what the provider's API says of what the event is about; a repeat does nothing.

    Raises:
        ProviderSilent: the API could not be asked: nothing was stored, the message has to come again.
    """
    if not event.about or ProviderEvent.objects.filter(source=SOURCE, remote_id=event.id).exists():
        return
    try:
        if event.kind in SESSION_KINDS:
            _about_session(event)
        else:
            _about_refunds(event)
    except stripe_api.Declined:
        return  # signed, but the API knows of no such thing: of another shop on this account, or long gone


def _about_session(event: Event) -> None:
    session = stripe_api.fetch_session(event.about)
    attempt = card_settling.attempt_of(session)
    if attempt is None:
        return
    with transaction.atomic():
        if _is_first(event):
            card_settling.settle(attempt, session)


def _about_refunds(event: Event) -> None:
    told = stripe_api.refunds_of(event.about)
    with transaction.atomic():
        if card_refunds.take_over(event.about, told):
            _is_first(event)


def _is_first(event: Event) -> bool:
    return ProviderEvent.objects.get_or_create(source=SOURCE, remote_id=event.id, defaults={"kind": event.kind})[1]


def _text(value, longest: int) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= longest or not value.isascii() or not value.isprintable():
        raise Malformed("text")
    return value
