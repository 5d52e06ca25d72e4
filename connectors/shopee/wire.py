"""The shapes that Shopee sends, as far as we read them; unknown fields are kept.

Numbers come as text in some samples, objects as null: reading is lenient, except that
amounts must be whole đồng. Field names are Shopee's.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, TypeVar

from pydantic import BeforeValidator, PlainValidator

from connectors.contract import wire as contract_wire
from connectors.contract.wire import Amount, Flag, Int, Items, Shape, Text, number


def _time(value: object) -> datetime | None:
    """Unix seconds; 0 and null mean never."""
    return datetime.fromtimestamp(int(str(value)), UTC) if value else None


def _moment(value: object) -> datetime:
    found = _time(value)
    if found is None:
        raise ValueError("a time is missing")
    return found


Time = Annotated[datetime | None, PlainValidator(_time)]
Moment = Annotated[datetime, PlainValidator(_moment)]
Number = Annotated[Decimal, BeforeValidator(number)]

S = TypeVar("S", bound=Shape)


def read(shape: type[S], data: object, operation: str) -> S:
    return contract_wire.read(shape, data, channel="shopee", operation=operation)


class CategoryWire(Shape):
    category_id: Text
    parent_category_id: Text = "0"
    original_category_name: Text = ""
    display_category_name: Text = ""
    has_children: bool = False


class AttributeValueWire(Shape):
    value_id: Text
    name: Text = ""


class AttributeInfoWire(Shape):
    input_type: Int = 3
    attribute_unit_list: Items[Text] = []
    max_value_count: Int = 1


class AttributeWire(Shape):
    attribute_id: Text
    mandatory: Flag = False
    name: Text = ""
    attribute_value_list: Items[AttributeValueWire] = []
    attribute_info: AttributeInfoWire = AttributeInfoWire()


class BrandWire(Shape):
    brand_id: Int = 0
    original_brand_name: Text = ""
    display_brand_name: Text = ""


class BrandListWire(Shape):
    brand_list: Items[BrandWire] = []
    has_next_page: Flag = False
    next_offset: Int = 0
    is_mandatory: Flag = False


class ImageWire(Shape):
    image_id_list: Items[Text] = []


class PriceWire(Shape):
    original_price: Amount = None
    current_price: Amount = None


class StockWire(Shape):
    stock: Int = 0
    location_id: Text = ""


class StockSummaryWire(Shape):
    total_reserved_stock: Int = 0
    total_available_stock: Int = 0


class StockInfoWire(Shape):
    summary_info: StockSummaryWire = StockSummaryWire()
    seller_stock: Items[StockWire] = []


class DimensionWire(Shape):
    package_length: Int = 0
    package_width: Int = 0
    package_height: Int = 0


class ItemAttributeValueWire(Shape):
    value_id: Int = 0
    original_value_name: Text = ""
    value_unit: Text = ""


class ItemAttributeWire(Shape):
    attribute_id: Int
    attribute_value_list: Items[ItemAttributeValueWire] = []


class ItemLogisticsWire(Shape):
    logistic_id: Int
    enabled: Flag = False


class PreOrderWire(Shape):
    is_pre_order: Flag = False
    days_to_ship: Int = 0


class ItemWire(Shape):
    item_id: Text
    category_id: Text = ""
    item_name: Text = ""
    description: Text = ""
    item_sku: Text = ""
    item_status: Text = ""
    create_time: Moment
    update_time: Time = None
    has_model: Flag = False
    price_info: Items[PriceWire] = []
    stock_info_v2: StockInfoWire | None = None
    image: ImageWire | None = None
    weight: Number = Decimal(0)
    dimension: DimensionWire | None = None
    brand: BrandWire | None = None
    attribute_list: Items[ItemAttributeWire] = []
    logistic_info: Items[ItemLogisticsWire] = []
    pre_order: PreOrderWire | None = None
    deboost: Flag = False


class ViolationWire(Shape):
    violation_type: Text = ""
    violation_reason: Text = ""
    suggestion: Text = ""
    fix_deadline_time: Time = None


class ItemViolationsWire(Shape):
    """The reference writes `deboost_details` in its sample and `deboosted_details` in its table."""

    item_id: Text
    item_status_details: Items[ViolationWire] = []
    deboost_details: Items[ViolationWire] = []
    deboosted_details: Items[ViolationWire] = []


class PromotionPriceWire(Shape):
    promotion_price: Amount = None


class PromotionWire(Shape):
    model_id: Int = 0
    start_time: Time = None
    end_time: Time = None
    promotion_price_info: Items[PromotionPriceWire] = []
    promotion_staging: Text = ""


class ItemPromotionsWire(Shape):
    item_id: Text
    promotion: Items[PromotionWire] = []


class ModelWire(Shape):
    model_id: Int
    tier_index: Items[Int] = []
    model_sku: Text = ""
    model_status: Text = ""
    price_info: Items[PriceWire] = []
    stock_info_v2: StockInfoWire | None = None


class TierOptionWire(Shape):
    option: Text = ""


class TierWire(Shape):
    name: Text = ""
    option_list: Items[TierOptionWire] = []


class ModelListWire(Shape):
    tier_variation: Items[TierWire] = []
    model: Items[ModelWire] = []


class OrderLineWire(Shape):
    item_id: Text
    item_name: Text = ""
    item_sku: Text = ""
    model_id: Text = "0"
    model_name: Text = ""
    model_sku: Text = ""
    model_quantity_purchased: Int
    model_original_price: Amount = None
    model_discounted_price: Amount = None
    promotion_type: Text = ""
    order_item_id: Text = ""


class PackageWire(Shape):
    package_number: Text = ""
    logistics_status: Text = ""
    shipping_carrier: Text = ""


class RecipientWire(Shape):
    name: Text = ""
    phone: Text = ""
    district: Text = ""
    city: Text = ""
    state: Text = ""
    region: Text = ""
    zipcode: Text = ""
    full_address: Text = ""


class OrderWire(Shape):
    order_sn: Text
    currency: Text = ""
    cod: Flag = False
    order_status: Text
    create_time: Moment
    update_time: Moment
    pay_time: Time = None
    ship_by_date: Time = None
    total_amount: Amount = None
    estimated_shipping_fee: Amount = None
    actual_shipping_fee: Amount = None
    payment_method: Text = ""
    shipping_carrier: Text = ""
    buyer_username: Text = ""
    message_to_seller: Text = ""
    cancel_by: Text = ""
    cancel_reason: Text = ""
    buyer_cancel_reason: Text = ""
    recipient_address: RecipientWire | None = None
    item_list: Items[OrderLineWire] = []
    package_list: Items[PackageWire] = []
