"""Proves law 1: movements = on-hand, held reservations = allocated, reservations = lines of open orders."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, F, IntegerField, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from shop.order.models import Line
from shop.order.pipeline import HOLDING
from shop.partner.models import StockRecord

from . import ledger
from .models import Reservation, StockMovement


@dataclass(frozen=True)
class Difference:
    """One broken sum: what it is about, and what was expected against what was found."""

    rule: str
    about: str
    expected: object
    found: object
    thing: StockRecord | Reservation | Line

    def __str__(self) -> str:
        return f"{self.rule}: {self.about}: expected {self.expected}, found {self.found}"


def differences() -> Iterator[Difference]:
    """Every broken sum; six queries whatever the size."""
    yield from _records()
    yield from _reservations()
    yield from _lines()


def repair(difference: Difference, reason: str) -> bool:
    """Make the sum true again, on-hand being what was believed. False if a person must decide."""
    if difference.rule in ("on-hand", "allocated"):
        ledger.correct(difference.thing, reason=reason)
        return True
    if difference.rule == "held for nothing":
        return ledger.release(difference.thing)
    return False


def _records() -> Iterator[Difference]:
    records = StockRecord.objects.annotate(
        moved=_sum(StockMovement.objects.filter(record=OuterRef("pk"))),
        held=_sum(Reservation.objects.filter(record=OuterRef("pk"), state=Reservation.State.HELD)),
        on_hand=Coalesce(F("num_in_stock"), Value(0)),
        allocated=Coalesce(F("num_allocated"), Value(0)),
    )
    broken = Q(on_hand=F("moved"), allocated=F("held"), allocated__lte=F("on_hand"))
    for record in records.exclude(broken).order_by("pk"):
        about = f"stock record {record.pk} ({record.partner_sku})"
        if record.on_hand != record.moved:
            yield Difference("on-hand", about, record.moved, record.on_hand, record)
        if record.allocated != record.held:
            yield Difference("allocated", about, record.held, record.allocated, record)
        if record.held > record.on_hand:
            yield Difference("promised more than there is", about, record.on_hand, record.held, record)


def _reservations() -> Iterator[Difference]:
    held = Reservation.objects.filter(state=Reservation.State.HELD, order_line__isnull=False)
    for one in held.exclude(order_line__order__status__in=HOLDING).select_related("record", "order_line__order"):
        order = one.order_line.order
        yield Difference("held for nothing", f"order {order.number} ({order.status})", 0, one.quantity, one)


def _lines() -> Iterator[Difference]:
    promised = Reservation.objects.filter(
        order_line=OuterRef("pk"),
        state=Reservation.State.HELD,
        quantity=OuterRef("quantity"),
        record=OuterRef("stockrecord"),
    )
    wanted = Line.objects.filter(order__status__in=HOLDING, quantity__gt=0)
    bare = wanted.exclude(Exists(promised)).select_related("order")
    for line in bare:
        yield Difference("line without its units", f"order {line.order.number}, {line.title}", line.quantity, 0, line)


def _sum(rows) -> Coalesce:
    total = rows.order_by().values("record").annotate(total=Sum("quantity")).values("total")
    return Coalesce(Subquery(total, output_field=IntegerField()), Value(0))
