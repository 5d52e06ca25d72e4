"""What a carrier must be able to do for us. No carrier is connected yet: parcels are handed over by hand, and the
producer types the tracking code.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from catalogue.places.models import Commune

from .rates import Quote


@dataclass(frozen=True)
class Place:
    """Where a parcel is fetched or brought. `phone` in the local form, `line` as typed."""

    name: str
    phone: str
    line: str
    commune: Commune


@dataclass(frozen=True)
class Shipment:
    """One order as a carrier sees it: grams, centimetres, whole đồng. `number` is the order's and is sent as our
    reference, so that asking again makes no second parcel."""

    number: str
    sender: Place
    recipient: Place
    grams: int
    size: tuple[int, int, int] | None
    goods: Decimal
    cod_amount: Decimal
    needs_cold: bool
    is_fragile: bool
    may_be_opened: bool = True


@dataclass(frozen=True)
class TrackingEvent:
    """`status` is one of `shop.order.pipeline.Status`, empty for news that moves nothing."""

    tracking_code: str
    status: str
    said: str
    at: datetime


class CarrierRefused(Exception):
    """The carrier does not take it; `str()` is what it said."""


class CarrierSilent(Exception):
    """No answer: nothing is known, and asking again does no harm."""


class Carrier(ABC):
    """One module per carrier (GHN, Viettel Post, GHTK, VNPost). Calls go out while no transaction is open.

    Every method may raise `CarrierRefused` or `CarrierSilent`.
    """

    code: ClassVar[str]
    name: ClassVar[str]

    @abstractmethod
    def quote(self, shipment: Shipment) -> Sequence[Quote]:
        """The services that take this shipment and their prices; empty if none does."""

    @abstractmethod
    def create(self, shipment: Shipment, service: str) -> str:
        """Hand the shipment over; its tracking code. The same number again gives the same code."""

    @abstractmethod
    def cancel(self, tracking_code: str) -> None:
        """Only before it is fetched."""

    @abstractmethod
    def label(self, tracking_code: str) -> bytes:
        """The label as PDF."""

    @abstractmethod
    def track(self, tracking_code: str) -> Sequence[TrackingEvent]:
        """All that happened, the oldest first."""

    @abstractmethod
    def verify_webhook(self, body: bytes, headers: dict[str, str]) -> bool:
        """In constant time, on the raw bytes; False if this carrier signs nothing."""

    @abstractmethod
    def read_webhook(self, body: bytes) -> Sequence[TrackingEvent]:
        """Only called after `verify_webhook`; what it says is asked again with `track` before it is believed."""
