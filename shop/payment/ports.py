"""What a way to pay must be able to do. One module per method; `methods()` lists those that the shop offers."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from decimal import Decimal

from shop.order.pipeline import Status


class PaymentMethod(ABC):
    """Names are lazy translations; money in whole đồng."""

    code: str
    name: str
    description: str
    # What its orders begin as: `placed` if nothing must be paid before, else `waiting_payment`.
    first_status: str = Status.PLACED

    @abstractmethod
    def refusal(self, *, phone: str, amounts: Sequence[Decimal]) -> str:
        """Why this buyer cannot pay these orders so, or an empty text. Only reads."""

    @abstractmethod
    def begin(self, purchase, orders: Sequence) -> None:
        """Called once per purchase, inside the transaction that places it: write the attempts, call nobody."""

    def to_collect(self, amount: Decimal) -> Decimal:
        """What the carrier takes at the door for an order of `amount`."""
        return Decimal(0)


def methods() -> dict[str, PaymentMethod]:
    from .cod import CashOnDelivery

    return {method.code: method for method in (CashOnDelivery(),)}
