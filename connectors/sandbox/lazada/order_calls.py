"""Listing and reading orders (protocol B4)."""

from datetime import UTC, datetime

from connectors.sandbox.lazada.call import Answer, Call, Refusal
from connectors.sandbox.lazada.items import VIETNAM
from connectors.sandbox.lazada.purchases import BUYERS, SHIP_SECONDS, Purchase, Unit

MOST, DEEPEST_OFFSET, ORDERS_PER_READ = 100, 5000, 50
STATUSES = (
    *("unpaid", "pending", "packed", "topack", "toship", "ready_to_ship", "shipped", "delivered", "canceled"),
    *("returned", "failed", "failed_delivery", "lost", "lost_by_3pl", "damaged_by_3pl", "shipped_back"),
    *("shipped_back_success", "shipped_back_failed", "package_scrapped", "repacked"),
)
SORTS = {"created_at": "create_time", "updated_at": "update_time"}


def own_order(call: Call, value: object) -> Purchase:
    text = str(value)
    purchase = call.market.purchases.load(int(text), call.seller_id) if text.isdigit() else None
    if purchase is None:
        raise Refusal("16", f'E016: "{text}" Invalid Order ID')
    return purchase


def orders_get(call: Call) -> Answer:
    """created_after or update_after is mandatory; status, sort_by, sort_direction, limit, offset."""
    created, updated = call.moment("created_after"), call.moment("update_after")
    if created is None and updated is None:
        raise Refusal("1", "E001: created_after or update_after is mandatory", kind="ISV")
    limit, offset = call.number("limit", MOST), call.number("offset", 0)
    if not 1 <= limit <= MOST:
        raise Refusal("19", f'E019: "{limit}" Invalid Limit', kind="ISV")
    if not 0 <= offset <= DEEPEST_OFFSET:
        raise Refusal("14", f'E014: "{offset}" Invalid Offset', kind="ISV")
    found = call.market.purchases.where(*_window(call, created, updated), order=_order(call, updated is not None))
    status = call.sent.get("status") or "all"
    if status not in (*STATUSES, "all"):
        raise Refusal("36", f'E036: "{status}" Invalid status filter', kind="ISV")
    found = [purchase for purchase in found if status == "all" or status in purchase.statuses]
    page = found[offset : offset + limit]
    as_text = call.market.quirks["order_number"] == "string_in_list"
    orders = [order(call, purchase, as_text=as_text) for purchase in page]
    return Answer({"count": len(page), "countTotal": len(found), "orders": orders})


def _window(call: Call, created: int | None, updated: int | None) -> tuple:
    condition, values = "seller_id = ?", [call.seller_id]
    for sql, at in (
        ("create_time >= ?", created),
        ("create_time <= ?", call.moment("created_before")),
        ("update_time >= ?", updated),
        ("update_time <= ?", call.moment("update_before")),
    ):
        if at is not None:
            condition, values = f"{condition} AND {sql}", [*values, at]
    return condition, *values


def _order(call: Call, by_update: bool) -> str:
    sort = call.sent.get("sort_by") or ("updated_at" if by_update else "created_at")
    direction = (call.sent.get("sort_direction") or "ASC").upper()
    if sort not in SORTS:
        raise Refusal("74", f"E074: Invalid sort filter {sort}", kind="ISV")
    if direction not in ("ASC", "DESC"):
        raise Refusal("75", "E075: Invalid sort direction", kind="ISV")
    return f"{SORTS[sort]} {direction}, order_id {direction}"


def order_get(call: Call) -> Answer:
    return Answer(order(call, own_order(call, call.text("order_id")), as_text=False))


def stamp(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).astimezone(VIETNAM).strftime("%Y-%m-%d %H:%M:%S %z")


def order(call: Call, purchase: Purchase, *, as_text: bool) -> dict:
    """`as_text` makes the order number a string, as in the list."""
    address = _address(purchase, "addressDsitrict" if as_text else "addressDistrict")
    units = purchase.units
    return {
        "order_id": purchase.order_id,
        "order_number": str(purchase.order_id) if as_text else purchase.order_id,
        "price": call.money(purchase.price),
        "voucher": call.money(purchase.voucher),
        "voucher_platform": call.money(sum(unit.voucher_platform for unit in units)),
        "voucher_seller": call.money(sum(unit.voucher_seller for unit in units)),
        "voucher_code": "",
        "shipping_fee": call.money(purchase.shipping_fee),
        "shipping_fee_original": call.money(purchase.shipping_fee),
        "shipping_fee_discount_seller": call.money(0),
        "shipping_fee_discount_platform": call.money(0),
        "payment_method": "COD" if purchase.cod else "MIXEDCARD",
        "statuses": purchase.statuses,
        "items_count": len(units),
        "created_at": stamp(purchase.create_time),
        "updated_at": stamp(purchase.update_time),
        "customer_first_name": BUYERS[purchase.buyer][0],
        "customer_last_name": "",
        "national_registration_number": "",
        "remarks": "",
        "buyer_note": purchase.buyer_note,
        "delivery_info": "",
        "gift_option": False,
        "gift_message": "",
        "tax_code": "",
        "branch_number": "",
        "extra_attributes": "",
        "promised_shipping_times": "",
        "warehouse_code": units[0].warehouse_code,
        "address_shipping": address,
        "address_billing": address,
        "need_cancel_confirm": bool(purchase.wished),
    }


def _address(purchase: Purchase, district_field: str) -> dict:
    """Masked, with the province in `address3`, the huyện in `address4` and the xã in `address5`."""
    name, phone, (province, district, ward) = BUYERS[purchase.buyer]
    return {
        "first_name": name,
        "last_name": "",
        "phone": phone,
        "phone2": "",
        "address1": "T**** *****",
        "address2": "",
        "address3": province,
        "address4": district,
        "address5": ward,
        district_field: district,
        "city": province,
        "post_code": "",
        "country": "Vietnam",
    }


def order_items_get(call: Call) -> Answer:
    return Answer(rows(call, own_order(call, call.text("order_id"))))


def orders_items_get(call: Call) -> Answer:
    """order_ids as a JSON array, at most fifty."""
    wanted = call.document("order_ids") if call.sent.get("order_ids", "").strip() else []
    if not isinstance(wanted, list) or not wanted:
        raise Refusal("38", "E038: Empty list of orders", kind="ISV")
    if len(wanted) > ORDERS_PER_READ:
        raise Refusal("37", f"E037: at most {ORDERS_PER_READ} orders at once", kind="ISV")
    if not all(str(number).isdigit() for number in wanted):
        raise Refusal("56", "E056: Invalid OrdersIdList format", kind="ISV")
    found = [call.market.purchases.load(int(number), call.seller_id) for number in wanted]
    if not any(found):
        raise Refusal("39", "E039: No orders found")
    return Answer(
        [
            {"order_id": purchase.order_id, "order_number": purchase.order_id, "order_items": rows(call, purchase)}
            for purchase in found
            if purchase
        ]
    )


def rows(call: Call, purchase: Purchase) -> list[dict]:
    return [_row(call, purchase, unit) for unit in purchase.units]


def _row(call: Call, purchase: Purchase, unit: Unit) -> dict:
    """One unit; two identical ones are two rows."""
    return {
        "order_item_id": unit.order_item_id,
        "order_id": purchase.order_id,
        "purchase_order_id": "",
        "sku": unit.seller_sku,
        "shop_sku": unit.shop_sku,
        "sku_id": str(unit.sku_id),
        "product_id": str(unit.item_id),
        "name": unit.name,
        "variation": unit.variation,
        "product_main_image": unit.picture,
        "item_price": float(unit.item_price),
        "paid_price": float(unit.paid_price),
        "voucher_amount": float(unit.voucher_seller + unit.voucher_platform),
        "voucher_seller": float(unit.voucher_seller),
        "voucher_platform": float(unit.voucher_platform),
        "shipping_amount": float(unit.shipping_fee),
        "tax_amount": 0.0,
        "currency": "VND",
        "status": unit.status,
        "package_id": unit.package_id,
        "tracking_code": unit.tracking_code,
        "tracking_code_pre": "",
        "shipment_provider": unit.shipment_provider,
        "shipping_provider_type": "standard",
        "shipping_type": "Dropshipping",
        "is_digital": 0,
        "is_fbl": 0,
        "warehouse_code": unit.warehouse_code,
        "reason": unit.reason,
        "reason_detail": unit.reason_detail,
        "cancel_return_initiator": unit.cancelled_by or "null-null",
        "need_cancel_confirm": bool(unit.wish),
        "sla_time_stamp": stamp(purchase.create_time + SHIP_SECONDS),
        "created_at": stamp(purchase.create_time),
        "updated_at": stamp(unit.updated),
    }
