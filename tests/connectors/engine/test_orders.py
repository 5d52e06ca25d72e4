"""Orders of the channel: in once, held when unknown, short when there is nothing left."""

import pytest

from django.utils import timezone

from connectors import orders
from connectors.following import ask
from connectors.holding import holding
from connectors.matching import suggestions
from connectors.models import ChannelAccount, ChannelOrder, Command, ListingSku, Shortage, SkuAlias
from connectors.orders import take_in
from connectors.status import status_rows
from connectors.sync import visit
from shop.order.models import Order
from shop.order.placing import OrderedLine, place_order
from shop.order.statuses import advance
from shop.stock import ledger
from tests.connectors.engine.conftest import add_picture
from tests.factories import make_producer, make_product


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
    assert (kept.remote_id, kept.state, kept.total) == (remote_id, "placed", 2 * 85_000 + market.shipping_fee)
    order = kept.orders.get()
    assert order.number == f"{market.name}-{kept.account_id}-{remote_id}"
    assert (order.status, order.facts.channel, order.total_incl_tax) == ("placed", market.name, 170_000)
    assert market.stock(listing) == 8


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
    market.step("pay", remote_id)
    visit(listing.account_id)
    assert Order.objects.get().status == "placed"


def test_a_cancellation_there_frees_the_units_here(market, listing, record):
    remote_id = market.buy(listing, 4, payment="later")
    visit(listing.account_id)
    market.step("cancel", remote_id)
    visit(listing.account_id)
    record.refresh_from_db()
    assert (record.available, Order.objects.get().status) == (10, "cancelled")
    assert market.stock(listing) == 10


def test_an_unknown_product_holds_the_order_with_suggestions_until_somebody_says(market, account, listing, record):
    market.buy(listing, 2)
    listing.delete()
    visit(account.pk)
    kept = ChannelOrder.objects.get()
    assert (kept.state, Order.objects.count()) == ("held", 0)
    line = kept.lines.first()
    assert suggestions(line)[0] == record
    record.refresh_from_db()
    assert record.available == 10
    SkuAlias.objects.create(account=kept.account, item_id=line.item_id, model_id=line.model_id, record=record)
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
    shortage = Shortage.objects.get()
    assert (shortage.wanted, shortage.available) == (2, 1)
    assert market.stock(listing) == 0
    assert ListingSku.objects.get().stock_terms["short"] is True


def test_a_short_order_is_tried_again_as_soon_as_a_unit_is_free_and_not_before(market, listing, record, monkeypatch):
    ledger.count(record, 1)
    visit(listing.account_id)
    market.buy(listing, 1)
    sold_here(record, 1)
    visit(listing.account_id)
    tried = []
    settle = orders.settle
    monkeypatch.setattr(orders, "settle", lambda kept: (tried.append(kept.pk), settle(kept)))
    visit(listing.account_id)
    assert tried == []
    ledger.receive(record, 1)
    visit(listing.account_id)
    assert (len(tried), ChannelOrder.objects.get().state) == (1, "placed")


def test_of_an_order_that_is_short_goods_that_become_known_are_held_all_the_same(market, account, listing, record):
    other = make_product(
        "Chè dây Ba Bể",
        producer=record.partner.producer,
        stock=5,
        description="Chè dây hái tay trên núi đá, sao bằng củi, không chất bảo quản.",
        sheet={"parcel_length": 20, "parcel_width": 15, "parcel_height": 10, "parcel_weight": 300},
    )
    add_picture(other)
    unknown = market.list_product(account, other)
    visit(account.pk)
    unknown.refresh_from_db()
    ledger.count(record, 1)
    visit(account.pk)
    market.buy_lines([(listing, 1), (unknown, 1)])
    sold_here(record, 1)
    unknown.delete()
    visit(account.pk)
    kept = ChannelOrder.objects.get()
    line = kept.lines.get(record=None)
    assert (kept.state, Shortage.objects.get().record) == ("held", record)
    mine = other.stockrecords.get()
    SkuAlias.objects.create(account=account, item_id=line.item_id, model_id=line.model_id, record=mine)
    visit(account.pk)
    mine.refresh_from_db()
    assert (mine.num_allocated, ChannelOrder.objects.get().state) == (1, "held")


def test_shipping_here_ships_there_and_the_tracking_number_comes_back(market, listing, record):
    remote_id = market.buy(listing, 1)
    visit(listing.account_id)
    kept = ChannelOrder.objects.get()
    assert ask(kept, "ship") is True
    assert ask(kept, "ship") is False
    visit(listing.account_id)
    kept.refresh_from_db()
    assert (kept.commands.get().state, kept.status) == ("done", "processed")
    market.step("pick_up", remote_id)
    visit(listing.account_id)
    order = Order.objects.get()
    kept.refresh_from_db()
    assert order.status == "shipped"
    assert kept.tracking_number.startswith(market.tracking)
    assert order.facts.tracking_code == kept.tracking_number
    record.refresh_from_db()
    assert (record.num_in_stock, record.num_allocated) == (9, 0)
    assert market.stock(listing) == 9


def test_no_stock_goes_out_when_the_orders_could_not_be_read(market, listing, record):
    sold_here(record, 3)
    market.fault("orders", "server_error")
    done = visit(listing.account_id)
    assert "transient" in done.stopped
    assert market.stock(listing) == 10
    visit(listing.account_id)
    assert market.stock(listing) == 7


def test_packing_at_the_desk_tells_the_channel_to_ship(market, listing, record):
    remote_id = market.buy(listing, 1)
    visit(listing.account_id)
    advance(Order.objects.get(), "packed")
    visit(listing.account_id)
    assert ChannelOrder.objects.get().status == "processed"
    assert market.order(remote_id) == market.handed_over


def test_an_order_the_producer_cannot_deliver_is_cancelled_there_and_the_units_are_free(market, listing, record):
    remote_id = market.buy(listing, 2)
    visit(listing.account_id)
    advance(Order.objects.get(), "refused")
    visit(listing.account_id)
    record.refresh_from_db()
    assert record.available == 10
    assert market.order(remote_id) in ("cancelled", "canceled")
    assert market.stock(listing) == 10


def test_orders_lost_by_the_pushes_come_with_the_poll(market, listing):
    market.listen()
    market.act("faults", add={"effect": "push_lost", "path": "push/*", "probability": 1})
    for _turn in range(3):
        market.buy(listing, 1)
    visit(listing.account_id)
    assert (ChannelOrder.objects.count(), Order.objects.count()) == (3, 3)


def test_an_order_of_two_producers_becomes_one_order_each(market, producer, product):
    programme = market.open_account(None, market.other_shop_id)
    second = make_product("Chè shan tuyết", producer=make_producer("HTX Khác"), description="Chè cổ thụ trên núi cao.",
                          sheet={"parcel_length": 9, "parcel_width": 9, "parcel_height": 9})  # fmt: skip
    add_picture(second)
    listings = [market.list_product(programme, one) for one in (product, second)]
    visit(programme.pk)
    for one in listings:
        one.refresh_from_db()
    remote_id = market.buy_lines([(one, 2) for one in listings])
    visit(programme.pk)
    found = {order.facts.producer.name: order.total_incl_tax for order in Order.objects.all()}
    assert found == {"HTX Tam Bình Thuận": 170_000, "HTX Khác": 170_000}
    assert all(order.number.startswith(f"{market.name}-{programme.pk}-{remote_id}-") for order in Order.objects.all())


@pytest.mark.parametrize(
    ("answer", "status", "available"), [("accept_cancel", "cancelled", 10), ("reject_cancel", "placed", 8)]
)
def test_a_buyers_wish_to_cancel_waits_for_the_sellers_answer(market, listing, record, answer, status, available):
    remote_id = market.buy(listing, 2)
    visit(listing.account_id)
    market.step("cancel", remote_id)
    visit(listing.account_id)
    kept = ChannelOrder.objects.get()
    assert (kept.status, Order.objects.get().status) == ("cancel_requested", "placed")
    ask(kept, answer)
    visit(listing.account_id)
    kept.refresh_from_db()
    record.refresh_from_db()
    assert (kept.commands.get().state, kept.status) == ("done", "cancelled" if available == 10 else "to_ship")
    assert (Order.objects.get().status, record.available) == (status, available)
    assert market.stock(listing) == available


def test_a_failed_delivery_brings_the_goods_back_but_not_on_sale(market, listing, record):
    remote_id = market.buy(listing, 2)
    visit(listing.account_id)
    ask(ChannelOrder.objects.get(), "ship")
    visit(listing.account_id)
    market.step("pick_up", remote_id)
    market.step("fail_delivery", remote_id)
    visit(listing.account_id)
    record.refresh_from_db()
    assert (ChannelOrder.objects.get().status, Order.objects.get().status) == ("delivery_failed", "returned")
    assert (record.num_in_stock, record.available, market.stock(listing)) == (8, 8, 8)


def test_an_act_that_fails_in_passing_waits_and_keeps_neither_orders_nor_other_acts(market, listing, record):
    first, second = market.buy(listing, 1), market.buy(listing, 1)
    visit(listing.account_id)
    for remote_id in (first, second):
        assert ask(ChannelOrder.objects.get(remote_id=remote_id), Command.Kind.SHIP)
    third = market.buy(listing, 2)
    market.fault("ship", "server_error")
    done = visit(listing.account_id)
    assert (done.stopped, done.waiting) == ("", 1)
    assert ChannelOrder.objects.get(remote_id=third).state == "placed"
    assert market.stock(listing) == 6
    kept, gone = Command.objects.order_by("pk")
    assert (kept.state, gone.state) == ("pending", "done")
    assert kept.not_before > timezone.now()
    assert kept.problem["remedy"]
    Command.objects.update(not_before=None)
    visit(listing.account_id)
    assert set(Command.objects.values_list("state", flat=True)) == {"done"}


def test_orders_are_read_before_an_act_that_is_put_off(market, listing, monkeypatch):
    monkeypatch.setattr("connectors.holding.MOST_SLEEP", 0)
    market.buy(listing, 1)
    visit(listing.account_id)
    ask(ChannelOrder.objects.get(), Command.Kind.SHIP)
    bought = market.buy(listing, 1)
    market.fault("ship", "throttle")
    assert "throttled" in visit(listing.account_id).stopped
    assert ChannelOrder.objects.get(remote_id=bought).state == "placed"
    assert Command.objects.get().not_before > timezone.now()
