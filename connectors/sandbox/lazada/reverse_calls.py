"""Cancellations and returns (protocol B4).

The document gives the names of these calls; path, parameters and codes of the decision about a buyer's cancellation
are those of Lazada's reference (InitReverseOrderCancelDecide); the shape of what the listing calls answer is a guess.
"""

from connectors.sandbox.lazada.call import Answer, Call, Refusal, failed_result, result, whole
from connectors.sandbox.lazada.order_calls import own_order
from connectors.sandbox.lazada.purchases import CANCELLABLE, Purchase, Unit

REASONS = {10000019: "Sourcing Delay", 10000021: "Out of Stock", 10000023: "Wrong Price"}
STEPS = {
    "agreeReturn": "RETURN_AGREED",
    "refuseReturn": "RETURN_REFUSED",
    "agreeRefund": "REFUND_AGREED",
    "refuseRefund": "REFUND_REFUSED",
    "instantRefund": "REFUND_AGREED",
    "confirmDelivery": "RETURN_DELIVERED",
}
PAGE_MOST = 100


def _wanted(call: Call) -> tuple[Purchase, list[Unit]]:
    """The order and those of its units that `order_item_id_list` (or `order_item_ids`) names."""
    purchase = own_order(call, call.text("order_id"))
    name = "order_item_id_list" if call.sent.get("order_item_id_list") else "order_item_ids"
    numbers = call.document(name)
    numbers = numbers if isinstance(numbers, list) else []
    units = [purchase.unit(whole(number, name)) for number in numbers]
    if not units or None in units:
        raise Refusal("20", f"E020: Invalid {name}", kind="ISV")
    return purchase, [unit for unit in units if unit]


def cancel_validate(call: Call) -> Answer:
    _, units = _wanted(call)
    if any(unit.status not in CANCELLABLE for unit in units):
        return failed_result("10001", "the items can't be cancelled in this state")
    reasons = [{"reason_id": str(reason_id), "reason_name": name} for reason_id, name in REASONS.items()]
    return result({"tip_content": "", "tip_type": "", "reason_options": reasons})


def cancel_create(call: Call) -> Answer:
    """Per unit; only pending, packed and ready_to_ship ones."""
    purchase, units = _wanted(call)
    reason_id = call.number("reason_id")
    if reason_id not in REASONS:
        return failed_result("10002", "unknown reason_id")
    if any(unit.status not in CANCELLABLE for unit in units):
        return failed_result("10001", "the items can't be cancelled in this state")
    call.market.purchases.cancel(purchase, units, "cancellation-seller", REASONS[reason_id], reason_id)
    return result({"tip_content": "", "tip_type": ""})


def cancel_decide(call: Call) -> Answer:
    """reverse_order_id, agree_cancel true | false, while the buyer's wish waits."""
    row, agreed = _own_reverse(call), call.text("agree_cancel").lower()
    if agreed not in ("true", "false"):
        raise Refusal("5", "E005: agree_cancel should be true or false", kind="ISV")
    if not call.market.wishes.decide(row, agreed == "true"):
        raise Refusal("131", "E0131: no decision for this reverse order")
    return Answer()


def _reverse(row) -> dict:
    """Amounts in whole đồng: Vietnam is the exception from cents."""
    line = {
        "reverse_order_line_id": row["line_id"],
        "trade_order_line_id": row["order_item_id"],
        "reverse_status": row["status"],
        "refund_amount": row["refund"],
        "reason_text": row["reason"],
        "return_order_line_gmt_create": row["create_time"],
        "return_order_line_gmt_modified": row["update_time"],
    }
    return {
        "reverse_order_id": row["reverse_order_id"],
        "trade_order_id": row["order_id"],
        "request_type": row["kind"],
        "shipping_type": "PICKUP",
        "reverse_order_lines": [line],
    }


def reverse_orders(call: Call) -> Answer:
    """page_no, page_size; of one trade_order_id only, if it is given."""
    page, size = call.number("page_no", 1), call.number("page_size", 20)
    if page < 1 or not 1 <= size <= PAGE_MOST:
        raise Refusal("19", f"E019: page_size should be between 1 and {PAGE_MOST}", kind="ISV")
    order_id = call.number("trade_order_id", 0)
    found, wanted = "FROM reverse_order WHERE seller_id = ? AND ? IN (0, order_id)", (call.seller_id, order_id)
    rows = call.store.rows(
        f"SELECT * {found} ORDER BY update_time DESC, reverse_order_id LIMIT ? OFFSET ?",
        *(*wanted, size, (page - 1) * size),
    )
    total = call.store.row(f"SELECT count(*) {found}", *wanted)[0]
    return result({"items": [_reverse(row) for row in rows], "total": total, "page_no": page, "page_size": size})


def _own_reverse(call: Call):
    row = call.store.row(
        "SELECT * FROM reverse_order WHERE reverse_order_id = ? AND seller_id = ?",
        *(call.number("reverse_order_id"), call.seller_id),
    )
    if row is None:
        raise Refusal("105", "E0105: reverse order id is empty or invalid")
    return row


def return_detail(call: Call) -> Answer:
    return result(_reverse(_own_reverse(call)))


def return_update(call: Call) -> Answer:
    """reverse_order_id, action."""
    row, action = _own_reverse(call), call.text("action")
    if action not in STEPS:
        raise Refusal("5", f"E005: action should be one of {', '.join(STEPS)}", kind="ISV")
    call.market.returns.step(row["reverse_order_id"], STEPS[action])
    return result({})
