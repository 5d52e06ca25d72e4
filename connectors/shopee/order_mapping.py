"""Orders and their shipping, wire ↔ contract. Pure functions.

Sources: order.get_order_detail, logistics.get_shipping_parameter, logistics.ship_order.
Buyer data stays masked as it comes. In the Vietnamese sample `state` is the province,
`city` the district and `district` the commune.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.contract import (
    CancelReason,
    ChannelOrder,
    Money,
    OrderLine,
    OrderStatus,
    Parcel,
    Recipient,
    ShipMethod,
    ShipRequest,
    SkuRef,
)
from connectors.contract.wire import part, rows
from connectors.shopee.wire import OrderLineWire, OrderWire, read

STATUSES = {
    "UNPAID": OrderStatus.UNPAID,
    "PENDING": OrderStatus.ON_HOLD,
    "INVOICE_PENDING": OrderStatus.ON_HOLD,
    "READY_TO_SHIP": OrderStatus.TO_SHIP,
    "RETRY_SHIP": OrderStatus.TO_SHIP,
    "PROCESSED": OrderStatus.PROCESSED,
    "SHIPPED": OrderStatus.SHIPPED,
    "TO_CONFIRM_RECEIVE": OrderStatus.DELIVERED,
    "COMPLETED": OrderStatus.COMPLETED,
    "IN_CANCEL": OrderStatus.CANCEL_REQUESTED,
    "CANCELLED": OrderStatus.CANCELLED,
    "TO_RETURN": OrderStatus.RETURNING,
}
FAILED_DELIVERY = "LOGISTICS_DELIVERY_FAILED"
"""Of the parcel, not of the order; the protocol notes show only DELIVERY_DONE (UNVERIFIED)."""

_UNDER_WAY = frozenset({"SHIPPED", "TO_CONFIRM_RECEIVE", "CANCELLED"})
METHODS = {
    ShipMethod.PICKUP: "pickup",
    ShipMethod.DROPOFF: "dropoff",
    ShipMethod.OWN_CARRIER: "non_integrated",
}
REASONS = {
    CancelReason.OUT_OF_STOCK: "OUT_OF_STOCK",
    CancelReason.CUSTOMER_REQUEST: "CUSTOMER_REQUEST",
    CancelReason.COD_NOT_SUPPORTED: "COD_NOT_SUPPORTED",
}


def order(raw: Mapping[str, Any]) -> ChannelOrder:
    """One row of get_order_detail; BugError when it can't be read."""
    wire = read(OrderWire, raw, "order/get_order_detail")
    return ChannelOrder(
        order_id=wire.order_sn,
        status=_status(wire),
        remote_status=wire.order_status,
        cod=wire.cod,
        currency=wire.currency,
        created_at=wire.create_time,
        updated_at=wire.update_time,
        lines=_lines(wire),
        total=wire.total_amount,
        shipping_fee=_fee(wire),
        payment_method=wire.payment_method,
        paid_at=wire.pay_time,
        ship_by=wire.ship_by_date,
        buyer=wire.buyer_username,
        recipient=_recipient(wire),
        parcels=_parcels(wire),
        buyer_note=wire.message_to_seller,
        cancelled_by=wire.cancel_by,
        cancel_reason=wire.cancel_reason or wire.buyer_cancel_reason,
        raw=raw,
    )


def _fee(wire: OrderWire) -> Money | None:
    """The actual fee stays 0 until the parcel has been weighed."""
    actual = wire.actual_shipping_fee
    return actual if actual and actual.dong else wire.estimated_shipping_fee


def _status(wire: OrderWire) -> OrderStatus:
    failed = any(p.logistics_status == FAILED_DELIVERY for p in wire.package_list)
    if failed and wire.order_status in _UNDER_WAY:
        return OrderStatus.DELIVERY_FAILED
    return STATUSES.get(wire.order_status, OrderStatus.UNKNOWN)


def _lines(wire: OrderWire) -> tuple[OrderLine, ...]:
    lines = []
    seen: dict[str, int] = {}
    for row in wire.item_list:
        line_id = f"{row.order_item_id or row.item_id}-{row.model_id}"
        seen[line_id] = seen.get(line_id, 0) + 1
        lines.append(_line(row, line_id if seen[line_id] == 1 else f"{line_id}-{seen[line_id]}"))
    return tuple(lines)


def _line(row: OrderLineWire, line_id: str) -> OrderLine:
    """A bundle's parts carry a discounted price of 0, which is no price."""
    price = row.model_discounted_price
    if price is not None and price.dong == 0 and "bundle" in row.promotion_type:
        price = None
    model_id = "" if row.model_id in ("", "0") else row.model_id
    return OrderLine(
        line_id=line_id,
        ref=SkuRef(row.item_id, model_id, row.model_sku or row.item_sku),
        title=row.item_name,
        variation=row.model_name,
        quantity=row.model_quantity_purchased,
        original_price=row.model_original_price,
        unit_price=price,
        promotion=row.promotion_type,
    )


def _recipient(wire: OrderWire) -> Recipient:
    address = wire.recipient_address
    if address is None:
        return Recipient()
    return Recipient(
        name=address.name,
        phone=address.phone,
        street=address.full_address,
        ward=address.district,
        district=address.city,
        province=address.state,
        country=address.region,
        postcode=address.zipcode,
    )


def _parcels(wire: OrderWire) -> tuple[Parcel, ...]:
    return tuple(
        Parcel(
            order_id=wire.order_sn,
            parcel_id=row.package_number,
            carrier=row.shipping_carrier or wire.shipping_carrier,
            remote_status=row.logistics_status,
        )
        for row in wire.package_list
    )


def ship_body(request: ShipRequest, parameter: Mapping[str, Any]) -> dict[str, Any] | None:
    """Body of ship_order from what get_shipping_parameter offers; None when it offers nothing
    that fits. The chosen key is sent even if empty, an empty package number is not."""
    needed = part(parameter, "info_needed")
    wanted = [METHODS[request.method]] if request.method else list(METHODS.values())
    method = next((name for name in wanted if isinstance(needed.get(name), list)), None)
    if method is None:
        return None
    fields = _pickup(request, parameter) if method == "pickup" else _hand_in(request, method)
    if fields is None or any(not fields.get(_spelling(name)) for name in needed[method]):
        return None
    body: dict[str, Any] = {"order_sn": request.order_id, method: fields}
    if request.parcel_id:
        body["package_number"] = request.parcel_id
    return body


def _spelling(name: str) -> str:
    return {"tracking_no": "tracking_number"}.get(name, name)


def _pickup(request: ShipRequest, parameter: Mapping[str, Any]) -> dict[str, Any] | None:
    """The asked or the first usable address with the asked, recommended or first slot."""
    for address in rows(parameter, "pickup", "address_list"):
        if request.address_id and str(address.get("address_id")) != request.address_id:
            continue
        slots = address.get("time_slot_list") or []
        if request.slot_id:
            slots = [s for s in slots if str(s.get("pickup_time_id")) == request.slot_id]
        best = sorted(slots, key=lambda s: "recommended" not in (s.get("flags") or []))
        slot = best[0].get("pickup_time_id") if best else ""
        if best or not request.slot_id:
            fields = {"address_id": address["address_id"], "pickup_time_id": slot}
            return {name: value for name, value in fields.items() if value != ""}
    return None


def _hand_in(request: ShipRequest, method: str) -> dict[str, Any]:
    fields: dict[str, Any] = {"tracking_number": request.tracking_number}
    if method == "dropoff":
        fields["branch_id"] = int(request.branch_id) if request.branch_id else ""
        fields["sender_real_name"] = request.sender_name
    return {name: value for name, value in fields.items() if value != ""}
