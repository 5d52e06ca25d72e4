"""A real consumer dies by SIGKILL in the middle of its batch; another one goes on."""

import os
import signal
from datetime import timedelta

import pytest

from django.db import connection
from django.utils import timezone

from connectors.leasing import LEASE
from connectors.models import ChannelAccount, ChannelOrder, Listing
from shop.order.models import Order
from shop.stock import ledger
from shop.stock.checking import differences
from tests.connectors.engine.conftest import add_picture, market, markets
from tests.connectors.engine.markets import Market
from tests.factories import make_producer, make_product
from tests.race.consumers import SHORT_LEASE, consumer, queue, settled, wait_until

__all__ = ["consumer", "market", "markets", "queue"]
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
PRODUCTS = 24
IN_A_BATCH = {"shopee": 1, "lazada": 50}
"""Listings in one call that sends stock."""


@pytest.fixture
def channel() -> str:
    """One marketplace on each database: channels differ above the database."""
    return "lazada" if connection.vendor == "postgresql" else "shopee"


def kill_in_mid_batch(start, market: Market, holds) -> None:
    """Every answer takes its time, so that it is killed while it waits for one."""
    market.act("faults", add={"effect": "latency", "path": "*", "probability": 1, "seconds": 0.3})
    with start() as process:
        wait_until(holds, "the consumer is in the middle of its work")
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    market.act("faults", clear=1)
    account = ChannelAccount.objects.get()
    assert account.lease_until is not None, "it was killed while it held the account"
    assert account.lease_until <= timezone.now() + timedelta(seconds=SHORT_LEASE) <= timezone.now() + LEASE


@pytest.fixture
def products():
    producer = make_producer("HTX Tam Bình Thuận")
    sheet = {"parcel_length": 20, "parcel_width": 15, "parcel_height": 10}
    made = []
    for number in range(PRODUCTS):
        title = f"Măng nứa khô loại {number + 1}"
        product = make_product(
            title, producer=producer, description=f"{title}, hái tay trong rừng, phơi nắng ba ngày.", sheet=sheet
        )
        add_picture(product)
        made.append(product)
    return made


def test_killed_while_publishing_each_listing_stands_there_once(market: Market, consumer, products):
    account = market.open_account(products[0].sheet.producer)
    for product in products:
        market.list_product(account, product)
    kill_in_mid_batch(consumer, market, lambda: len(market.read("items")) >= PRODUCTS // 3)
    assert len(market.read("items")) < PRODUCTS
    with consumer():
        wait_until(settled, "everything is published")
    assert sorted(market.keys()) == sorted(f"CP-{product.pk}" for product in products)
    assert market.calls("create") == PRODUCTS


def test_killed_while_selling_no_order_and_no_number_is_lost(market: Market, consumer, products):
    account = market.open_account(products[0].sheet.producer)
    listings = [market.list_product(account, product) for product in products]
    with consumer():
        wait_until(settled, "everything is published")
    listings = list(Listing.objects.order_by("pk"))
    bought = [market.buy(listing, 2) for listing in listings[::2]]
    for product in products:
        ledger.receive(product.stockrecords.get(), 5)
    before = market.calls("stock")
    least = min(3, PRODUCTS // IN_A_BATCH[market.name] + 1)
    kill_in_mid_batch(consumer, market, lambda: market.calls("stock") >= before + least)
    bought.append(market.buy(listings[1], 1))
    with consumer():
        wait_until(lambda: ChannelOrder.objects.count() == len(bought) and settled(), "everything is in step")
        wait_until(lambda: market.stock(listings[1]) == 14, "the last sale is counted")
    assert sorted(ChannelOrder.objects.values_list("remote_id", flat=True)) == sorted(bought)
    assert Order.objects.count() == len(bought)
    assert [market.stock(one) for one in listings] == [13 if n % 2 == 0 else 15 - (n == 1) for n in range(PRODUCTS)]
    assert list(differences()) == []
