"""What a channel says of its categories, limits and deliveries: read by the holder, kept for a day."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

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

KEPT = timedelta(hours=24)
RANGES = ("title", "description", "images", "price", "stock", "option_name", "variation_name", "days_to_ship")


def categories(held: Held) -> list[Category]:
    wanted = {("categories", ""): held.connector.categories}
    return [Category(**row) for row in _kept(held, wanted)["categories"]]


def reference(held: Held, category_id: str) -> Reference:
    """What the preview compares with; reads what is missing or a day old."""
    connector = held.connector
    wanted = {
        ("limits", category_id): lambda: connector.limits(category_id),
        ("attributes", category_id): lambda: connector.attributes(category_id),
        ("logistics", held.account.shop_id): connector.logistics,
    }
    return _as_reference(_kept(held, wanted))


def known_reference(account: ChannelAccount, category_id: str) -> Reference:
    """The same without asking: what was read before, else nothing is known."""
    wanted = {("limits", category_id), ("attributes", category_id), ("logistics", account.shop_id)}
    return _as_reference({kind: row.payload for (kind, _key), row in _rows(account.channel, wanted).items()})


def category_name(tree: list[Category], category_id: str) -> str:
    """The whole way from the root: "Thực phẩm > Đồ khô"."""
    by_id = {one.id: one for one in tree}
    names: list[str] = []
    while category_id in by_id and len(names) < 10:
        names.insert(0, by_id[category_id].name)
        category_id = by_id[category_id].parent_id
    return " > ".join(names)


def _kept(held: Held, wanted: Mapping[tuple[str, str], Callable[[], Any]]) -> dict[str, Any]:
    """The payload of each kind, by kind and key; what is missing or a day old is read."""
    channel, now, found = held.account.channel, held.clock(), {}
    rows = _rows(channel, wanted)
    for (kind, key), read in wanted.items():
        row = rows.get((kind, key))
        if row and row.fetched_at > now - KEPT:
            found[kind] = row.payload
            continue
        found[kind] = _plain(held.call(read))
        with held.recording():
            ReferenceData.objects.update_or_create(
                channel=channel, kind=kind, key=key, defaults={"payload": found[kind], "fetched_at": now}
            )
    return found


def _rows(channel: str, wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], ReferenceData]:
    kinds, keys = zip(*wanted, strict=True)
    rows = ReferenceData.objects.filter(channel=channel, kind__in=kinds, key__in=keys)
    return {(row.kind, row.key): row for row in rows if (row.kind, row.key) in wanted}


def _plain(read: Any) -> Any:
    return [asdict(one) for one in read] if isinstance(read, Iterable) else asdict(read)


def _as_reference(payloads: Mapping[str, Any]) -> Reference:
    return Reference(
        limits=_limits(payloads["limits"]) if "limits" in payloads else Limits(),
        attributes=tuple(_attribute(row) for row in payloads.get("attributes", ())),
        logistics=tuple(_logistics(row) for row in payloads.get("logistics", ())),
    )


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
