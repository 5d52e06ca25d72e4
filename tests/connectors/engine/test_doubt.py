"""What was sent last is no proof of what stands there: found by the simulation (tests/connectors/chaos)."""

from datetime import timedelta

import pytest

from connectors.holding import holding
from connectors.leasing import LeaseLost
from connectors.models import ChannelAccount, Listing
from connectors.sync import visit
from shop.stock import ledger
from tests.connectors.engine.conftest import Clock


class Killed(BaseException):
    """As SIGKILL: nothing of ours runs after it."""


def die(*args):
    raise Killed


def test_a_sale_there_and_a_receipt_here_of_as_many_units_are_sent(market, listing, record):
    market.buy(listing, 3)
    ledger.receive(record, 3)
    visit(listing.account_id)
    assert market.stock(listing) == 10


def test_killed_after_the_number_arrived_it_is_sent_again_though_it_is_the_old_one(
    market, listing, record, monkeypatch
):
    ledger.receive(record, 5)
    monkeypatch.setattr("connectors.levels._fate", die)
    with pytest.raises(Killed):
        visit(listing.account_id)
    monkeypatch.undo()
    assert market.stock(listing) == 15
    ledger.count(record, 10)
    visit(listing.account_id)
    assert market.stock(listing) == 10


def test_killed_after_a_text_arrived_the_old_one_is_sent_again(market, listing, product, monkeypatch):
    told = product.description
    product.description = "Măng nứa phơi gác bếp, hái tay trong rừng sâu."
    product.save()
    monkeypatch.setattr("connectors.publishing._settle_content", die)
    with pytest.raises(Killed):
        visit(listing.account_id)
    monkeypatch.undo()
    assert "gác bếp" in market.text(listing)
    product.description = told
    product.save()
    visit(listing.account_id)
    assert "gác bếp" not in market.text(listing)
    assert "in_flight" not in Listing.objects.get().sent


def test_a_process_that_stood_still_sends_nothing_after_its_lease(market, listing):
    clock = Clock()
    before = len(market.read("calls")["newest"])
    with pytest.raises(LeaseLost), holding(listing.account_id, clock) as held:
        clock.now += timedelta(seconds=61)
        held.call(held.connector.check)
    assert len(market.read("calls")["newest"]) == before


def test_a_new_token_that_is_dead_again_is_tried_later_and_in_the_end_asks_the_owner(market, listing):
    market.fault("orders", "expire_token", next_calls=2)
    assert "transient" in visit(listing.account_id).stopped
    ChannelAccount.objects.update(not_before=None)
    assert visit(listing.account_id).stopped == ""
    ChannelAccount.objects.update(failures=5)
    market.fault("orders", "expire_token", next_calls=2)
    assert "reconnect" in visit(listing.account_id).stopped
    assert ChannelAccount.objects.get().state == "needs_sign_in"
