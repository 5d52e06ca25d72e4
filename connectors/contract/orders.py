"""Orders and what moves them, and the events that a channel pushes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from connectors.contract.listings import SkuRef
from connectors.contract.results import Money


class OrderStatus(StrEnum):
    """The life of a channel order in our words; `remote_status` keeps the channel's."""

    UNPAID = "unpaid"
    ON_HOLD = "on_hold"
    TO_SHIP = "to_ship"
    PROCESSED = "processed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    CANCEL_REQUESTED = "cancel_requested"
    CANCELLED = "cancelled"
    DELIVERY_FAILED = "delivery_failed"
    RETURNING = "returning"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where the parcel goes, exactly as given: channels mask names, phones and streets.

    `ward` is the commune level, `district` the old district level where a channel still
    sends one."""

    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    street: str = field(default="", repr=False)
    ward: str = ""
    district: str = ""
    province: str = ""
    country: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One product of an order. `unit_price` is what the buyer pays for one before vouchers;
    None when the channel states no price for the line (a part of a bundle)."""

    line_id: str
    ref: SkuRef
    title: str
    variation: str
    quantity: int
    original_price: Money | None
    unit_price: Money | None
    promotion: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A package of an order; `tracking_number` is empty until the carrier gives one."""

    order_id: str
    parcel_id: str = ""
    carrier: str = ""
    tracking_number: str = ""
    remote_status: str = ""


@dataclass(frozen=True, slots=True)
class ChannelOrder:
    """An order as the channel reports it. Amounts are never recomputed; times are UTC.

    `lines` are what the buyer still wants: units missing from them on a later reading were cancelled. When the whole
    order is cancelled they are all its units again; no lines at all says nothing."""

    order_id: str
    status: OrderStatus
    remote_status: str
    cod: bool
    currency: str
    created_at: datetime
    updated_at: datetime
    lines: tuple[OrderLine, ...]
    total: Money | None = None
    shipping_fee: Money | None = None
    payment_method: str = ""
    paid_at: datetime | None = None
    ship_by: datetime | None = None
    buyer: str = field(default="", repr=False)
    recipient: Recipient = Recipient()
    parcels: tuple[Parcel, ...] = ()
    buyer_note: str = field(default="", repr=False)
    cancelled_by: str = ""
    cancel_reason: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False)


class ShipMethod(StrEnum):
    PICKUP = "pickup"
    DROPOFF = "dropoff"
    OWN_CARRIER = "own_carrier"


@dataclass(frozen=True, slots=True)
class ShipRequest:
    """How the seller hands the parcel over. Without a method the channel's first offer is
    taken, and without an address or slot the one that the channel recommends."""

    order_id: str
    parcel_id: str = ""
    method: ShipMethod | None = None
    address_id: str = ""
    slot_id: str = ""
    branch_id: str = ""
    tracking_number: str = ""
    sender_name: str = field(default="", repr=False)


class CancelReason(StrEnum):
    OUT_OF_STOCK = "out_of_stock"
    CUSTOMER_REQUEST = "customer_request"
    COD_NOT_SUPPORTED = "cod_not_supported"


@dataclass(frozen=True, slots=True)
class ChannelReturn:
    """A buyer's return request; whether goods come back to stock is decided by people."""

    return_id: str
    order_id: str
    remote_status: str
    refund: Money | None
    updated_at: datetime
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class SettlementLine:
    """What the channel pays out for one order; fees and withheld taxes by their own names."""

    order_id: str
    payout: Money
    fees: Mapping[str, Money]
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False)


class EventKind(StrEnum):
    """What a pushed message is about; the fact itself is always read again."""

    PING = "ping"
    ORDER = "order"
    TRACKING = "tracking"
    STOCK = "stock"
    LISTING = "listing"
    RETURN = "return"
    AUTHORISED = "authorised"
    DEAUTHORISED = "deauthorised"
    GRANT_EXPIRING = "grant_expiring"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Event:
    """A push, read leniently. `sent_at` is the channel's stamp (UTC), None when it has none."""

    kind: EventKind
    shop_id: str = ""
    order_ids: tuple[str, ...] = ()
    item_ids: tuple[str, ...] = ()
    sent_at: datetime | None = None
    remote_kind: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False)
