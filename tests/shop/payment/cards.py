"""A buyer who pays by card, and the rehearsal Stripe that she pays at, for the tests about cards."""

from __future__ import annotations

import json
import time

from django.test import Client

from shop.checkout.links import thanks_url
from shop.checkout.models import Purchase
from shop.payment.models import PaymentAttempt
from shop.payment.sandbox.events import signature
from shop.payment.sandbox.serving import Server
from tests.shop.checkout.buying import order_through_the_pages, place

KEY, SECRET = "sk_test_of_the_tests", "whsec_of_the_tests"


def connect(settings, server: Server) -> None:
    settings.STRIPE = {
        "secret_key": KEY,
        "webhook_secret": SECRET,
        "api_url": server.url,
        "checkout": server.url,
    }


def order_by_card(client: Client, *products, **more):
    """Go through the checkout's own pages; the answer to the last click."""
    return order_through_the_pages(client, *products, payment_method="card", **more)


def buy_by_card(client: Client, *products, **more) -> Purchase:
    """Placed, and led to the card page."""
    purchase = place(client, *products, payment_method="card", **more)
    assert "/c/pay/" in pay_again(client, purchase).url
    return purchase


def pay_again(client: Client, purchase: Purchase):
    return client.post(thanks_url(purchase.reference) + "tra-tien/")


def attempt_of(purchase: Purchase) -> PaymentAttempt:
    return purchase.attempts.order_by("pk").last()


def session_of(purchase: Purchase) -> str:
    return attempt_of(purchase).remote_id


def events(server: Server) -> list[dict]:
    """What the rehearsal has to tell, oldest first; held back in tests without a live server."""
    return [letter["event"] for letter in server.rehearsal.outbox.letters()]


def tell(client: Client, event: dict | bytes, at: float | None = None, secret: str = SECRET, **headers):
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    signed = {"Stripe-Signature": signature(body, secret, time.time() if at is None else at)}
    return client.post(
        "/webhooks/stripe/", body, content_type="application/json", headers={**signed, **headers.get("headers", {})}
    )


def tell_all(client: Client, server: Server) -> None:
    for event in events(server):
        assert tell(client, event).status_code == 200
