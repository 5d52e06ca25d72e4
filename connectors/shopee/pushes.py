"""Shopee's pushes, wire → contract. Pure functions.

`data` may be JSON inside a string and ids may be text; pushes say `ordersn`, not
`order_sn`. A push is a hint: what it is about is always read again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from connectors.contract import Event, EventKind

KINDS = {
    "0": EventKind.PING,
    "1": EventKind.AUTHORISED,
    "2": EventKind.DEAUTHORISED,
    "3": EventKind.ORDER,
    "4": EventKind.TRACKING,
    "6": EventKind.LISTING,
    "7": EventKind.LISTING,
    "8": EventKind.STOCK,
    "9": EventKind.LISTING,
    "12": EventKind.GRANT_EXPIRING,
    "16": EventKind.LISTING,
    "22": EventKind.LISTING,
    "27": EventKind.LISTING,
    "29": EventKind.RETURN,
    "30": EventKind.TRACKING,
    "47": EventKind.TRACKING,
}


def events(body: bytes) -> tuple[Event, ...]:
    """One event, or one for each shop when grants are about to expire."""
    push = json.loads(body)
    if not isinstance(push, dict):
        raise ValueError("a push must be a JSON object")
    data = _data(push.get("data"))
    code = str(push.get("code", ""))
    kind = KINDS.get(code, EventKind.OTHER)
    shops = [_id(push.get("shop_id")) or _id(data.get("shop_id"))]
    if kind is EventKind.GRANT_EXPIRING and isinstance(data.get("shop_expire_soon"), list):
        shops = [_shop(row) for row in data["shop_expire_soon"]]
    return tuple(
        Event(
            kind=kind,
            shop_id=shop_id,
            order_ids=_ids(data, "ordersn", "order_sn"),
            item_ids=_ids(data, "item_id"),
            sent_at=_time(push.get("timestamp")),
            remote_kind=code,
            raw=push,
        )
        for shop_id in shops
    )


def _data(value: object) -> Mapping[str, Any]:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return {}
    return value if isinstance(value, dict) else {}


def _shop(row: object) -> str:
    return _id(row.get("shop_id")) if isinstance(row, dict) else _id(row)


def _id(value: object) -> str:
    return "" if value in (None, 0, "0") else str(value)


def _ids(data: Mapping[str, Any], *names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found for name in names if (found := _id(data.get(name)))))


def _time(value: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(str(value)), UTC)
    except (ValueError, OverflowError, OSError):
        return None
