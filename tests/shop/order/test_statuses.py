from decimal import Decimal

import pytest
from oscar.apps.order.exceptions import InvalidOrderStatus
from oscar.apps.partner.exceptions import InvalidStockAdjustment

from shop.order.pipeline import TRANSITIONS, Status
from shop.order.placing import OrderedLine, place_order
from shop.order.statuses import StepRefused, advance, put_back
from shop.stock.models import StockMovement
from tests.factories import make_product, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def product():
    return make_product(stock=10)


@pytest.fixture
def order(product):
    line = OrderedLine(product.stockrecords.get(), 3, Decimal(85_000))
    return place_order(producer=product.sheet.producer, lines=[line], number="A-1", status=Status.PLACED)


def figures(product):
    record = product.stockrecords.get()
    return record.num_in_stock, record.num_allocated


def test_the_usual_way_takes_the_units_out_with_the_parcel(product, order):
    actor = make_user()
    for step in (Status.CONFIRMED, Status.PACKED):
        assert advance(order, step, actor=actor)
    assert figures(product) == (10, 3)
    assert advance(order, Status.SHIPPED, actor=actor, tracking_code="VN123", carrier="VNPost")
    assert figures(product) == (7, 0)
    order.facts.refresh_from_db()
    assert (order.facts.tracking_code, order.facts.carrier) == ("VN123", "VNPost")
    assert [step.status for step in order.steps.all()] == ["placed", "confirmed", "packed", "shipped"]
    assert order.steps.last().actor == actor


def test_a_repeat_does_nothing(product, order):
    assert advance(order, Status.SHIPPED) is True
    assert advance(order, Status.SHIPPED) is False
    assert figures(product) == (7, 0)
    assert order.steps.count() == 2


@pytest.mark.parametrize("given_up", [Status.CANCELLED, Status.REFUSED])
def test_a_given_up_order_frees_its_units(product, order, given_up):
    advance(order, given_up)
    assert figures(product) == (10, 0)


def test_a_return_brings_units_back_only_when_somebody_says_so(product, order):
    advance(order, Status.SHIPPED)
    advance(order, Status.RETURNED)
    assert figures(product) == (7, 0)
    put_back(order.lines.get(), 2)
    assert figures(product) == (9, 0)
    with pytest.raises(ValueError, match="cannot come back"):
        put_back(order.lines.get(), 2)


def test_no_step_is_taken_back(order):
    advance(order, Status.SHIPPED)
    with pytest.raises(StepRefused):
        advance(order, Status.CANCELLED)
    assert order.steps.count() == 2


def test_only_from_narrows_the_step(order):
    advance(order, Status.PACKED)
    with pytest.raises(StepRefused):
        advance(order, Status.CANCELLED, only_from=[Status.PLACED])
    assert order.steps.last().status == Status.PACKED


def test_payment_turns_a_passing_hold_into_a_lasting_one(product):
    from django.utils import timezone

    line = OrderedLine(product.stockrecords.get(), 1, Decimal(85_000))
    order = place_order(
        producer=product.sheet.producer,
        lines=[line],
        number="A-2",
        status=Status.WAITING_PAYMENT,
        expires_at=timezone.now(),
    )
    advance(order, Status.PLACED)
    assert order.lines.get().reservation.expires_at is None


def test_oscars_dashboard_steps_the_same_way(product, order, settings):
    assert {status: set(after) for status, after in settings.OSCAR_ORDER_STATUS_PIPELINE.items()} == {
        str(status): set(map(str, after)) for status, after in TRANSITIONS.items()
    }
    order.set_status("shipped")
    assert figures(product) == (7, 0)
    with pytest.raises(InvalidOrderStatus):
        order.set_status("placed")


def test_oscars_line_verbs_go_through_the_reservation(product, order):
    line = order.lines.get()
    with pytest.raises(InvalidStockAdjustment):
        line.consume_allocation(2)
    line.consume_allocation(3)
    assert (figures(product), line.num_allocated) == ((7, 0), 0)
    assert StockMovement.objects.filter(reservation=line.reservation, kind="sale").count() == 1
    with pytest.raises(InvalidStockAdjustment):
        line.cancel_allocation(3)
    assert figures(product) == (7, 0)
