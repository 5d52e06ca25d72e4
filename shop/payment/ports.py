"""What a way to pay must be able to do. One module per method; `methods()` lists those that the shop offers."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from catalogue.producers.models import Producer
from shop.order.pipeline import Status
from shop.partner.models import StockRecord


class WantedLine(Protocol):
    @property
    def record(self) -> StockRecord: ...

    @property
    def quantity(self) -> int: ...


class WantedParcel(Protocol):
    """What a buyer asks of one producer: as the checkout shows it, or as it is placed."""

    @property
    def producer(self) -> Producer: ...

    @property
    def lines(self) -> Sequence[WantedLine]: ...

    @property
    def total(self) -> Decimal: ...


class ProviderSilent(Exception):
    """The provider did not answer, or with a failure of its own: nothing is known, asking again may help."""


class PaymentMethod(ABC):
    """Names are lazy translations; money in whole đồng."""

    code: str
    name: str
    description: str
    # What its orders begin as: `placed` if nothing must be paid before, else `waiting_payment`.
    first_status: str = Status.PLACED
    # Whether `refund` sends money by itself; if not, a person sends it and it is only recorded.
    returns_money: bool = False

    def is_offered(self, producers: Sequence[Producer]) -> bool:
        """Whether the shop can take money this way for goods of all these producers."""
        return True

    @abstractmethod
    def refusal(self, *, phone: str, parcels: Sequence[WantedParcel], instead_of=None) -> str:
        """Why this buyer cannot pay these parcels so, or an empty text. Only reads.

        `instead_of` is an unpaid purchase that the new one would replace: it does not count against the buyer.
        """

    @abstractmethod
    def begin(self, purchase, orders: Sequence) -> None:
        """Called once per purchase, inside the transaction that places it: write the attempts, call nobody."""

    def held_until(self, producer: Producer, placed_at: datetime) -> datetime | None:
        """When the units of this producer's order are free again unless paid for; None holds them for good."""
        return None

    def pay_at(self, purchase, back: str) -> str:
        """Where the buyer goes to pay what waits of this purchase; empty if there is nothing, or it is shown to her
        here. `back` is our absolute address that she comes back to. May call the provider: no transaction is open.

        Raises:
            ProviderSilent: the provider could not be reached; the purchase waits on.
        """
        return ""

    def refund(self, refund) -> None:
        """Ask the provider for a refund that was written as `pending`, and record its answer; again is no harm.

        Only for methods with `returns_money`. No transaction is open.
        """
        raise NotImplementedError(self.code)

    def to_collect(self, amount: Decimal) -> Decimal:
        """What the carrier takes at the door for an order of `amount`."""
        return Decimal(0)


def methods() -> dict[str, PaymentMethod]:
    from .card import Card
    from .cod import CashOnDelivery
    from .transfer import BankTransfer

    return {method.code: method for method in (CashOnDelivery(), BankTransfer(), Card())}
