"""The connector against the marketplace in a box, over real HTTP.

The sandbox was written by another hand from the same protocol notes. It is driven here only
as a seller's or buyer's browser would (`/_control/…` and its pages), never from inside.
"""

import io
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from PIL import Image

from connectors.contract import (
    Action,
    AttributeValue,
    CancelReason,
    ChannelConfig,
    Dimensions,
    DraftSku,
    EventKind,
    ListingDraft,
    ListingRef,
    ListingState,
    LogisticsChoice,
    Money,
    OrderStatus,
    PriceLevel,
    Reference,
    ShipRequest,
    StockLevel,
)
from connectors.errors import ConfigurationError, ReconnectError, ThrottledError, TokenError, TransientError
from connectors.http import Http
from connectors.sandbox.serving import running
from connectors.shopee.connector import ShopeeConnector

PARTNER, KEY = "2001887", "5a4d6e6a7a745a767276586f53476849"
SHOP = "322300222"
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def base():
    with running(names=("shopee",)) as sandbox:
        yield sandbox.urls["shopee"]


class Receiver:
    """Takes pushes as our webhook address."""

    def __init__(self):
        self.pushes = []
        keep = self.pushes

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                keep.append((dict(self.headers), body))
                self.send_response(200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/webhooks/shopee"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def wait_for(self, wanted, seconds=10):
        """The first push that the function accepts."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for push in list(self.pushes):
                if wanted(*push):
                    return push
            time.sleep(0.05)
        raise AssertionError(f"no such push among {len(self.pushes)}")


@pytest.fixture(scope="module")
def receiver():
    found = Receiver()
    yield found
    found.server.shutdown()


class Market:
    """The sandbox as its people use it."""

    def __init__(self, base, webhook_url):
        self.base = base
        self.records = []
        self.config = ChannelConfig(
            PARTNER, KEY, base, redirect_url="http://127.0.0.1:9/connect", webhook_url=webhook_url
        )

    def control(self, name, **fields):
        answer = requests.post(f"{self.base}/_control/{name}", json=fields, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def connector(self, grant=None, **changes):
        http = Http(
            "shopee",
            origins=[self.base],
            recorder=self.records.append,
            clock=lambda: datetime.now(UTC),
            read_timeout=5.0,
        )
        return ShopeeConnector(replace(self.config, **changes), http, grant)

    def consent(self, **choice):
        """The seller opens the link, picks a shop and comes back with a code."""
        url = self.connector().authorise_url("state:signed")
        page = requests.get(url, timeout=10)
        assert page.status_code == 200 and SHOP in page.text
        sent_back = requests.post(url, data=choice, allow_redirects=False, timeout=10)
        return dict(parse_qsl(urlsplit(sent_back.headers["location"]).query))

    def grant(self, shop_id=SHOP):
        (grant,) = self.connector().exchange(self.consent(shop_id=shop_id, days="365"))
        return grant


@pytest.fixture
def market(base, receiver):
    found = Market(base, receiver.url)
    found.control("reset")
    return found


@pytest.fixture
def channel(market):
    return market.connector(market.grant())


def picture():
    data = io.BytesIO()
    Image.new("RGB", (600, 600), "orange").save(data, "JPEG")
    return data.getvalue()


def reference(channel, category_id):
    return Reference(channel.limits(category_id), channel.attributes(category_id), channel.logistics())


def honey(channel, **changes):
    """A draft that follows what the channel asks, and its reference data."""
    category_id = channel.suggest_category("Mật ong bạc hà")[0]
    known = reference(channel, category_id)
    answers = [
        AttributeValue(a.id, (a.options[0].id,)) if a.options else AttributeValue(a.id, text="12")
        for a in known.attributes
        if a.mandatory
    ]
    way = next(w for w in known.logistics if w.enabled and not w.sizes and not w.needs_fee)
    fields = {
        "item_sku": "MO-01",
        "title": "Mật ong bạc hà Mèo Vạc",
        "description": "Mật ong bạc hà từ cao nguyên đá Đồng Văn, đóng chai 500 g.",
        "category_id": category_id,
        "image_ids": (channel.upload_image(picture(), "mat-ong.jpg").id,),
        "weight_grams": 700,
        "skus": (DraftSku("MO-01", Money(199000), 5),),
        "attributes": tuple(answers),
        "dimensions": Dimensions(10, 10, 20),
        "logistics": (LogisticsChoice(way.id),),
    }
    draft = ListingDraft(**(fields | changes))
    assert channel.preview(draft, known) == ()
    return draft


@pytest.fixture
def listed(channel):
    outcome = channel.push_listing(honey(channel))
    assert outcome.action is Action.CREATED
    return outcome.item.ref


def sku_of(channel, ref):
    return channel.read_back([ref])[0].skus[0]


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
    time.sleep(max(0.0, (first.not_before - datetime.now(UTC)).total_seconds()) + 0.1)
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
    market.control("quirks", tier_wait="none")
    ref = channel.push_listing(draft).item.ref
    time.sleep(6.1)
    skus = channel.push_listing(draft, ref).item.skus
    market.control("faults", effect="partial", path="product/update_stock", next_calls=1, rows=0.5)
    outcomes = channel.push_stock([StockLevel(sku, 7) for sku in skus])
    by_stock = {sku.ref: sku.stock for sku in channel.read_back([ref])[0].skus}
    for outcome in outcomes:
        done = by_stock[outcome.item.ref] == 7
        assert done is (outcome.action is Action.UPDATED)
