"""A card paid, its message and its lapse at the same moment: either paid and kept, or ended and free."""

import time
from datetime import timedelta

import pytest

from django.db import connection
from django.test import Client

from shop.order.models import Order
from shop.payment import card_events
from shop.payment.card import Card
from shop.payment.lapse import GRACE, release_lapsed
from shop.payment.models import BankTransaction, PaymentAttempt
from shop.payment.sandbox.serving import running
from shop.stock.checking import differences
from tests.factories import make_product
from tests.race.test_last_units import at_once
from tests.shop.payment.cards import KEY, SECRET, buy_by_card, connect, events, session_of

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stripe_box(settings):
    with running("http://127.0.0.1:1/", secret=SECRET, key=KEY) as server:
        server.rehearsal.outbox.mode = "held"
        connect(settings, server)
        yield server


def heard(server) -> str:
    for event in events(server):
        card_events.act(card_events.Event(event["id"], event["type"], event["data"]["object"]["id"]))
    return "heard"


@pytest.mark.parametrize("run", range(5 if connection.vendor == "postgresql" else 2))
def test_a_payment_and_its_lapse_never_both_happen(stripe_box, run):
    product = make_product(stock=3)
    purchase = buy_by_card(Client(), product)
    session, attempt = session_of(purchase), purchase.attempts.get()
    overdue = attempt.expires_at + GRACE + timedelta(seconds=1)

    def act(number):
        if number == 0:
            time.sleep(0.01 * run)
            stripe_box.rehearsal.pay(session)
            return "paid"
        if number % 2:
            release_lapsed(overdue)
            return "looked"
        return heard(stripe_box)

    at_once(6, act)
    heard(stripe_box)
    order, attempt = Order.objects.get(), PaymentAttempt.objects.get()
    there = stripe_box.rehearsal.session(session)["status"]
    money = list(BankTransaction.objects.values_list("outcome", flat=True))
    ends = {"paid": ("placed", "complete", ["exact"], 1), "lapsed": ("cancelled", "expired", [], 0)}
    assert (order.status, there, money, product.stockrecords.get().num_allocated) == ends[attempt.state]
    assert list(differences()) == []


def test_one_message_many_times_at_once_pays_once(stripe_box):
    purchase = buy_by_card(Client(), make_product(stock=3))
    stripe_box.rehearsal.pay(session_of(purchase))
    assert at_once(6, lambda number: heard(stripe_box)) == {"heard": 6}
    assert (BankTransaction.objects.count(), Order.objects.get().steps.count()) == (1, 2)
    assert PaymentAttempt.objects.get().state == "paid"


def test_asked_many_times_at_once_there_is_one_session(stripe_box):
    purchase = buy_by_card(Client(), make_product(stock=3))
    PaymentAttempt.objects.update(remote_id="", asked=None, reference=purchase.reference + "x")
    urls = at_once(5, lambda number: Card().pay_at(purchase, "http://testserver/back"))
    assert list(urls.values()) == [5]
    assert len(stripe_box.rehearsal.store.all("session")) == 2
