"""A buyer who transfers, and the bank that tells of it, for the tests about money."""

from __future__ import annotations

import itertools
import json
import time
from decimal import Decimal

from django.test import Client

from shop.checkout.models import Purchase
from shop.payment import sepay
from shop.payment.models import PaymentAccount
from shop.payment.transactions import Transfer, moment_of
from tests.shop.checkout.buying import order_through_the_pages, place

NUMBER = "0011001234567"
_id = itertools.count(92_704)


def make_account(producer=None, number: str = NUMBER, **fields) -> PaymentAccount:
    fields.setdefault("has_webhook", True)
    return PaymentAccount.objects.create(
        producer=producer, bank_bin="970436", number=number, holder="HTX MAU", **fields
    )


def order_by_transfer(client: Client, *products, **more):
    """Go through the checkout's own pages; the answer to the last click."""
    return order_through_the_pages(client, *products, payment_method="qr", **more)


def buy_by_transfer(client: Client, *products, **more) -> Purchase:
    return place(client, *products, payment_method="qr", **more)


def told(purchase: Purchase, amount: int | None = None, **changed) -> dict:
    """What SePay posts (developer.sepay.vn, "Tích hợp webhooks")."""
    number = next(_id)
    return {
        "id": number,
        "gateway": "Vietcombank",
        "transactionDate": "2026-11-22 14:02:37",
        "accountNumber": NUMBER,
        "code": None,
        "content": f"MBVCB.3278907687.{purchase.reference}.CT tu 0123456789",
        "transferType": "in",
        "transferAmount": int(purchase.total if amount is None else amount),
        "accumulated": 19_077_000,
        "subAccount": None,
        "referenceCode": f"MBVCB.{number}",
        "description": "",
        **changed,
    }


def signed(body: bytes, at: float | None = None) -> dict[str, str]:
    timestamp = str(int(time.time() if at is None else at))
    return {"X-SePay-Timestamp": timestamp, "X-SePay-Signature": sepay.sign(body, timestamp)}


def tell(client: Client, payload: dict | bytes, headers: dict[str, str] | None = None):
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return client.post(
        "/webhooks/sepay/", body, content_type="application/json", headers=signed(body) if headers is None else headers
    )


def transfer(purchase: Purchase, amount: int | None = None, content: str | None = None, **more) -> Transfer:
    number = next(_id)
    return Transfer(
        source=more.get("source", "sepay"),
        remote_id=str(number),
        account_numbers=(more.get("account", NUMBER),),
        amount=Decimal(purchase.total if amount is None else amount),
        content=f"CT {purchase.reference}" if content is None else content,
        occurred_at=more.get("at", moment_of("22/11/2026 14:02", "%d/%m/%Y %H:%M")),
        bank_reference=more.get("bank_reference", f"FT{number}"),
    )
