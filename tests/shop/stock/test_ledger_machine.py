"""Receive, count, reserve, release, consume, return in any order: the sums stay true, nothing is promised twice."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from shop.partner.models import StockRecord
from shop.stock import ledger
from shop.stock.checking import differences
from shop.stock.models import Reservation
from tests.factories import make_product

units = st.integers(1, 6)


class Stock(RuleBasedStateMachine):
    held = Bundle("held")
    gone = Bundle("gone")

    def __init__(self):
        super().__init__()
        self.record = make_product(stock=0).stockrecords.get()
        self.on_hand = self.allocated = self.claims = 0
        self.returned: dict[int, int] = {}

    @rule(quantity=units)
    def receive(self, quantity):
        ledger.receive(self.record, quantity)
        self.on_hand += quantity

    @rule(counted=st.integers(0, 12))
    def count(self, counted):
        try:
            ledger.count(self.record, counted)
        except ledger.OutOfStock:
            assert counted < self.allocated
        else:
            assert counted >= self.allocated
            self.on_hand = counted

    @rule(target=held, quantity=units)
    def reserve(self, quantity):
        self.claims += 1
        try:
            reservation = ledger.reserve(self.record, quantity, claim=f"claim:{self.record.pk}:{self.claims}")
        except ledger.OutOfStock as refusal:
            assert refusal.available == self.on_hand - self.allocated < quantity
            return multiple()
        assert quantity <= self.on_hand - self.allocated
        self.allocated += quantity
        return reservation

    @rule(reservation=held)
    def reserve_again(self, reservation):
        assert ledger.reserve(self.record, 1, claim=reservation.claim).pk == reservation.pk

    @rule(target=held, reservation=consumes(held), quantity=units)
    def release_some(self, reservation, quantity):
        if quantity > reservation.quantity:
            try:
                ledger.release_some(reservation, quantity)
            except ValueError:
                return reservation
            raise AssertionError("more was given back than was promised")
        assert ledger.release_some(reservation, quantity) is True
        self.allocated -= quantity
        reservation.refresh_from_db()
        return reservation if reservation.state == Reservation.State.HELD else multiple()

    @rule(reservation=consumes(held))
    def release(self, reservation):
        assert ledger.release(reservation) is True
        assert ledger.release(reservation) is False
        assert ledger.consume(reservation) is False
        self.allocated -= reservation.quantity

    @rule(target=gone, reservation=consumes(held))
    def consume(self, reservation):
        assert ledger.consume(reservation) is True
        assert ledger.consume(reservation) is False
        self.allocated -= reservation.quantity
        self.on_hand -= reservation.quantity
        return reservation

    @rule(reservation=gone, quantity=units)
    def restock(self, reservation, quantity):
        back = self.returned.get(reservation.pk, 0)
        try:
            ledger.restock(reservation, quantity)
        except ValueError:
            assert back + quantity > reservation.quantity
        else:
            assert back + quantity <= reservation.quantity
            self.returned[reservation.pk] = back + quantity
            self.on_hand += quantity

    @invariant()
    def figures_are_as_modelled(self):
        record = StockRecord.objects.get(pk=self.record.pk)
        assert (record.num_in_stock or 0, record.num_allocated or 0) == (self.on_hand, self.allocated)
        assert record.available >= 0

    @invariant()
    def sums_are_true(self):
        assert list(differences()) == []
        assert Reservation.objects.filter(record=self.record).count() <= self.claims


class TestStock(TestCase, Stock.TestCase):
    settings = settings(max_examples=15, stateful_step_count=25, suppress_health_check=list(HealthCheck))
