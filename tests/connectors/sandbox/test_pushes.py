"""Signed pushes, their retries on the marketplace's clock, and the lost ones."""

import json

import pytest

from connectors.sandbox.shopee.gate import signature
from connectors.sandbox.shopee.marketplace import Shopee
from tests.connectors.sandbox.seller import PARTNER_ID, PARTNER_KEY, SHOP_ID, sign


def codes(received: list) -> list[int]:
    return [json.loads(body)["code"] for _, body in received]


def listen(seller, callback) -> None:
    seller.control("push_target", partner_id=PARTNER_ID, callback_url=callback.url)
    callback.wait(lambda received: codes(received) == [0])
    callback.received.clear()


def order_pushes(received: list) -> list[dict]:
    return [json.loads(body) for _, body in received if json.loads(body)["code"] == 3]


def test_the_push_vector_is_recognised():
    body = (
        '{"data":{"items":[],"ordersn":"220810QSK8S7BX","status":"PROCESSED","completed_scenario":"",'
        '"update_time":1660123127},"shop_id":727720655,"code":3,"timestamp":1660123127}'
    )
    expected = "480b103d7127d7502a4d6ed1d760c3babdce0b7a42f2012d2e10836d458d9673"
    assert signature(PARTNER_KEY, f"https://shop.example.vn/webhooks/shopee|{body}") == expected
    market = Shopee.open()
    assert market.pushes.sign(PARTNER_ID, "https://shop.example.vn/webhooks/shopee", body) == expected


def test_a_new_callback_gets_the_verification_ping_without_a_shop(seller, callback):
    seller.control("push_target", partner_id=PARTNER_ID, callback_url=callback.url)
    ((authorization, body),) = callback.wait(len)
    ping = json.loads(body)
    assert (ping["code"], "shop_id" in ping, "verify_info" in ping["data"]) == (0, False, True)
    assert authorization == sign(f"{callback.url}|{body.decode()}")


def test_an_order_pushes_its_state_and_its_stock_signed(seller, callback):
    listen(seller, callback)
    item_id = seller.add()
    order_sn = seller.control("buy", item_id=item_id, quantity=2)["order_sn"]
    received = callback.wait(lambda received: {3, 8} <= set(codes(received)))
    for authorization, body in received:
        assert authorization == sign(f"{callback.url}|{body.decode()}")
    status = order_pushes(received)[0]
    assert (status["shop_id"], status["data"]["ordersn"]) == (SHOP_ID, order_sn)
    assert status["data"]["status"] == "READY_TO_SHIP"
    stock = next(json.loads(body)["data"] for _, body in received if json.loads(body)["code"] == 8)
    assert (stock["item_id"], stock["action"]) == (item_id, "place_order")
    assert stock["changed_values"] == [{"name": "reserved_stock", "old": 0, "new": 2}]


def test_tracking_numbers_and_deauthorisation_are_pushed(seller, callback):
    listen(seller, callback)
    order_sn = seller.control("buy", item_id=seller.add())["order_sn"]
    seller.post("logistics/ship_order", {"order_sn": order_sn, "dropoff": {}})
    received = callback.wait(lambda received: 4 in codes(received))
    tracking = next(json.loads(body)["data"] for _, body in received if json.loads(body)["code"] == 4)
    assert tracking["ordersn"] == order_sn
    assert tracking["tracking_no"].startswith("SPXVN")
    seller.control("deauthorise", shop_id=SHOP_ID, partner_id=PARTNER_ID)
    callback.wait(lambda received: 2 in codes(received))


def test_an_ending_grant_is_announced_a_week_before(seller, callback):
    listen(seller, callback)
    seller.control("clock", step=359 * 86400)
    received = callback.wait(lambda received: 12 in codes(received))
    warning = json.loads(received[-1][1])
    assert warning["data"]["shop_expire_soon"] == [SHOP_ID]
    assert "shop_id" not in warning


def test_without_a_callback_nothing_is_kept(seller):
    seller.control("buy", item_id=seller.add())
    assert seller.look("pushes") == []


def test_a_failed_push_is_tried_after_5_minutes_30_minutes_3_hours_then_lost(seller, callback):
    listen(seller, callback)
    callback.status = 500
    order_sn = seller.control("buy", item_id=seller.add())["order_sn"]
    for attempt, step in enumerate((301, 1801, 3 * 3600 + 1, 0), start=1):
        callback.wait(lambda received, tries=attempt: sorted(codes(received)) == [3] * tries + [8] * tries)
        seller.control("clock", step=step)
    lost = _eventually_lost(seller, 2)
    assert {message["code"] for message in lost["push_message_list"]} == {3, 8}
    assert order_sn in [message["data"].get("ordersn") for message in lost["push_message_list"]]
    confirmed = {"last_message_id": lost["last_message_id"]}
    assert seller.post("push/confirm_consumed_lost_push_message", confirmed, public=True)["error"] == ""
    assert seller.get("push/get_lost_push_message", public=True)["response"]["push_message_list"] == []


def _eventually_lost(seller, count: int) -> dict:
    for _ in range(100):
        lost = seller.get("push/get_lost_push_message", public=True)["response"]
        if len(lost["push_message_list"]) == count:
            return lost
    raise AssertionError(lost)


def test_lost_pushes_never_arrive_but_can_be_fetched(seller, callback):
    listen(seller, callback)
    seller.control("faults", rules=[{"effect": "push_lost", "path": "push/3", "probability": 1}])
    seller.control("buy", item_id=seller.add())
    callback.wait(lambda received: codes(received) == [8])
    lost = seller.get("push/get_lost_push_message", public=True)["response"]
    assert [message["code"] for message in lost["push_message_list"]] == [3]


def test_duplicated_pushes_arrive_twice(seller, callback):
    listen(seller, callback)
    seller.control("faults", rules=[{"effect": "push_duplicated", "path": "push/3", "next_calls": 1}])
    seller.control("buy", item_id=seller.add())
    received = callback.wait(lambda received: len(received) == 3)
    first, second = order_pushes(received)
    assert first == second


def test_delayed_pushes_wait_for_the_clock(seller, callback):
    listen(seller, callback)
    seller.control("faults", rules=[{"effect": "push_delayed", "path": "push/3", "next_calls": 1, "seconds": 600}])
    seller.control("buy", item_id=seller.add())
    callback.wait(lambda received: codes(received) == [8])
    seller.control("clock", step=601)
    callback.wait(lambda received: codes(received) == [8, 3])


def test_reordered_pushes_are_overtaken_by_the_next_one(seller, callback):
    listen(seller, callback)
    seller.control("faults", rules=[{"effect": "push_reordered", "path": "push/3", "next_calls": 1}])
    item_id = seller.add()
    order_sn = seller.control("buy", item_id=item_id, payment="later")["order_sn"]
    seller.control("pay", order_sn=order_sn)
    received = callback.wait(lambda received: len(order_pushes(received)) == 2)
    assert [push["data"]["status"] for push in order_pushes(received)] == ["READY_TO_SHIP", "UNPAID"]


def test_data_and_ids_may_come_as_strings(seller, callback):
    listen(seller, callback)
    seller.control("quirks", push_data="json_string", push_ids="strings")
    order_sn = seller.control("buy", item_id=seller.add())["order_sn"]
    received = callback.wait(lambda received: 3 in codes(received))
    push = order_pushes(received)[0]
    assert push["shop_id"] == str(SHOP_ID)
    assert json.loads(push["data"])["ordersn"] == order_sn


def test_pushes_may_be_signed_with_a_key_of_their_own(seller, callback):
    seller.control("seed_partner", partner_id=PARTNER_ID, partner_key=PARTNER_KEY, push_partner_key="push-key")
    seller.control("quirks", push_key="push_partner_key")
    seller.control("push_target", partner_id=PARTNER_ID, callback_url=callback.url)
    ((authorization, body),) = callback.wait(len)
    assert authorization == sign(f"{callback.url}|{body.decode()}", "push-key")


def test_a_banned_listing_is_pushed_with_its_reason(seller, callback):
    listen(seller, callback)
    item_id = seller.add()
    seller.control("review", item_id=item_id, reason="Ảnh mờ")
    received = callback.wait(lambda received: 16 in codes(received))
    details = json.loads(received[-1][1])["data"]["item_status_details"]
    assert details[0]["violation_reason"] == "Ảnh mờ"


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://a.vn/x"])
def test_a_callback_is_an_http_address(seller, address):
    assert "error" in seller.control("push_target", partner_id=PARTNER_ID, callback_url=address)
    assert seller.look("partners")[0]["callback_url"] == ""
