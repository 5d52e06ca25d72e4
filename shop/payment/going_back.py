"""What goes back to the buyer of an order that was given up, as its own page and that of its purchase tell her."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from shop.order.models import Order
from shop.order.pipeline import GIVEN_UP

from .models import PaymentAttempt, Refund
from .ports import methods
from .refunds import refundable
from .showing import shown_transfers

State = Refund.State


@dataclass(frozen=True)
class GoingBack:
    """In whole đồng. `due`: nobody has sent it yet; `came_short`: so does what came of a transfer that never paid it;
    `sending`: the provider was asked; `sent`: each amount with its moment. `by_card` of what was paid by card."""

    due: Decimal = Decimal(0)
    came_short: Decimal = Decimal(0)
    sending: Decimal = Decimal(0)
    sent: list[tuple[Decimal, datetime]] = field(default_factory=list)
    by_card: bool = False

    def __bool__(self) -> bool:
        return bool(self.due or self.came_short or self.sending or self.sent)


def going_back(order: Order) -> GoingBack:
    """Empty for an order that was not given up, or that a sales channel was paid for."""
    purchase = order.facts.purchase
    if purchase is None or order.status not in GIVEN_UP:
        return GoingBack()
    refunds = [refund for refund in order.refunds.all() if refund.state != State.FAILED]
    return GoingBack(
        due=refundable(order),
        came_short=_came_short(order),
        sending=sum((one.amount for one in refunds if one.state == State.PENDING), Decimal(0)),
        sent=[(one.amount, one.settled_at or one.created_at) for one in refunds if one.state == State.DONE],
        by_card=methods()[purchase.payment].returns_money,
    )


def came_so_far(order: Order) -> Decimal:
    """Of a transfer that does not pay it yet, in whole đồng: kept with the order, or with its joint purchase."""
    return _received(order, PaymentAttempt.State.PENDING)


def _came_short(order: Order) -> Decimal:
    return _received(order, PaymentAttempt.State.LAPSED)


def _received(order: Order, state: str) -> Decimal:
    if order.facts.purchase is None:
        return Decimal(0)
    of_purchase = order.facts.purchase.attempts.filter(account__isnull=False, state=state)
    ways = of_purchase.filter(order=order) | of_purchase.filter(order=None)
    return sum((one.received for one in shown_transfers(ways.select_related("account", "order"))), Decimal(0))
