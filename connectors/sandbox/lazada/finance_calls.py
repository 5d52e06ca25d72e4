"""What a seller earns and is charged (protocol B4). The document names the calls; the rows' shape is a guess."""

from datetime import date, datetime, timedelta

from connectors.sandbox.lazada.call import Answer, Call, Refusal
from connectors.sandbox.lazada.items import VIETNAM
from connectors.sandbox.lazada.order_calls import stamp
from connectors.sandbox.lazada.purchases import Purchase, Unit

DAYS_MOST, LIMIT_MOST = 180, 500
COMMISSION_PERCENT, PAYMENT_PERCENT, VAT_PERCENT = 4, 5, 1
PERSONAL_TAX_PER_MILLE = 5


def transaction_details(call: Call) -> Answer:
    """start_time, end_time (YYYY-MM-DD, at most 180 days), limit ≤ 500, offset: rows of delivered units."""
    start, end = _day(call, "start_time"), _day(call, "end_time")
    if not start <= end <= start + timedelta(days=DAYS_MOST):
        raise Refusal("17", f"E017: the window should have at most {DAYS_MOST} days", kind="ISV")
    limit, offset = call.number("limit", LIMIT_MOST), call.number("offset", 0)
    if not 1 <= limit <= LIMIT_MOST:
        raise Refusal("19", f'E019: "{limit}" Invalid Limit', kind="ISV")
    found = call.market.purchases.where("seller_id = ?", call.seller_id, order="update_time, order_id")
    rows = [
        row
        for purchase in found
        for unit in purchase.units
        if unit.status == "delivered" and start <= _date_of(unit.updated) <= end
        for row in _rows(purchase, unit)
    ]
    return Answer(rows[offset : offset + limit])


def _day(call: Call, name: str) -> date:
    try:
        return date.fromisoformat(call.text(name)[:10])
    except ValueError as error:
        raise Refusal("17", f"E017: {name} Invalid Date Format", kind="ISV") from error


def _date_of(seconds: int) -> date:
    return datetime.fromtimestamp(seconds, VIETNAM).date()


def _rows(purchase: Purchase, unit: Unit) -> list[dict]:
    price = unit.item_price - unit.voucher_seller
    amounts = {
        "Item Price Credit": price,
        "Commission": -price * COMMISSION_PERCENT // 100,
        "Payment Fee": -price * PAYMENT_PERCENT // 100,
        "Withholding VAT": -price * VAT_PERCENT // 100,
        "Withholding PIT": -price * PERSONAL_TAX_PER_MILLE // 1000,
    }
    return [
        {
            "order_no": str(purchase.order_id),
            "orderItem_no": str(unit.order_item_id),
            "orderItem_status": unit.status,
            "transaction_date": stamp(unit.updated),
            "transaction_type": "Orders-Sales" if amount > 0 else "Orders-Lazada Fees",
            "transaction_number": f"{unit.order_item_id}-{place}",
            "fee_name": name,
            "amount": f"{amount:.2f}",
            "seller_sku": unit.seller_sku,
            "lazada_sku": unit.shop_sku,
            "paid_status": "Not paid",
            "WHT_amount": "0.00",
            "VAT_in_amount": "0.00",
            "statement": "",
            "details": unit.name,
        }
        for place, (name, amount) in enumerate(amounts.items(), 1)
    ]


def payout_status(call: Call) -> Answer:
    """created_after (a day): the weekly statement so far."""
    since = _day(call, "created_after")
    found = call.market.purchases.where("seller_id = ?", call.seller_id)
    closing = sum(
        int(float(row["amount"]))
        for purchase in found
        for unit in purchase.units
        if unit.status == "delivered" and _date_of(unit.updated) >= since
        for row in _rows(purchase, unit)
    )
    statement = {
        "statement_number": f"VN{call.seller_id}-{since:%Y%m%d}",
        "created_at": stamp(call.now),
        "item_revenue": f"{max(closing, 0):.2f}",
        "closing_balance": f"{closing:.2f}",
        "payout": f"{closing:.2f} VND",
        "paid": "0",
    }
    return Answer([statement])
