"""Orders, packing, cancelling, returns and money (protocol B4)."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.connectors.sandbox.lazada.seller import Seller

SINCE = "2020-01-01T00:00:00+07:00"
DECIDE = "order/reverse/cancel/seller/decide"


def test_one_row_per_unit_and_a_masked_buyer(seller):
    item_id, sku_id = seller.add()
    bought = seller.control("buy", item_id=item_id, quantity=2, message="Gói kỹ", voucher_seller=10001)
    order = seller.order(bought["order_id"])
    assert (order["statuses"], order["items_count"], order["payment_method"]) == (["pending"], 2, "COD")
    assert (order["price"], order["voucher_seller"], order["shipping_fee"]) == ("398000.00", "10001.00", "22000.00")
    assert order["buyer_note"] == "Gói kỹ"
    assert bought["paid"] == 398000 - 10001 + 22000
    assert "*" in order["customer_first_name"]
    assert "*" in order["address_shipping"]["phone"]
    rows = seller.rows(bought["order_id"])
    assert [row["order_item_id"] for row in rows] == bought["order_item_ids"]
    assert {(row["sku"], row["sku_id"], row["status"]) for row in rows} == {("MO-01", str(sku_id), "pending")}
    assert [row["paid_price"] for row in rows] == [199000 - 5001, 199000 - 5000]


def test_times_and_numbers_have_the_documented_forms(seller):
    item_id, _ = seller.add()
    order_id = seller.control("buy", item_id=item_id)["order_id"]
    listed = seller.get("orders/get", created_after=SINCE)["data"]["orders"][0]
    assert datetime.strptime(listed["created_at"], "%Y-%m-%d %H:%M:%S %z").utcoffset().total_seconds() == 7 * 3600
    assert (listed["order_id"], listed["order_number"]) == (order_id, str(order_id))
    assert "addressDsitrict" in listed["address_shipping"]
    single = seller.order(order_id)
    assert single["order_number"] == order_id
    assert "addressDistrict" in single["address_shipping"]


@pytest.mark.parametrize(
    ("position", "price"), [("two_decimals", "199000.00"), ("thousands", "199,000.00"), ("integral", "199000")]
)
def test_money_is_text_in_several_forms(seller, position, price):
    seller.control("quirks", money=position)
    item_id, _ = seller.add()
    assert seller.order(seller.control("buy", item_id=item_id)["order_id"])["price"] == price


def numbers(seller, **query: object) -> list[int]:
    return [order["order_id"] for order in seller.get("orders/get", **query)["data"]["orders"]]


def test_orders_are_listed_by_window_status_and_page(seller):
    item_id, _ = seller.add()
    first = seller.control("buy", item_id=item_id)["order_id"]
    seller.control("clock", step=100)
    second = seller.control("buy", item_id=item_id, payment="later")["order_id"]
    assert numbers(seller, created_after=SINCE) == [first, second]
    assert numbers(seller, created_after=SINCE, sort_direction="DESC") == [second, first]
    assert numbers(seller, created_after=SINCE, status="unpaid") == [second]
    assert numbers(seller, created_after=SINCE, limit=1, offset=1) == [second]
    assert numbers(seller, created_after=SINCE, created_before=SINCE) == []
    seller.control("clock", step=100)
    seller.control("cancel", order_id=second)
    assert numbers(seller, update_after=SINCE, sort_by="updated_at", sort_direction="DESC") == [second, first]
    page = seller.get("orders/get", update_after=SINCE, limit=1)["data"]
    assert (page["count"], page["countTotal"]) == (1, 2)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({}, "1"),
        ({"created_after": "2026-11-01"}, "17"),
        ({"created_after": SINCE, "limit": 101}, "19"),
        ({"created_after": SINCE, "offset": 5001}, "14"),
        ({"created_after": SINCE, "status": "nothing"}, "36"),
        ({"created_after": SINCE, "sort_by": "price"}, "74"),
        ({"created_after": SINCE, "sort_direction": "UP"}, "75"),
    ],
)
def test_wrong_questions_about_orders(seller, query, code):
    assert seller.get("orders/get", **query)["code"] == code


def test_rows_of_many_orders_at_once(seller):
    item_id, _ = seller.add()
    ids = [seller.control("buy", item_id=item_id)["order_id"] for _ in range(2)]
    found = seller.get("orders/items/get", order_ids=json.dumps(ids))["data"]
    assert [order["order_id"] for order in found] == ids
    for wanted, code in (([], "38"), (list(range(51)), "37"), (["x"], "56"), ([1], "39")):
        assert seller.get("orders/items/get", order_ids=json.dumps(wanted))["code"] == code
    assert seller.get("order/get", order_id=1)["code"] == "16"


def test_an_unpaid_order_ends_after_half_an_hour(seller):
    item_id, _ = seller.add()
    order_id = seller.control("buy", item_id=item_id, payment="later")["order_id"]
    assert seller.stock(item_id) == (4, 1, 0, 5)
    seller.control("clock", step=1801)
    assert seller.order(order_id)["statuses"] == ["canceled"]
    assert seller.stock(item_id) == (5, 0, 0, 5)


def test_stock_follows_the_order_until_it_leaves(seller):
    item_id, _ = seller.add()
    bought = seller.control("buy", item_id=item_id, payment="later")
    seller.control("pay", order_id=bought["order_id"])
    assert seller.stock(item_id) == (4, 0, 1, 5)
    package_id = seller.packed(bought)
    assert seller.stock(item_id) == (4, 0, 1, 5)
    assert seller.ready(package_id)["result"]["data"]["packages"][0]["item_err_code"] == "0"
    assert seller.stock(item_id) == (4, 0, 0, 4)
    row = seller.rows(bought["order_id"])[0]
    assert (row["status"], row["package_id"]) == ("ready_to_ship", package_id)
    assert row["tracking_code"].startswith("LEXVN")
    seller.control("deliver", order_id=bought["order_id"])
    assert seller.order(bought["order_id"])["statuses"] == ["delivered"]


def row_codes(answer: dict) -> list[str]:
    rows = answer["result"]["data"]["pack_order_list"][0]["order_item_list"]
    return [row["item_err_code"] for row in rows]


def test_success_of_the_call_is_not_success_of_the_row(seller):
    item_id, _ = seller.add()
    bought = seller.control("buy", item_id=item_id, quantity=2)
    first, second = bought["order_item_ids"]
    assert row_codes(seller.pack(bought, [first])) == ["0"]
    again = seller.pack(bought, [first, second, 7])
    assert again["result"]["success"] is True
    assert row_codes(again) == ["82", "20", "0"]
    assert seller.order(bought["order_id"])["statuses"] == ["packed"]


def test_packing_refuses_what_a_local_store_must_not_send(seller):
    item_id, _ = seller.add()
    bought = seller.control("buy", item_id=item_id)
    for changes in (
        {"shipment_provider_code": "GHN"},
        {"shipping_allocate_type": "NTFS"},
        {"delivery_type": "pickup"},
        {"pack_order_list": [{"order_id": 1, "order_item_list": [1]}] * 21},
    ):
        result = seller.pack(bought, **changes)["result"]
        assert (result["success"], result["data"]) == (False, None)
    assert seller.rows(bought["order_id"])[0]["status"] == "pending"


def test_only_packed_packages_become_ready(seller):
    item_id, _ = seller.add()
    bought = seller.control("buy", item_id=item_id)
    package_id = seller.packed(bought)

    def code(package: str) -> str:
        return seller.ready(package)["result"]["data"]["packages"][0]["item_err_code"]

    assert [code(package_id), code(package_id), code("FP1")] == ["0", "600003", "600001"]
    other = seller.control("buy", item_id=item_id)
    dead = seller.packed(other)
    create_cancel(seller, other, 10000019)
    assert code(dead) == "600002"


def test_a_package_is_repacked(seller):
    item_id, _ = seller.add()
    bought = seller.control("buy", item_id=item_id)
    asked = {"packages": [{"package_id": seller.packed(bought)}]}
    assert seller.post("order/package/repack", rePackReq=json.dumps(asked))["result"]["success"] is True
    assert seller.rows(bought["order_id"])[0]["status"] == "repacked"
    assert seller.packed(bought) != asked["packages"][0]["package_id"]


def test_a_label_link_lives_ten_minutes(seller):
    item_id, _ = seller.add()
    package_id = seller.packed(seller.control("buy", item_id=item_id))
    asked = {"doc_type": "PDF", "packages": [{"package_id": package_id}]}
    answer = seller.post("order/package/document/get", getDocumentReq=json.dumps(asked))
    link = answer["result"]["data"]["pdf_url"]
    assert seller.http.get(link).content.startswith(b"%PDF")
    seller.control("clock", step=601)
    assert seller.http.get(link).status_code == 404
    providers = seller.get("order/shipment/providers/get")["result"]["data"]["shipment_providers"]
    assert "LEX VN" in [row["name"] for row in providers]


def create_cancel(seller, bought: dict, reason_id: int, items: list[int] | None = None) -> dict:
    listed = json.dumps(items or bought["order_item_ids"])
    asked = {"order_id": bought["order_id"], "order_item_id_list": listed}
    return seller.get("order/reverse/cancel/create", **asked, reason_id=reason_id)


def test_the_seller_cancels_single_units(seller):
    item_id, _ = seller.add()
    bought = seller.control("buy", item_id=item_id, quantity=2)
    asked = {"order_id": bought["order_id"], "order_item_id_list": json.dumps(bought["order_item_ids"][:1])}
    reasons = seller.get("order/reverse/cancel/validate", **asked)["result"]["data"]["reason_options"]
    assert [row["reason_id"] for row in reasons] == ["10000019", "10000021", "10000023"]
    assert create_cancel(seller, bought, 10000019, bought["order_item_ids"][:1])["result"]["success"] is True
    assert seller.order(bought["order_id"])["statuses"] == ["canceled", "pending"]
    assert seller.rows(bought["order_id"])[0]["cancel_return_initiator"] == "cancellation-seller"
    assert seller.stock(item_id) == (4, 0, 1, 5)
    assert create_cancel(seller, bought, 10000019)["result"]["success"] is False


@pytest.mark.parametrize(("reason_id", "left"), [(10000019, 5), (10000021, 0), (10000023, 0)])
def test_two_reasons_empty_the_stock(seller, reason_id, left):
    item_id, _ = seller.add()
    create_cancel(seller, seller.control("buy", item_id=item_id, quantity=2), reason_id)
    assert seller.stock(item_id) == (left, 0, 0, left)


def test_the_buyers_wish_waits_for_the_seller(seller):
    item_id, _ = seller.add()
    bought, other = (seller.control("buy", item_id=item_id) for _ in range(2))
    for one in (bought, other):
        seller.control("cancel", order_id=one["order_id"], reason="Đổi ý")
    assert seller.order(bought["order_id"])["need_cancel_confirm"] is True
    (wish,) = wishes(seller, bought)
    assert (wish["request_type"], wish["reverse_order_lines"][0]["reverse_status"]) == ("CANCEL", "REQUEST_INITIATE")
    asked = {"reverse_order_id": wish["reverse_order_id"]}
    assert seller.get(DECIDE, **asked, agree_cancel="false")["code"] == "0"
    order = seller.order(bought["order_id"])
    assert (order["statuses"], order["need_cancel_confirm"]) == (["pending"], False)
    assert wishes(seller, bought)[0]["reverse_order_lines"][0]["reverse_status"] == "REQUEST_REJECT"
    assert seller.get(DECIDE, **asked, agree_cancel="true")["code"] == "131"
    assert seller.get(DECIDE, reverse_order_id=5, agree_cancel="true")["code"] == "105"
    assert seller.get(DECIDE, **asked, agree_cancel="perhaps")["code"] == "5"
    accepted = seller.get(DECIDE, reverse_order_id=wishes(seller, other)[0]["reverse_order_id"], agree_cancel="true")
    assert accepted["code"] == "0"
    assert seller.rows(other["order_id"])[0]["status"] == "canceled"
    assert seller.stock(item_id)[0] == 4


def test_a_wish_asked_twice_is_one_and_ends_with_the_sellers_own_cancellation(seller):
    item_id, _ = seller.add()
    bought = seller.control("buy", item_id=item_id)
    for _ in range(2):
        seller.control("cancel", order_id=bought["order_id"])
    (wish,) = wishes(seller, bought)
    create_cancel(seller, bought, 10000019)
    assert wishes(seller, bought)[0]["reverse_order_lines"][0]["reverse_status"] == "CANCEL_SUCCESS"
    assert seller.get(DECIDE, reverse_order_id=wish["reverse_order_id"], agree_cancel="true")["code"] == "131"


def wishes(seller, bought) -> list[dict]:
    answer = seller.get("reverse/getreverseordersforseller", trade_order_id=bought["order_id"])
    return answer["result"]["data"]["items"]


def test_the_buyers_wish_may_be_done_at_once(seller):
    seller.control("quirks", buyer_cancel="immediate")
    item_id, _ = seller.add()
    bought = seller.control("buy", item_id=item_id)
    seller.control("cancel", order_id=bought["order_id"])
    assert seller.rows(bought["order_id"])[0]["cancel_return_initiator"] == "cancellation-customer"


@pytest.mark.parametrize("position", ["failed_delivery", "failed", "shipped_back"])
def test_a_failed_delivery_gives_nothing_back(seller, position):
    seller.control("quirks", failed_delivery_status=position)
    item_id, _ = seller.add()
    bought = seller.control("buy", item_id=item_id)
    seller.ready(seller.packed(bought))
    seller.control("fail_delivery", order_id=bought["order_id"])
    assert seller.order(bought["order_id"])["statuses"] == [position]
    assert seller.stock(item_id) == (4, 0, 0, 4)


def delivered(seller) -> dict:
    item_id, _ = seller.add()
    bought = seller.control("buy", item_id=item_id)
    seller.ready(seller.packed(bought))
    seller.control("deliver", order_id=bought["order_id"])
    return bought


def test_a_return_is_opened_and_refunded_in_dong(seller):
    bought = delivered(seller)
    assert "order_id" in seller.control("return", order_id=bought["order_id"])
    found = seller.get("reverse/getreverseordersforseller", page_no=1, page_size=10)["result"]["data"]["items"][0]
    line = found["reverse_order_lines"][0]
    assert (found["trade_order_id"], line["refund_amount"]) == (bought["order_id"], 199000)
    reverse_id = found["reverse_order_id"]
    seller.post("order/reverse/return/update", reverse_order_id=reverse_id, action="agreeRefund")
    detail = seller.get("order/reverse/return/detail/list", reverse_order_id=reverse_id)["result"]["data"]
    assert detail["reverse_order_lines"][0]["reverse_status"] == "REFUND_AGREED"
    assert seller.order(bought["order_id"])["statuses"] == ["returned"]
    assert seller.post("order/reverse/return/update", reverse_order_id=reverse_id, action="x")["code"] == "5"


def test_finance_lists_credit_fees_and_withheld_tax(seller):
    bought = delivered(seller)
    window = {"start_time": "2020-01-01", "end_time": "2020-06-01"}
    assert seller.get("finance/transaction/details/get", **window)["data"] == []
    today = datetime.fromtimestamp(seller.look("clock")["now"], UTC).date()
    window = {"start_time": today - timedelta(1), "end_time": today + timedelta(1)}
    rows = seller.get("finance/transaction/details/get", **window)["data"]
    assert [(row["fee_name"], row["amount"]) for row in rows] == [
        ("Item Price Credit", "199000.00"),
        ("Commission", "-7960.00"),
        ("Payment Fee", "-9950.00"),
        ("Withholding VAT", "-1990.00"),
        ("Withholding PIT", "-995.00"),
    ]
    assert rows[0]["order_no"] == str(bought["order_id"])
    long = {"start_time": "2020-01-01", "end_time": "2020-12-31"}
    assert seller.get("finance/transaction/details/get", **long)["code"] == "17"
    payout = seller.get("finance/payout/status/get", created_after=today - timedelta(1))["data"][0]
    assert payout["closing_balance"] == "178105.00"


def test_a_purchase_in_two_shops_has_one_number(seller, url):
    other = Seller(url, seller_id=200166592).link()
    mine, theirs = seller.add()[0], other.add()[0]
    bought = seller.control("buy", lines=[{"item_id": mine}, {"item_id": theirs}])
    order_id = bought["order_id"]
    assert [order["seller_id"] for order in bought["orders"]] == [seller.seller_id, other.seller_id]
    assert [row["product_id"] for row in seller.rows(order_id)] == [str(mine)]
    assert [row["product_id"] for row in other.rows(order_id)] == [str(theirs)]
    seller.control("cancel", order_id=order_id, seller_id=other.seller_id)
    assert (seller.order(order_id)["need_cancel_confirm"], other.order(order_id)["need_cancel_confirm"]) == (
        False,
        True,
    )


def test_what_is_gone_cannot_be_bought(seller):
    item_id, _ = seller.add()
    assert seller.control("buy", item_id=item_id, quantity=6) == {"error": "Chỉ còn 5 sản phẩm."}
    assert seller.control("buy", item_id=1) == {"error": "Sản phẩm này hiện không bán."}
    lines = [{"item_id": item_id, "quantity": 3}, {"item_id": item_id, "quantity": 3}]
    assert "error" in seller.control("buy", lines=lines)
    assert seller.stock(item_id) == (5, 0, 0, 5)
