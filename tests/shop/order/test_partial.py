from decimal import Decimal

import pytest

from shop.order.partial import take_out
from shop.order.pipeline import Status
from shop.order.placing import OrderedLine, place_order
from shop.order.statuses import advance
from shop.stock import ledger
from shop.stock.checking import differences
from tests.factories import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def record():
    return make_product(stock=10).stockrecords.get()


@pytest.fixture
def order(record):
    lines = [OrderedLine(record, 3, Decimal(85_000)), OrderedLine(record, 1, Decimal(85_000))]
    return place_order(producer=record.partner.producer, lines=lines, number="A-1", status=Status.PLACED)


def promised(record) -> tuple[int, int]:
    record.refresh_from_db()
    return record.num_in_stock, record.num_allocated


def test_units_taken_out_are_free_and_off_the_bill(record, order):
    line = order.lines.get(quantity=3)
    assert take_out(order, {line.pk: 2}, note="2 × mật ong") is True
    assert promised(record) == (10, 2)
    order.refresh_from_db()
    line.refresh_from_db()
    assert (order.total_incl_tax, line.quantity, line.num_allocated, line.line_price_incl_tax) == (
        170_000, 1, 1, 85_000,
    )  # fmt: skip
    assert [(step.status, step.note) for step in order.steps.all()] == [("placed", ""), ("placed", "2 × mật ong")]
    assert list(differences()) == []


def test_a_line_with_nothing_left_stays_with_no_units_and_the_rest_ships(record, order):
    line = order.lines.get(quantity=1)
    take_out(order, {line.pk: 5}, note="")
    line.refresh_from_db()
    assert (line.quantity, line.allocation_cancelled, line.prices.count()) == (0, True, 0)
    assert list(differences()) == []
    advance(order, Status.SHIPPED)
    assert promised(record) == (7, 0)
    assert list(differences()) == []


@pytest.mark.parametrize("step", [Status.SHIPPED, Status.CANCELLED])
def test_nothing_is_taken_out_of_what_left_or_was_given_up(record, order, step):
    advance(order, step)
    before = promised(record)
    assert take_out(order, {line.pk: 1 for line in order.lines.all()}, note="late") is False
    order.refresh_from_db()
    assert (promised(record), order.total_incl_tax, order.steps.count()) == (before, 340_000, 2)


def test_a_settled_reservation_gives_nothing_back(record):
    reservation = ledger.reserve(record, 3, claim="a")
    ledger.consume(reservation)
    assert ledger.release_some(reservation, 1) is False
    assert promised(record) == (7, 0)
