"""What money is for, however banks print its message; and what lapses when none comes."""

from datetime import timedelta

import pytest

from django.test import Client
from django.utils import timezone

from shop.order.models import Order
from shop.order.statuses import advance
from shop.payment.lapse import GRACE, release_lapsed
from shop.payment.models import BankTransaction, PaymentAttempt
from shop.payment.transactions import record
from shop.stock.checking import differences
from shop.stock.models import Reservation
from tests.factories import make_product
from tests.shop.checkout.buying import buy
from tests.shop.payment.paying import buy_by_transfer, make_account, transfer

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def product():
    make_account()
    return make_product(stock=5)


@pytest.fixture
def purchase(client, product):
    return buy_by_transfer(client, product)


@pytest.mark.parametrize(
    "shape",
    [
        "{0}",
        "MBVCB.3278907687.{0}.CT tu 0123456789 NGUYEN THI HOA toi 0011001234567",
        "chuyen khoan {1}",
        "{2}-GD 4471-221126/14:02",
        "QR - {3}",
        "CT{0}FT26326",
        "thanh toan {4} cam on shop",
    ],
)
def test_the_reference_is_found_whatever_stands_around_it(purchase, shape):
    reference = purchase.reference
    shapes = (
        reference,
        reference.lower(),
        f"{reference[:4]} {reference[4:]}",
        "-".join(reference),
        reference[:-1],  # the check symbol is lost, the amount is right
    )
    row, is_new = record(transfer(purchase, content=shape.format(*shapes)))
    assert (row.outcome, is_new) == ("exact", True)
    assert Order.objects.get().status == "placed"


def test_o_and_i_typed_by_hand_are_read_as_digits(purchase):
    typed = purchase.reference.translate(str.maketrans("01", "OI"))
    assert record(transfer(purchase, content=typed))[0].outcome == "exact"


@pytest.mark.parametrize(("difference", "outcome"), [(-1, "under"), (1, "over"), (-50_000, "under")])
def test_another_amount_is_put_before_a_person_and_nothing_lapses_meanwhile(purchase, difference, outcome):
    row, _ = record(transfer(purchase, purchase.total + difference))
    assert (row.outcome, row.attempt) == (outcome, PaymentAttempt.objects.get())
    assert row.is_open
    assert Order.objects.get().status == "waiting_payment"
    assert release_lapsed(timezone.now() + timedelta(hours=2)) == 0
    assert Reservation.objects.get().expires_at == PaymentAttempt.objects.get().expires_at


def test_without_its_check_symbol_a_reference_counts_only_with_the_exact_amount(purchase):
    row, _ = record(transfer(purchase, purchase.total - 1, content=purchase.reference[:-1]))
    assert (row.outcome, row.attempt) == ("unmatched", None)


@pytest.mark.parametrize("content", ["", "tien cho", "AAAAAAAA" * 60, "ck don hang 12345678"])
def test_money_without_a_known_reference_belongs_to_nothing(purchase, content):
    assert record(transfer(purchase, content=content))[0].outcome == "unmatched"
    assert PaymentAttempt.objects.get().state == "pending"


def test_money_to_another_account_pays_nothing(purchase):
    assert record(transfer(purchase, account="999"))[0].outcome == "unmatched"
    assert PaymentAttempt.objects.get().state == "pending"


def test_money_that_comes_twice_is_kept_and_put_before_a_person(purchase):
    record(transfer(purchase))
    row, is_new = record(transfer(purchase))
    assert (row.outcome, is_new, row.is_open) == ("duplicate", True, True)
    assert Order.objects.get().steps.count() == 2


def test_two_sources_that_tell_of_one_transfer_count_once(purchase):
    first, _ = record(transfer(purchase, bank_reference="FT26326001"))
    again, is_new = record(transfer(purchase, bank_reference="FT26326001", source="statement"))
    assert (again, is_new, BankTransaction.objects.count()) == (first, False, 1)


def test_two_purchases_are_told_apart(product):
    first, second = buy_by_transfer(Client(), product), buy_by_transfer(Client(), product, phone="0987654321")
    record(transfer(second))
    assert [one.attempts.get().state for one in (first, second)] == ["pending", "paid"]


def test_cash_purchases_are_never_paid_by_transfer(client, product):
    purchase = buy(client, product)
    assert record(transfer(purchase))[0].outcome == "unmatched"


def due(purchase):
    return purchase.attempts.get().expires_at + GRACE


def test_an_unpaid_hold_ends_after_its_time_and_the_grace(purchase, product):
    assert release_lapsed(due(purchase)) == 0
    assert release_lapsed(due(purchase) + timedelta(seconds=1)) == 1
    order = Order.objects.get()
    assert (order.status, order.steps.last().note) == ("cancelled", "không thanh toán kịp hạn")
    assert purchase.attempts.get().state == "lapsed"
    assert product.stockrecords.get().num_allocated == 0
    assert release_lapsed(due(purchase) + timedelta(days=1)) == 0
    assert list(differences()) == []


def test_what_is_paid_never_lapses(purchase, product):
    record(transfer(purchase))
    assert release_lapsed(timezone.now() + timedelta(days=30)) == 0
    assert (Order.objects.get().status, product.stockrecords.get().num_allocated) == ("placed", 1)


def test_money_within_the_grace_still_pays(purchase):
    assert release_lapsed(purchase.attempts.get().expires_at + timedelta(minutes=4)) == 0
    assert record(transfer(purchase))[0].outcome == "exact"


def test_money_after_the_lapse_is_kept_and_put_before_a_person(purchase, product):
    release_lapsed(due(purchase) + timedelta(seconds=1))
    row, _ = record(transfer(purchase))
    assert (row.outcome, row.is_open, row.attempt) == ("late", True, purchase.attempts.get())
    assert (Order.objects.get().status, product.stockrecords.get().num_allocated) == ("cancelled", 0)


def test_an_order_placed_by_hand_is_left_alone_when_its_attempt_lapses(purchase, product):
    advance(Order.objects.get(), "placed")
    release_lapsed(due(purchase) + timedelta(seconds=1))
    assert (Order.objects.get().status, product.stockrecords.get().num_allocated) == ("placed", 1)


def test_cash_orders_never_lapse(client, product):
    buy(client, product)
    assert release_lapsed(timezone.now() + timedelta(days=365)) == 0
    assert Order.objects.get().status == "placed"


def test_the_consumer_looks_every_minute(purchase):
    from shop.payment import tasks

    PaymentAttempt.objects.update(expires_at=timezone.now() - timedelta(hours=1))
    tasks.release_unpaid.call_local()
    assert Order.objects.get().status == "cancelled"
