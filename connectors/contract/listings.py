"""Listings: as we want them, as the channel holds them, and what is sold in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from connectors.contract.reference import Brand, Dimensions
from connectors.contract.results import Money


@dataclass(frozen=True, slots=True)
class ListingRef:
    """A listing on the channel. `sku` is one of its SKUs, if known: some channels read many
    listings in one call only by SKU. It is no part of the identity."""

    item_id: str
    sku: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class SkuRef:
    """A sellable thing on the channel; `model_id` is empty where an item without variants has
    no id of its own for what it sells."""

    item_id: str
    model_id: str = ""
    sku: str = ""


@dataclass(frozen=True, slots=True)
class StockLevel:
    """Units that buyers may have, absolute; `warehouse` only where the channel has several."""

    ref: SkuRef
    quantity: int
    warehouse: str = ""


@dataclass(frozen=True, slots=True)
class SalePrice:
    price: Money
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class PriceLevel:
    ref: SkuRef
    original: Money
    sale: SalePrice | None = None


@dataclass(frozen=True, slots=True)
class AttributeValue:
    """An answer: chosen options by id, or `text` where the attribute takes free text."""

    attribute_id: str
    option_ids: tuple[str, ...] = ()
    text: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class LogisticsChoice:
    channel_id: str
    size_id: str = ""
    fee: Money | None = None


@dataclass(frozen=True, slots=True)
class DraftSku:
    """One sellable thing. `options` answers the draft's `variation_names` in order."""

    sku: str
    price: Money
    stock: int
    options: tuple[str, ...] = ()
    image_id: str = ""
    sale: SalePrice | None = None


@dataclass(frozen=True, slots=True)
class ListingDraft:
    """A listing as we want it. `item_sku` is our key of the family: a create interrupted
    half-way is found again by it. Stock and price here only serve creation; afterwards
    `push_stock` and `push_prices` carry them. `days_to_ship` given = made to order."""

    item_sku: str
    title: str
    description: str
    category_id: str
    image_ids: tuple[str, ...]
    weight_grams: int
    skus: tuple[DraftSku, ...]
    brand: Brand | None = None
    attributes: tuple[AttributeValue, ...] = ()
    dimensions: Dimensions | None = None
    variation_names: tuple[str, ...] = ()
    logistics: tuple[LogisticsChoice, ...] = ()
    days_to_ship: int | None = None
    visible: bool = True


class ListingState(StrEnum):
    LIVE = "live"
    REVIEWING = "reviewing"
    UNLISTED = "unlisted"
    BANNED = "banned"
    DELETED = "deleted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class RemoteSale:
    """A sale as the channel tells it, begun, to come or over; None for an end that it does not tell."""

    price: Money
    starts: datetime | None = None
    ends: datetime | None = None


@dataclass(frozen=True, slots=True)
class RemoteSku:
    """As read back: `price` is the normal one, `current_price` what buyers pay now, `sale` the seller's
    own sale where the channel keeps one, `promotion` what was made on the channel and lowers the price now,
    `stock` the seller's own units on sale, `reserved` those that the channel's promotions hold."""

    ref: SkuRef
    price: Money | None
    current_price: Money | None
    stock: int
    reserved: int = 0
    options: tuple[str, ...] = ()
    active: bool = True
    sale: RemoteSale | None = None
    promotion: RemoteSale | None = None


@dataclass(frozen=True, slots=True)
class RemoteListing:
    """A listing as the channel shows it; `raw` keeps every field that we do not read.

    `reason` is why the channel refused it, or shows it lower than others (`demoted`), in the channel's
    words, and `mend_by` until when that has to be mended, where it says so.
    """

    ref: ListingRef
    state: ListingState
    title: str
    description: str
    category_id: str
    item_sku: str
    skus: tuple[RemoteSku, ...]
    image_ids: tuple[str, ...] = ()
    updated_at: datetime | None = None
    reason: str = ""
    demoted: bool = False
    mend_by: datetime | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class PushedListing:
    """What `push_listing` made: the ids to remember. `skus` is empty while waiting."""

    ref: ListingRef | None
    skus: tuple[SkuRef, ...] = ()


@dataclass(frozen=True, slots=True)
class RemoteImage:
    id: str
    url: str = ""


Level = TypeVar("Level", StockLevel, PriceLevel)


@dataclass(frozen=True, slots=True)
class BatchRule:
    """How many rows one call carries, and whether all must belong to one remote item."""

    size: int
    per_item: bool = False

    def split(self, levels: Sequence[Level]) -> list[list[Level]]:
        """Cuts levels into calls, keeping their order."""
        groups: dict[str, list[Level]] = {}
        for level in levels:
            groups.setdefault(level.ref.item_id if self.per_item else "", []).append(level)
        return [rows[start : start + self.size] for rows in groups.values() for start in range(0, len(rows), self.size)]
