"""Listing, reading and cancelling orders, and what the seller earns by them (protocol A4)."""

from connectors.sandbox.refused import NotNow
from connectors.sandbox.shopee.call import Answer, Call, Refusal, missing, whole
from connectors.sandbox.shopee.purchases import BUYERS, DEFAULT_LOCATION, SHIPPING_FEE, Line, Purchase

WINDOW_SECONDS = 15 * 86400
ORDERS_PER_READ = 50
WINDOW_SQL = """
    SELECT order_sn, order_status, time_field AS at FROM purchase
    WHERE shop_id = ? AND time_field BETWEEN ? AND ? AND (time_field, order_sn) > (?, ?)
    AND (? = '' OR order_status = ?) ORDER BY time_field, order_sn LIMIT ?
"""
STATUSES = (
    "UNPAID",
    "READY_TO_SHIP",
    "PROCESSED",
    "SHIPPED",
    "COMPLETED",
    "IN_CANCEL",
    "CANCELLED",
    "INVOICE_PENDING",
    "PENDING",
    "RETRY_SHIP",
    "TO_CONFIRM_RECEIVE",
    "TO_RETURN",
)
SELLER_REASONS = ("OUT_OF_STOCK", "CUSTOMER_REQUEST", "COD_NOT_SUPPORTED")
SELLER_CANCELLABLE = ("UNPAID", "READY_TO_SHIP", "PROCESSED")
COMMISSION_PERCENT, SERVICE_PERCENT, PAYMENT_PERCENT, VAT_PERCENT = 4, 3, 5, 1
PERSONAL_TAX_PER_MILLE = 5


def own_order(call: Call, order_sn: str) -> Purchase:
    purchase = call.market.purchases.load(order_sn)
    if purchase is None or purchase.shop_id != call.shop_id:
        raise Refusal("order.order_not_found", "Order not found.")
    return purchase


def get_order_list(call: Call) -> Answer:
    """A window of at most 15 days over create_time or update_time, walked by cursor."""
    time_field = call.text("time_range_field")
    if time_field not in ("create_time", "update_time"):
        raise Refusal("error_param", "time_range_field should be create_time or update_time")
    since, until = call.number("time_from"), call.number("time_to")
    if until < since or until - since > WINDOW_SECONDS:
        raise Refusal("order.order_list_invalid_time", "Start time must be earlier than end time and within 15 days.")
    size = call.number("page_size", low=1, high=100)
    cursor = call.request.param("cursor")
    status = call.request.param("order_status")
    if status and status not in STATUSES:
        raise Refusal("error_param", f"Invalid order_status: {status}")
    after_time, _, after_sn = cursor.partition(":")
    if cursor and not after_time.isdigit():
        raise Refusal("error_param", "Invalid cursor")
    rows = call.store.rows(
        WINDOW_SQL.replace("time_field", time_field),
        *(call.shop_id, since, until, int(after_time or 0), after_sn, status, status, size + 1),
    )
    page, more = rows[:size], len(rows) > size
    with_status = "order_status" in call.request.listed("response_optional_fields")
    return Answer(
        {
            "more": more,
            "next_cursor": f"{page[-1]['at']}:{page[-1]['order_sn']}" if more else "",
            "order_list": [
                {"order_sn": row["order_sn"]} | ({"order_status": row["order_status"]} if with_status else {})
                for row in page
            ],
        }
    )


def get_order_detail(call: Call) -> Answer:
    """order_sn_list of 1–50; most fields only when asked for by response_optional_fields."""
    wanted = call.request.listed("order_sn_list")
    if not 1 <= len(wanted) <= ORDERS_PER_READ:
        raise Refusal("error_param", f"order_sn_list should have between 1 and {ORDERS_PER_READ} entries")
    asked = set(call.request.listed("response_optional_fields"))
    found = [purchase for purchase in map(call.market.purchases.load, wanted) if purchase]
    return Answer({"order_list": [_detail(purchase, asked) for purchase in found if purchase.shop_id == call.shop_id]})


def _detail(purchase: Purchase, asked: set[str]) -> dict:
    always = {
        "order_sn": purchase.order_sn,
        "region": "VN",
        "currency": "VND",
        "cod": purchase.cod,
        "order_status": purchase.order_status,
        "message_to_seller": purchase.message_to_seller,
        "create_time": purchase.create_time,
        "update_time": purchase.update_time,
        "days_to_ship": purchase.days_to_ship,
        "ship_by_date": purchase.ship_by_date,
    }
    return always | {name: value for name, value in _optional(purchase).items() if name in asked}


def _optional(purchase: Purchase) -> dict:
    return {
        "buyer_user_id": 9_000_000 + purchase.buyer,
        "buyer_username": f"xt4fdsf{purchase.buyer}6j",
        "estimated_shipping_fee": SHIPPING_FEE,
        "actual_shipping_fee": SHIPPING_FEE if purchase.pickup_done_time else 0,
        "actual_shipping_fee_confirmed": bool(purchase.pickup_done_time),
        "recipient_address": _address(purchase),
        "goods_to_declare": False,
        "note": "",
        "note_update_time": 0,
        "item_list": [_line(line) for line in purchase.lines],
        "pay_time": purchase.pay_time,
        "dropshipper": None,
        "dropshipper_phone": None,
        "split_up": False,
        "buyer_cancel_reason": purchase.buyer_cancel_reason,
        "cancel_by": purchase.cancel_by,
        "cancel_reason": purchase.cancel_reason,
        "buyer_cpf_id": None,
        "fulfillment_flag": "fulfilled_by_local_seller",
        "pickup_done_time": purchase.pickup_done_time,
        "package_list": [_package(purchase)],
        "shipping_carrier": purchase.shipping_carrier,
        "payment_method": "Cash on Delivery" if purchase.cod else "ShopeePay",
        "total_amount": purchase.total_amount,
        "invoice_data": None,
        "order_chargeable_weight_gram": round(1000 * sum(line.weight * line.quantity for line in purchase.lines)),
        "return_request_due_date": None,
        "edt": None,
        "payment_info": [],
        "international_label": None,
    }


def _address(purchase: Purchase) -> dict:
    """Masked, with the huyện in `city` and the xã in `district`."""
    buyer = BUYERS[purchase.buyer]
    return buyer | {"town": "", "region": "VN", "zipcode": "", "full_address": f"{buyer['district'][:2]}******"}


def _line(line: Line) -> dict:
    return {
        "item_id": line.item_id,
        "item_name": line.item_name,
        "item_sku": line.item_sku,
        "model_id": line.model_id,
        "model_name": line.model_name,
        "model_sku": line.model_sku,
        "model_quantity_purchased": line.quantity,
        "model_original_price": line.original_price,
        "model_discounted_price": line.discounted_price,
        "wholesale": False,
        "weight": line.weight,
        "add_on_deal": False,
        "main_item": False,
        "promotion_type": line.promotion_type,
        "promotion_id": line.promotion_id,
        "order_item_id": line.item_id,
        "product_location_id": [DEFAULT_LOCATION],
    }


def _package(purchase: Purchase) -> dict:
    return {
        "package_number": purchase.package_number,
        "logistics_status": purchase.logistics_status,
        "logistics_channel_id": purchase.logistics_channel_id,
        "shipping_carrier": purchase.shipping_carrier,
        "item_list": [
            {
                "item_id": line.item_id,
                "model_id": line.model_id,
                "model_quantity": line.quantity,
                "order_item_id": line.item_id,
                "product_location_id": DEFAULT_LOCATION,
            }
            for line in purchase.lines
        ],
    }


def cancel_order(call: Call) -> Answer:
    """{order_sn, cancel_reason, item_list}: item_list is required for OUT_OF_STOCK; only before shipping."""
    purchase = own_order(call, call.text("order_sn"))
    reason = call.text("cancel_reason")
    if reason not in SELLER_REASONS:
        raise Refusal("error_param", f"Invalid cancel_reason: {reason}")
    if reason == "OUT_OF_STOCK":
        bought = {(line.item_id, line.model_id) for line in purchase.lines}
        for row in call.entries("item_list", 100):
            if (whole(row.get("item_id"), "item_id"), whole(row.get("model_id", 0), "model_id")) not in bought:
                raise Refusal("error_param", "item_list has an item that is not in the order")
    if reason == "COD_NOT_SUPPORTED" and not purchase.cod:
        raise Refusal("error_param", "The order is not cash on delivery.")
    if purchase.order_status not in SELLER_CANCELLABLE:
        raise Refusal("order.order_cancel_status_error", f"Order can't be cancelled in status {purchase.order_status}.")
    call.market.purchases.cancel(purchase, "seller", reason)
    return Answer({"update_time": purchase.update_time})


def handle_buyer_cancellation(call: Call) -> Answer:
    """{order_sn, operation: ACCEPT | REJECT} while IN_CANCEL."""
    purchase = own_order(call, call.text("order_sn"))
    operation = call.body.get("operation")
    if operation not in ("ACCEPT", "REJECT"):
        raise missing("operation")
    try:
        call.market.purchases.decide_cancellation(purchase, operation == "ACCEPT")
    except NotNow as error:
        raise Refusal("order.order_status_error", "There is no buyer cancellation to handle.") from error
    return Answer({"update_time": purchase.update_time})


def get_escrow_detail(call: Call) -> Answer:
    purchase = own_order(call, call.text("order_sn"))
    goods = purchase.goods_total
    fees = {
        "commission_fee": goods * COMMISSION_PERCENT // 100,
        "service_fee": goods * SERVICE_PERCENT // 100,
        "seller_transaction_fee": goods * PAYMENT_PERCENT // 100,
        "withholding_vat_tax": goods * VAT_PERCENT // 100,
        "withholding_pit_tax": goods * PERSONAL_TAX_PER_MILLE // 1000,
        "withholding_cit_tax": 0,
    }
    original = sum(line.original_price * line.quantity for line in purchase.lines)
    income = {
        "escrow_amount": goods - sum(fees.values()),
        "buyer_total_amount": purchase.total_amount,
        "original_price": original,
        "seller_discount": original - goods,
        "shopee_discount": 0,
        "voucher_from_seller": 0,
        "voucher_from_shopee": 0,
        "actual_shipping_fee": SHIPPING_FEE,
        "final_shipping_fee": 0,
        "buyer_paid_shipping_fee": SHIPPING_FEE,
        "items": [
            {
                "item_id": line.item_id,
                "model_id": line.model_id,
                "quantity_purchased": line.quantity,
                "original_price": line.original_price * line.quantity,
                "discounted_price": line.discounted_price * line.quantity,
            }
            for line in purchase.lines
        ],
    }
    return Answer({"order_sn": purchase.order_sn, "order_income": income | fees})
