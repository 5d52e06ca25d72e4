"""The connector against the marketplace in a box, over real HTTP.

The sandbox was written by another hand from the same protocol notes. It is driven here only
as a seller's or buyer's browser would (`/_control/…` and its pages), never from inside. What
every channel must do is in `tests/conformance`; this is what only Lazada does.
"""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

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
    SalePrice,
    ShipRequest,
    StockLevel,
)
from connectors.errors import (
    ConfigurationError,
    ReconnectError,
    RefusedError,
    ThrottledError,
    TokenError,
    TransientError,
)
from connectors.sandbox.serving import running
from tests.conformance.adapters import LazadaAdapter, picture
from tests.conformance.receiver import Receiver


@pytest.fixture(scope="module")
def base():
    with running(names=("lazada",)) as sandbox:
        yield sandbox.urls["lazada"]


@pytest.fixture
def market(base):
    found = LazadaAdapter(base)
    found.reset()
    return found


@pytest.fixture
def channel(market):
    return market.connector(market.grant())


@pytest.fixture
def listed(market, channel):
    outcome = channel.push_listing(market.draft(channel))
    assert outcome.action is Action.CREATED
    return outcome.item.ref


def sku_of(channel, ref):
    return channel.read_back([ref])[0].skus[0]


def jars(market, channel, *rows):
    skus = [DraftSku(sku, Money(price), stock, (option,)) for sku, option, price, stock in rows]
    return market.draft(channel, *skus, item_sku="MO-F", variation_names=("Khối lượng",))


# --- permission ---


def test_consent_exchange_check(market):
    callback = market.consent()
    assert callback["state"] == "state:signed"
    (grant,) = market.connector().exchange(callback)
    shop = market.connector(grant).check()
    assert (shop.shop_id, shop.active, shop.region) == (market.shop_id, True, "VN")
    assert shop.authorised_until == grant.refresh_expires_at
    with pytest.raises(ReconnectError) as caught:
        market.connector().exchange(callback)
    assert caught.value.problem.code == "invalid_code"


@pytest.mark.parametrize(
    ("quirk", "access", "refresh"),
    [("online_30d_180d", 30, 180), ("sample_10d_50d", 10, 50), ("test_7d_14d", 7, 14), ("test_7d_30d", 7, 30)],
)
def test_lifetimes_are_those_of_the_answer(market, quirk, access, refresh):
    market.control("quirks", token_lifetimes=quirk)
    grant, now = market.grant(), datetime.now(UTC)
    assert abs(grant.access_expires_at - now - timedelta(days=access)) < timedelta(seconds=30)
    assert abs(grant.refresh_expires_at - now - timedelta(days=refresh)) < timedelta(seconds=30)


@pytest.mark.parametrize("shops", ["country_user_info", "country_user_info_list"])
def test_a_refresh_does_not_prolong_the_permission(market, shops):
    market.control("quirks", refresh_user_info=shops)
    first = market.grant()
    market.control("clock", step=86400)
    second = market.connector(first).refresh()
    assert second.shop_id == first.shop_id
    ahead = first.refresh_expires_at - second.refresh_expires_at
    assert abs(ahead - timedelta(days=1)) < timedelta(minutes=1)


def test_a_spent_refresh_token_means_reconnect(market):
    market.control("quirks", refresh_spent="single_use")
    first = market.grant()
    assert market.connector(market.connector(first).refresh()).check().active
    with pytest.raises(ReconnectError) as caught:
        market.connector(first).refresh()
    assert caught.value.problem.code == "grant_lost"


def test_an_expired_access_token_wants_a_refresh(market, channel):
    market.control("clock", step=31 * 86400)
    with pytest.raises(TokenError):
        channel.check()
    channel.refresh()
    assert channel.check().active


def test_a_wrong_key_is_a_matter_of_configuration(market):
    grant = market.grant()
    with pytest.raises(ConfigurationError):
        market.connector(grant, app_secret="wrong").check()


@pytest.mark.parametrize("code", ["IncompleteSignature", "IllegalTimestamp"])
def test_a_clock_that_is_off_is_corrected(market, channel, code):
    market.control("quirks", timestamp_error=code)
    channel.http.clock = lambda: datetime.now(UTC) - timedelta(hours=3)
    assert channel.check().active


# --- listings ---


def test_reference_data(channel):
    categories = channel.categories()
    leaf = channel.suggest_category("Chè shan tuyết")[0]
    known = {c.id: c for c in categories}
    assert known[leaf].leaf and known[known[leaf].parent_id].leaf is False
    assert any(one.mandatory for one in channel.attributes(leaf))
    assert channel.brands(leaf).items


def test_a_change_of_text_is_read_back(market, channel, listed):
    draft = market.draft(channel, title="Mật ong bạc hà cao nguyên đá")
    assert channel.push_listing(draft, listed).action is Action.UPDATED
    (found,) = channel.read_back([ListingRef(listed.item_id, "MO-01")])
    assert (found.title, found.description) == (draft.title, draft.description)
    assert channel.push_listing(draft, listed).action is Action.UNCHANGED


def test_withdraw_and_restore(channel, listed):
    assert channel.withdraw_listing(listed).action is Action.UPDATED
    assert channel.read_back([listed])[0].state is ListingState.UNLISTED
    assert channel.withdraw_listing(listed).action is Action.UNCHANGED
    assert channel.restore_listing(listed).action is Action.UPDATED
    assert channel.read_back([listed])[0].state is ListingState.LIVE


def test_an_invisible_draft_is_not_shown(market, channel):
    ref = channel.push_listing(market.draft(channel, visible=False)).item.ref
    assert channel.read_back([ref])[0].state is ListingState.UNLISTED


def test_variants_come_and_go(market, channel):
    first = jars(market, channel, ("MO-250", "250 g", 90000, 3), ("MO-500", "500 g", 170000, 0))
    outcome = channel.push_listing(first)
    assert [sku.sku for sku in outcome.item.skus] == ["MO-250", "MO-500"]
    ref = outcome.item.ref
    (found,) = channel.read_back([ref])
    assert [(x.options, x.price, x.stock) for x in found.skus] == [
        (("250 g",), Money(90000), 3),
        (("500 g",), Money(170000), 0),
    ]
    second = jars(market, channel, ("MO-250", "250 g", 90000, 3), ("MO-1K", "1 kg", 320000, 2))
    changed = channel.push_listing(replace(second, image_ids=found.image_ids), ref)
    assert (changed.action, [sku.sku for sku in changed.item.skus]) == (Action.UPDATED, ["MO-250", "MO-1K"])
    again = channel.push_listing(replace(second, image_ids=found.image_ids), ref)
    assert again.action is Action.UNCHANGED


def test_a_late_review_that_rejects(market, channel):
    market.control("review", by_hand=True)
    ref = channel.push_listing(market.draft(channel)).item.ref
    assert channel.read_back([ref])[0].state is ListingState.REVIEWING
    market.control("review", item_id=int(ref.item_id), reason="Ảnh mờ")
    assert channel.read_back([ref])[0].state is ListingState.BANNED


def test_a_picture_that_is_too_small_is_refused(channel):
    with pytest.raises(RefusedError) as caught:
        channel.upload_image(picture(100), "nho.jpg")
    assert caught.value.problem.code == "image_refused"


def test_a_sku_that_exists_is_refused(market, channel, listed):
    outcome = channel.push_listing(market.draft(channel))
    assert (outcome.action, outcome.problem.code) == (Action.REFUSED, "sku_twice")


def test_many_listings_are_read_at_once(market, channel):
    refs = []
    for n in range(4):
        made = channel.push_listing(market.draft(channel, DraftSku(f"S{n}", Money(9000), n), item_sku=f"S{n}"))
        refs.append(ListingRef(made.item.ref.item_id, f"S{n}"))
    before = len(market.records)
    found = channel.read_back([*refs, ListingRef("999")])
    assert [(x.ref, x.skus[0].stock) for x in found] == [(ref, n) for n, ref in enumerate(refs)]
    assert len(market.records) - before == 2


# --- stock and price ---


def test_sellable_not_total(market, channel, listed):
    name = market.buy(channel, listed, 2)
    ref = sku_of(channel, listed).ref
    assert sku_of(channel, listed).stock == 3
    assert channel.push_stock([StockLevel(ref, 7)])[0].action is Action.UPDATED
    assert sku_of(channel, listed).stock == 7
    channel.ship(ShipRequest(name))
    assert sku_of(channel, listed).stock == 7


@pytest.mark.parametrize("alone", ["accepted", "refused"])
def test_a_price_leaves_the_stock_alone(market, channel, listed, alone):
    market.control("quirks", price_without_quantity=alone)
    market.buy(channel, listed, 2)
    ref = sku_of(channel, listed).ref
    assert channel.push_prices([PriceLevel(ref, Money(210000))])[0].action is Action.UPDATED
    sku = sku_of(channel, listed)
    assert (sku.price, sku.stock) == (Money(210000), 3)


def test_a_sale_price_has_its_window(channel, listed):
    ref, now = sku_of(channel, listed).ref, datetime.now(UTC)
    sale = SalePrice(Money(150000), now - timedelta(days=1), now + timedelta(days=1))
    assert channel.push_prices([PriceLevel(ref, Money(199000), sale)])[0].action is Action.UPDATED
    sku = sku_of(channel, listed)
    assert (sku.price, sku.current_price) == (Money(199000), Money(150000))
    later = SalePrice(Money(150000), now + timedelta(days=1), now + timedelta(days=2))
    channel.push_prices([PriceLevel(ref, Money(199000), later)])
    assert sku_of(channel, listed).current_price == Money(199000)


@pytest.mark.parametrize("keys", ["seller_sku_field_message", "SellerSku_key_msg"])
@pytest.mark.parametrize("fate", ["rows_apply", "nothing_applies"])
@pytest.mark.parametrize("form", ["code", "generic"])
def test_a_campaign_holds_part_of_the_stock(market, channel, keys, fate, form):
    market.control("quirks", detail_keys=keys, batch_failure=fate, rule_error=form)
    skus = []
    for n in range(3):
        made = channel.push_listing(market.draft(channel, DraftSku(f"S{n}", Money(9000), 9), item_sku=f"S{n}"))
        skus += made.item.skus
    market.control(
        "promotion", item_id=int(skus[1].item_id), sku_id=int(skus[1].model_id), reserved=4, promotion_price=8000
    )
    assert sku_of(channel, ListingRef(skus[1].item_id)).reserved == 4
    outcomes = channel.push_stock([StockLevel(sku, 2) for sku in skus])
    assert [outcome.action for outcome in outcomes] == [Action.UPDATED, Action.REFUSED, Action.UPDATED]
    assert outcomes[1].problem.code == "stock_below_locked"
    assert [sku_of(channel, ListingRef(sku.item_id)).stock for sku in skus] == [2, 9, 2]


# --- orders ---


def test_bought_pulled_shipped_delivered(market, channel, listed):
    name = market.buy(channel, listed, 2)
    page = channel.pull_orders(datetime.now(UTC) - timedelta(days=20))
    (order,) = [o for o in page.items if o.order_id == name]
    assert (order.status, order.cod, order.currency) == (OrderStatus.TO_SHIP, True, "VND")
    assert [(line.ref.sku, line.quantity, line.unit_price) for line in order.lines] == [("MO-01", 1, Money(199000))] * 2
    assert order.total == Money(2 * 199000 + order.shipping_fee.dong)
    assert "*" in order.recipient.name and "*" in order.recipient.phone
    assert channel.ship(ShipRequest(name)).action is Action.UPDATED
    assert channel.fetch_order(name).status is OrderStatus.PROCESSED
    assert channel.tracking(name).tracking_number
    assert channel.ship(ShipRequest(name)).action is Action.UNCHANGED
    market.control("pick_up", order_id=int(name))
    assert channel.fetch_order(name).status is OrderStatus.SHIPPED
    market.control("deliver", order_id=int(name))
    assert channel.fetch_order(name).status is OrderStatus.DELIVERED


@pytest.mark.parametrize("money", ["two_decimals", "thousands", "integral"])
def test_money_in_every_spelling(market, channel, listed, money):
    market.control("quirks", money=money)
    order = channel.fetch_order(market.buy(channel, listed))
    assert (order.lines[0].unit_price, order.total.dong - order.shipping_fee.dong) == (Money(199000), 199000)


def buy(market, channel, ref, **options):
    sku = sku_of(channel, ref).ref
    return str(market.control("buy", item_id=int(ref.item_id), sku_id=int(sku.model_id), **options)["order_id"])


def test_an_unpaid_order_becomes_one_to_ship(market, channel, listed):
    name = buy(market, channel, listed, payment="later")
    assert channel.fetch_order(name).status is OrderStatus.UNPAID
    assert channel.ship(ShipRequest(name)).problem.code == "not_ready_to_ship"
    market.control("pay", order_id=int(name))
    assert channel.fetch_order(name).status is OrderStatus.TO_SHIP


@pytest.mark.parametrize(("accept", "status"), [(True, OrderStatus.CANCELLED), (False, OrderStatus.TO_SHIP)])
def test_a_buyer_asks_to_cancel(market, channel, listed, accept, status):
    name = market.buy(channel, listed)
    market.control("cancel", order_id=int(name))
    assert channel.fetch_order(name).status is OrderStatus.CANCEL_REQUESTED
    assert channel.decide_cancel(name, accept=accept).action is Action.UPDATED
    assert channel.fetch_order(name).status is status


def test_a_buyers_cancellation_at_once(market, channel, listed):
    market.control("quirks", buyer_cancel="immediate")
    name = market.buy(channel, listed)
    market.control("cancel", order_id=int(name))
    assert channel.fetch_order(name).status is OrderStatus.CANCELLED
    assert channel.decide_cancel(name, accept=True).problem.code == "no_cancel_request"


def test_the_seller_cancels_one_unit(market, channel, listed):
    name = market.buy(channel, listed, 2)
    lines = channel.fetch_order(name).lines
    assert channel.cancel(name, CancelReason.OUT_OF_STOCK, lines[:1]).action is Action.UPDATED
    order = channel.fetch_order(name)
    assert (order.status, [line.line_id for line in order.lines]) == (OrderStatus.TO_SHIP, [lines[1].line_id])
    assert sku_of(channel, listed).stock == 0
    assert channel.cancel(name, CancelReason.CUSTOMER_REQUEST).action is Action.UPDATED
    assert channel.fetch_order(name).status is OrderStatus.CANCELLED
    assert channel.cancel(name, CancelReason.CUSTOMER_REQUEST).action is Action.UNCHANGED


@pytest.mark.parametrize("quirk", ["failed_delivery", "failed", "shipped_back"])
def test_a_failed_delivery(market, channel, listed, quirk):
    market.control("quirks", failed_delivery_status=quirk)
    name = market.buy(channel, listed)
    channel.ship(ShipRequest(name))
    market.control("pick_up", order_id=int(name))
    market.control("fail_delivery", order_id=int(name))
    assert channel.fetch_order(name).status is OrderStatus.DELIVERY_FAILED


# --- pushes ---


@pytest.mark.parametrize("ids", ["numbers", "strings"])
def test_pushes_are_verified_and_name_the_order(market, channel, listed, ids):
    with Receiver() as receiver:
        market.control("quirks", push_ids=ids)
        market.push_to(receiver.url)
        name = market.buy(channel, listed)
        headers, body = receiver.wait_for(lambda _, body: name.encode() in body)
    assert channel.verify_webhook(headers, body)
    (event,) = channel.read_webhook(body)
    assert (event.kind, event.shop_id, event.order_ids) == (EventKind.ORDER, market.shop_id, (name,))
    assert abs(event.sent_at.timestamp() - time.time()) < 60


# --- trouble ---


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("throttle", ThrottledError),
        ("daily_limit", ThrottledError),
        ("server_error", TransientError),
        ("busy", TransientError),
        ("html", TransientError),
        ("expire_token", TokenError),
    ],
)
@pytest.mark.parametrize(
    "quirks",
    [
        {},
        {"error_http_status": "4xx"},
        {"throttle_answer": "SellerCallLimit"},
        {"throttle_answer": "901"},
        {"throttle_answer": "4154"},
        {"throttle_answer": "http_429"},
        {"busy_answer": "6"},
        {"busy_answer": "1000"},
        {"busy_answer": "ServiceTimeout"},
        {"partner_id": "required"},
    ],
    ids=lambda x: "-".join(x.values()) or "plain",
)
def test_trouble_has_its_kind_in_every_position(market, channel, fault, kind, quirks):
    market.control("quirks", **quirks)
    market.fault("check", fault)
    with pytest.raises(kind):
        channel.check()
    if kind is not TokenError:
        assert channel.check().active
