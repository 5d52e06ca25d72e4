"""From the buyer's click to delivery, cancellation or failure."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.connectors.sandbox.seller import Seller


def buy(seller, item_id: int, quantity: int = 1, payment: str = "cod") -> str:
    return seller.control("buy", item_id=item_id, quantity=quantity, payment=payment)["order_sn"]


def window(seller, **changes: object) -> dict:
    now = seller.look("clock")["now"]
    asked = {"time_range_field": "create_time", "time_from": now - 3600, "time_to": now + 60, "page_size": 100}
    return seller.get("order/get_order_list", **(asked | changes))


def ship(seller, order_sn: str) -> dict:
    address = seller.get("logistics/get_shipping_parameter", order_sn=order_sn)["response"]["pickup"]["address_list"][0]
    slot = address["time_slot_list"][0]["pickup_time_id"]
    pickup = {"address_id": address["address_id"], "pickup_time_id": slot}
    return seller.post("logistics/ship_order", {"order_sn": order_sn, "pickup": pickup})


def test_buying_takes_the_stock_at_once_paid_or_not(seller):
    item_id = seller.add()
    cod, unpaid = buy(seller, item_id, 2), buy(seller, item_id, 1, "later")
    assert seller.stock(item_id) == 2
    assert seller.order(cod)["order_status"] == "READY_TO_SHIP"
    assert seller.order(unpaid)["order_status"] == "UNPAID"


def test_nobody_buys_more_than_there_is(seller):
    item_id = seller.add()
    refused = seller.control("buy", item_id=item_id, quantity=6)
    assert refused == {"error": "Chỉ còn 5 sản phẩm."}
    assert seller.stock(item_id) == 5
    assert seller.look("orders") == []


def test_of_ten_who_want_the_last_unit_one_gets_it(seller):
    item_id = seller.add(seller_stock=[{"stock": 1}])
    with ThreadPoolExecutor(10) as shoppers:
        answers = list(shoppers.map(lambda _: Seller(seller.url).control("buy", item_id=item_id), range(10)))
    assert sorted("order_sn" in answer for answer in answers) == [False] * 9 + [True]
    assert seller.stock(item_id) == 0


def test_an_order_detail_is_bare_unless_fields_are_asked_for(seller):
    order_sn = buy(seller, seller.add())
    bare = seller.get("order/get_order_detail", order_sn_list=order_sn)["response"]["order_list"][0]
    assert "item_list" not in bare
    assert "total_amount" not in bare
    assert (bare["currency"], bare["cod"], bare["days_to_ship"]) == ("VND", True, 2)


def test_a_detail_has_whole_amounts_and_a_masked_buyer(seller):
    order_sn = buy(seller, seller.add(), 2)
    detail = seller.order(order_sn, "item_list,total_amount,recipient_address,package_list,pay_time,payment_method")
    line = detail["item_list"][0]
    assert (line["model_id"], line["model_quantity_purchased"], line["model_discounted_price"]) == (0, 2, 199000)
    assert (line["item_sku"], line["product_location_id"]) == ("MO-01", ["VN10XX2UZ"])
    assert detail["total_amount"] == 2 * 199000 + 25000
    assert detail["pay_time"] is None
    assert detail["payment_method"] == "Cash on Delivery"
    assert "***" in detail["recipient_address"]["name"]
    assert "***" in detail["recipient_address"]["phone"]
    assert detail["package_list"][0]["item_list"][0]["product_location_id"] == "VN10XX2UZ"


def test_the_order_list_pages_by_cursor_and_ends(seller):
    item_id = seller.add()
    made = {buy(seller, item_id) for _ in range(5)}
    found, cursor, pages = [], "", 0
    while True:
        page = window(seller, page_size=2, cursor=cursor, response_optional_fields="order_status")["response"]
        found += [(entry["order_sn"], entry["order_status"]) for entry in page["order_list"]]
        cursor, pages = page["next_cursor"], pages + 1
        if not page["more"]:
            break
    assert {order_sn for order_sn, _ in found} == made
    assert (len(found), pages, {status for _, status in found}) == (5, 3, {"READY_TO_SHIP"})


def test_the_window_is_fifteen_days_and_filters_by_state(seller):
    item_id = seller.add()
    cod, unpaid = buy(seller, item_id), buy(seller, item_id, 1, "later")
    now = int(time.time())
    assert window(seller, time_from=now - 16 * 86400, time_to=now)["error"] == "order.order_list_invalid_time"
    found = window(seller, order_status="UNPAID")["response"]["order_list"]
    assert found == [{"order_sn": unpaid}]
    assert window(seller, order_status="UNKNOWN")["error"] == "error_param"
    assert cod != unpaid


def test_update_time_moves_with_every_step(seller):
    order_sn = buy(seller, seller.add(), 1, "later")
    seller.control("clock", step=7200)
    seller.control("pay", order_sn=order_sn)
    assert window(seller)["response"]["order_list"] == []
    moved = window(seller, time_range_field="update_time")["response"]["order_list"]
    assert moved == [{"order_sn": order_sn}]
    assert seller.order(order_sn)["order_status"] == "READY_TO_SHIP"


def test_fifty_orders_a_read_and_only_the_shops_own(seller):
    order_sn = buy(seller, seller.add())
    many = ",".join([order_sn] * 51)
    assert seller.get("order/get_order_detail", order_sn_list=many)["error"] == "error_param"
    other = Seller(seller.url, shop_id=322300333).link()
    assert other.get("order/get_order_detail", order_sn_list=order_sn)["response"]["order_list"] == []
    assert other.get("payment/get_escrow_detail", order_sn=order_sn)["error"] == "order.order_not_found"


def test_shipping_gives_a_tracking_number_then_delivery_completes(seller):
    order_sn = buy(seller, seller.add())
    shipped = ship(seller, order_sn)
    assert (shipped["error"], "response" in shipped) == ("", False)
    assert seller.order(order_sn)["order_status"] == "PROCESSED"
    number = seller.get("logistics/get_tracking_number", order_sn=order_sn)["response"]["tracking_number"]
    assert number.startswith("SPXVN")
    assert seller.control("pick_up", order_sn=order_sn)["order_status"] == "SHIPPED"
    assert seller.control("deliver", order_sn=order_sn)["order_status"] == "COMPLETED"
    package = seller.order(order_sn)["package_list"][0]
    assert package["logistics_status"] == "LOGISTICS_DELIVERY_DONE"


def test_a_tracking_number_may_come_later(seller):
    seller.control("quirks", tracking_number="later")
    order_sn = buy(seller, seller.add())
    ship(seller, order_sn)
    assert seller.get("logistics/get_tracking_number", order_sn=order_sn)["response"]["tracking_number"] == ""
    seller.control("clock", step=301)
    assert seller.get("logistics/get_tracking_number", order_sn=order_sn)["response"]["tracking_number"] != ""


def test_ship_order_wants_exactly_one_way(seller):
    order_sn = buy(seller, seller.add())
    for body in ({}, {"pickup": {}, "dropoff": {}}):
        refused = seller.post("logistics/ship_order", {"order_sn": order_sn} | body)
        assert refused["error"] == "logistics.ship_order_only_support_one_type"
    assert seller.post("logistics/ship_order", {"order_sn": order_sn, "package_number": "", "dropoff": {}})["error"]
    assert seller.post("logistics/ship_order", {"order_sn": order_sn, "dropoff": {}})["error"] == ""
    again = seller.post("logistics/ship_order", {"order_sn": order_sn, "dropoff": {}})
    assert again["error"] == "logistics.package_already_shipped"


def test_an_unpaid_order_does_not_ship(seller):
    order_sn = buy(seller, seller.add(), 1, "later")
    refused = seller.post("logistics/ship_order", {"order_sn": order_sn, "dropoff": {}})
    assert refused["error"] == "logistics.ship_order_not_ready_to_ship"


def test_an_unpaid_order_is_cancelled_by_the_buyer_at_once(seller):
    item_id = seller.add()
    order_sn = buy(seller, item_id, 2, "later")
    assert seller.control("cancel", order_sn=order_sn)["order_status"] == "CANCELLED"
    assert seller.order(order_sn)["cancel_by"] == "buyer"
    assert seller.stock(item_id) == 5


@pytest.mark.parametrize(("operation", "status", "stock"), [("ACCEPT", "CANCELLED", 5), ("REJECT", "READY_TO_SHIP", 3)])
def test_the_seller_decides_over_a_buyers_wish_to_cancel(seller, operation, status, stock):
    item_id = seller.add()
    order_sn = buy(seller, item_id, 2)
    assert seller.control("cancel", order_sn=order_sn, reason="Đổi ý")["order_status"] == "IN_CANCEL"
    assert seller.stock(item_id) == 3
    answer = seller.post("order/handle_buyer_cancellation", {"order_sn": order_sn, "operation": operation})
    assert answer["error"] == ""
    assert (seller.order(order_sn)["order_status"], seller.stock(item_id)) == (status, stock)
    again = seller.post("order/handle_buyer_cancellation", {"order_sn": order_sn, "operation": operation})
    assert again["error"] == "order.order_status_error"


def test_a_seller_out_of_stock_names_the_items(seller):
    item_id = seller.add()
    order_sn = buy(seller, item_id)
    body = {"order_sn": order_sn, "cancel_reason": "OUT_OF_STOCK"}
    assert seller.post("order/cancel_order", body)["error"] == "error_param"
    wrong = body | {"item_list": [{"item_id": 1, "model_id": 0}]}
    assert seller.post("order/cancel_order", wrong)["error"] == "error_param"
    right = body | {"item_list": [{"item_id": item_id, "model_id": 0}]}
    assert seller.post("order/cancel_order", right)["response"]["update_time"] > 0
    assert (seller.order(order_sn)["order_status"], seller.order(order_sn)["cancel_by"]) == ("CANCELLED", "seller")


def test_a_shipped_order_is_not_cancelled(seller):
    item_id = seller.add()
    order_sn = buy(seller, item_id)
    ship(seller, order_sn)
    seller.control("pick_up", order_sn=order_sn)
    refused = seller.post("order/cancel_order", {"order_sn": order_sn, "cancel_reason": "CUSTOMER_REQUEST"})
    assert refused["error"] == "order.order_cancel_status_error"
    assert "error" in seller.control("cancel", order_sn=order_sn)
    assert seller.stock(item_id) == 4


@pytest.mark.parametrize("status", ["CANCELLED", "TO_RETURN"])
def test_a_failed_delivery_does_not_put_the_units_back_on_sale(seller, status):
    seller.control("quirks", failed_delivery_status=status)
    item_id = seller.add()
    order_sn = buy(seller, item_id)
    ship(seller, order_sn)
    assert seller.control("fail_delivery", order_sn=order_sn)["order_status"] == status
    assert seller.order(order_sn)["package_list"][0]["logistics_status"] == "LOGISTICS_DELIVERY_FAILED"
    assert seller.stock(item_id) == 4


def test_a_promoted_sale_is_sold_at_its_price_and_out_of_its_stock(seller):
    item_id = seller.add()
    seller.control("promotion", item_id=item_id, reserved=3, promotion_price=150000)
    line = seller.order(buy(seller, item_id))["item_list"][0]
    assert (line["model_original_price"], line["model_discounted_price"]) == (199000, 150000)
    assert line["promotion_type"] == "flash_sale"
    summary = seller.base_info(item_id)["stock_info_v2"]["summary_info"]
    assert summary == {"total_reserved_stock": 2, "total_available_stock": 4}


def test_the_escrow_adds_up(seller):
    answer = seller.get("payment/get_escrow_detail", order_sn=buy(seller, seller.add(), 2))
    assert "error" not in answer
    income = answer["response"]["order_income"]
    taken = ("commission_fee", "service_fee", "seller_transaction_fee", "withholding_vat_tax", "withholding_pit_tax")
    assert income["escrow_amount"] == 398000 - sum(income[name] for name in taken)
    assert income["withholding_pit_tax"] == 1990
    assert all(isinstance(income[name], int) for name in taken)


def test_a_lines_weight_is_a_number(seller):
    order_sn = seller.control("buy", item_id=seller.add())["order_sn"]
    assert seller.order(order_sn)["item_list"][0]["weight"] == 0.5
