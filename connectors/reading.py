"""What a channel says of its categories, limits and deliveries: read by the holder, kept for a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any, TypeVar

from .contract import (
    Attribute,
    AttributeOption,
    Category,
    Dimensions,
    Limits,
    LogisticsChannel,
    Range,
    Reference,
)
from .holding import Held
from .models import ChannelAccount, ReferenceData

T = TypeVar("T")
KEPT = timedelta(hours=24)
RANGES = ("title", "description", "images", "price", "stock", "option_name", "variation_name", "days_to_ship")


def categories(held: Held) -> list[Category]:
    rows = _kept(held, "categories", "", lambda: [asdict(one) for one in held.call(held.connector.categories)])
    return [Category(**row) for row in rows]


def reference(held: Held, category_id: str) -> Reference:
    """What the preview compares with; reads what is missing or a day old."""
    connector = held.connector
    _kept(held, "limits", category_id, lambda: asdict(held.call(lambda: connector.limits(category_id))))
    _kept(
        held,
        "attributes",
        category_id,
        lambda: [asdict(one) for one in held.call(lambda: connector.attributes(category_id))],
    )
    _kept(held, "logistics", held.account.shop_id, lambda: [asdict(one) for one in held.call(connector.logistics)])
    return known_reference(held.account, category_id)


def known_reference(account: ChannelAccount, category_id: str) -> Reference:
    """The same without asking: what was read before, else nothing is known."""
    wanted = {("limits", category_id), ("attributes", category_id), ("logistics", account.shop_id)}
    found = {
        row.kind: row.payload
        for row in ReferenceData.objects.filter(
            channel=account.channel,
            kind__in=("limits", "attributes", "logistics"),
            key__in=(category_id, account.shop_id),
        )
        if (row.kind, row.key) in wanted
    }
    return Reference(
        limits=_limits(found["limits"]) if "limits" in found else Limits(),
        attributes=tuple(_attribute(row) for row in found.get("attributes", ())),
        logistics=tuple(_logistics(row) for row in found.get("logistics", ())),
    )


def category_name(tree: list[Category], category_id: str) -> str:
    """The whole way from the root: "Thực phẩm > Đồ khô"."""
    by_id = {one.id: one for one in tree}
    names: list[str] = []
    while category_id in by_id and len(names) < 10:
        names.insert(0, by_id[category_id].name)
        category_id = by_id[category_id].parent_id
    return " > ".join(names)


def _kept(held: Held, kind: str, key: str, read: Callable[[], T]) -> T:
    now = held.clock()
    row = ReferenceData.objects.filter(channel=held.account.channel, kind=kind, key=key).first()
    if row and row.fetched_at > now - KEPT:
        return row.payload
    payload = read()
    with held.recording():
        ReferenceData.objects.update_or_create(
            channel=held.account.channel, kind=kind, key=key, defaults={"payload": payload, "fetched_at": now}
        )
    return payload


def _limits(row: Mapping[str, Any]) -> Limits:
    return Limits(**{name: Range(**value) if name in RANGES else value for name, value in row.items()})


def _attribute(row: Mapping[str, Any]) -> Attribute:
    options = tuple(AttributeOption(**option) for option in row["options"])
    return Attribute(**{**row, "options": options, "units": tuple(row["units"])})


def _logistics(row: Mapping[str, Any]) -> LogisticsChannel:
    size = row["max_dimensions_cm"]
    return LogisticsChannel(
        **{
            **row,
            "sizes": tuple((one[0], one[1]) for one in row["sizes"]),
            "weight_grams": Range(**row["weight_grams"]),
            "max_dimensions_cm": Dimensions(**size) if size else None,
        }
    )
