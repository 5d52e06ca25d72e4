"""Of a joint transfer one order falls away: what was paid may be enough for the rest."""

import pytest

from django.core import mail
from django.test import Client

from shop.checkout.links import thanks_url
from shop.order.holding import hold
from shop.order.models import Order
from shop.order.statuses import advance
from shop.payment.lapse import release_lapsed
from shop.payment.models import BankTransaction, PaymentAttempt
from shop.payment.refunds import refundable
from shop.payment.resolving import attach
from shop.payment.transactions import record
from tests.factories import make_producer, make_product, make_user
from tests.shop.payment.paying import buy_by_transfer, make_account, transfer
from tests.shop.payment.test_money_owed import later

pytestmark = pytest.mark.django_db


@pytest.fixture
def orders(client):
    make_account()
    goods = [make_product(producer=make_producer(), price=price) for price in (50_000, 80_000)]
    buy_by_transfer(client, *goods, email="hoa@example.vn")
    return list(Order.objects.order_by("number"))


@pytest.fixture
def cancel(django_capture_on_commit_callbacks):
    def cancelled(order):
        with django_capture_on_commit_callbacks(execute=True):
            advance(order, "cancelled")

    return cancelled


def pay(orders, amount):
    return record(transfer(orders[0].facts.purchase, amount))[0]


def standing(orders) -> list[str]:
    return [Order.objects.get(pk=order.pk).status for order in orders]


@pytest.mark.parametrize("seen_by_a_person", [False, True])
def test_what_was_paid_for_the_one_that_stays_pays_it_at_once(orders, cancel, seen_by_a_person):
    first, second = orders
    row = pay(orders, second.total_incl_tax)
    if seen_by_a_person:
        attach(row, first.facts.purchase.reference, actor=make_user(), note="x", settles=False)
    assert standing(orders) == ["waiting_payment", "waiting_payment"]
    cancel(first)
    row.refresh_from_db()
    assert standing(orders) == ["cancelled", "placed"]
    assert (row.is_kept, row.is_open, row.excess) == (True, False, 0)
    assert (refundable(first), refundable(second)) == (0, second.total_incl_tax)
    assert "đã nhận được" in mail.outbox[-1].body
    page = Client().get(thanks_url(first.facts.purchase.reference)).content.decode()
    assert "không khớp" not in page


def test_two_parts_that_are_more_than_the_rest_pay_it_and_the_excess_is_owed(orders, cancel):
    first, second = orders
    pay(orders, 40_000)
    pay(orders, second.total_incl_tax)
    cancel(first)
    assert standing(orders) == ["cancelled", "placed"]
    assert sum(row.excess for row in BankTransaction.objects.all()) == 40_000


def test_too_little_still_waits(orders, cancel):
    row = pay(orders, orders[1].total_incl_tax - 1_000)
    cancel(orders[0])
    row.refresh_from_db()
    assert standing(orders) == ["cancelled", "waiting_payment"]
    assert (row.outcome, row.is_open) == ("under", True)


def test_what_waits_on_hold_is_paid_and_put_before_a_person(orders, cancel):
    first, second = orders
    row = pay(orders, second.total_incl_tax)
    hold([second], "Chờ xem lại.", actor=make_user())
    cancel(first)
    row.refresh_from_db()
    assert standing(orders) == ["cancelled", "placed"]
    assert (row.outcome, row.is_open) == ("held", True)


def test_nothing_that_is_covered_lapses(orders, cancel):
    first, second = orders
    pay(orders, second.total_incl_tax)
    advance(first, "cancelled")
    assert standing(orders) == ["cancelled", "waiting_payment"]
    assert release_lapsed(later()) == 0
    assert (standing(orders), PaymentAttempt.objects.get().state) == (["cancelled", "placed"], "paid")
