"""Lazada's pushes (LPM), wire → contract. Pure functions.

Seconds and milliseconds are mixed; one message comes for each unit of an order. A push is a
hint: what it is about is always read again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from connectors.contract import Event, EventKind

KINDS = {
    "0": EventKind.ORDER,
    "1": EventKind.LISTING,
    "3": EventKind.LISTING,
    "4": EventKind.LISTING,
    "5": EventKind.LISTING,
    "6": EventKind.STOCK,
    "8": EventKind.GRANT_EXPIRING,
    "10": EventKind.RETURN,
    "14": EventKind.TRACKING,
}
MILLISECONDS = 10**11
"""A Unix time above this is in milliseconds."""


def events(body: bytes) -> tuple[Event, ...]:
    push = json.loads(body)
    if not isinstance(push, dict):
        raise ValueError("a push must be a JSON object")
    data = push.get("data")
    data = data if isinstance(data, dict) else {}
    kind = str(push.get("message_type", ""))
    event = Event(
        kind=KINDS.get(kind, EventKind.OTHER),
        shop_id=_id(push.get("seller_id")),
        order_ids=_ids(data, "trade_order_id", "order_id"),
        item_ids=_ids(data, "item_id", "product_id"),
        sent_at=_time(push.get("timestamp")),
        remote_kind=kind,
        raw=push,
    )
    return (event,)


def _id(value: object) -> str:
    return "" if value in (None, 0, "0") else str(value)


def _ids(data: Mapping[str, Any], *names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found for name in names if (found := _id(data.get(name)))))


def _time(value: object) -> datetime | None:
    try:
        number = int(str(value))
        return datetime.fromtimestamp(number / 1000 if number > MILLISECONDS else number, UTC)
    except (ValueError, OverflowError, OSError):
        return None
