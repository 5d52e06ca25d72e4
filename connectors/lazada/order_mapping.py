"""Orders and their units, wire → contract. Pure functions.

Sources: GetOrders, GetOrderItems, SetPack. Lazada sends one row for each unit and knows no
status of the order: ours is that of the unit that has come least far. What the buyer paid is
price − voucher + shipping fee, by Lazada's own formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from connectors.contract import (
    CancelReason,
    ChannelOrder,
    Money,
    OrderLine,
    OrderStatus,
    Parcel,
    Recipient,
    SkuRef,
)
from connectors.lazada.wire import OrderWire, UnitWire, read

STATUSES = {
    "unpaid": OrderStatus.UNPAID,
    "pending": OrderStatus.TO_SHIP,
    "topack": OrderStatus.TO_SHIP,
    "repacked": OrderStatus.TO_SHIP,
    "packed": OrderStatus.TO_SHIP,
    "toship": OrderStatus.TO_SHIP,
    "ready_to_ship_pending": OrderStatus.PROCESSED,
    "ready_to_ship": OrderStatus.PROCESSED,
    "shipped": OrderStatus.SHIPPED,
    "delivered": OrderStatus.DELIVERED,
    "failed": OrderStatus.DELIVERY_FAILED,
    "failed_delivery": OrderStatus.DELIVERY_FAILED,
    "lost": OrderStatus.DELIVERY_FAILED,
    "lost_by_3pl": OrderStatus.DELIVERY_FAILED,
    "damaged_by_3pl": OrderStatus.DELIVERY_FAILED,
    "package_scrapped": OrderStatus.DELIVERY_FAILED,
    "shipped_back": OrderStatus.DELIVERY_FAILED,
    "shipped_back_success": OrderStatus.DELIVERY_FAILED,
    "shipped_back_failed": OrderStatus.DELIVERY_FAILED,
    "returned": OrderStatus.RETURNING,
    "canceled": OrderStatus.CANCELLED,
}
"""In the order in which a unit goes through them."""

_PLACE = {status: place for place, status in enumerate(STATUSES)}
PACKABLE = frozenset({"pending", "repacked", "topack"})
PACKED = frozenset({"packed"})
HANDED_OVER = frozenset({"ready_to_ship_pending", "ready_to_ship", "shipped", "delivered"})
CANCELLABLE = frozenset({"pending", "topack", "repacked", "packed", "toship", "ready_to_ship"})
OUT_OF_STOCK = "10000021"
ZEROES_STOCK = frozenset({OUT_OF_STOCK, "10000023"})
"""Lazada sets the SKU's stock to 0 after a cancellation for these reasons."""


def order(raw: Mapping[str, Any], unit_rows: Sequence[Mapping[str, Any]]) -> ChannelOrder:
    """One order with its units; BugError when it can't be read."""
    wire = read(OrderWire, raw, "orders/get")
    units = [read(UnitWire, row, "orders/items/get") for row in unit_rows]
    word = _leading([unit.status for unit in units] or wire.statuses)
    return ChannelOrder(
        order_id=wire.order_id,
        status=_status(word, wire),
        remote_status=word,
        cod=wire.payment_method.upper() == "COD",
        currency=next((unit.currency for unit in units if unit.currency), "VND"),
        created_at=wire.created_at,
        updated_at=wire.updated_at,
        lines=tuple(_line(unit) for unit in _standing(units)),
        total=_total(wire),
        shipping_fee=wire.shipping_fee,
        payment_method=wire.payment_method,
        ship_by=_deadline([unit.sla_time_stamp for unit in units] + [wire.promised_shipping_times]),
        buyer=wire.customer_first_name,
        recipient=_recipient(wire),
        parcels=_parcels(wire.order_id, units),
        buyer_note=wire.buyer_note,
        cancelled_by=next((who for unit in units if (who := _initiator(unit))), ""),
        cancel_reason=next((unit.reason for unit in units if unit.reason), ""),
        raw={**raw, "order_items": list(unit_rows)},
    )


def _leading(statuses: Iterable[str]) -> str:
    """The status of the unit that has come least far; an unknown word is shown before all."""
    words = [word.lower().strip() for word in statuses]
    return min(words, key=lambda word: _PLACE.get(word, -1), default="")


def _status(word: str, wire: OrderWire) -> OrderStatus:
    found = STATUSES.get(word, OrderStatus.UNKNOWN)
    asked = wire.need_cancel_confirm and found in (OrderStatus.TO_SHIP, OrderStatus.PROCESSED)
    return OrderStatus.CANCEL_REQUESTED if asked else found


def _initiator(unit: UnitWire) -> str:
    """ "buyer", "seller"…; nobody is spelt "null-null"."""
    return unit.cancel_return_initiator if "null" not in unit.cancel_return_initiator else ""


def _standing(units: Sequence[UnitWire]) -> list[UnitWire]:
    """The units that are not cancelled, or all when every one is."""
    return [unit for unit in units if unit.status != "canceled"] or list(units)


def _line(unit: UnitWire) -> OrderLine:
    """One unit. `item_price` is what one costs before vouchers."""
    return OrderLine(
        line_id=unit.order_item_id,
        ref=SkuRef(unit.product_id, unit.sku_id, unit.sku),
        title=unit.name,
        variation=unit.variation,
        quantity=1,
        original_price=unit.item_price,
        unit_price=unit.item_price,
    )


def _total(wire: OrderWire) -> Money | None:
    if wire.price is None:
        return None
    voucher = wire.voucher.dong if wire.voucher else 0
    fee = wire.shipping_fee.dong if wire.shipping_fee else 0
    return Money(wire.price.dong - voucher + fee)


def _deadline(texts: Iterable[str]) -> datetime | None:
    """The first moment among them, as ISO text or "2026-11-02 23:59:59 +0700"."""
    found = []
    for text in texts:
        for form in ("%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S %z"):
            try:
                found.append(datetime.strptime(text.strip(), form).astimezone(UTC))
            except ValueError:
                continue
    return min(found, default=None)


def _recipient(wire: OrderWire) -> Recipient:
    """address3 is the province, 4 the district, 5 the commune, as far as they are given."""
    address = wire.address_shipping
    return Recipient(
        name=" ".join(part for part in (address.first_name, address.last_name) if part),
        phone=address.phone,
        street=address.address1,
        ward=address.address5,
        district=address.addressDistrict or address.addressDsitrict or address.address4,
        province=address.address3 or address.city,
        country=address.country,
        postcode=address.post_code,
    )


def _parcels(order_id: str, units: Sequence[UnitWire]) -> tuple[Parcel, ...]:
    found = {unit.package_id: unit for unit in units if unit.package_id and unit.status != "canceled"}
    return tuple(parcel(order_id, unit) for unit in found.values())


def parcel(order_id: str, unit: UnitWire) -> Parcel:
    return Parcel(order_id, unit.package_id, unit.shipment_provider, unit.tracking_code, unit.status)


def reason_id(reason: CancelReason, options: Sequence[Mapping[str, Any]]) -> str:
    """The offered reason that fits: "out of stock" when it is meant, else one that leaves the
    stock alone; "" when none is offered."""
    offered = {str(row.get("reason_id") or ""): str(row.get("reason_name") or "").lower() for row in options}
    empty = {key for key, name in offered.items() if key in ZEROES_STOCK or "stock" in name or "price" in name}
    if reason is CancelReason.OUT_OF_STOCK:
        wanted = [key for key, name in offered.items() if key == OUT_OF_STOCK or "out of stock" in name]
        return next(iter(wanted or offered), "")
    return next((key for key in offered if key not in empty), "")
