"""Orders: the Vietnamese sample, windows and pages, shipping, cancelling."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors.contract import Action, CancelReason, Money, OrderStatus, ShipMethod, ShipRequest, SkuRef
from connectors.errors import BugError, RefusedError, TransientError
from connectors.shopee import order_mapping
from tests.connectors.canned import START, Answer
from tests.connectors.shopee.shop import ShopeeShop, fail, ok

SAMPLE = json.loads((Path(__file__).parent / "fixtures" / "order_vn.json").read_text())


def sample(**changes):
    return SAMPLE | {"order_sn": "A1", "update_time": int(START.timestamp()) - 60} | changes


def listed(*names, more=False, cursor=""):
    return ok(order_list=[{"order_sn": name} for name in names], more=more, next_cursor=cursor)


def details(*orders):
    return ok(order_list=list(orders))


def asked_details(sent):
    """Answers whatever orders are asked for."""
    return Answer(details(*[sample(order_sn=name) for name in sent.query["order_sn_list"].split(",")]))


def test_the_vietnamese_sample():
    order = order_mapping.order(SAMPLE)
    assert (order.order_id, order.status, order.remote_status) == (
        "2404098R48U37H",
        OrderStatus.COMPLETED,
        "COMPLETED",
    )
    assert (order.cod, order.payment_method, order.currency) == (True, "Cash on Delivery", "VND")
    assert (order.total, order.shipping_fee) == (Money(32119), Money(5000))
    assert order.updated_at == datetime(2024, 4, 15, 0, 12, 28, tzinfo=UTC)
    assert order.paid_at == datetime.fromtimestamp(1712817766, UTC)
    assert order.recipient.name == "P******n" and order.recipient.phone == "******64"
    assert (order.recipient.province, order.recipient.district, order.recipient.ward) == (
        "Bạc Liêu",
        "Huyện Phước Long",
        "Xã Phong Thạnh Tây B",
    )
    (line,) = order.lines
    assert line.ref == SkuRef("23620853561", "221404189791", "QAZ-05")
    assert (line.quantity, line.original_price, line.unit_price) == (1, Money(300000), Money(48000))
    (parcel,) = order.parcels
    assert (parcel.parcel_id, parcel.carrier) == ("OFG166300791210964", "Giao Hàng Nhanh")
    assert order.raw["item_list"][0]["product_location_id"] == ["VN10XX2UZ"]


def test_buyers_have_no_repr():
    shown = repr(order_mapping.order(SAMPLE))
    assert "P******n" not in shown and "xt4fdsf96j" not in shown and "Ấp" not in shown


@pytest.mark.parametrize(
    ("remote", "status"),
    [
        ("UNPAID", OrderStatus.UNPAID),
        ("PENDING", OrderStatus.ON_HOLD),
        ("READY_TO_SHIP", OrderStatus.TO_SHIP),
        ("RETRY_SHIP", OrderStatus.TO_SHIP),
        ("PROCESSED", OrderStatus.PROCESSED),
        ("SHIPPED", OrderStatus.SHIPPED),
        ("TO_CONFIRM_RECEIVE", OrderStatus.DELIVERED),
        ("COMPLETED", OrderStatus.COMPLETED),
        ("IN_CANCEL", OrderStatus.CANCEL_REQUESTED),
        ("CANCELLED", OrderStatus.CANCELLED),
        ("TO_RETURN", OrderStatus.RETURNING),
        ("INVOICE_PENDING", OrderStatus.ON_HOLD),
        ("SOMETHING_NEW", OrderStatus.UNKNOWN),
    ],
)
def test_statuses(remote, status):
    order = order_mapping.order(sample(order_status=remote))
    assert (order.status, order.remote_status) == (status, remote)


@pytest.mark.parametrize("remote", ["SHIPPED", "TO_CONFIRM_RECEIVE", "CANCELLED"])
def test_a_failed_delivery_is_a_fact_of_its_own(remote):
    parcel = {"package_number": "P1", "logistics_status": "LOGISTICS_DELIVERY_FAILED"}
    assert order_mapping.order(sample(order_status=remote, package_list=[parcel])).status is (
        OrderStatus.DELIVERY_FAILED
    )


def test_nulls_simple_items_and_bundles():
    line = SAMPLE["item_list"][0] | {
        "model_id": 0,
        "model_sku": "",
        "item_sku": "MO-01",
        "model_discounted_price": 0,
        "promotion_type": "bundle_deal",
    }
    order = order_mapping.order(
        sample(
            pay_time=None,
            recipient_address=None,
            package_list=None,
            total_amount=None,
            actual_shipping_fee=0,
            item_list=[line, line],
        )
    )
    assert (order.paid_at, order.total, order.parcels) == (None, None, ())
    assert order.shipping_fee == Money(5000)
    assert [x.line_id for x in order.lines] == ["23620853561-0", "23620853561-0-2"]
    assert order.lines[0].ref == SkuRef("23620853561", "", "MO-01")
    assert order.lines[0].unit_price is None
    free = order_mapping.order(sample(item_list=[line | {"promotion_type": "add_on_free_gift_sub"}]))
    assert free.lines[0].unit_price == Money(0)


def test_ids_as_text_are_read_alike():
    line = SAMPLE["item_list"][0] | {"item_id": "23620853561", "model_id": "221404189791"}
    assert order_mapping.order(sample(item_list=[line])).lines[0].ref.model_id == "221404189791"


@pytest.mark.parametrize("change", [{"total_amount": 12.5}, {"update_time": None}, {"item_list": [{}]}])
def test_unreadable_orders_name_fields_not_values(change):
    with pytest.raises(BugError) as caught:
        order_mapping.order(sample(**change))
    assert caught.value.code == "unreadable_answer"
    assert "P***" not in str(caught.value) and next(iter(change)) in str(caught.value)


def test_a_pull_reads_list_and_whole_orders():
    shop = ShopeeShop()
    shop.on("order/get_order_list", listed("A1", "A2"))
    shop.on("order/get_order_detail", asked_details)
    page = shop.channel.pull_orders(START - timedelta(days=1))
    assert [order.order_id for order in page.items] == ["A1", "A2"]
    assert (page.next_cursor, page.unreadable) == ("", ())
    (query,) = [sent.query for sent in shop.sent("order/get_order_list")]
    assert query["time_range_field"] == "update_time" and query["page_size"] == "100"
    assert int(query["time_to"]) - int(query["time_from"]) == 86400
    assert "cursor" not in query
    (detail,) = shop.sent("order/get_order_detail")
    assert detail.query["order_sn_list"] == "A1,A2"
    assert "item_list" in detail.query["response_optional_fields"].split(",")


def test_windows_are_at_most_fifteen_days_and_meet():
    shop = ShopeeShop()
    shop.on("order/get_order_list", listed())
    cursor, rounds = "", 0
    while True:
        page = shop.channel.pull_orders(START - timedelta(days=40), cursor)
        cursor, rounds = page.next_cursor, rounds + 1
        if not cursor:
            break
        shop.clock.move(3600)
    spans = [(int(s.query["time_from"]), int(s.query["time_to"])) for s in shop.sent("order/get_order_list")]
    assert rounds == 3
    assert all(end - start <= 15 * 86400 for start, end in spans)
    assert [end for _, end in spans[:-1]] == [start for start, _ in spans[1:]]
    assert spans[-1][1] == int(START.timestamp())


def test_pages_follow_the_cursor_and_details_go_by_fifty():
    shop = ShopeeShop()
    names = [f"B{n}" for n in range(70)]
    shop.on("order/get_order_list", listed(*names, more=True, cursor="c:2"), listed("C1"))
    shop.on("order/get_order_detail", asked_details)
    first = shop.channel.pull_orders(START - timedelta(days=1))
    second = shop.channel.pull_orders(START - timedelta(days=1), first.next_cursor)
    assert (len(first.items), len(second.items), second.next_cursor) == (70, 1, "")
    assert shop.sent("order/get_order_list")[1].query["cursor"] == "c:2"
    sizes = [len(s.query["order_sn_list"].split(",")) for s in shop.sent("order/get_order_detail")]
    assert sizes == [50, 20, 1]


@pytest.mark.parametrize("cursor", ["", "same"])
def test_endless_pages_end(cursor):
    shop = ShopeeShop()
    shop.on("order/get_order_list", listed(more=True, cursor="same"), listed(more=True, cursor=cursor))
    page = shop.channel.pull_orders(START - timedelta(days=1))
    with pytest.raises(TransientError) as caught:
        shop.channel.pull_orders(START - timedelta(days=1), page.next_cursor)
    assert caught.value.code == "endless_pages"


def test_orders_that_moved_past_the_window_wait_for_the_next():
    shop = ShopeeShop()
    shop.on("order/get_order_list", listed("A1", "A2"))
    late = sample(order_sn="A2", update_time=int(START.timestamp()) + 5)
    shop.on("order/get_order_detail", details(sample(), late))
    page = shop.channel.pull_orders(START - timedelta(days=1))
    assert [order.order_id for order in page.items] == ["A1"] and page.unreadable == ()


def test_one_unreadable_order_does_not_hide_the_others():
    shop = ShopeeShop()
    shop.on("order/get_order_list", listed("A1", "A2", "A3"))
    shop.on("order/get_order_detail", details(sample(), sample(order_sn="A2", total_amount=0.5)))
    page = shop.channel.pull_orders(START - timedelta(days=1))
    assert [order.order_id for order in page.items] == ["A1"]
    assert page.unreadable == ("A2", "A3")


def test_a_watermark_in_the_future_asks_nothing():
    shop = ShopeeShop()
    assert shop.channel.pull_orders(START + timedelta(minutes=1)).items == ()
    assert shop.names() == []


def test_fetching_an_order_that_is_not_there():
    shop = ShopeeShop()
    shop.on("order/get_order_detail", details())
    with pytest.raises(RefusedError) as caught:
        shop.channel.fetch_order("A1")
    assert caught.value.problem.code == "order_not_found"


def pickup(*addresses):
    return ok(
        info_needed={"pickup": ["address_id", "pickup_time_id"], "dropoff": []},
        pickup={"address_list": list(addresses)},
        dropoff=None,
    )


SLOTS = [
    {"date": 1, "pickup_time_id": "early", "flags": []},
    {"date": 2, "pickup_time_id": "best", "flags": ["recommended"]},
]
DONE = {"error": "", "message": "", "request_id": "r9"}


@pytest.mark.parametrize(
    ("offer", "request_", "body"),
    [
        (
            pickup({"address_id": 7, "time_slot_list": None}, {"address_id": 8, "time_slot_list": SLOTS}),
            ShipRequest("A1", address_id="8"),
            {"order_sn": "A1", "pickup": {"address_id": 8, "pickup_time_id": "best"}},
        ),
        (
            pickup({"address_id": 8, "time_slot_list": SLOTS}),
            ShipRequest("A1", parcel_id="P1", slot_id="early"),
            {"order_sn": "A1", "pickup": {"address_id": 8, "pickup_time_id": "early"}, "package_number": "P1"},
        ),
        (
            pickup({"address_id": 8, "time_slot_list": SLOTS}),
            ShipRequest("A1", method=ShipMethod.DROPOFF),
            {"order_sn": "A1", "dropoff": {}},
        ),
        (
            ok(info_needed={"dropoff": ["sender_real_name", "branch_id"]}),
            ShipRequest("A1", branch_id="5", sender_name="Nguyễn Văn B"),
            {"order_sn": "A1", "dropoff": {"branch_id": 5, "sender_real_name": "Nguyễn Văn B"}},
        ),
        (
            ok(info_needed={"non_integrated": ["tracking_number"]}),
            ShipRequest("A1", tracking_number="GHN1"),
            {"order_sn": "A1", "non_integrated": {"tracking_number": "GHN1"}},
        ),
    ],
)
def test_shipping_takes_what_is_offered(offer, request_, body):
    shop = ShopeeShop()
    shop.on("logistics/get_shipping_parameter", offer)
    shop.on("logistics/ship_order", DONE)
    assert shop.channel.ship(request_).action is Action.UPDATED
    assert shop.sent("logistics/ship_order")[0].json == body
    assert ("package_number" in shop.sent("logistics/get_shipping_parameter")[0].query) is bool(request_.parcel_id)


@pytest.mark.parametrize(
    ("offer", "request_"),
    [
        (ok(info_needed={}), ShipRequest("A1")),
        (pickup(), ShipRequest("A1")),
        (pickup({"address_id": 8, "time_slot_list": None}), ShipRequest("A1")),
        (pickup({"address_id": 8, "time_slot_list": SLOTS}), ShipRequest("A1", slot_id="gone")),
        (ok(info_needed={"dropoff": ["sender_real_name"]}), ShipRequest("A1")),
        (ok(info_needed={"dropoff": []}), ShipRequest("A1", method=ShipMethod.PICKUP)),
    ],
)
def test_shipping_without_a_way_is_refused_before_sending(offer, request_):
    shop = ShopeeShop()
    shop.on("logistics/get_shipping_parameter", offer)
    outcome = shop.channel.ship(request_)
    assert (outcome.action, outcome.problem.code) == (Action.REFUSED, "no_way_to_ship")
    assert shop.sent("logistics/ship_order") == []


def test_a_parcel_that_was_already_arranged_is_done():
    shop = ShopeeShop()
    shop.on("logistics/get_shipping_parameter", ok(info_needed={"dropoff": []}))
    shop.on("logistics/ship_order", fail("logistics.package_already_shipped"))
    assert shop.channel.ship(ShipRequest("A1")).action is Action.UNCHANGED


def test_a_refused_shipment_shows_why():
    shop = ShopeeShop()
    shop.on("logistics/get_shipping_parameter", fail("logistics.ship_order_not_ready_to_ship"))
    outcome = shop.channel.ship(ShipRequest("A1"))
    assert (outcome.action, outcome.problem.code) == (Action.REFUSED, "ship_order_not_ready_to_ship")


@pytest.mark.parametrize(("given", "number"), [("GHN42", "GHN42"), ("", ""), (None, "")])
def test_tracking_may_come_later(given, number):
    shop = ShopeeShop()
    shop.on("logistics/get_tracking_number", ok(tracking_number=given))
    assert shop.channel.tracking("A1", "P1").tracking_number == number


def test_cancelling_for_want_of_stock_names_the_lines():
    shop = ShopeeShop()
    shop.on("order/cancel_order", ok(update_time=1))
    lines = order_mapping.order(SAMPLE).lines
    assert shop.channel.cancel("A1", CancelReason.OUT_OF_STOCK, lines).action is Action.UPDATED
    assert shop.sent("order/cancel_order")[0].json == {
        "order_sn": "A1",
        "cancel_reason": "OUT_OF_STOCK",
        "item_list": [{"item_id": 23620853561, "model_id": 221404189791}],
    }


def test_a_refused_cancellation_shows_why():
    shop = ShopeeShop()
    shop.on("order/cancel_order", fail("order.error_param", "already shipped"))
    outcome = shop.channel.cancel("A1", CancelReason.CUSTOMER_REQUEST)
    assert (outcome.item, outcome.action) == ("A1", Action.REFUSED)
    assert outcome.problem.detail == "order.error_param: already shipped"
    assert "item_list" not in shop.sent("order/cancel_order")[0].json


@pytest.mark.parametrize(("accept", "word"), [(True, "ACCEPT"), (False, "REJECT")])
def test_deciding_a_buyers_cancellation(accept, word):
    shop = ShopeeShop()
    shop.on("order/handle_buyer_cancellation", ok(update_time=1))
    assert shop.channel.decide_cancel("A1", accept=accept).action is Action.UPDATED
    assert shop.sent("order/handle_buyer_cancellation")[0].json == {"order_sn": "A1", "operation": word}
