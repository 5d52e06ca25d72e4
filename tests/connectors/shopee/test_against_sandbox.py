"""The connector against the marketplace in a box, over real HTTP.

The sandbox was written by another hand from the same protocol notes. It is driven here only
as a seller's or buyer's browser would (`/_control/…` and its pages), never from inside.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import ceil

import pytest
import requests

from connectors.contract import (
    Action,
    CancelReason,
    DraftSku,
    EventKind,
    ListingRef,
    ListingState,
    Money,
    OrderStatus,
    PriceLevel,
    ShipRequest,
    StockLevel,
)
from connectors.errors import ConfigurationError, ReconnectError, ThrottledError, TokenError, TransientError
from tests.connectors.shopee.box import (
    KEY,
    PARTNER,
    SHOP,
    base,
    channel,
    honey,
    listed,
    market,
    receiver,
    sku_of,
)

__all__ = ["base", "channel", "listed", "market", "receiver"]


# --- permission ---


def test_consent_exchange_check(market):
    callback = market.consent(shop_id=SHOP, days="30")
    assert callback["state"] == "state:signed" and callback["shop_id"] == SHOP
    (grant,) = market.connector().exchange(callback)
    shop = market.connector(grant).check()
    assert (shop.shop_id, shop.active, shop.region) == (SHOP, True, "VN")
    assert timedelta(days=29) < shop.authorised_until - datetime.now(UTC) <= timedelta(days=30)
    with pytest.raises(ReconnectError):
        market.connector().exchange(callback)


def test_a_main_account_opens_several_shops(market):
    grants = market.connector().exchange(market.consent(main_account_id="900100", days="365"))
    assert SHOP in {g.shop_id for g in grants} and len(grants) > 1
    for grant in grants:
        assert market.connector(grant).check().active


def test_refresh_rotates_and_the_old_one_is_spent(market):
    first = market.grant()
    second = market.connector(first).refresh()
    assert second.refresh_token != first.refresh_token
    assert market.connector(second).check().active
    with pytest.raises(ReconnectError) as caught:
        market.connector(first).refresh()
    assert caught.value.problem.code == "grant_lost"


def test_an_expired_access_token_wants_a_refresh(market, channel):
    market.control("clock", step=5 * 3600)
    with pytest.raises(TokenError):
        channel.check()
    channel.refresh()
    assert channel.check().active


def test_a_wrong_key_is_a_matter_of_configuration(market):
    grant = market.grant()
    with pytest.raises(ConfigurationError):
        market.connector(grant, app_secret="wrong").check()


def test_a_clock_that_is_off_is_corrected(market, channel):
    channel.http.clock = lambda: datetime.now(UTC) - timedelta(hours=1)
    assert channel.check().active


def test_nothing_secret_is_recorded(market, channel, listed):
    channel.refresh()
    kept = str(market.records)
    assert len(market.records) > 8
    assert KEY not in kept and channel.grant.access_token not in kept and channel.grant.refresh_token not in kept


# --- listings ---


def test_reference_data(channel):
    categories = channel.categories()
    leaf = channel.suggest_category("Chè shan tuyết")[0]
    known = {c.id: c for c in categories}
    assert known[leaf].leaf and known[known[leaf].parent_id].leaf is False
    limits = channel.limits(leaf)
    assert limits.title.high and limits.price.low is not None
    assert any(way.enabled for way in channel.logistics())
    assert channel.brands(leaf).items


def test_create_read_back_and_nothing_to_change(channel, listed):
    draft = honey(channel)
    (found,) = channel.read_back([listed])
    assert (found.title, found.description, found.item_sku) == (draft.title, draft.description, "MO-01")
    assert found.state is ListingState.LIVE
    (sku,) = found.skus
    assert (sku.price, sku.stock, sku.reserved) == (Money(199000), 5, 0)
    assert channel.push_listing(replace(draft, image_ids=found.image_ids), listed).action is Action.UNCHANGED


def test_a_change_of_text_is_read_back(channel, listed):
    draft = honey(channel, title="Mật ong bạc hà cao nguyên đá")
    assert channel.push_listing(draft, listed).action is Action.UPDATED
    assert channel.read_back([listed])[0].title == "Mật ong bạc hà cao nguyên đá"


def test_a_create_whose_answer_was_lost_is_resumed_to_one_listing(market, channel):
    draft = honey(channel)
    market.control("faults", effect="html", when="after", path="product/add_item", next_calls=1)
    with pytest.raises(TransientError) as caught:
        channel.push_listing(draft)
    assert caught.value.effect_unknown
    outcome = channel.push_listing(draft, resume=True)
    assert outcome.action is Action.UNCHANGED
    assert channel.find_by_sku("MO-01").ref == outcome.item.ref
    items = requests.get(f"{market.base}/_control/items", timeout=5).json()
    assert [item["item_sku"] for item in items] == ["MO-01"]


def test_withdraw_and_restore(channel, listed):
    assert channel.withdraw_listing(listed).action is Action.UPDATED
    assert channel.read_back([listed])[0].state is ListingState.UNLISTED
    assert channel.restore_listing(listed).action is Action.UPDATED
    assert channel.read_back([listed])[0].state is ListingState.LIVE


def jars(channel, *rows):
    skus = tuple(DraftSku(sku, Money(price), stock, (option,)) for sku, option, price, stock in rows)
    return honey(channel, item_sku="MO-F", skus=skus, variation_names=("Khối lượng",))


def test_variants_follow_after_the_wait(market, channel):
    draft = jars(channel, ("MO-250", "250 g", 90000, 3), ("MO-500", "500 g", 170000, 0))
    first = channel.push_listing(draft)
    assert first.action is Action.WAITING
    ref = first.item.ref
    assert channel.read_back([ref])[0].state is ListingState.UNLISTED
    market.pass_time(ceil((first.not_before - datetime.now(UTC)).total_seconds()))
    second = channel.push_listing(draft, ref)
    assert [sku.sku for sku in second.item.skus] == ["MO-250", "MO-500"]
    (found,) = channel.read_back([ref])
    assert found.state is ListingState.LIVE
    assert [(x.options, x.price, x.stock) for x in found.skus] == [
        (("250 g",), Money(90000), 3),
        (("500 g",), Money(170000), 0),
    ]
    same = replace(draft, image_ids=found.image_ids)
    assert channel.push_listing(same, ref).action is Action.UNCHANGED
    levels = [StockLevel(sku, 8) for sku in second.item.skus]
    assert {o.action for o in channel.push_stock(levels)} == {Action.UPDATED}
    assert [x.stock for x in channel.read_back([ref])[0].skus] == [8, 8]


def test_unknown_listings_are_left_out(channel, listed):
    assert [x.ref for x in channel.read_back([ListingRef("999"), listed])] == [listed]


def test_stock_and_price(channel, listed):
    ref = sku_of(channel, listed).ref
    assert channel.push_stock([StockLevel(ref, 0)])[0].action is Action.UPDATED
    assert channel.push_prices([PriceLevel(ref, Money(210000))])[0].action is Action.UPDATED
    sku = sku_of(channel, listed)
    assert (sku.stock, sku.price) == (0, Money(210000))


def test_promotions_hold_stock_and_price(market, channel, listed):
    ref = sku_of(channel, listed).ref
    market.control("promotion", item_id=int(listed.item_id), model_id=0, reserved=3, promotion_price=150000)
    sku = sku_of(channel, listed)
    assert (sku.reserved, sku.current_price) == (3, Money(150000))
    (stock,) = channel.push_stock([StockLevel(ref, 2)])
    assert (stock.action, stock.problem.code) == (Action.REFUSED, "stock_below_reserved")
    (price,) = channel.push_prices([PriceLevel(ref, Money(210000))])
    assert (price.action, price.problem.field) == (Action.REFUSED, "price")


@pytest.mark.parametrize("code", ["error_param", "error.param", "error_auth"])
def test_reserved_stock_has_one_card_whatever_the_code(market, channel, listed, code):
    ref = sku_of(channel, listed).ref
    market.control("quirks", reserved_stock_error=code)
    market.control("promotion", item_id=int(listed.item_id), model_id=0, reserved=3)
    (stock,) = channel.push_stock([StockLevel(ref, 2)])
    assert stock.problem.code == "stock_below_reserved"


# --- orders ---


def buy(market, ref, quantity=1, payment="cod"):
    bought = market.control("buy", item_id=int(ref.item_id), quantity=quantity, payment=payment)
    return bought["order_sn"]


def test_bought_pulled_shipped_delivered(market, channel, listed):
    name = buy(market, listed, quantity=2)
    page = channel.pull_orders(datetime.now(UTC) - timedelta(days=20))
    orders = list(page.items)
    while page.next_cursor:
        page = channel.pull_orders(datetime.now(UTC) - timedelta(days=20), page.next_cursor)
        orders += page.items
    (order,) = [o for o in orders if o.order_id == name]
    assert (order.status, order.cod, order.currency) == (OrderStatus.TO_SHIP, True, "VND")
    (line,) = order.lines
    assert (line.ref.item_id, line.ref.model_id, line.ref.sku) == (listed.item_id, "", "MO-01")
    assert (line.quantity, line.unit_price) == (2, Money(199000))
    assert "*" in order.recipient.name and "*" in order.recipient.phone
    assert sku_of(channel, listed).stock == 3

    parcel_id = order.parcels[0].parcel_id if order.parcels else ""
    assert channel.ship(ShipRequest(name, parcel_id)).action is Action.UPDATED
    assert channel.fetch_order(name).status is OrderStatus.PROCESSED
    assert channel.tracking(name, parcel_id).tracking_number
    assert channel.ship(ShipRequest(name, parcel_id)).action in (Action.UNCHANGED, Action.REFUSED)
    market.control("pick_up", order_sn=name)
    assert channel.fetch_order(name).status is OrderStatus.SHIPPED
    market.control("deliver", order_sn=name)
    assert channel.fetch_order(name).status in (OrderStatus.DELIVERED, OrderStatus.COMPLETED)


def test_an_unpaid_order_becomes_one_to_ship(market, channel, listed):
    name = buy(market, listed, payment="later")
    order = channel.fetch_order(name)
    assert (order.status, order.paid_at, order.cod) == (OrderStatus.UNPAID, None, False)
    market.control("pay", order_sn=name)
    paid = channel.fetch_order(name)
    assert paid.status is OrderStatus.TO_SHIP and paid.paid_at is not None


@pytest.mark.parametrize(("accept", "status"), [(True, OrderStatus.CANCELLED), (False, OrderStatus.TO_SHIP)])
def test_a_buyer_asks_to_cancel(market, channel, listed, accept, status):
    name = buy(market, listed)
    market.control("cancel", order_sn=name)
    assert channel.fetch_order(name).status is OrderStatus.CANCEL_REQUESTED
    assert channel.decide_cancel(name, accept=accept).action is Action.UPDATED
    assert channel.fetch_order(name).status is status


def test_the_seller_cancels_for_want_of_stock(market, channel, listed):
    name = buy(market, listed)
    lines = channel.fetch_order(name).lines
    assert channel.cancel(name, CancelReason.OUT_OF_STOCK, lines).action is Action.UPDATED
    assert channel.fetch_order(name).status is OrderStatus.CANCELLED
    again = channel.cancel(name, CancelReason.OUT_OF_STOCK, lines)
    assert again.action is Action.REFUSED and again.problem.message


@pytest.mark.parametrize("quirk", ["CANCELLED", "TO_RETURN"])
def test_a_failed_delivery(market, channel, listed, quirk):
    market.control("quirks", failed_delivery_status=quirk)
    name = buy(market, listed)
    channel.ship(ShipRequest(name))
    market.control("pick_up", order_sn=name)
    market.control("fail_delivery", order_sn=name)
    assert channel.fetch_order(name).status in (OrderStatus.DELIVERY_FAILED, OrderStatus.RETURNING)


def test_many_orders_come_in_pages_once_each(market, channel, listed):
    channel.push_stock([StockLevel(sku_of(channel, listed).ref, 200)])
    names = {buy(market, listed) for _ in range(105)}
    since = datetime.now(UTC) - timedelta(days=1)
    page = channel.pull_orders(since)
    seen = [order.order_id for order in page.items]
    assert len(seen) <= 100
    while page.next_cursor:
        page = channel.pull_orders(since, page.next_cursor)
        seen += [order.order_id for order in page.items]
    assert names <= set(seen) and len(seen) == len(set(seen))


# --- pushes ---


@pytest.mark.parametrize("form", ["object", "json_string"])
@pytest.mark.parametrize("ids", ["numbers", "strings"])
def test_pushes_are_verified_and_name_the_order(market, channel, listed, receiver, form, ids):
    market.control("quirks", push_data=form, push_ids=ids)
    market.control("push_target", partner_id=int(PARTNER), callback_url=receiver.url)
    name = buy(market, listed)
    headers, body = receiver.wait_for(lambda _, body: name.encode() in body)
    assert channel.verify_webhook(headers, body)
    assert not channel.verify_webhook(headers, body.replace(b"5", b"6"))
    assert not market.connector(webhook_url="http://127.0.0.1:9/other").verify_webhook(headers, body)
    (event,) = channel.read_webhook(body)
    assert event.shop_id == SHOP and event.sent_at is not None
    if event.kind is EventKind.ORDER:
        assert event.order_ids == (name,)


def test_the_verification_ping(market, channel, receiver):
    market.control("push_target", partner_id=int(PARTNER), callback_url=receiver.url)
    headers, body = receiver.wait_for(lambda _, body: b"verify_info" in body)
    assert channel.verify_webhook(headers, body)
    assert [event.kind for event in channel.read_webhook(body)] == [EventKind.PING]


# --- trouble ---


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ({"effect": "throttle"}, ThrottledError),
        ({"effect": "daily_limit"}, ThrottledError),
        ({"effect": "server_error", "when": "before"}, TransientError),
        ({"effect": "busy"}, TransientError),
        ({"effect": "html", "when": "before"}, TransientError),
        ({"effect": "expire_token"}, TokenError),
    ],
    ids=lambda x: x.get("effect") if isinstance(x, dict) else "",
)
@pytest.mark.parametrize(
    "quirks",
    [
        {},
        {"error_http_status": "4xx"},
        {"throttle_answer": "http_429"},
        {"error_prefix": "module"},
        {"access_token_error": "invalid_access_token"},
        {"access_token_error": "error_auth"},
    ],
    ids=lambda x: "-".join(x.values()) or "plain",
)
def test_trouble_has_its_kind_in_every_position(market, channel, fault, kind, quirks):
    market.control("quirks", **quirks)
    market.control("faults", path="shop/get_shop_info", next_calls=1, **fault)
    with pytest.raises(kind):
        channel.check()
    if kind is not TokenError:
        assert channel.check().active


def test_rows_of_a_partial_batch_have_their_own_fate(market, channel):
    draft = jars(channel, *[(f"MO-{n}", f"{n} g", 90000, 1) for n in range(100, 1100, 100)])
    ref = channel.push_listing(draft).item.ref
    market.pass_time(6)
    skus = channel.push_listing(draft, ref).item.skus
    market.control("faults", effect="partial", path="product/update_stock", next_calls=1, rows=0.5)
    outcomes = channel.push_stock([StockLevel(sku, 7) for sku in skus])
    by_stock = {sku.ref: sku.stock for sku in channel.read_back([ref])[0].skus}
    for outcome in outcomes:
        done = by_stock[outcome.item.ref] == 7
        assert done is (outcome.action is Action.UPDATED)
