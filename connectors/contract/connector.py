"""The class that every sales channel overrides, and what its overriding means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, NoReturn

from connectors.contract.account import ChannelConfig, Grant, Shop
from connectors.contract.listings import (
    BatchRule,
    ListingDraft,
    ListingRef,
    PriceLevel,
    PushedListing,
    RemoteImage,
    RemoteListing,
    StockLevel,
)
from connectors.contract.orders import (
    CancelReason,
    ChannelOrder,
    ChannelReturn,
    Event,
    OrderLine,
    Parcel,
    SettlementLine,
    ShipRequest,
)
from connectors.contract.reference import (
    Attribute,
    Brand,
    Category,
    Limits,
    LogisticsChannel,
    Reference,
)
from connectors.contract.results import Outcome, Page, Problem
from connectors.errors import Unsupported

if TYPE_CHECKING:
    from connectors.http import Http


class Capability(StrEnum):
    """What a channel can do for a shop; `REQUIRED` names the operations behind each."""

    LISTINGS = "listings"
    STOCK = "stock"
    PRICES = "prices"
    ORDERS = "orders"
    FULFILMENT = "fulfilment"
    WEBHOOKS = "webhooks"
    RETURNS = "returns"
    SETTLEMENTS = "settlements"


REQUIRED: Mapping[Capability, frozenset[str]] = {
    Capability.LISTINGS: frozenset(
        {
            "categories",
            "attributes",
            "limits",
            "upload_image",
            "preview",
            "push_listing",
            "withdraw_listing",
            "restore_listing",
            "find_by_sku",
            "read_back",
        }
    ),
    Capability.STOCK: frozenset({"push_stock"}),
    Capability.PRICES: frozenset({"push_prices"}),
    Capability.ORDERS: frozenset({"pull_orders", "fetch_order"}),
    Capability.FULFILMENT: frozenset({"ship", "tracking", "cancel", "decide_cancel"}),
    Capability.WEBHOOKS: frozenset({"verify_webhook", "read_webhook"}),
    Capability.RETURNS: frozenset({"pull_returns"}),
    Capability.SETTLEMENTS: frozenset({"pull_settlements"}),
}
"""A capability is there when all its operations are overridden; the rest is optional."""


class Connector:
    """One shop on one channel, seen from the holder of its lease.

    Built from plain values; `grant` is None only while authorising. Every operation may
    raise a `ChannelError`, whose kind says what to do. Operations on several rows return
    an outcome for each row in the given order and make one write call per batch of the
    declared size, so that the caller can record what was done between two calls.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    provides: ClassVar[frozenset[Capability]]
    stock_batch: ClassVar[BatchRule] = BatchRule(1)
    price_batch: ClassVar[BatchRule] = BatchRule(1)
    read_batch: ClassVar[int] = 1
    calls_per_second: ClassVar[float] = 1.0
    sale_prices: ClassVar[bool] = False

    def __init__(self, config: ChannelConfig, http: Http, grant: Grant | None = None) -> None:
        self.config = config
        self.http = http
        self.grant = grant

    def use(self, grant: Grant) -> None:
        """Every later call is made with this grant of the same shop."""
        self.grant = grant

    @classmethod
    def capabilities(cls) -> frozenset[Capability]:
        """What the channel declares; a test holds it equal to the overridden operations."""
        return cls.provides

    @classmethod
    def supports(cls, operation: str) -> bool:
        """Whether one (possibly optional) operation is overridden."""
        return getattr(cls, operation) is not getattr(Connector, operation)

    def _unsupported(self, operation: str) -> NoReturn:
        raise Unsupported(channel=self.name, operation=operation)

    # --- permission ---

    def authorise_url(self, state: str) -> str:
        """The consent page. `state` is the engine's signed text; it comes back in the redirect."""
        self._unsupported("authorise_url")

    def exchange(self, callback: Mapping[str, str]) -> tuple[Grant, ...]:
        """Turns the query of the redirect into grants, one for each shop that was opened."""
        self._unsupported("exchange")

    def refresh(self) -> Grant:
        """Takes a new token pair and uses it from now on. Store it before the next call."""
        self._unsupported("refresh")

    def check(self) -> Shop:
        """Asks the channel who we are; the cheapest proof that the grant works."""
        self._unsupported("check")

    # --- reference data ---

    def categories(self) -> tuple[Category, ...]:
        """The whole tree, flat, in Vietnamese; only leaves may be used."""
        self._unsupported("categories")

    def attributes(self, category_id: str) -> tuple[Attribute, ...]:
        """What a leaf category asks."""
        self._unsupported("attributes")

    def brands(self, category_id: str, cursor: str = "") -> Page[Brand]:
        """Brands known in a category, without the "no brand" one."""
        self._unsupported("brands")

    def suggest_category(self, title: str) -> tuple[str, ...]:
        """Ids of likely leaf categories, best first."""
        self._unsupported("suggest_category")

    def limits(self, category_id: str) -> Limits:
        """Lengths, ranges and duties of a category."""
        self._unsupported("limits")

    def logistics(self) -> tuple[LogisticsChannel, ...]:
        """The ways of delivery that this shop may use."""
        self._unsupported("logistics")

    # --- listings ---

    def upload_image(self, data: bytes, filename: str) -> RemoteImage:
        """Uploads a re-encoded JPEG or PNG once; drafts name the returned id."""
        self._unsupported("upload_image")

    def preview(self, draft: ListingDraft, reference: Reference) -> tuple[Problem, ...]:
        """Everything the channel would refuse, as far as its own reference data tells. No call."""
        self._unsupported("preview")

    def push_listing(
        self, draft: ListingDraft, ref: ListingRef | None = None, *, resume: bool = False
    ) -> Outcome[PushedListing]:
        """Creates (no ref) or changes a listing. `resume` looks for `item_sku` first: say it
        whenever an earlier create may have had its effect. WAITING carries the ref to store
        and when to call again with it."""
        self._unsupported("push_listing")

    def withdraw_listing(self, ref: ListingRef) -> Outcome[ListingRef]:
        """Takes a listing off sale without deleting it."""
        self._unsupported("withdraw_listing")

    def restore_listing(self, ref: ListingRef) -> Outcome[ListingRef]:
        """Puts a withdrawn listing back on sale."""
        self._unsupported("restore_listing")

    def find_by_sku(self, item_sku: str) -> RemoteListing | None:
        """The listing that carries our key, deleted ones apart; the oldest if there are more.
        Where a channel keeps no key of the family, the key of one of its SKUs is meant."""
        self._unsupported("find_by_sku")

    def read_back(self, refs: Sequence[ListingRef]) -> tuple[RemoteListing, ...]:
        """What the channel holds, for at most `read_batch` listings; unknown ones are left out."""
        self._unsupported("read_back")

    def push_stock(self, levels: Sequence[StockLevel]) -> tuple[Outcome[StockLevel], ...]:
        """Sets absolute stock for one batch (see `stock_batch.split`)."""
        self._unsupported("push_stock")

    def push_prices(self, levels: Sequence[PriceLevel]) -> tuple[Outcome[PriceLevel], ...]:
        """Sets prices for one batch (see `price_batch.split`)."""
        self._unsupported("push_prices")

    # --- orders ---

    def pull_orders(self, since: datetime, cursor: str = "") -> Page[ChannelOrder]:
        """Orders changed since then, whole. Follow `next_cursor` to the end; an order that
        changes meanwhile may come twice or only at the next pull, so overlap the watermark."""
        self._unsupported("pull_orders")

    def fetch_order(self, order_id: str) -> ChannelOrder:
        """One order as it is now."""
        self._unsupported("fetch_order")

    def ship(self, request: ShipRequest) -> Outcome[Parcel]:
        """Arranges the hand-over; the tracking number may come later (`tracking`)."""
        self._unsupported("ship")

    def tracking(self, order_id: str, parcel_id: str = "") -> Parcel:
        """The tracking number if there is one yet. Ask at most every five minutes."""
        self._unsupported("tracking")

    def label(self, order_id: str, parcel_id: str = "") -> bytes:
        """The shipping label as PDF."""
        self._unsupported("label")

    def cancel(self, order_id: str, reason: CancelReason, lines: Sequence[OrderLine] = ()) -> Outcome[str]:
        """Cancels on the seller's side before shipping; `lines` are those that are short."""
        self._unsupported("cancel")

    def decide_cancel(self, order_id: str, *, accept: bool) -> Outcome[str]:
        """Answers a buyer's wish to cancel."""
        self._unsupported("decide_cancel")

    def pull_returns(self, since: datetime, cursor: str = "") -> Page[ChannelReturn]:
        """Returns changed since then."""
        self._unsupported("pull_returns")

    def pull_settlements(self, since: datetime, cursor: str = "") -> Page[SettlementLine]:
        """Pay-outs since then."""
        self._unsupported("pull_settlements")

    # --- pushes ---

    def verify_webhook(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether the channel sent these very bytes. Makes no call, needs no grant."""
        self._unsupported("verify_webhook")

    def read_webhook(self, body: bytes) -> tuple[Event, ...]:
        """What a verified push is about. ValueError when it can't be read at all."""
        self._unsupported("read_webhook")


def overridden_operations(connector: type[Connector]) -> frozenset[str]:
    """The operations that a channel implements."""
    plain = {"capabilities", "supports"}
    names = {n for n in vars(Connector) if not n.startswith("_") and callable(vars(Connector)[n])}
    return frozenset(name for name in names - plain if connector.supports(name))


def proven_capabilities(connector: type[Connector]) -> frozenset[Capability]:
    """The capabilities that follow from what is overridden; must equal what is declared."""
    done = overridden_operations(connector)
    return frozenset(capability for capability, names in REQUIRED.items() if names <= done)
