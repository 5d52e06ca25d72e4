"""Listings as Lazada holds them, wire → contract. Pure functions.

Sources: GetProducts, GetProductItem. The shop's local times are Vietnam's.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from connectors.contract import ListingRef, ListingState, RemoteListing, RemoteSale, RemoteSku, SkuRef
from connectors.lazada.payloads import to_text
from connectors.lazada.wire import ItemWire, SkuWire

ZONE = timezone(timedelta(hours=7))
STATES = {
    "active": ListingState.LIVE,
    "live": ListingState.LIVE,
    "sold-out": ListingState.LIVE,
    "inactive": ListingState.UNLISTED,
    "pendingqc": ListingState.REVIEWING,
    "pending": ListingState.REVIEWING,
    "rejected": ListingState.BANNED,
    "suspended": ListingState.BANNED,
    "deleted": ListingState.DELETED,
}


def listing(item: ItemWire, raw: Mapping[str, Any], now: datetime) -> RemoteListing:
    """`now` tells whether a sale price is in force. Lazada keeps our keys on the SKUs only, so
    `item_sku` is the first one's."""
    skus = living(item)
    return RemoteListing(
        ref=ListingRef(item.item_id),
        state=state(item),
        title=str(item.attributes.get("name") or ""),
        description=to_text(str(item.attributes.get("description") or "")),
        category_id=item.primary_category,
        item_sku=skus[0].SellerSku if skus else "",
        skus=tuple(_sku(item, sku, now) for sku in skus),
        image_ids=tuple(item.images),
        updated_at=item.updated_time,
        reason=_reason(raw.get("rejectReason")),
        raw=raw,
    )


def _reason(said: Any) -> str:
    """One text, or a list of texts or of objects whose keys are not documented."""
    if isinstance(said, (list, tuple)):
        return "; ".join(filter(None, map(_reason, said)))
    if isinstance(said, Mapping):
        return ": ".join(str(value) for value in said.values() if value)
    return str(said or "")


def living(item: ItemWire) -> list[SkuWire]:
    """The SKUs that were not deleted."""
    return [sku for sku in item.skus if sku.Status.lower() != "deleted"]


def state(item: ItemWire) -> ListingState:
    """The item's own word; it stays active there when all its SKUs are hidden or gone."""
    skus = living(item)
    if item.skus and not skus:
        return ListingState.DELETED
    said = STATES.get(item.status.lower().replace(" ", ""), ListingState.UNKNOWN)
    if said is ListingState.LIVE and skus and all(sku.Status.lower() == "inactive" for sku in skus):
        return ListingState.UNLISTED
    return said


def sku_refs(item: ItemWire) -> tuple[SkuRef, ...]:
    return tuple(SkuRef(item.item_id, sku.SkuId, sku.SellerSku) for sku in living(item))


def _sku(item: ItemWire, sku: SkuWire, now: datetime) -> RemoteSku:
    sale = _sale(sku)
    return RemoteSku(
        ref=SkuRef(item.item_id, sku.SkuId, sku.SellerSku),
        price=sku.price,
        current_price=sale.price if sale and _runs(sale, now) else sku.price,
        stock=sellable(sku),
        reserved=sum(_locked(row) for row in sku.channelInventories),
        options=tuple(str(value) for value in sku.saleProp.values()),
        active=sku.Status.lower() != "inactive",
        sale=sale,
    )


def sellable(sku: SkuWire) -> int:
    """What buyers may still have; `quantity` is the total and only the last resort."""
    if sku.multiWarehouseInventories:
        return sum(row.sellableQuantity for row in sku.multiWarehouseInventories)
    return sku.quantity if sku.Available is None else sku.Available


def _locked(row: Mapping[str, Any]) -> int:
    """The part of the sellable stock that a campaign holds (the key is not documented)."""
    for name in ("sellableQuantity", "quantity", "totalQuantity"):
        if row.get(name) not in (None, ""):
            return int(row[name])
    return 0


def _sale(sku: SkuWire) -> RemoteSale | None:
    if sku.special_price is None or not sku.special_price.dong:
        return None
    return RemoteSale(sku.special_price, _moment(sku.special_from_time), _moment(sku.special_to_time))


def _runs(sale: RemoteSale, now: datetime) -> bool:
    return (sale.starts is None or sale.starts <= now) and (sale.ends is None or now < sale.ends)


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=ZONE)


def local(moment: datetime) -> str:
    """2026-11-01 00:00:00 in Vietnam."""
    return moment.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S")
