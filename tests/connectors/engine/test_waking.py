"""Who wakes whom, the timer, the command line, and what holds the engine apart from the shop."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from django.core.management import CommandError
from django.db import connection
from django.utils import timezone

from catalogue.provenance.prices import set_price
from connectors import tasks
from connectors.contract import SkuRef, StockLevel
from connectors.due import EMPTY_POLL, due_accounts
from connectors.holding import Held, holding
from connectors.models import ChannelAccount, ChannelOrder, Listing, ListingSku
from connectors.pacing import Pace
from connectors.sync import compare, visit
from connectors.waking import send_again
from shop.stock import ledger
from tests.connectors.engine.commands import call
from tests.connectors.engine.conftest import add_picture
from tests.factories import make_product

ROOT = Path(__file__).parents[3]


def test_a_sale_wakes_its_accounts_after_the_commit_and_one_visit_does_it(
    market, listing, record, django_capture_on_commit_callbacks
):
    before = market.calls("stock")
    with django_capture_on_commit_callbacks(execute=True):
        for _turn in range(5):
            ledger.receive(record, 1)
    assert market.stock(listing) == 15
    assert market.calls("stock") == before + 1


def test_the_timer_finds_accounts_with_work_and_those_to_be_polled(market, listing, record):
    now = timezone.now()
    visit(listing.account_id)
    assert due_accounts(now) == []
    ledger.receive(record, 1)
    assert due_accounts(now) == [listing.account_id]
    visit(listing.account_id)
    assert due_accounts(now) == []
    soon = timezone.now()
    assert due_accounts(soon + timedelta(seconds=1)) == [listing.account_id]
    Listing.objects.update(item_id="")
    assert due_accounts(soon + timedelta(seconds=60)) == []
    assert due_accounts(soon + EMPTY_POLL) == [listing.account_id]
    ChannelAccount.objects.update(state="needs_sign_in")
    assert due_accounts(soon + EMPTY_POLL) == []


def test_every_round_of_the_timer_asks_a_shop_with_listings_for_its_orders_in_one_call(market, listing):
    market.listen()
    market.act("faults", add={"effect": "push_lost", "path": "push/*", "probability": 1})
    before = calls(market)
    tasks.visit_due.call_local()
    assert calls(market) == before + 1
    market.buy(listing, 1)
    tasks.visit_due.call_local()
    assert ChannelOrder.objects.count() == 1


def test_a_poll_waits_where_the_channel_lets_nothing_through(market, listing):
    later = timezone.now() + timedelta(minutes=1)
    ChannelAccount.objects.update(not_before=later)
    assert due_accounts(later - timedelta(seconds=1)) == []
    assert due_accounts(later) == [listing.account_id]


def test_the_timer_visits_what_is_due(market, listing, record):
    ledger.receive(record, 1)
    tasks.visit_due.call_local()
    assert market.stock(listing) == 11


def test_a_listing_waits_for_its_next_change(market, listing):
    visit(listing.account_id)
    type(listing).objects.filter(pk=listing.pk).update(next_change_at=timezone.now() - timedelta(seconds=1))
    assert due_accounts(timezone.now()) == [listing.account_id]


def test_one_channel_sale_shows_on_the_other_account(
    market, listing, product, record, django_capture_on_commit_callbacks
):
    other = market.open_account(None, market.other_shop_id)
    elsewhere = market.list_product(other, product)
    visit(other.pk)
    elsewhere.refresh_from_db()
    assert market.stock(elsewhere) == 10
    market.buy(listing, 4)
    with django_capture_on_commit_callbacks(execute=True):
        visit(listing.account_id)
    assert (market.stock(listing), market.stock(elsewhere)) == (6, 6)


def test_a_family_is_one_listing_with_its_variants(market, account, producer, monkeypatch):
    family = make_product("Chè shan tuyết", producer=producer, price=None, stock=0, structure="parent",
                          description="Chè cổ thụ hái tay trên núi cao.",
                          sheet={"parcel_length": 20, "parcel_width": 15, "parcel_height": 10})  # fmt: skip
    family.stockrecords.all().delete()
    add_picture(family)
    for title, stock in (("100 g", 3), ("500 g", 8)):
        child = make_product(title, producer=producer, stock=stock)
        child.sheet.delete()
        child.parent, child.structure, child.product_class = family, "child", None
        child.save()
    listing = market.list_product(account, family)
    assert visit(account.pk).waiting == market.steps_of_a_family
    listing.refresh_from_db()
    assert listing.content_state == ("waiting" if market.steps_of_a_family else "done")
    later = timezone.now() + timedelta(seconds=8)
    market.act("clock", step=10)
    done = visit(account.pk, lambda: later)
    assert (done.stopped, done.refusals) == ("", [])
    visit(account.pk)
    assert sorted(market.stocks(listing)) == [3, 8]
    assert market.state(listing) == "live"
    assert ListingSku.objects.filter(is_there=True).exclude(model_id="").count() == 2


def test_the_nightly_comparison_shows_what_somebody_changed_there(market, listing):
    ChannelAccount.objects.update(access_expires_at=timezone.now() + timedelta(hours=3))
    with holding(listing.account_id) as held:
        sku = SkuRef(listing.item_id, listing.skus.get().model_id)
        held.call(lambda: held.connector.push_stock([StockLevel(sku, 3)]))
    done = compare(listing.account_id)
    assert done.writes == []
    listing.refresh_from_db()
    assert list(listing.drift.values()) == [3]
    assert market.stock(listing) == 3
    code, text = call("drift", "--json")
    assert (code, [row["there"] for row in json.loads(text)]) == (1, [listing.drift])
    assert listing.item_sku in call("drift")[1]
    send_again(listing)
    visit(listing.account_id)


def test_calls_beyond_the_burst_are_paced(monkeypatch):
    slept = []
    monkeypatch.setattr("connectors.pacing.time.sleep", slept.append)
    monkeypatch.setattr("connectors.pacing.time.monotonic", lambda: 0.0)
    pace = Pace(5)
    for _turn in range(12):
        pace.wait()
    assert slept == [0.2, 0.4]


def calls(market) -> int:
    return sum(row["count"] for row in market.read("calls")["counts"])


def test_the_command_plans_syncs_and_shows_state(market, listing, record):
    set_price(record, 99_000)
    code, text = call("plan", "--json")
    [write] = json.loads(text)[str(listing.account_id)]["writes"]
    assert (code, write["aspect"], write["was"], write["wanted"]) == (0, "price", 85_000, 99_000)
    assert "99000" in call("plan")[1]
    code, text = call("sync", "--json")
    assert code == 0
    assert json.loads(text)[str(listing.account_id)]["writes"] == [write]
    code, text = call("status", "--json")
    [row] = json.loads(text)
    assert (code, row["state"], row["due"], row["held_orders"]) == (0, "connected", 0, 0)
    ChannelAccount.objects.update(state="needs_sign_in")
    assert call("status")[0] == 1
    assert call("sync")[0] == 1


def test_the_command_connects_a_demo_shop_and_fetches_an_order(market, producer, listing):
    remote_id = market.buy(listing, 1)
    code, text = call("fetch-order", remote_id, "--account", str(listing.account_id), "--json")
    assert (code, json.loads(text)["state"]) == (0, "placed")
    code, text = call(
        "connect", market.name, "--shop-id", market.other_shop_id, "--producer", str(producer.pk), "--json"
    )
    assert (code, json.loads(text)["name"]) == (0, "Gian hàng mẫu 2")
    assert call("connect", market.name, "--shop-id", market.shop_id, "--producer", str(producer.pk))[0] == 0
    assert ChannelAccount.objects.count() == 2
    with pytest.raises(CommandError):
        call("plan", "--account", "999999")


@pytest.mark.django_db
def test_no_transaction_is_open_while_a_marketplace_is_called(market, listing, record, monkeypatch):
    """Tests run inside one transaction; a second, nested one would be the engine's."""
    outside = len(connection.savepoint_ids)
    depths = []

    def watch(original):
        def watched(self, operation):
            depths.append(len(connection.savepoint_ids))
            return original(self, operation)

        return watched

    monkeypatch.setattr(Held, "call", watch(Held.call))
    monkeypatch.setattr(Held, "start", watch(Held.start))
    market.buy(listing, 1)
    set_price(record, 90_000)
    visit(listing.account_id)
    assert len(depths) >= 4
    assert set(depths) == {outside}


def test_the_shop_starts_without_the_connectors():
    program = (
        "import shop.settings.test as s; s.INSTALLED_APPS = [a for a in s.INSTALLED_APPS if a != 'connectors'];"
        "import django; django.setup();"
        "from django.core.management import call_command; call_command('check');"
        "from django.urls import reverse; print(reverse('catalogue:index'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "shop.settings.test"},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout.strip().splitlines()[-1:]) == (0, ["/san-pham/"]), done.stderr


def test_nobody_but_settings_and_urls_knows_the_connectors():
    found = [
        str(path.relative_to(ROOT))
        for folder in ("shop", "catalogue")
        for path in (ROOT / folder).rglob("*.py")
        if "import connectors" in (text := path.read_text(encoding="utf-8")) or "from connectors" in text
    ]
    assert found == []
