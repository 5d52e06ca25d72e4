"""Packing, labels and handing over (protocol B4): success of the call says nothing of its rows."""

from collections.abc import Callable

from connectors.sandbox.lazada.call import Answer, Call, Refusal, failed_result, result
from connectors.sandbox.lazada.order_calls import own_order
from connectors.sandbox.lazada.purchases import PROVIDERS, Purchase, Unit

MOST = 20
LINK_SECONDS = 10 * 60
DONE = {"msg": "success", "item_err_code": "0", "retry": False}


def _request(call: Call, name: str) -> dict:
    found = call.document(name)
    if not isinstance(found, dict):
        raise Refusal("5", f"E005: Invalid {name}", kind="ISV")
    return found


def order_pack(call: Call) -> Answer:
    """packReq {pack_order_list[{order_id, order_item_list}], delivery_type, shipping_allocate_type}."""
    asked = _request(call, "packReq")
    orders = asked.get("pack_order_list") or []
    if not 1 <= len(orders) <= MOST:
        return failed_result("20005", f"pack_order_list should have between 1 and {MOST} orders")
    if asked.get("delivery_type") != "dropship":
        return failed_result("20006", "delivery_type should be dropship")
    if asked.get("shipping_allocate_type") != "TFS":
        return failed_result("20007", "shipping_allocate_type should be TFS for local stores")
    if asked.get("shipment_provider_code"):
        return failed_result("20008", "shipment_provider_code is not allowed with TFS")
    return result({"pack_order_list": [_packed(call, row) for row in orders]})


def _packed(call: Call, asked: dict) -> dict:
    """One package for the units of an order that can be packed."""
    wanted = [str(number) for number in asked.get("order_item_list") or []]
    try:
        purchase = own_order(call, asked.get("order_id"))
    except Refusal as refusal:
        rows = [_failed(number, "16", refusal.message) for number in wanted]
        return {"order_id": asked.get("order_id"), "order_item_list": rows}
    rows, ready = [], []
    for number in wanted:
        unit = purchase.unit(int(number)) if number.isdigit() else None
        if unit is None:
            rows.append(_failed(number, "20", "order item does not belong to the order"))
        elif call.row_fails():
            rows.append(_failed(number, "1000", "system error", retry=True))
        elif unit.status not in ("pending", "repacked"):
            rows.append(_failed(number, "82", f"only pending items can be packed, not {unit.status}"))
        else:
            ready.append(unit)
    if ready:
        call.market.purchases.pack(purchase, ready)
    rows += [
        DONE
        | {
            "order_item_id": unit.order_item_id,
            "tracking_number": unit.tracking_code,
            "shipment_provider": unit.shipment_provider,
            "package_id": unit.package_id,
        }
        for unit in ready
    ]
    return {"order_id": purchase.order_id, "order_item_list": rows}


def _failed(number: str, code: str, message: str, *, retry: bool = False) -> dict:
    return {
        "order_item_id": int(number) if number.isdigit() else number,
        "msg": message,
        "item_err_code": code,
        "retry": retry,
    }


def package_rts(call: Call) -> Answer:
    """readyToShipReq {packages[{package_id}]}: only packed ones."""
    return _each_package(call, "readyToShipReq", "packed", call.market.purchases.ready)


def package_repack(call: Call) -> Answer:
    """rePackReq {packages[{package_id}]}: back to repacked, to be packed anew."""
    return _each_package(call, "rePackReq", "packed", call.market.purchases.repack)


def _each_package(call: Call, name: str, status: str, change: Callable[[Purchase, list[Unit]], None]) -> Answer:
    packages = _request(call, name).get("packages") or []
    if not 1 <= len(packages) <= MOST:
        return failed_result("20005", f"packages should have between 1 and {MOST} entries")
    return result({"packages": [_package(call, str(row.get("package_id")), status, change) for row in packages]})


def _package(call: Call, package_id: str, status: str, change: Callable[[Purchase, list[Unit]], None]) -> dict:
    purchase = call.market.purchases.of_package(package_id, call.seller_id)
    units = purchase.package(package_id) if purchase else []
    failure = {"package_id": package_id, "retry": False}
    if purchase is None or not units:
        return failure | {"item_err_code": "600001", "msg": "package does not exist"}
    if call.row_fails():
        return failure | {"item_err_code": "1000", "msg": "system error", "retry": True}
    if all(unit.status == "canceled" for unit in units):
        return failure | {"item_err_code": "600002", "msg": "package already cancelled"}
    moving = [unit for unit in units if unit.status == status]
    if not moving:
        return failure | {"item_err_code": "600003", "msg": f"package is not {status}"}
    change(purchase, moving)
    return DONE | {"package_id": package_id}


def package_document(call: Call) -> Answer:
    """getDocumentReq {doc_type: PDF, packages[{package_id}]}: a link that lives ten minutes."""
    asked = _request(call, "getDocumentReq")
    packages = [str(row.get("package_id")) for row in asked.get("packages") or []]
    if not 1 <= len(packages) <= MOST:
        return failed_result("20005", f"packages should have between 1 and {MOST} entries")
    if asked.get("doc_type") not in ("PDF", "HTML"):
        return failed_result("20009", "doc_type should be PDF or HTML")
    for package_id in packages:
        if call.market.purchases.of_package(package_id, call.seller_id) is None:
            return failed_result("600001", f"package {package_id} does not exist")
    link = f"{call.request.origin}/van-don/{call.now + LINK_SECONDS}/{'-'.join(packages)}.pdf"
    return result({"file": "", "doc_type": asked["doc_type"], "pdf_url": link})


def shipment_providers(call: Call) -> Answer:
    providers = [{"name": name, "provider_code": code} for code, name in PROVIDERS.items()]
    return result({"shipment_providers": providers, "platform_default": [], "shipping_allocate_type": "TFS"})
