"""The only module that changes stock (law 1).

Every function is one short transaction: a conditional UPDATE on the stock record decides, the movement or the
reservation written beside it proves. A reservation leaves `held` once: a repeat does nothing and answers False.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from shop.partner.models import StockRecord

from .models import Reservation, StockMovement
from .signals import stock_changed

Kind = StockMovement.Kind
State = Reservation.State


class OutOfStock(Exception):
    """Fewer units can be promised than were asked for."""

    def __init__(self, record: StockRecord, wanted: int, available: int):
        self.record, self.wanted, self.available = record, wanted, max(available, 0)
        super().__init__(f"stock record {record.pk}: {wanted} wanted, {self.available} available")


@transaction.atomic
def receive(record: StockRecord, quantity: int, *, actor=None, reason: str = "") -> StockMovement:
    """Units came in from the producer.

    Raises:
        ValueError: not a positive number of units.
    """
    _positive(quantity)
    return _move(record, quantity, Kind.RECEIPT, actor=actor, reason=reason)


@transaction.atomic
def count(record: StockRecord, counted: int, *, actor=None, reason: str = "") -> StockMovement | None:
    """Somebody counted the shelf: write the difference to what we believed, None if there is none.

    Raises:
        ValueError: a negative count.
        OutOfStock: fewer units counted than are already promised; `available` says how many are promised.
    """
    if counted < 0:
        raise ValueError("A count cannot be negative.")
    locked = StockRecord.objects.select_for_update().get(pk=record.pk)
    if counted < (locked.num_allocated or 0):
        raise OutOfStock(locked, wanted=locked.num_allocated or 0, available=counted)
    difference = counted - (locked.num_in_stock or 0)
    if not difference:
        return None
    return _move(record, difference, Kind.COUNT, actor=actor, reason=reason)


@transaction.atomic
def reserve(
    record: StockRecord, quantity: int, *, claim: str, order_line=None, expires_at: datetime | None = None
) -> Reservation:
    """Promise units to `claim`; the same claim asked again gets the reservation it already has.

    Callers that reserve several records do so in key order, so that two of them cannot wait for each other.

    Raises:
        OutOfStock: not that many are available. Nothing was written.
        ValueError: not a positive number of units.
    """
    _positive(quantity)
    if existing := Reservation.objects.filter(claim=claim).first():
        return existing
    _promise(record, quantity)
    reservation = Reservation.objects.create(
        record=record, quantity=quantity, claim=claim, order_line=order_line, expires_at=expires_at
    )
    _announce(record, taken=quantity)
    return reservation


@transaction.atomic(savepoint=False)
def reserve_lines(lines: Sequence, *, expires_at: datetime | None = None) -> None:
    """Promise the units of freshly written order lines, each by its own claim, in stock record key order.

    Part of the transaction that wrote them, which must not go on after `OutOfStock`.

    Raises:
        OutOfStock: one of them cannot be had. Nothing was written.
    """
    lines = sorted(lines, key=lambda line: line.stockrecord_id)
    for line in lines:
        _promise(line.stockrecord, line.quantity)
    Reservation.objects.bulk_create(
        [
            Reservation(
                record=line.stockrecord,
                quantity=line.quantity,
                claim=f"order-line:{line.pk}",
                order_line=line,
                expires_at=expires_at,
            )
            for line in lines
        ]
    )
    for line in lines:
        _announce(line.stockrecord, taken=line.quantity)


@transaction.atomic
def release(reservation: Reservation) -> bool:
    """Give promised units back. False if the reservation was settled before."""
    if not _settle(reservation, State.RELEASED):
        return False
    StockRecord.objects.filter(pk=reservation.record_id).update(
        num_allocated=F("num_allocated") - reservation.quantity, date_updated=timezone.now()
    )
    _announce(reservation.record)
    return True


@transaction.atomic
def release_some(reservation: Reservation, quantity: int) -> bool:
    """Give back so many of the promised units, the rest stays promised. False if the reservation was settled before.

    Raises:
        ValueError: not a positive number of units, or more than are promised.
    """
    _positive(quantity)
    locked = Reservation.objects.select_for_update().get(pk=reservation.pk)
    if quantity > locked.quantity:
        raise ValueError(f"reservation {locked.pk}: {quantity} of {locked.quantity} units cannot be given back")
    if quantity == locked.quantity:
        return release(locked)
    held = Reservation.objects.filter(pk=locked.pk, state=State.HELD)
    if not held.update(quantity=F("quantity") - quantity):
        return False
    StockRecord.objects.filter(pk=locked.record_id).update(
        num_allocated=F("num_allocated") - quantity, date_updated=timezone.now()
    )
    _announce(locked.record)
    return True


@transaction.atomic
def consume(reservation: Reservation, *, actor=None) -> bool:
    """Promised units left the house. False if the reservation was settled before."""
    if not _settle(reservation, State.CONSUMED):
        return False
    StockRecord.objects.filter(pk=reservation.record_id).update(
        num_allocated=F("num_allocated") - reservation.quantity,
        num_in_stock=F("num_in_stock") - reservation.quantity,
        date_updated=timezone.now(),
    )
    StockMovement.objects.create(
        record_id=reservation.record_id,
        quantity=-reservation.quantity,
        kind=Kind.SALE,
        reservation=reservation,
        actor=actor,
    )
    _announce(reservation.record)
    return True


@transaction.atomic
def restock(reservation: Reservation, quantity: int, *, actor=None, reason: str = "") -> StockMovement:
    """Units of a consumed reservation came back and can be sold again.

    Raises:
        ValueError: the reservation was never consumed, or more would come back than went out.
    """
    _positive(quantity)
    locked = Reservation.objects.select_for_update().get(pk=reservation.pk)
    came_back = sum(
        StockMovement.objects.filter(reservation=locked, kind=Kind.RETURN).values_list("quantity", flat=True)
    )
    if locked.state != State.CONSUMED or came_back + quantity > locked.quantity:
        raise ValueError(f"reservation {locked.pk}: {quantity} cannot come back, {came_back} already did")
    return _move(locked.record, quantity, Kind.RETURN, actor=actor, reason=reason, reservation=locked)


@transaction.atomic
def correct(record: StockRecord, *, reason: str, actor=None) -> StockMovement | None:
    """Make the sums true again after a figure was changed behind the ledger's back: on-hand as it is believed, with a
    movement for what no movement explains; allocated as the reservations say. None if no movement was needed.
    """
    locked = StockRecord.objects.select_for_update().get(pk=record.pk)
    moved = StockMovement.objects.filter(record=locked).aggregate(total=Sum("quantity", default=0))["total"]
    held = Reservation.objects.filter(record=locked, state=State.HELD).aggregate(total=Sum("quantity", default=0))
    StockRecord.objects.filter(pk=locked.pk).update(num_allocated=held["total"], date_updated=timezone.now())
    unexplained = (locked.num_in_stock or 0) - moved
    movement = None
    if unexplained:
        movement = StockMovement.objects.create(
            record=locked, quantity=unexplained, kind=Kind.CORRECTION, actor=actor, reason=reason
        )
    _announce(locked)
    return movement


@transaction.atomic
def extend(reservation: Reservation, expires_at: datetime | None) -> bool:
    """Hold longer, or for good (None). False if the reservation is no longer held."""
    return bool(Reservation.objects.filter(pk=reservation.pk, state=State.HELD).update(expires_at=expires_at))


def _promise(record: StockRecord, quantity: int) -> None:
    """The one conditional UPDATE that decides who gets the last units."""
    _positive(quantity)
    allocated = Coalesce(F("num_allocated"), Value(0))
    promised = (
        StockRecord.objects.filter(pk=record.pk)
        .annotate(free=Coalesce(F("num_in_stock"), Value(0)) - allocated)
        .filter(free__gte=quantity)
        .update(num_allocated=allocated + quantity, date_updated=timezone.now())
    )
    if not promised:
        raise OutOfStock(record, quantity, StockRecord.objects.get(pk=record.pk).available)


def _move(record: StockRecord, quantity: int, kind: str, **facts) -> StockMovement:
    StockRecord.objects.filter(pk=record.pk).update(
        num_in_stock=Coalesce(F("num_in_stock"), Value(0)) + quantity, date_updated=timezone.now()
    )
    movement = StockMovement.objects.create(record=record, quantity=quantity, kind=kind, **facts)
    _announce(record)
    return movement


def _settle(reservation: Reservation, state: str) -> bool:
    settled_at = timezone.now()
    held = Reservation.objects.filter(pk=reservation.pk, state=State.HELD)
    if not held.update(state=state, settled_at=settled_at):
        return False
    reservation.state, reservation.settled_at = state, settled_at
    return True


def _positive(quantity: int) -> None:
    if quantity <= 0:
        raise ValueError("A positive number of units is needed.")


def _announce(record: StockRecord, taken: int = 0) -> None:
    record.refresh_from_db(fields=["num_in_stock", "num_allocated"])
    stock_changed.send(sender=StockRecord, record=record, taken=taken)
