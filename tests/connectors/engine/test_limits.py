"""The channel limits calls: waited for as told, only what is limited waits, and everything arrives all the same."""

from datetime import timedelta

import pytest

from django.utils import timezone

from catalogue.provenance.prices import set_price
from connectors import tasks
from connectors.errors import ThrottledError
from connectors.holding import holding
from connectors.models import ChannelAccount, ListingSku
from connectors.pacing import LONGEST_SLEEP, MOST_SLEEP, PERSON_SLEEP, Rests
from connectors.sync import visit
from shop.stock import ledger
from tests.connectors.engine.conftest import Clock

TOLD = {"shopee": 2.0, "lazada": 1.0}
"""Seconds that the channel tells, or that are taken when it tells none."""


@pytest.fixture
def clock(monkeypatch) -> Clock:
    """Sleeping moves it; `slept` tells how long."""
    clock = Clock()
    clock.slept = []

    def sleep(seconds: float) -> None:
        clock.slept.append(seconds)
        clock.now += timedelta(seconds=seconds)

    monkeypatch.setattr("connectors.pacing.sleep", sleep)
    return clock


@pytest.fixture
def comings(monkeypatch) -> list:
    """When another visit was asked for."""
    found: list = []
    monkeypatch.setattr("connectors.sync.visit_at", lambda account_id, when: found.append(when))
    return found


@pytest.mark.parametrize("answer", ["", "http_429"])
def test_a_call_that_is_put_off_for_a_moment_goes_in_the_same_visit(market, listing, record, clock, comings, answer):
    if answer:
        market.act("quirks", throttle_answer=answer)
    ledger.receive(record, 2)
    before = market.calls("stock")
    market.fault("stock", "throttle")
    assert visit(listing.account_id, clock).stopped == ""
    assert (market.stock(listing), market.calls("stock") - before) == (12, 2)
    assert clock.slept == [1.0 if answer else TOLD[market.name]]
    assert (comings, ChannelAccount.objects.get().rests) == ([], {})


def test_what_is_put_off_for_long_waits_alone_and_comes_when_it_may(market, listing, record, clock, comings):
    ledger.receive(record, 2)
    set_price(record, 99_000)
    market.fault("stock", "throttle", next_calls=100)
    done = visit(listing.account_id, clock)
    assert "throttled" in done.stopped
    assert (market.stock(listing), market.price(listing)) == (10, 99_000)
    account, sku = ChannelAccount.objects.get(), ListingSku.objects.get()
    assert (account.state, account.not_before, account.failures) == ("connected", None, 0)
    assert sum(clock.slept) <= MOST_SLEEP and max(clock.slept) <= LONGEST_SLEEP
    assert (sku.stock_state, comings) == ("waiting", [sku.stock_not_before])
    assert sku.stock_not_before > clock.now
    before = market.calls("stock")
    assert visit(listing.account_id, clock).stopped == ""
    assert market.calls("stock") == before
    market.act("faults", clear=1)
    clock.now = sku.stock_not_before
    assert visit(listing.account_id, clock).stopped == ""
    assert (market.stock(listing), ChannelAccount.objects.get().rests) == (12, {})


def test_prices_do_not_wait_behind_orders_that_are_put_off_but_stock_does(market, listing, record, clock, comings):
    ledger.receive(record, 2)
    set_price(record, 99_000)
    market.fault("orders", "throttle", next_calls=100)
    assert "throttled" in visit(listing.account_id, clock).stopped
    assert (market.stock(listing), market.price(listing)) == (10, 99_000)
    market.act("faults", clear=1)
    [clock.now] = comings
    assert visit(listing.account_id, clock).stopped == ""
    assert market.stock(listing) == 12


@pytest.mark.parametrize("channel", ["lazada"])
def test_a_limit_of_the_whole_shop_stops_every_call(market, listing, record, clock, comings):
    market.act("quirks", throttle_answer="SellerCallLimit")
    ledger.receive(record, 2)
    set_price(record, 99_000)
    market.fault("orders", "throttle", next_calls=100)
    visit(listing.account_id, clock)
    assert (market.stock(listing), market.price(listing)) == (10, 85_000)
    assert comings == [ChannelAccount.objects.get().not_before]


@pytest.mark.parametrize("channel", ["shopee"])
def test_a_daily_limit_waits_until_it_ends(market, listing, record, clock, comings):
    ledger.receive(record, 2)
    market.fault("stock", "daily_limit", next_calls=100)
    before = market.calls("stock")
    visit(listing.account_id, clock)
    assert (market.calls("stock") - before, clock.slept) == (1, [])
    [midnight] = comings
    assert f"{timezone.localtime(midnight):%H:%M}" == "23:00"


def test_told_again_and_again_it_asks_less_and_less_often():
    rests, now, waits = Rests({}), timezone.now(), []
    for _turn in range(6):
        until = rests.put_off(ThrottledError(retry_after=2, operation="a"), now)
        waits.append((until - now).total_seconds())
        rests = Rests(rests.as_dict(now))
        now = until
    assert waits == [2, 4, 8, 15, 15, 15]
    assert rests.put_off(ThrottledError(retry_after=600, operation="a"), now) == now + timedelta(seconds=600)
    rests.taken("a")
    assert rests.as_dict(now) == {}


def test_a_person_waits_for_no_more_than_a_moment(market, listing, clock):
    market.fault("*", "throttle", next_calls=100)
    with pytest.raises(ThrottledError), holding(listing.account_id, clock, patience=1) as held:
        held.call(held.connector.check)
    assert sum(clock.slept) <= PERSON_SLEEP


def test_the_visit_after_a_rest_is_made_unless_another_one_was_there(account, monkeypatch):
    visited: list[int] = []
    monkeypatch.setattr("connectors.tasks.visit", visited.append)
    now = timezone.now()
    over, coming = now - timedelta(seconds=1), now + timedelta(minutes=1)
    for not_before, until, expected in ((None, None, 0), (over, None, 1), (None, over, 1), (None, coming, 0)):
        rests = {"orders": {"until": until.isoformat(), "times": 1}} if until else {}
        ChannelAccount.objects.update(not_before=not_before, rests=rests)
        visited.clear()
        tasks.visit_rested.call_local(account.pk)
        assert len(visited) == expected


def test_the_visit_after_a_rest_is_asked_of_the_queue_for_that_moment(account, django_capture_on_commit_callbacks):
    from connectors.waking import visit_at

    when = timezone.now() + timedelta(minutes=1)
    tasks.visit_rested.huey.storage.flush_schedule()
    with django_capture_on_commit_callbacks(execute=True):
        visit_at(account.pk, when)
    [task] = [one for one in tasks.visit_rested.huey.scheduled() if one.args == (account.pk,)]
    assert abs((task.eta - when.replace(tzinfo=None)).total_seconds()) < 1
    tasks.visit_rested.huey.storage.flush_schedule()
