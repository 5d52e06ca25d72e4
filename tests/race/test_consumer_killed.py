"""A real consumer dies by SIGKILL in the middle of its batch; another one goes on."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from connectors.leasing import LEASE
from connectors.models import ChannelAccount, ChannelOrder, Listing, ListingSku
from connectors.models.listings import due
from shop.order.models import Order
from shop.stock import ledger
from shop.stock.checking import differences
from tests.connectors.engine.conftest import add_picture, market, markets
from tests.connectors.engine.markets import Market
from tests.factories import make_producer, make_product

__all__ = ["market", "markets"]
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).parents[2]
SHORT_LEASE = 4
PATIENCE = 90
PRODUCTS = 24


@pytest.fixture
def channel() -> str:
    return "shopee"


@pytest.fixture
def consumer(market, settings, tmp_path):
    """Starts a consumer as a process of its own; what is left is killed."""
    name = str(connection.settings_dict["NAME"])
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.race.consumer_settings",
        "SQLITE_NAME": name,
        "PGNAME": name,
        "RACE_QUEUE": str(tmp_path / "queue.sqlite3"),
        "RACE_SHOPEE": market.url,
        "RACE_MEDIA": str(settings.MEDIA_ROOT),
        "RACE_LEASE": str(SHORT_LEASE),
        "PYTHONPATH": str(ROOT),
    }
    started = []

    @contextmanager
    def start():
        log = (tmp_path / f"consumer-{len(started)}.log").open("w")
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.race.consumer"], cwd=ROOT, env=env, stdout=log, stderr=log
        )
        started.append(process)
        try:
            yield process
        finally:
            process.kill()
            process.wait()
            log.close()

    return start


def wait_until(holds, what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, f"not within {PATIENCE} s: {what}"
        time.sleep(0.05)


def settled() -> bool:
    unsent = Listing.objects.exclude(content_state="done").exists()
    unknown = ListingSku.objects.filter(due("stock") | due("price") | Q(is_there=False)).exists()
    return not unsent and not unknown


def kill_in_mid_batch(start, holds) -> None:
    with start() as process:
        wait_until(holds, "the consumer is in the middle of its work")
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
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
    kill_in_mid_batch(consumer, lambda: len(market.read("items")) >= PRODUCTS // 3)
    assert len(market.read("items")) < PRODUCTS
    with consumer():
        wait_until(settled, "everything is published")
    there = [item["item_sku"] for item in market.read("items")]
    assert sorted(there) == sorted(f"CP-{product.pk}" for product in products)
    assert market.calls("product/add_item") == PRODUCTS


def test_killed_while_selling_no_order_and_no_number_is_lost(market: Market, consumer, products):
    account = market.open_account(products[0].sheet.producer)
    listings = [market.list_product(account, product) for product in products]
    with consumer():
        wait_until(settled, "everything is published")
    listings = list(Listing.objects.order_by("pk"))
    bought = [market.buy(listing, 2) for listing in listings[::2]]
    for product in products:
        ledger.receive(product.stockrecords.get(), 5)
    before = market.calls("product/update_stock")
    kill_in_mid_batch(consumer, lambda: market.calls("product/update_stock") >= before + 3)
    bought.append(market.buy(listings[1], 1))
    with consumer():
        wait_until(lambda: ChannelOrder.objects.count() == len(bought) and settled(), "everything is in step")
        wait_until(lambda: market.stock(listings[1]) == 14, "the last sale is counted")
    assert sorted(ChannelOrder.objects.values_list("remote_id", flat=True)) == sorted(bought)
    assert Order.objects.count() == len(bought)
    assert [market.stock(one) for one in listings] == [13 if n % 2 == 0 else 15 - (n == 1) for n in range(PRODUCTS)]
    assert list(differences()) == []
