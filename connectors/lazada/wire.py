"""The shapes that Lazada sends, as far as we read them; unknown fields are kept.

Numbers come as text, truths too; amounts carry decimals and may carry commas, and must be
whole đồng. Times are milliseconds in text (products) or "2026-11-01 09:30:00 +0700" (orders).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, PlainValidator

from connectors.contract import wire as contract_wire
from connectors.contract.wire import Amount, Flag, Int, Items, Shape, Text, part


def _millis(value: object) -> datetime | None:
    return datetime.fromtimestamp(int(str(value)) / 1000, UTC) if value not in (None, "", 0, "0") else None


def _stamp(value: object) -> datetime:
    text = str(value).strip()
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S %z").astimezone(UTC)
    except ValueError:
        found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a time without zone")
    return found.astimezone(UTC)


def _object(value: object) -> object:
    return value if isinstance(value, Mapping) else {}


Millis = Annotated[datetime | None, PlainValidator(_millis)]
Stamp = Annotated[datetime, PlainValidator(_stamp)]
Object = Annotated[dict[str, Any], BeforeValidator(_object)]


S = TypeVar("S", bound=Shape)


def read(shape: type[S], data: object, operation: str) -> S:
    return contract_wire.read(shape, data, channel="lazada", operation=operation)


class CategoryWire(Shape):
    category_id: Text
    name: Text = ""
    leaf: Flag = False
    children: Items[CategoryWire] = []


class OptionWire(Shape):
    id: Text = ""
    name: Text = ""
    en_name: Text = ""


class AttributeWire(Shape):
    name: Text
    label: Text = ""
    is_mandatory: Flag = False
    attribute_type: Text = "normal"
    input_type: Text = ""
    options: Items[OptionWire] = []
    is_sale_prop: Flag = False


class BrandWire(Shape):
    brand_id: Text = ""
    name: Text = ""
    name_en: Text = ""


class WarehouseWire(Shape):
    warehouseCode: Text = ""
    sellableQuantity: Int = 0


class SkuWire(Shape):
    SkuId: Text
    SellerSku: Text = ""
    Status: Text = ""
    price: Amount = None
    special_price: Amount = None
    special_from_time: Text = ""
    special_to_time: Text = ""
    quantity: Int = 0
    Available: Int | None = None
    saleProp: Object = {}
    multiWarehouseInventories: Items[WarehouseWire] = []
    channelInventories: Items[Object] = []


class ItemWire(Shape):
    item_id: Text
    primary_category: Text = ""
    attributes: Object = {}
    images: Items[Text] = []
    status: Text = ""
    created_time: Millis = None
    updated_time: Millis = None
    skus: Items[SkuWire] = []
    variation: Object = {}


class AddressWire(Shape):
    first_name: Text = ""
    last_name: Text = ""
    phone: Text = ""
    address1: Text = ""
    address3: Text = ""
    address4: Text = ""
    address5: Text = ""
    city: Text = ""
    post_code: Text = ""
    country: Text = ""
    addressDistrict: Text = ""
    addressDsitrict: Text = ""


class OrderWire(Shape):
    order_id: Text
    price: Amount = None
    voucher: Amount = None
    shipping_fee: Amount = None
    payment_method: Text = ""
    statuses: Items[Text] = []
    created_at: Stamp
    updated_at: Stamp
    customer_first_name: Text = ""
    buyer_note: Text = ""
    promised_shipping_times: Text = ""
    address_shipping: AddressWire = AddressWire()
    need_cancel_confirm: Flag = False


class UnitWire(Shape):
    order_item_id: Text
    sku: Text = ""
    sku_id: Text = ""
    product_id: Text = ""
    name: Text = ""
    variation: Text = ""
    item_price: Amount = None
    paid_price: Amount = None
    currency: Text = ""
    status: Text = ""
    package_id: Text = ""
    tracking_code: Text = ""
    shipment_provider: Text = ""
    reason: Text = ""
    cancel_return_initiator: Text = ""
    sla_time_stamp: Text = ""


def payload(answer: Mapping[str, Any]) -> dict[str, Any]:
    """`data`, which some calls wrap in `result`."""
    return part(answer, "result", "data") or part(answer, "result") or part(answer, "data")
