"""Orders of the channel: in once, held when unknown, short when there is nothing left."""

import hashlib
import hmac
import json
import time

import pytest

from django.test import Client

from connectors.following import ask
from connectors.holding import holding
from connectors.matching import suggestions
from connectors.models import ChannelAccount, ChannelOrder, InboundEvent, ListingSku, Shortage, SkuAlias
from connectors.orders import take_in
from connectors.status import status_rows
from connectors.sync import visit
from shop.order.models import Order
from shop.order.placing import OrderedLine, place_order
from shop.order.statuses import advance
from shop.stock import ledger
from tests.connectors.engine.conftest import CATEGORY, OTHER_SHOP, Market, add_picture, list_product, open_account
from tests.factories import make_producer, make_product


def push(market: Market, client: Client, letter) -> int:
    """Deliver a push of the marketplace to our door."""
    return client.post(
        "/webhooks/shopee/",
        letter.body,
        content_type="application/json",
        headers={"Authorization": letter.headers["Authorization"]},
    ).status_code


@pytest.fixture
def pushes(market):
    """The marketplace knows our address; what it pushes is collected."""
    market.act("push_target", partner_id=2001887, callback_url="http://127.0.0.1:8000/webhooks/shopee/")
    return market.pushes


def wait_for(pushes: list, code: int):
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        for letter in list(pushes):
            if json.loads(letter.body).get("code") == code:
                return letter
        time.sleep(0.02)
    raise AssertionError(f"no push {code} in {[letter.body for letter in pushes]}")


def sold_here(record, quantity: int) -> Order:
    line = OrderedLine(record, quantity, record.price)
    return place_order(producer=record.partner.producer, lines=[line], number=f"web-{quantity}", status="placed")


def test_a_sale_in_the_shop_lowers_the_stock_there(market, listing, record):
    sold_here(record, 3)
    visit(listing.account_id)
    assert market.stock(listing) == 7


def test_a_sale_there_becomes_one_order_here_and_lowers_the_stock_once(market, listing, record):
    remote_id = market.buy(listing, 2)
    visit(listing.account_id)
    record.refresh_from_db()
    assert record.available == 8
    kept = ChannelOrder.objects.get()
    assert (kept.remote_id, kept.state, kept.total) == (remote_id, "placed", 2 * 85_000 + 25_000)
    order = kept.orders.get()
    assert order.number == f"shopee-{remote_id}"
    assert (order.status, order.facts.channel, order.total_incl_tax) == ("placed", "shopee", 170_000)
    assert market.stock(listing) == 8


def test_three_equal_pushes_and_a_poll_are_one_order(market, listing, record, pushes, client):
    market.buy(listing, 1)
    letter = wait_for(pushes, 3)
    assert [push(market, client, letter) for _turn in range(3)] == [200, 200, 200]
    assert InboundEvent.objects.filter(kind="order").count() == 1
    visit(listing.account_id)
    visit(listing.account_id)
    assert (ChannelOrder.objects.count(), Order.objects.count()) == (1, 1)
    record.refresh_from_db()
    assert record.available == 9
    assert InboundEvent.objects.filter(handled_at=None).count() == 0


def test_fetching_the_same_order_by_hand_changes_nothing(market, listing, record):
    remote_id = market.buy(listing, 1)
    for _turn in range(2):
        with holding(listing.account_id) as held:
            take_in(held, remote_id)
    assert (ChannelOrder.objects.count(), Order.objects.count()) == (1, 1)
    record.refresh_from_db()
    assert record.available == 9


def test_an_unpaid_order_holds_its_units_at_once_and_waits_for_payment(market, listing, record):
    remote_id = market.buy(listing, 4, payment="later")
    visit(listing.account_id)
    record.refresh_from_db()
    assert (record.available, Order.objects.get().status) == (6, "waiting_payment")
    market.act("pay", order_sn=remote_id)
    visit(listing.account_id)
    assert Order.objects.get().status == "placed"


def test_a_cancellation_there_frees_the_units_here(market, listing, record):
    remote_id = market.buy(listing, 4, payment="later")
    visit(listing.account_id)
    market.act("cancel", order_sn=remote_id)
    visit(listing.account_id)
    record.refresh_from_db()
    assert (record.available, Order.objects.get().status) == (10, "cancelled")
    assert market.stock(listing) == 10


def test_an_unknown_product_holds_the_order_with_suggestions_until_somebody_says(market, account, listing, record):
    market.buy(listing, 2)
    item_id = listing.item_id
    listing.delete()
    visit(account.pk)
    kept = ChannelOrder.objects.get()
    assert (kept.state, Order.objects.count()) == ("held", 0)
    line = kept.lines.get()
    assert suggestions(line)[0] == record
    record.refresh_from_db()
    assert record.available == 10
    SkuAlias.objects.create(account=kept.account, item_id=item_id, record=record)
    visit(kept.account_id)
    kept.refresh_from_db()
    record.refresh_from_db()
    assert (kept.state, Order.objects.count(), record.available) == ("placed", 1, 8)


def test_the_last_unit_sold_on_both_sides_is_a_shortage_and_nothing_is_promised_twice(market, listing, record):
    ledger.count(record, 1)
    visit(listing.account_id)
    remote_id = market.buy(listing, 1)
    sold_here(record, 1)
    visit(listing.account_id)
    record.refresh_from_db()
    assert (record.num_in_stock, record.num_allocated) == (1, 1)
    shortage = Shortage.objects.get()
    assert (shortage.channel_order.remote_id, shortage.wanted, shortage.available) == (remote_id, 1, 0)
    assert market.stock(listing) == 0
    [status] = status_rows(ChannelAccount.objects.all())
    assert (status["shortages"], status["held_orders"]) == (1, 1)
    ledger.receive(record, 5)
    visit(listing.account_id)
    assert Shortage.objects.filter(resolved_at=None).count() == 0
    assert ChannelOrder.objects.get().state == "placed"
    visit(listing.account_id)
    assert market.stock(listing) == 4


def test_while_a_shortage_is_open_the_channel_shows_none(market, listing, record):
    ledger.count(record, 2)
    visit(listing.account_id)
    market.buy(listing, 2)
    sold_here(record, 1)
    visit(listing.account_id)
    record.refresh_from_db()
    assert record.available == 1
    assert market.stock(listing) == 0
    assert ListingSku.objects.get().stock_terms["short"] is True


def test_shipping_here_ships_there_and_the_tracking_number_comes_back(market, listing, record):
    remote_id = market.buy(listing, 1)
    visit(listing.account_id)
    kept = ChannelOrder.objects.get()
    assert ask(kept, "ship") is True
    assert ask(kept, "ship") is False
    visit(listing.account_id)
    kept.refresh_from_db()
    assert (kept.commands.get().state, kept.status) == ("done", "processed")
    market.act("pick_up", order_sn=remote_id)
    visit(listing.account_id)
    order = Order.objects.get()
    kept.refresh_from_db()
    assert order.status == "shipped"
    assert kept.tracking_number.startswith("SPXVN")
    assert order.facts.tracking_code == kept.tracking_number
    record.refresh_from_db()
    assert (record.num_in_stock, record.num_allocated) == (9, 0)
    assert market.stock(listing) == 9


def test_no_stock_goes_out_when_the_orders_could_not_be_read(market, listing, record):
    sold_here(record, 3)
    market.act("faults", add={"effect": "server_error", "path": "order/get_order_list", "next_calls": 1})
    done = visit(listing.account_id)
    assert "transient" in done.stopped
    assert market.stock(listing) == 10
    visit(listing.account_id)
    assert market.stock(listing) == 7


def test_a_forged_push_is_refused_and_not_kept(listing, client):
    answer = client.post(
        "/webhooks/shopee/", b'{"code":3}', content_type="application/json", headers={"Authorization": "0" * 64}
    )
    assert (answer.status_code, InboundEvent.objects.count()) == (403, 0)


def test_a_push_that_is_too_large_is_refused_before_it_is_read(listing, client):
    answer = client.post("/webhooks/shopee/", b"x" * 300_000, content_type="application/json")
    assert (answer.status_code, InboundEvent.objects.count()) == (413, 0)


def test_a_genuine_push_that_is_no_json_is_refused(settings, listing, client):
    body = b"not json"
    message = b"http://127.0.0.1:8000/webhooks/shopee/|" + body
    key = settings.CHANNELS["shopee"]["partner_key"].encode()
    sign = hmac.new(key, message, hashlib.sha256).hexdigest()
    answer = client.post("/webhooks/shopee/", body, content_type="application/json", headers={"Authorization": sign})
    assert (answer.status_code, InboundEvent.objects.count()) == (400, 0)


def test_the_verification_ping_is_answered_and_not_kept(market, pushes, db, client):
    letter = wait_for(pushes, 0)
    assert push(market, client, letter) == 200
    assert InboundEvent.objects.count() == 0


def test_pushes_reach_only_known_channels(client, db):
    assert client.post("/webhooks/tiki/", b"{}", content_type="application/json").status_code == 404


def test_packing_at_the_desk_tells_the_channel_to_ship(market, listing, record):
    market.buy(listing, 1)
    visit(listing.account_id)
    advance(Order.objects.get(), "packed")
    visit(listing.account_id)
    assert ChannelOrder.objects.get().status == "processed"
    [there] = market.read("orders")
    assert there["order_status"] == "PROCESSED"


def test_an_order_the_producer_cannot_deliver_is_cancelled_there_and_the_units_are_free(market, listing, record):
    market.buy(listing, 2)
    visit(listing.account_id)
    advance(Order.objects.get(), "refused")
    visit(listing.account_id)
    record.refresh_from_db()
    assert record.available == 10
    [there] = market.read("orders")
    assert (there["order_status"], there["cancel_by"]) == ("CANCELLED", "seller")
    assert market.stock(listing) == 10


def test_orders_lost_by_the_pushes_come_with_the_poll(market, listing, pushes):
    market.act("faults", add={"effect": "push_lost", "path": "push/*", "probability": 1})
    for _turn in range(3):
        market.buy(listing, 1)
    visit(listing.account_id)
    assert (ChannelOrder.objects.count(), Order.objects.count()) == (3, 3)


def test_an_order_of_two_producers_becomes_one_order_each(market, producer, product):
    programme = open_account(None, OTHER_SHOP)
    second = make_product("Chè shan tuyết", producer=make_producer("HTX Khác"), description="Chè cổ thụ trên núi cao.",
                          sheet={"parcel_length": 9, "parcel_width": 9, "parcel_height": 9})  # fmt: skip
    add_picture(second)
    listings = [list_product(programme, one, CATEGORY) for one in (product, second)]
    visit(programme.pk)
    for one in listings:
        one.refresh_from_db()
    lines = [{"item_id": int(one.item_id), "quantity": 2} for one in listings]
    remote_id = market.act("buy", lines=lines)["order_sn"]
    visit(programme.pk)
    found = {order.facts.producer.name: order.total_incl_tax for order in Order.objects.all()}
    assert found == {"HTX Tam Bình Thuận": 170_000, "HTX Khác": 170_000}
    assert all(order.number.startswith(f"shopee-{remote_id}-") for order in Order.objects.all())
