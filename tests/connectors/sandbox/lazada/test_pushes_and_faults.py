"""Signed pushes with their retries (protocol B5), and the fault plan on this marketplace (B6)."""

import json
import time

import pytest
import requests

from tests.connectors.sandbox.lazada.seller import APP_KEY, APP_SECRET, SELLER_ID, Seller, push_sign


def listen(seller, callback) -> None:
    seller.control("push_target", app_key=APP_KEY, callback_url=callback.url)


def bodies(received: list, kind: int | None = None) -> list[dict]:
    found = [json.loads(body) for _, body in received]
    return [body for body in found if kind in (None, body["message_type"])]


def orders(received: list) -> list[str]:
    return [body["data"]["order_status"] for body in bodies(received, 0)]


def test_every_unit_is_pushed_with_a_signature(seller, callback):
    item_id, _ = seller.add()
    listen(seller, callback)
    bought = seller.control("buy", item_id=item_id, quantity=2)
    received = callback.wait(lambda received: len(orders(received)) == 2)
    for authorization, body in received:
        assert authorization == push_sign(APP_KEY, APP_SECRET, body.decode())
    first = bodies(received, 0)[0]
    assert (first["seller_id"], first["site"]) == (str(SELLER_ID), "lazada_vn")
    assert first["timestamp"] > 10**12
    assert first["data"]["trade_order_id"] == str(bought["order_id"])
    assert first["data"]["trade_order_line_id"] == str(bought["order_item_ids"][0])
    assert first["data"]["status_update_time"] < 10**11


def test_listings_reviews_and_low_stock_are_pushed(seller, callback):
    listen(seller, callback)
    item_id, sku_id = seller.add()
    seller.set_sellable(item_id, sku_id, 4)
    received = callback.wait(lambda received: {1, 3, 6} <= {body["message_type"] for body in bodies(received)})
    assert bodies(received, 6)[0]["data"] == {"item_id": item_id, "sku_id": sku_id, "sellable_quantity": 4}
    seller.control("review", item_id=item_id, reason="Ảnh mờ")
    received = callback.wait(lambda received: len(bodies(received, 1)) == 2)
    assert bodies(received, 1)[1]["data"]["reason"] == "Ảnh mờ"


def test_a_wish_to_cancel_is_pushed_as_reverse(seller, callback):
    item_id, _ = seller.add()
    bought = seller.control("buy", item_id=item_id)
    listen(seller, callback)
    seller.control("cancel", order_id=bought["order_id"])
    (body,) = bodies(callback.wait(len))
    assert (body["message_type"], body["data"]["trade_order_id"]) == (10, str(bought["order_id"]))
    assert {"reverse_order_id", "reverse_order_line_id"} <= body["data"].keys()


def test_an_ending_token_is_announced_daily(seller, callback):
    listen(seller, callback)
    seller.control("clock", step=28 * 86400 + 600)
    callback.wait(lambda received: len(bodies(received, 8)) == 1)
    seller.control("clock", step=86400)
    callback.wait(lambda received: len(bodies(received, 8)) == 2)


def test_without_a_live_token_nothing_is_sent(seller, callback):
    item_id, _ = seller.add()
    listen(seller, callback)
    seller.control("deauthorise", seller_id=SELLER_ID, app_key=APP_KEY)
    seller.control("buy", item_id=item_id)
    assert seller.look("pushes") == []


def test_a_failed_push_is_tried_every_half_hour_twelve_times(seller, callback):
    item_id, _ = seller.add(skus=[seller.sku(quantity="50")])
    listen(seller, callback)
    callback.status = 201
    seller.control("buy", item_id=item_id)
    for attempt in range(1, 14):
        callback.wait(lambda received, tries=attempt: len(received) == tries)
        seller.control("clock", step=1801)
    for _ in range(100):
        (push,) = seller.look("pushes")
        if push["state"] == "lost":
            break
        time.sleep(0.02)
    assert (push["state"], push["attempts"]) == ("lost", 13)


@pytest.mark.parametrize("effect", ["push_duplicated", "push_lost"])
def test_pushes_are_doubled_or_lost_on_demand(seller, callback, effect):
    item_id, _ = seller.add(skus=[seller.sku(quantity="50")])
    listen(seller, callback)
    seller.control("faults", rules=[{"effect": effect, "path": "push/0", "next_calls": 1}])
    seller.control("buy", item_id=item_id)
    if effect == "push_lost":
        seller.control("buy", item_id=item_id)
    received = callback.wait(lambda received: len(received) == (2 if effect == "push_duplicated" else 1))
    assert set(orders(received)) == {"pending"}


def test_ids_may_come_as_numbers_and_reverse_as_type_0(seller, callback):
    item_id, _ = seller.add()
    bought = seller.control("buy", item_id=item_id)
    seller.control("quirks", push_ids="numbers", reverse_message_type="0")
    listen(seller, callback)
    seller.control("cancel", order_id=bought["order_id"])
    (body,) = bodies(callback.wait(len))
    assert (body["message_type"], body["seller_id"]) == (0, SELLER_ID)
    assert body["data"]["trade_order_id"] == bought["order_id"]


def fault(seller, **rule: object) -> None:
    seller.control("faults", rules=[{"next_calls": 1} | rule])


@pytest.mark.parametrize("position", ["ApiCallLimit", "SellerCallLimit", "901", "4154"])
def test_throttling_has_several_codes(seller, position):
    seller.control("quirks", throttle_answer=position)
    fault(seller, effect="throttle", path="seller/*")
    assert seller.get("seller/get")["code"] == position
    assert seller.get("seller/get")["code"] == "0"


def test_throttling_may_be_http_429(seller):
    seller.control("quirks", throttle_answer="http_429")
    fault(seller, effect="throttle")
    answer = seller.http.get(f"{seller.url}/rest/seller/get")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")


@pytest.mark.parametrize("position", ["15", "6", "1000", "ServiceTimeout"])
def test_passing_troubles_have_several_codes(seller, position):
    seller.control("quirks", busy_answer=position)
    fault(seller, effect="busy")
    answer = seller.get("seller/get")
    assert (answer["code"], answer["type"]) == (position, "ISP")


def test_a_daily_quota_and_a_page_instead_of_json(seller):
    fault(seller, effect="daily_limit")
    assert seller.get("seller/get")["code"] == "AppCallLimit"
    fault(seller, effect="html")
    with pytest.raises(requests.JSONDecodeError):
        seller.get("seller/get")


def test_a_created_listing_may_lose_its_answer(seller):
    fault(seller, effect="timeout_after", path="product/create", seconds=0)
    with pytest.raises(requests.ConnectionError):
        seller.create()
    found = seller.get("products/get", filter="all", sku_seller_list='["MO-01"]')["data"]["products"]
    assert [product["skus"][0]["SellerSku"] for product in found] == ["MO-01"]
    assert seller.create()["code"] == "4126"


def test_a_token_may_die_in_mid_batch(seller):
    item_id, sku_id = seller.add()
    fault(seller, effect="expire_token", path="product/stock/*")
    assert seller.set_sellable(item_id, sku_id, 1)["code"] == "IllegalAccessToken"
    seller.access_token = seller.refresh()["access_token"]
    assert seller.set_sellable(item_id, sku_id, 1)["code"] == "0"


def test_rows_of_a_batch_may_fail(seller):
    item_id, sku_id = seller.add()
    fault(seller, effect="partial", rows=1)
    row = {"ItemId": item_id, "SkuId": sku_id, "SellableQuantity": 1}
    answer = seller.change("product/stock/sellable/update", row, row)
    assert (answer["code"], len(answer["detail"])) == ("501", 2)
    bought = seller.control("buy", item_id=item_id)
    fault(seller, effect="partial", rows=1)
    packed = seller.pack(bought)["result"]["data"]["pack_order_list"][0]["order_item_list"][0]
    assert (packed["item_err_code"], packed["retry"]) == ("1000", True)


def test_a_skewed_clock_refuses_timestamps(seller):
    fault(seller, effect="clock_skew")
    seller.control("quirks", timestamp_error="IllegalTimestamp")
    assert seller.get("seller/get")["code"] == "IllegalTimestamp"
    assert seller.get("seller/get")["code"] == "0"


def test_every_position_of_every_quirk_serves_a_whole_sale(url):
    seller = Seller(url)
    for name, positions in QUIRKS.items():
        for position in positions:
            seller.control("reset")
            seller.control("quirks", inventory_rate="unlimited", **{name: position})
            seller.link()
            if name == "partner_id":
                continue
            item_id, sku_id = seller.add()
            assert seller.set_sellable(item_id, sku_id, 3)["code"] == "0", (name, position)
            bought = seller.control("buy", item_id=item_id)
            assert seller.order(bought["order_id"])["statuses"] == ["pending"]
            seller.ready(seller.packed(bought))
            seller.control("deliver", order_id=bought["order_id"])
            assert seller.order(bought["order_id"])["statuses"] == ["delivered"], (name, position)


def _quirks() -> dict[str, tuple[str, ...]]:
    from connectors.sandbox.lazada.quirks import LAZADA

    return {quirk.name: quirk.positions for quirk in LAZADA if quirk.name not in ("inventory_rate", "partner_id")}


QUIRKS = _quirks()
