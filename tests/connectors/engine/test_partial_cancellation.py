"""Some units of a channel order are cancelled there, the others go on: exactly those are free here."""

from dataclasses import replace

import pytest

from connectors.following import ask
from connectors.holding import holding
from connectors.models import ChannelOrder, Shortage, SkuAlias
from connectors.orders import take_in
from connectors.sync import visit
from shop.order.display import shown
from shop.order.models import Order
from shop.order.statuses import advance
from shop.stock import ledger
from shop.stock.checking import differences
from tests.connectors.engine.conftest import add_picture
from tests.factories import make_producer, make_product

on_lazada = pytest.mark.parametrize("channel", ["lazada"])


def cancel_units(market, remote_id: str, units: int) -> None:
    """The buyer no longer wants the first so many of those that stand."""
    [there] = [order for order in market.read("orders") if order["order_id"] == int(remote_id)]
    standing = [unit["order_item_id"] for unit in there["units"] if unit["status"] != "canceled"]
    for order_item_id in standing[:units]:
        market.act("cancel", order_id=int(remote_id), order_item_id=order_item_id)


@pytest.fixture
def at_once(market):
    """The buyer's cancellation needs no answer."""
    market.act("quirks", buyer_cancel="immediate")


@pytest.fixture
def bought(market, listing, at_once) -> str:
    """Three units, taken in."""
    remote_id = market.buy(listing, 3)
    visit(listing.account_id)
    return remote_id


@on_lazada
def test_one_of_three_units_is_free_again_and_the_other_two_stay_held(market, listing, record, bought):
    cancel_units(market, bought, 1)
    visit(listing.account_id)
    record.refresh_from_db()
    assert (record.num_in_stock, record.num_allocated, market.stock(listing)) == (10, 2, 8)
    kept, order = ChannelOrder.objects.get(), Order.objects.get()
    assert (kept.state, kept.total) == ("placed", 3 * 85_000 + market.shipping_fee)
    assert sorted(kept.lines.values_list("quantity", "cancelled")) == [(1, 0), (1, 0), (1, 1)]
    assert (order.status, order.total_incl_tax, order.num_items) == ("placed", 170_000, 2)
    assert [step.note for step in order.steps.all()] == ["", "đã hủy trên sàn: 1 × Măng nứa khô Bắc Kạn"]
    assert [line.quantity for line in shown(Order.objects.for_display().get()).lines] == [1, 1]
    assert list(differences()) == []


@on_lazada
def test_push_poll_and_by_hand_tell_the_same_cancellation_once(market, listing, record, bought):
    market.listen()
    cancel_units(market, bought, 1)
    assert market.wait_for_order_push()
    for _turn in range(2):
        with holding(listing.account_id) as held:
            take_in(held, bought)
        visit(listing.account_id)
    record.refresh_from_db()
    assert (record.num_allocated, Order.objects.get().steps.count()) == (2, 2)


@on_lazada
def test_what_the_seller_agrees_to_cancel_is_free_when_she_has_agreed(market, listing, record):
    remote_id = market.buy(listing, 3)
    visit(listing.account_id)
    cancel_units(market, remote_id, 1)
    visit(listing.account_id)
    record.refresh_from_db()
    assert (ChannelOrder.objects.get().status, record.num_allocated) == ("cancel_requested", 3)
    ask(ChannelOrder.objects.get(), "accept_cancel")
    visit(listing.account_id)
    record.refresh_from_db()
    assert (ChannelOrder.objects.get().status, Order.objects.get().status, record.num_allocated) == (
        "to_ship", "placed", 2,
    )  # fmt: skip


@on_lazada
def test_the_rest_ships_and_only_the_rest_leaves_the_house(market, listing, record, bought):
    cancel_units(market, bought, 1)
    visit(listing.account_id)
    ask(ChannelOrder.objects.get(), "ship")
    visit(listing.account_id)
    market.step("pick_up", bought)
    visit(listing.account_id)
    record.refresh_from_db()
    assert (Order.objects.get().status, record.num_in_stock, record.num_allocated) == ("shipped", 8, 0)
    assert list(differences()) == []


@on_lazada
def test_what_left_the_house_does_not_come_back_by_a_cancellation(market, listing, record, bought):
    advance(Order.objects.get(), "shipped")
    cancel_units(market, bought, 1)
    with holding(listing.account_id) as held:
        take_in(held, bought)
    record.refresh_from_db()
    order = Order.objects.get()
    assert (order.status, order.num_items, record.num_in_stock, record.num_allocated) == ("shipped", 3, 7, 0)
    assert list(differences()) == []


@on_lazada
def test_unit_by_unit_cancelled_to_the_last_the_order_is_cancelled(market, listing, record, bought):
    for _turn in range(3):
        cancel_units(market, bought, 1)
        visit(listing.account_id)
    record.refresh_from_db()
    assert (ChannelOrder.objects.get().status, Order.objects.get().status) == ("cancelled", "cancelled")
    assert (record.num_allocated, market.stock(listing)) == (0, 10)
    assert list(differences()) == []


@on_lazada
def test_a_held_order_keeps_fewer_units_back_and_its_shortage_ends(market, listing, record, at_once):
    remote_id = market.buy(listing, 3)
    ledger.count(record, 2)
    visit(listing.account_id)
    assert (ChannelOrder.objects.get().state, Shortage.objects.get().resolved_at) == ("held", None)
    cancel_units(market, remote_id, 1)
    visit(listing.account_id)
    record.refresh_from_db()
    assert (ChannelOrder.objects.get().state, Order.objects.get().num_items, record.num_allocated) == ("placed", 2, 2)
    assert not Shortage.objects.filter(resolved_at=None).exists()
    assert list(differences()) == []


@on_lazada
def test_a_shortage_that_a_cancellation_makes_smaller_stays_open(market, listing, record, at_once):
    remote_id = market.buy(listing, 3)
    ledger.count(record, 1)
    visit(listing.account_id)
    cancel_units(market, remote_id, 1)
    visit(listing.account_id)
    record.refresh_from_db()
    shortage = Shortage.objects.get()
    assert (shortage.wanted, shortage.available, shortage.resolved_at) == (2, 1, None)
    assert (ChannelOrder.objects.get().state, record.num_allocated, market.stock(listing)) == ("held", 1, 0)


@on_lazada
def test_a_cancelled_unit_of_an_unknown_product_does_not_hold_the_order_back(market, listing, record, account, at_once):
    unknown = market.list_product(account, second_product(record.partner.producer))
    visit(account.pk)
    unknown.refresh_from_db()
    remote_id = market.buy_lines([(unknown, 1), (listing, 1)])
    unknown.delete()
    visit(account.pk)
    assert (ChannelOrder.objects.get().state, SkuAlias.objects.count()) == ("held", 0)
    cancel_units(market, remote_id, 1)
    visit(account.pk)
    record.refresh_from_db()
    assert (ChannelOrder.objects.get().state, Order.objects.get().num_items, record.num_allocated) == ("placed", 1, 1)


@on_lazada
def test_all_of_one_producers_units_cancelled_ends_her_order_and_leaves_the_others(market, producer, product, at_once):
    programme = market.open_account(None, market.other_shop_id)
    theirs = second_product(make_producer("HTX Khác"))
    listings = [market.list_product(programme, one) for one in (product, theirs)]
    visit(programme.pk)
    for one in listings:
        one.refresh_from_db()
    remote_id = market.buy_lines([(one, 1) for one in listings])
    visit(programme.pk)
    cancel_units(market, remote_id, 1)
    visit(programme.pk)
    found = {order.facts.producer.name: order.status for order in Order.objects.all()}
    assert found == {"HTX Tam Bình Thuận": "cancelled", "HTX Khác": "placed"}
    assert list(differences()) == []


@pytest.mark.parametrize("channel", ["shopee"])
def test_a_line_of_several_units_is_cut_by_what_the_channel_no_longer_reports(market, listing, record):
    remote_id = market.buy(listing, 3)
    visit(listing.account_id)
    with holding(listing.account_id) as held:
        order = held.call(lambda: held.connector.fetch_order(remote_id))
        fewer = replace(order, lines=tuple(replace(line, quantity=1) for line in order.lines))
        for reported in (fewer, fewer, replace(order, lines=())):
            take_in(held, remote_id, order=reported)
    record.refresh_from_db()
    placed = Order.objects.get()
    assert (record.num_allocated, placed.num_items, placed.total_incl_tax) == (1, 1, 85_000)
    assert list(placed.line_prices.values_list("quantity", "price_incl_tax")) == [(1, 85_000)]
    assert list(differences()) == []


def second_product(producer):
    product = make_product("Chè shan tuyết", producer=producer, description="Chè cổ thụ trên núi cao.",
                           sheet={"parcel_length": 9, "parcel_width": 9, "parcel_height": 9})  # fmt: skip
    add_picture(product)
    return product
