"""The bank's message and the lapse at the same moment: either paid and kept, or late and free; never in between."""

from collections import Counter
from datetime import timedelta

import pytest

from django.db import connection
from django.test import Client

from shop.order.models import Order
from shop.payment.lapse import GRACE, release_lapsed
from shop.payment.models import BankTransaction, PaymentAttempt
from shop.payment.transactions import record
from shop.stock.checking import differences
from tests.factories import make_product
from tests.race.test_last_units import at_once
from tests.shop.payment.paying import buy_by_transfer, make_account, transfer

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("run", range(8 if connection.vendor == "postgresql" else 3))
def test_a_payment_and_its_lapse_never_both_happen(run):
    make_account()
    product = make_product(stock=3)
    purchase = buy_by_transfer(Client(), product)
    money = transfer(purchase)
    overdue = purchase.attempts.get().expires_at + GRACE + timedelta(seconds=1)

    def act(number):
        if number % 2:
            return f"lapsed {release_lapsed(overdue)}"
        return record(money)[0].outcome

    outcomes = at_once(6, act)
    order, attempt, row = Order.objects.get(), PaymentAttempt.objects.get(), BankTransaction.objects.get()
    ends = {
        "paid": ("placed", "exact", 1, Counter({"exact": 3, "lapsed 0": 3})),
        "lapsed": ("cancelled", "late", 0, Counter({"late": 3, "lapsed 1": 1, "lapsed 0": 2})),
    }
    allocated = product.stockrecords.get().num_allocated
    assert (order.status, row.outcome, allocated, outcomes) == ends[attempt.state]
    assert list(differences()) == []


def test_one_message_delivered_many_times_at_once_pays_once():
    make_account()
    purchase = buy_by_transfer(Client(), make_product(stock=3))
    money = transfer(purchase)
    outcomes = at_once(6, lambda number: record(money)[1])
    assert outcomes == {True: 1, False: 5}
    assert Order.objects.get().steps.count() == 2
