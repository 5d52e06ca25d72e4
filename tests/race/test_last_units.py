"""Many buyers at once, each with a connection of her own, in the ways that pages cannot be made to take."""

import threading
import uuid
from collections import Counter
from decimal import Decimal

import pytest

from django.db import connection, connections

from catalogue.places.models import Commune
from shop.checkout.models import Purchase
from shop.checkout.placing import Parcel, Recipient, place_purchase
from shop.order.models import Order
from shop.order.placing import OrderedLine
from shop.payment.cod import CashOnDelivery
from shop.shipping.rates import Quote
from shop.stock import ledger
from shop.stock.checking import differences
from tests.factories import make_product

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
UNITS = 10
POSTGRES = connection.vendor == "postgresql"
BUYERS = 20


def parcels_of(*records):
    """One parcel per record, in the order given."""
    quote = Quote("standard", Decimal(20_000), 1, 2)
    return [
        Parcel(record.product.sheet.producer, [OrderedLine(record, 1, record.price)], quote, "Giao hàng tiêu chuẩn")
        for record in records
    ]


def at_once(buyers, buy):
    """Run `buy(number)` in one thread each, all let go together; what each came to."""
    gate, outcomes = threading.Barrier(buyers), []

    def run(number):
        try:
            gate.wait()
            outcomes.append(buy(number))
        except Exception as error:  # noqa: BLE001 - whatever it was is counted and fails the test
            outcomes.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(buyers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return Counter(outcomes)


def buyer_of(parcels, commune, key=None):
    def buy(number):
        recipient = Recipient(f"Người mua {number}", f"09{number:08d}", "Số 1", commune)
        try:
            place_purchase(
                parcels=parcels if number % 2 else parcels[::-1],
                recipient=recipient,
                method=CashOnDelivery(),
                idempotency_key=key or uuid.uuid4().hex,
            )
        except ledger.OutOfStock:
            return "refused"
        return "bought"

    return buy


@pytest.fixture
def commune():
    return Commune.objects.select_related("province").first()


def test_baskets_filled_in_any_order_never_wait_for_each_other(commune):
    records = [make_product(stock=UNITS).stockrecords.get() for _ in range(3)]
    outcomes = at_once(BUYERS, buyer_of(parcels_of(*records), commune))
    assert outcomes == {"bought": UNITS, "refused": BUYERS - UNITS}
    assert Order.objects.count() == 3 * UNITS
    assert list(differences()) == []


def test_clicks_at_the_same_moment_place_one_purchase(commune):
    record = make_product(stock=UNITS).stockrecords.get()
    outcomes = at_once(8, buyer_of(parcels_of(record), commune, key="one-key"))
    assert outcomes == {"bought": 8}
    assert (Purchase.objects.count(), Order.objects.count()) == (1, 1)
