"""SePay's webhook: is it SePay who speaks, and what does it say (developer.sepay.vn/vi/sepay-webhooks)."""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings

from .transactions import LARGEST_AMOUNT, Transfer, moment_of, one_line

SOURCE = "sepay"
OLDEST = timedelta(minutes=5)


class Malformed(ValueError):
    """Signed, but not what SePay's documentation describes."""


def is_connected() -> bool:
    """Whether a key is set: without one nobody is believed."""
    return bool(settings.SEPAY["secret"] or settings.SEPAY["api_key"])


def sign(body: bytes, timestamp: str) -> str:
    """The value of `X-SePay-Signature`."""
    message = timestamp.encode() + b"." + body
    return "sha256=" + hmac.new(settings.SEPAY["secret"].encode(), message, hashlib.sha256).hexdigest()


def is_genuine(headers: Mapping[str, str], body: bytes, now: datetime) -> bool:
    """Signed over the raw bytes not more than five minutes ago, or sent with the API key; in constant time."""
    if settings.SEPAY["secret"] and _is_fresh(timestamp := headers.get("X-SePay-Timestamp", ""), now):
        given = headers.get("X-SePay-Signature", "")
        if hmac.compare_digest(given.encode(), sign(body, timestamp).encode()):
            return True
    key = settings.SEPAY["api_key"]
    return bool(key) and hmac.compare_digest(headers.get("Authorization", "").encode(), f"Apikey {key}".encode())


def read(body: bytes) -> Transfer | None:
    """What came in; None if the message is about money that went out.

    Raises:
        Malformed: not JSON, or a field is missing, of a wrong type, or out of bounds.
    """
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed("not JSON") from error
    if not isinstance(told, dict) or told.get("transferType") not in ("in", "out"):
        raise Malformed("no transfer")
    if told["transferType"] == "out":
        return None
    return Transfer(
        source=SOURCE,
        remote_id=_key(told.get("id")),
        bank_reference=_text(told.get("referenceCode"), 80),
        account_numbers=tuple(filter(None, (_text(told.get(name), 30) for name in ("accountNumber", "subAccount")))),
        amount=_amount(told.get("transferAmount")),
        content=_text(told.get("content"), 500),
        occurred_at=_moment(told.get("transactionDate")),
    )


def _is_fresh(timestamp: str, now: datetime) -> bool:
    return bool(re.fullmatch(r"[0-9]{1,12}", timestamp)) and abs(now.timestamp() - int(timestamp)) <= (
        OLDEST.total_seconds()
    )


def _key(value) -> str:
    if (
        isinstance(value, bool)
        or not isinstance(value, int | str)
        or not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", str(value))
    ):
        raise Malformed("id")
    return str(value)


def _text(value, longest: int) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Malformed("text")
    return one_line(value, longest)


def _amount(value) -> Decimal:
    whole = isinstance(value, int | float) and not isinstance(value, bool) and value == value // 1
    if not whole or not 0 < value <= LARGEST_AMOUNT:
        raise Malformed("transferAmount")
    return Decimal(int(value))


def _moment(value) -> datetime:
    """`2026-11-22 08:37:32`, Vietnam's time."""
    if not isinstance(value, str) or (moment := moment_of(value, "%Y-%m-%d %H:%M:%S")) is None:
        raise Malformed("transactionDate")
    return moment
