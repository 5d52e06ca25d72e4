"""The way of an order: each step guarded, logged, and moving stock as it should."""

from collections.abc import Collection

from oscar.apps.order.signals import order_status_changed

from django.db import transaction

from shop.checkout.models import OrderFacts, StatusChange
from shop.stock import ledger
from shop.stock.models import Reservation, StockMovement

from .models import Line, Order
from .pipeline import HELD_BACK, HOLDING, TRANSITIONS, Status


class StepRefused(Exception):
    """This step may not follow the order's present status."""

    def __init__(self, order: Order, to: str):
        self.order, self.to = order, to
        super().__init__(f"order {order.number}: {order.status} → {to} is not allowed")


class OrderHeld(StepRefused):
    """The office holds the order back (`shop.order.holding`); `why` is said to whoever asks."""

    def __init__(self, order: Order, to: str, why: str):
        super().__init__(order, to)
        self.why = why


@transaction.atomic
def advance(
    order: Order,
    to: str,
    *,
    actor=None,
    note: str = "",
    tracking_code: str = "",
    carrier: str = "",
    only_from: Collection[str] | None = None,
    despite_hold: bool = False,
) -> bool:
    """Take one step. False if the order already stands there: a repeat does nothing.

    Units leave the house with `shipped`; those of a cancelled or refused order are free again; those of a returned
    one come back only by `put_back`. `only_from` narrows the allowed present statuses. `despite_hold`: it has happened
    already (`holding.left_anyway`). Sends Oscar's `order_status_changed` inside the transaction.

    Raises:
        StepRefused: not allowed from the present status. Nothing was written.
        OrderHeld: allowed, but the office holds the order back. Nothing was written.
    """
    before = Order.objects.select_for_update().values_list("status", flat=True).get(pk=order.pk)
    order.status = before
    if before == to:
        return False
    if to not in TRANSITIONS.get(before, ()) or (only_from is not None and before not in only_from):
        raise StepRefused(order, to)
    if to in HELD_BACK and not despite_hold and (why := _held_for(order)):
        raise OrderHeld(order, to, why)
    if not Order.objects.filter(pk=order.pk, status=before).update(status=to):
        raise StepRefused(order, to)
    order.status = to
    if tracking_code or carrier:
        OrderFacts.objects.filter(order=order).update(tracking_code=tracking_code, carrier=carrier)
    if before in HOLDING:
        _settle_units(order, to, actor)
    Line.objects.filter(order=order).update(status=to)
    StatusChange.objects.create(order=order, status=to, note=note, actor=actor)
    order_status_changed.send(sender=order, order=order, old_status=before, new_status=to)
    return True


def put_back(line: Line, quantity: int, *, actor=None, reason: str = "") -> StockMovement:
    """Returned units are good to be sold again.

    Raises:
        ValueError: the line never left the house, or more would come back than went out.
    """
    return ledger.restock(line.reservation, quantity, actor=actor, reason=reason)


def _held_for(order: Order) -> str:
    return OrderFacts.objects.values_list("held_for", flat=True).get(order=order)


def _settle_units(order: Order, to: str, actor) -> None:
    reservations = Reservation.objects.filter(order_line__order=order).select_related("record").order_by("record_id")
    if to == Status.SHIPPED:
        for reservation in reservations:
            ledger.consume(reservation, actor=actor)
        Line.objects.filter(order=order).update(num_allocated=0)
    elif to in (Status.CANCELLED, Status.REFUSED):
        for reservation in reservations:
            ledger.release(reservation)
        Line.objects.filter(order=order).update(num_allocated=0, allocation_cancelled=True)
    elif to == Status.PLACED:
        for reservation in reservations:
            ledger.extend(reservation, None)
