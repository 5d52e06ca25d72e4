from decimal import Decimal
from io import StringIO

import pytest

from django.core.management import CommandError, call_command

from shop.order.models import Order
from shop.order.placing import OrderedLine, place_order
from shop.partner.models import StockRecord
from shop.stock import ledger
from shop.stock.models import Reservation, StockMovement
from tests.factories import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    product = make_product(stock=10)
    line = OrderedLine(product.stockrecords.get(), 3, Decimal(85_000))
    return place_order(producer=product.sheet.producer, lines=[line], number="A-1", status="placed")


def check(*arguments):
    out = StringIO()
    call_command("check_stock", *arguments, stdout=out)
    return out.getvalue()


def broken():
    with pytest.raises(CommandError) as error:
        check()
    return str(error.value)


def test_true_stock_is_said_to_be_true(order):
    assert check() == "Stock is true.\n"


def test_the_number_of_queries_does_not_grow(order, django_assert_num_queries):
    for _ in range(5):
        make_product()
    with django_assert_num_queries(3):
        check()


def test_a_figure_written_behind_the_ledger_is_found_and_mended(order):
    StockRecord.objects.update(num_in_stock=14, num_allocated=5)
    assert broken() == "2 differences."
    assert check("--repair").count("(mended)") == 2
    record = StockRecord.objects.get()
    assert (record.num_in_stock, record.num_allocated) == (14, 3)
    correction = StockMovement.objects.get(kind="correction")
    assert (correction.quantity, "check_stock" in correction.reason) == (4, True)
    assert check() == "Stock is true.\n"


def test_units_held_for_an_order_that_ended_are_found_and_freed(order):
    Order.objects.update(status="cancelled")
    assert broken() == "1 differences."
    check("--repair")
    assert StockRecord.objects.get().num_allocated == 0


def test_an_open_line_without_its_units_is_left_to_a_person(order):
    ledger.release(Reservation.objects.get())
    assert broken() == "1 differences."
    with pytest.raises(CommandError):
        check("--repair")


def test_promising_more_than_there_is_is_found(order):
    StockRecord.objects.update(num_in_stock=2)
    StockMovement.objects.update(quantity=2)
    assert broken() == "1 differences."
