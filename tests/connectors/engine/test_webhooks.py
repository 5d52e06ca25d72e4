"""The door for pushes: nothing outside is believed, nothing genuine is lost, nothing comes in twice."""

import json
import time

import pytest

from connectors import acts
from connectors.models import ChannelAccount, ChannelOrder, InboundEvent
from connectors.sync import visit
from connectors.webhooks import LARGEST
from shop.order.models import Order
from shop.stock import ledger


@pytest.fixture
def push(market, client):
    """Delivers a body to our door, signed as the marketplace does unless told otherwise; the HTTP status."""

    def deliver(body: bytes, sign: str | None = None) -> int:
        given = market.sign(body) if sign is None else sign
        path = f"/webhooks/{market.name}/"
        answer = client.post(path, body, content_type="application/json", headers={"Authorization": given})
        return answer.status_code

    return deliver


@pytest.fixture
def letter(market, listing):
    """A genuine push about a new order of one unit."""
    market.listen()
    market.buy(listing, 1)
    return market.wait_for_order_push()


def kept() -> int:
    return InboundEvent.objects.filter(kind="order").count()


def test_three_equal_pushes_and_a_poll_are_one_order(letter, listing, record, push):
    assert [push(letter.body, letter.headers["Authorization"]) for _turn in range(3)] == [200, 200, 200]
    assert kept() == 1
    visit(listing.account_id)
    visit(listing.account_id)
    assert (ChannelOrder.objects.count(), Order.objects.count()) == (1, 1)
    record.refresh_from_db()
    assert record.available == 9
    assert InboundEvent.objects.filter(handled_at=None).count() == 0


def test_an_order_that_several_pushes_name_is_read_once(letter, listing, push, monkeypatch):
    assert push(letter.body) == 200
    again = InboundEvent.objects.get(kind="order")
    again.pk, again.digest = None, "another"
    again.save()
    read = []
    take_in = acts.take_in
    monkeypatch.setattr(acts, "take_in", lambda held, number, done: (read.append(number), take_in(held, number, done)))
    visit(listing.account_id)
    assert read == again.order_ids
    assert InboundEvent.objects.filter(handled_at=None).count() == 0


def test_a_push_replayed_after_it_was_handled_brings_nothing_new(letter, listing, push):
    assert push(letter.body) == 200
    visit(listing.account_id)
    assert push(letter.body) == 200
    assert kept() == 1
    assert InboundEvent.objects.filter(handled_at=None).count() == 0


def test_a_stale_push_only_makes_us_read_the_order_as_it_is_now(market, letter, listing, push):
    visit(listing.account_id)
    market.step("cancel", ChannelOrder.objects.get().remote_id)
    visit(listing.account_id)
    before = list(ChannelOrder.objects.values("status", "remote_status", "updated_at"))
    assert push(letter.body) == 200
    visit(listing.account_id)
    assert list(ChannelOrder.objects.values("status", "remote_status", "updated_at")) == before


@pytest.mark.parametrize("forge", [
    lambda sign: "0" * len(sign),
    lambda sign: "",
    lambda sign: sign[:-1],
    lambda sign: sign.upper(),
    lambda sign: sign + "\u1ebf",
])  # fmt: skip
def test_a_forged_push_is_refused_and_not_kept(letter, push, forge):
    assert push(letter.body, forge(letter.headers["Authorization"])) == 403
    assert kept() == 0


def test_a_changed_push_is_refused_and_not_kept(letter, push):
    assert push(letter.body + b" ", letter.headers["Authorization"]) == 403
    assert kept() == 0


def test_the_other_channels_signature_is_no_signature_here(letter, elsewhere, push):
    assert push(letter.body, elsewhere.sign(letter.body)) == 403
    assert kept() == 0


def test_a_push_that_is_too_large_is_refused_though_it_is_genuine(market, listing, push):
    body = json.dumps({"filler": "x" * LARGEST}).encode()
    assert push(body) == 413
    assert InboundEvent.objects.count() == 0


@pytest.mark.parametrize("body", [b"not json", b"", b"[]", b"\xff\xfe", b'{"data": '])
def test_a_genuine_push_that_is_no_json_object_is_refused(listing, push, body):
    assert push(body) == 400
    assert InboundEvent.objects.count() == 0


def test_a_push_about_a_shop_that_is_not_ours_is_kept_and_wakes_nobody(market, letter, push):
    body = letter.body.replace(market.shop_id.encode(), b"999999999")
    wakes = ChannelAccount.objects.get().wakes
    assert push(body) == 200
    assert InboundEvent.objects.get().account is None
    assert ChannelAccount.objects.get().wakes == wakes


def test_only_post_is_answered(market, client, db):
    assert client.get(f"/webhooks/{market.name}/").status_code == 405


def test_pushes_reach_only_known_channels(client, db):
    assert client.post("/webhooks/tiki/", b"{}", content_type="application/json").status_code == 404


def test_shopees_verification_ping_is_answered_and_not_kept(markets, client, db):
    shopee = markets["shopee"]
    body = b'{"code":0,"data":{"verify_info":"x"}}'
    headers = {"Authorization": shopee.sign(body)}
    answer = client.post("/webhooks/shopee/", body, content_type="application/json", headers=headers)
    assert (answer.status_code, InboundEvent.objects.count()) == (200, 0)


def test_with_three_of_ten_pushes_lost_one_poll_brings_every_order_once(market, listing, record, push):
    ledger.receive(record, 50)
    visit(listing.account_id)
    market.listen()
    market.act("faults", seed=7, rules=[{"effect": "push_lost", "path": "push/*", "probability": 0.3}])
    bought = [market.buy(listing, 1) for _turn in range(20)]
    told = _orders_told(market, bought)
    assert 0 < len(told) < len(bought)
    for body in {letter.body for letter in market.pushes}:
        assert push(body) == 200
    visit(listing.account_id)
    assert sorted(ChannelOrder.objects.values_list("remote_id", flat=True)) == sorted(bought)
    visit(listing.account_id)
    assert (ChannelOrder.objects.count(), Order.objects.count()) == (20, 20)
    record.refresh_from_db()
    assert (record.available, market.stock(listing)) == (40, 40)


def _orders_told(market, bought: list[str]) -> set[str]:
    """The orders that arrived pushes speak of, once no more come."""
    seen = -1
    while seen != len(market.pushes):
        seen = len(market.pushes)
        time.sleep(0.5)
    bodies = [letter.body.decode() for letter in market.pushes if market.about_order(letter.body)]
    return {one for one in bought if any(one in body for body in bodies)}
