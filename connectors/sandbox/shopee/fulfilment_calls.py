"""Arranging the shipment of an order (protocol A4)."""

from datetime import UTC, datetime

from connectors.sandbox.shopee.call import Answer, Call, Refusal, whole
from connectors.sandbox.shopee.order_calls import own_order
from connectors.sandbox.shopee.purchases import Purchase

ADDRESS_ID = 2_000_001
BRANCH_ID = 7_001
WAYS = ("pickup", "dropoff", "non_integrated")
DAY = 86400


def _package_of(call: Call) -> Purchase:
    """The order by order_sn; a package_number, if sent, must be its own (never "")."""
    purchase = own_order(call, call.text("order_sn"))
    package_number = call.sent.get("package_number")
    if package_number is not None and package_number != purchase.package_number:
        raise Refusal("logistics.invalid_error", "Invalid package_number.")
    return purchase


def _pickup_time_ids(call: Call) -> list[str]:
    first = (call.now // DAY + 1) * DAY
    return [str(first), str(first + DAY)]


def get_shipping_parameter(call: Call) -> Answer:
    purchase = _package_of(call)
    if purchase.order_status not in ("READY_TO_SHIP", "RETRY_SHIP"):
        raise Refusal("logistics.ship_order_not_ready_to_ship", "The order is not ready to ship.")
    slots = [
        {
            "date": int(slot),
            "time_text": datetime.fromtimestamp(int(slot), UTC).strftime("%d/%m 08:00-17:00"),
            "pickup_time_id": slot,
            "flags": [] if place else ["recommended"],
        }
        for place, slot in enumerate(_pickup_time_ids(call))
    ]
    address = {
        "address_id": ADDRESS_ID,
        "region": "VN",
        "state": "Hà Giang",
        "city": "Huyện Đồng Văn",
        "district": "Xã Sà Phìn",
        "town": "",
        "address": "Thôn Sà Phìn A",
        "zipcode": "",
        "address_flag": ["default_address", "pickup_address"],
        "time_slot_list": slots,
    }
    return Answer(
        {
            "info_needed": {"pickup": ["address_id", "pickup_time_id"], "dropoff": []},
            "pickup": {"address_list": [address]},
            "dropoff": {"branch_list": [{"branch_id": BRANCH_ID, "region": "VN", "state": "Hà Giang"}]},
        }
    )


def ship_order(call: Call) -> Answer:
    """{order_sn, one of pickup | dropoff | non_integrated}: the key must be there, even if empty."""
    purchase = _package_of(call)
    ways = [way for way in WAYS if isinstance(call.body.get(way), dict)]
    if len(ways) != 1:
        raise Refusal("logistics.ship_order_only_support_one_type", "Exactly one of pickup, dropoff, non_integrated.")
    if purchase.order_status in ("PROCESSED", "SHIPPED", "TO_CONFIRM_RECEIVE", "COMPLETED"):
        raise Refusal("logistics.package_already_shipped", "The package has been shipped already.")
    if purchase.order_status not in ("READY_TO_SHIP", "RETRY_SHIP"):
        raise Refusal("logistics.ship_order_not_ready_to_ship", "The order is not ready to ship.")
    if ways == ["pickup"]:
        _check_pickup(call)
    if ways == ["dropoff"] and call.body["dropoff"].get("branch_id") not in (None, BRANCH_ID):
        raise Refusal("logistics.invalid_error", "Invalid branch_id.")
    call.market.purchases.ship(purchase)
    return Answer()


def _check_pickup(call: Call) -> None:
    pickup = call.body["pickup"]
    if whole(pickup.get("address_id"), "address_id") != ADDRESS_ID:
        raise Refusal("logistics.invalid_address_version", "Some addresses no longer supported per new regulation.")
    if str(pickup.get("pickup_time_id")) not in _pickup_time_ids(call):
        raise Refusal("logistics.invalid_error", "Invalid pickup_time_id.")


def get_tracking_number(call: Call) -> Answer:
    purchase = _package_of(call)
    return Answer({"tracking_number": purchase.tracking_number, "plp_number": "", "hint": ""})
