"""Orders and their fulfilment on a canned transport."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from connectors.contract import Action, CancelReason, Money, OrderLine, OrderStatus, ShipRequest, SkuRef
from connectors.errors import RefusedError, TransientError
from connectors.lazada import order_mapping
from tests.connectors.canned import START, Answer
from tests.connectors.lazada.shop import LazadaShop, done, fail, ok

PACK, RTS = "order/fulfill/pack", "order/package/rts"
VALIDATE, CANCEL = "order/reverse/cancel/validate", "order/reverse/cancel/create"
DECIDE, WISHES = "order/reverse/cancel/seller/decide", "reverse/getreverseordersforseller"


def raw(order_id=560, **changes):
    row = {
        "order_id": order_id,
        "order_number": str(order_id),
        "price": "398,000.00",
        "voucher": 20000.0,
        "shipping_fee": 15000,
        "payment_method": "COD",
        "statuses": ["pending", "canceled"],
        "items_count": 3,
        "created_at": "2026-11-22 09:00:00 +0700",
        "updated_at": "2026-11-22 09:30:00 +0700",
        "customer_first_name": "N***",
        "buyer_note": "gói kỹ",
        "promised_shipping_times": "",
        "address_shipping": {
            "first_name": "N***",
            "phone": "84********12",
            "address1": "1*** Mẫu",
            "address3": "Hà Giang",
            "address5": "Xã Mèo Vạc",
            "addressDsitrict": "Mèo Vạc",
            "country": "Vietnam",
        },
        "need_cancel_confirm": "false",
        "extra": "kept",
    }
    return row | changes


def unit(number, status="pending", **changes):
    row = {
        "order_item_id": number,
        "sku": "MO-01",
        "shop_sku": "x_VN-1",
        "sku_id": "152",
        "product_id": 306,
        "name": "Mật ong",
        "variation": "500 g",
        "item_price": 199000.0,
        "paid_price": 189000.0,
        "currency": "VND",
        "status": status,
        "package_id": "",
        "tracking_code": "",
        "shipment_provider": "",
        "sla_time_stamp": "2026-11-24T23:59:59+07:00",
    }
    return row | changes


def nested(*orders):
    return ok([{"order_id": order_id, "order_number": order_id, "order_items": units} for order_id, units in orders])


def shop_with(*units):
    shop = LazadaShop()
    shop.on("order/get", ok(raw()))
    shop.on("order/items/get", ok(list(units)))
    return shop


def test_an_order_is_its_units():
    shop = shop_with(unit(1), unit(2), unit(3, "canceled", reason="Out of Stock"))
    order = shop.channel.fetch_order("560")
    assert (order.order_id, order.status, order.remote_status) == ("560", OrderStatus.TO_SHIP, "pending")
    assert [(line.line_id, line.quantity) for line in order.lines] == [("1", 1), ("2", 1)]
    assert order.lines[0].ref == SkuRef("306", "152", "MO-01")
    assert order.lines[0].unit_price == Money(199000)
    assert (order.total, order.shipping_fee, order.cod) == (Money(393000), Money(15000), True)
    assert order.created_at == datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
    assert order.updated_at == datetime(2026, 11, 22, 2, 30, tzinfo=UTC)
    assert order.ship_by == datetime(2026, 11, 24, 16, 59, 59, tzinfo=UTC)
    place = order.recipient
    assert (place.name, place.ward, place.district, place.province) == ("N***", "Xã Mèo Vạc", "Mèo Vạc", "Hà Giang")
    assert order.cancel_reason == "Out of Stock"
    assert order.raw["extra"] == "kept" and len(order.raw["order_items"]) == 3


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (["unpaid", "pending"], OrderStatus.UNPAID),
        (["pending", "shipped"], OrderStatus.TO_SHIP),
        (["topack"], OrderStatus.TO_SHIP),
        (["repacked"], OrderStatus.TO_SHIP),
        (["packed", "ready_to_ship"], OrderStatus.TO_SHIP),
        (["toship"], OrderStatus.TO_SHIP),
        (["ready_to_ship", "canceled"], OrderStatus.PROCESSED),
        (["shipped", "delivered"], OrderStatus.SHIPPED),
        (["delivered", "canceled"], OrderStatus.DELIVERED),
        (["delivered", "returned"], OrderStatus.DELIVERED),
        (["returned"], OrderStatus.RETURNING),
        (["failed"], OrderStatus.DELIVERY_FAILED),
        (["failed_delivery", "canceled"], OrderStatus.DELIVERY_FAILED),
        (["lost"], OrderStatus.DELIVERY_FAILED),
        (["lost_by_3pl"], OrderStatus.DELIVERY_FAILED),
        (["damaged_by_3pl"], OrderStatus.DELIVERY_FAILED),
        (["shipped_back"], OrderStatus.DELIVERY_FAILED),
        (["shipped_back_success"], OrderStatus.DELIVERY_FAILED),
        (["shipped_back_failed"], OrderStatus.DELIVERY_FAILED),
        (["package_scrapped"], OrderStatus.DELIVERY_FAILED),
        (["canceled", "canceled"], OrderStatus.CANCELLED),
        (["brand_new_word"], OrderStatus.UNKNOWN),
    ],
)
def test_statuses(statuses, expected):
    order = order_mapping.order(raw(), [unit(n, word) for n, word in enumerate(statuses)])
    assert order.status is expected


def test_a_wish_to_cancel():
    order = order_mapping.order(raw(need_cancel_confirm=True), [unit(1)])
    assert order.status is OrderStatus.CANCEL_REQUESTED
    assert order_mapping.order(raw(need_cancel_confirm=True), [unit(1, "shipped")]).status is OrderStatus.SHIPPED


@pytest.mark.parametrize("amount", ["0.50", "1,234.56"])
def test_fractions_of_a_dong_are_not_believed(amount):
    shop = LazadaShop()
    shop.on("orders/get", ok({"count": 1, "orders": [raw(price=amount)]}))
    shop.on("orders/items/get", nested((560, [unit(1)])))
    page = shop.channel.pull_orders(START - timedelta(days=1))
    assert (page.items, page.unreadable) == ((), ("560",))


def test_buyers_have_no_repr():
    order = order_mapping.order(raw(), [unit(1)])
    assert not any(text in repr(order) for text in ("N***", "84****", "gói kỹ", "1*** Mẫu"))


def test_nothing_there():
    shop = LazadaShop()
    shop.on("order/get", fail("16", "E016: Invalid Order ID"))
    with pytest.raises(RefusedError) as caught:
        shop.channel.fetch_order("1")
    assert caught.value.problem.code == "order_not_found"


# --- pulling ---


def test_the_window_of_a_pull():
    shop = LazadaShop()
    shop.on("orders/get", ok({"count": 0, "orders": []}))
    assert shop.channel.pull_orders(START - timedelta(days=20)).next_cursor == ""
    (sent,) = shop.sent("orders/get")
    assert (sent["update_after"], sent["update_before"]) == ("2026-11-02T10:00:00+07:00", "2026-11-22T10:00:00+07:00")
    assert (sent["sort_by"], sent["sort_direction"], sent["limit"], sent["offset"]) == ("updated_at", "ASC", "100", "0")
    assert shop.names() == ["orders/get"]


def test_pages_of_a_hundred_and_units_by_fifty():
    shop = LazadaShop()
    many = [raw(n) for n in range(1, 101)]
    shop.on("orders/get", ok({"orders": many}), ok({"orders": [raw(200)]}))

    def units(sent):
        ids = json.loads(sent.query["order_ids"])
        return Answer(nested(*[(n, [unit(n)]) for n in ids]))

    shop.on("orders/items/get", units)
    first = shop.channel.pull_orders(START - timedelta(days=1))
    second = shop.channel.pull_orders(START - timedelta(days=1), first.next_cursor)
    assert (len(first.items), [o.order_id for o in second.items], second.next_cursor) == (100, ["200"], "")
    assert [sent["offset"] for sent in shop.sent("orders/get")] == ["0", "100"]
    assert [len(json.loads(sent["order_ids"])) for sent in shop.sent("orders/items/get")] == [50, 50, 1]


def test_beyond_the_deepest_row_the_reading_begins_anew():
    shop = LazadaShop()
    shop.on("orders/get", ok({"orders": [raw(n) for n in range(1, 101)]}))
    shop.on(
        "orders/items/get", lambda sent: Answer(nested(*[(n, [unit(n)]) for n in json.loads(sent.query["order_ids"])]))
    )
    start = int((START - timedelta(days=1)).timestamp())
    page = shop.channel.pull_orders(START - timedelta(days=1), f"{start}:{int(START.timestamp())}:5000")
    again, _until, offset = page.next_cursor.split(":")
    assert (int(again), offset) == (int(datetime(2026, 11, 22, 2, 29, 59, tzinfo=UTC).timestamp()), "0")
    with pytest.raises(TransientError) as caught:
        shop.channel.pull_orders(START, f"{again}:{int(START.timestamp())}:5000")
    assert caught.value.code == "endless_pages"


def test_flat_units_are_grouped_too():
    shop = LazadaShop()
    shop.on("orders/get", ok({"orders": [raw(1), raw(2)]}))
    shop.on("orders/items/get", ok([unit(7, order_id=1), unit(8, order_id=2), unit(9, order_id=1)]))
    page = shop.channel.pull_orders(START - timedelta(days=1))
    assert [[line.line_id for line in order.lines] for order in page.items] == [["7", "9"], ["8"]]


def test_one_unreadable_order_does_not_hide_the_others():
    shop = LazadaShop()
    shop.on("orders/get", ok({"orders": [raw(1), raw(2, created_at="soon"), raw(3)]}))
    shop.on("orders/items/get", nested((1, [unit(1)]), (2, [unit(2)])))
    page = shop.channel.pull_orders(START - timedelta(days=1))
    assert ([o.order_id for o in page.items], page.unreadable) == (["1"], ("2", "3"))


def test_a_watermark_in_the_future_asks_nothing():
    shop = LazadaShop()
    assert shop.channel.pull_orders(START + timedelta(minutes=1)).items == ()
    assert shop.names() == []


# --- shipping ---


def packed(*rows):
    units = [
        {"order_item_id": n, "msg": msg, "item_err_code": code, "package_id": package, "retry": retry}
        for n, code, package, retry, msg in rows
    ]
    return done({"pack_order_list": [{"order_id": 560, "order_item_list": units}]})


READY = done({"packages": [{"package_id": "FP1", "item_err_code": "0", "msg": "success"}]})


def test_pack_then_ready_to_ship():
    shop = shop_with(unit(1), unit(2), unit(3, "canceled"))
    shop.on(PACK, packed((1, "0", "FP1", False, "success"), (2, "0", "FP1", False, "success")))
    shop.on(RTS, READY)
    outcome = shop.channel.ship(ShipRequest("560"))
    assert (outcome.action, outcome.item.parcel_id) == (Action.UPDATED, "FP1")
    assert json.loads(shop.sent(PACK)[0]["packReq"]) == {
        "pack_order_list": [{"order_id": 560, "order_item_list": [1, 2]}],
        "delivery_type": "dropship",
        "shipping_allocate_type": "TFS",
    }
    assert json.loads(shop.sent(RTS)[0]["readyToShipReq"]) == {"packages": [{"package_id": "FP1"}]}


def test_a_shipment_cut_short_goes_on_where_it_was():
    shop = shop_with(unit(1, "packed", package_id="FP1"))
    shop.on(RTS, READY)
    assert shop.channel.ship(ShipRequest("560")).action is Action.UPDATED
    assert shop.names() == ["order/items/get", RTS]


@pytest.mark.parametrize("status", ["ready_to_ship", "shipped", "delivered"])
def test_what_was_handed_over_is_done(status):
    assert shop_with(unit(1, status)).channel.ship(ShipRequest("560")).action is Action.UNCHANGED


@pytest.mark.parametrize("status", ["unpaid", "canceled", "failed"])
def test_what_cannot_be_shipped_is_refused_before_sending(status):
    shop = shop_with(unit(1, status))
    outcome = shop.channel.ship(ShipRequest("560"))
    assert (outcome.action, outcome.problem.code) == (Action.REFUSED, "not_ready_to_ship")
    assert shop.names() == ["order/items/get"]


def test_success_of_the_whole_is_not_believed():
    shop = shop_with(unit(1, "packed", package_id="FP1"))
    row = {"package_id": "FP1", "item_err_code": "600002", "msg": "package already cancelled", "retry": "false"}
    shop.on(RTS, done({"packages": [row]}))
    outcome = shop.channel.ship(ShipRequest("560"))
    assert (outcome.action, outcome.problem.code) == (Action.REFUSED, "package_cancelled")


def test_a_pack_that_may_be_repeated_waits():
    shop = shop_with(unit(1))
    shop.on(PACK, packed((1, "100500", "", "true", "try later")))
    outcome = shop.channel.ship(ShipRequest("560"))
    assert (outcome.action, outcome.not_before > START) == (Action.WAITING, True)
    assert shop.sent(RTS) == []


def test_a_pack_refused_as_a_whole():
    shop = shop_with(unit(1))
    shop.on(PACK, {"code": "0", "result": {"success": False, "errorCode": "16", "errorMsg": "Invalid Order ID"}})
    assert shop.channel.ship(ShipRequest("560")).problem.code == "order_not_found"


@pytest.mark.parametrize(("code", "number"), [("LEX42", "LEX42"), ("", "")])
def test_tracking_may_come_later(code, number):
    shop = shop_with(unit(1, "ready_to_ship", package_id="FP1", tracking_code=code, shipment_provider="LEX"))
    assert shop.channel.tracking("560", "FP1").tracking_number == number
    assert shop.channel.tracking("560", "FP9").tracking_number == ""


def test_parcels_are_the_packages():
    first = unit(1, "packed", package_id="FP1", tracking_code="T1", shipment_provider="LEX")
    order = order_mapping.order(raw(), [first, unit(2, "packed", package_id="FP2")])
    assert [(p.parcel_id, p.tracking_number, p.carrier) for p in order.parcels] == [
        ("FP1", "T1", "LEX"),
        ("FP2", "", ""),
    ]


# --- cancelling ---

REASONS = [
    {"reason_id": "10000023", "reason_name": "Wrong Price"},
    {"reason_id": "10000021", "reason_name": "Out of Stock"},
    {"reason_id": "10000019", "reason_name": "Sourcing Delay"},
]


def line(number):
    return OrderLine(str(number), SkuRef("306", "152"), "", "", 1, None, None)


@pytest.mark.parametrize(
    ("reason", "lines", "items", "chosen"),
    [
        (CancelReason.OUT_OF_STOCK, [line(2)], '["2"]', "10000021"),
        (CancelReason.OUT_OF_STOCK, [line(2), line(3)], '["2"]', "10000021"),
        (CancelReason.CUSTOMER_REQUEST, [], '["1","2"]', "10000019"),
        (CancelReason.COD_NOT_SUPPORTED, [], '["1","2"]', "10000019"),
    ],
)
def test_cancelling_names_units_and_an_offered_reason(reason, lines, items, chosen):
    shop = shop_with(unit(1), unit(2, "packed"), unit(3, "canceled"))
    shop.on(VALIDATE, ok({"tip_type": "warn", "reason_options": REASONS}))
    shop.on(CANCEL, ok())
    assert shop.channel.cancel("560", reason, lines).action is Action.UPDATED
    (sent,) = shop.sent(CANCEL)
    assert (sent["order_id"], sent["order_item_id_list"], sent["reason_id"]) == ("560", items, chosen)


def test_a_reason_that_zeroes_the_stock_is_not_taken_for_another():
    shop = shop_with(unit(1))
    shop.on(VALIDATE, ok({"reason_options": REASONS[:2]}))
    outcome = shop.channel.cancel("560", CancelReason.CUSTOMER_REQUEST)
    assert (outcome.action, outcome.problem.code) == (Action.REFUSED, "cancel_impossible")


def test_what_is_cancelled_already_is_done():
    assert shop_with(unit(1, "canceled")).channel.cancel("560", CancelReason.OUT_OF_STOCK).action is Action.UNCHANGED


def test_what_left_the_house_cannot_be_cancelled():
    outcome = shop_with(unit(1, "shipped")).channel.cancel("560", CancelReason.OUT_OF_STOCK)
    assert (outcome.action, outcome.problem.code) == (Action.REFUSED, "cancel_impossible")


@pytest.mark.parametrize(("accept", "word"), [(True, "true"), (False, "false")])
def test_deciding_a_buyers_wish(accept, word):
    shop = LazadaShop()
    wishes = [
        {
            "reverse_order_id": 9,
            "trade_order_id": "560",
            "request_type": "CANCEL",
            "reverse_order_lines": [{"reverse_status": "REQUEST_INITIATE"}],
        },
        {"reverse_order_id": 10, "trade_order_id": "560", "request_type": "RETURN"},
        {"reverse_order_id": 11, "trade_order_id": "561", "request_type": "CANCEL"},
    ]
    shop.on(WISHES, {"code": "0", "result": {"success": "true", "items": wishes}})
    shop.on(DECIDE, ok())
    assert shop.channel.decide_cancel("560", accept=accept).action is Action.UPDATED
    (sent,) = shop.sent(DECIDE)
    assert (sent["reverse_order_id"], sent["agree_cancel"]) == ("9", word)


def test_no_wish_to_decide():
    shop = LazadaShop()
    shop.on(WISHES, {"code": "0", "result": {"success": "true", "items": []}})
    assert shop.channel.decide_cancel("560", accept=True).problem.code == "no_cancel_request"
