"""Every API call that is served: its method, how it is signed, and who answers it."""

from collections.abc import Callable
from dataclasses import dataclass

from connectors.sandbox.shopee import (
    auth_calls,
    fulfilment_calls,
    listing_calls,
    media_calls,
    order_calls,
    price_stock_calls,
    push_calls,
    reading_calls,
    reference_calls,
    variation_calls,
)
from connectors.sandbox.shopee.call import Answer, Call
from connectors.sandbox.shopee.gate import PUBLIC, SHOP, UPLOAD


@dataclass(frozen=True)
class Endpoint:
    """One call; `signed` names a check of the gate."""

    method: str
    handler: Callable[[Call], Answer]
    signed: str = SHOP


ENDPOINTS = {
    "auth/token/get": Endpoint("POST", auth_calls.token_get, PUBLIC),
    "auth/access_token/get": Endpoint("POST", auth_calls.access_token_get, PUBLIC),
    "public/get_shops_by_partner": Endpoint("GET", auth_calls.get_shops_by_partner, PUBLIC),
    "shop/get_shop_info": Endpoint("GET", auth_calls.get_shop_info),
    "shop/get_warehouse_detail": Endpoint("GET", auth_calls.get_warehouse_detail),
    "product/get_category": Endpoint("GET", reference_calls.get_category),
    "product/category_recommend": Endpoint("GET", reference_calls.category_recommend),
    "product/get_attribute_tree": Endpoint("GET", reference_calls.get_attribute_tree),
    "product/get_brand_list": Endpoint("GET", reference_calls.get_brand_list),
    "product/get_item_limit": Endpoint("GET", reference_calls.get_item_limit),
    "logistics/get_channel_list": Endpoint("GET", reference_calls.get_channel_list),
    "media_space/upload_image": Endpoint("POST", media_calls.upload_image, UPLOAD),
    "product/add_item": Endpoint("POST", listing_calls.add_item),
    "product/update_item": Endpoint("POST", listing_calls.update_item),
    "product/unlist_item": Endpoint("POST", listing_calls.unlist_item),
    "product/delete_item": Endpoint("POST", listing_calls.delete_item),
    "product/init_tier_variation": Endpoint("POST", variation_calls.init_tier_variation),
    "product/update_tier_variation": Endpoint("POST", variation_calls.update_tier_variation),
    "product/add_model": Endpoint("POST", variation_calls.add_model),
    "product/update_model": Endpoint("POST", variation_calls.update_model),
    "product/delete_model": Endpoint("POST", variation_calls.delete_model),
    "product/update_price": Endpoint("POST", price_stock_calls.update_price),
    "product/update_stock": Endpoint("POST", price_stock_calls.update_stock),
    "product/get_item_list": Endpoint("GET", reading_calls.get_item_list),
    "product/get_item_base_info": Endpoint("GET", reading_calls.get_item_base_info),
    "product/get_item_violation_info": Endpoint("GET", reading_calls.get_item_violation_info),
    "product/get_model_list": Endpoint("GET", reading_calls.get_model_list),
    "product/search_item": Endpoint("GET", reading_calls.search_item),
    "product/get_item_promotion": Endpoint("GET", reading_calls.get_item_promotion),
    "order/get_order_list": Endpoint("GET", order_calls.get_order_list),
    "order/get_order_detail": Endpoint("GET", order_calls.get_order_detail),
    "order/cancel_order": Endpoint("POST", order_calls.cancel_order),
    "order/handle_buyer_cancellation": Endpoint("POST", order_calls.handle_buyer_cancellation),
    "payment/get_escrow_detail": Endpoint("GET", order_calls.get_escrow_detail),
    "logistics/get_shipping_parameter": Endpoint("GET", fulfilment_calls.get_shipping_parameter),
    "logistics/ship_order": Endpoint("POST", fulfilment_calls.ship_order),
    "logistics/get_tracking_number": Endpoint("GET", fulfilment_calls.get_tracking_number),
    "push/get_lost_push_message": Endpoint("GET", push_calls.get_lost_push_message, PUBLIC),
    "push/confirm_consumed_lost_push_message": Endpoint("POST", push_calls.confirm_consumed_lost_push_message, PUBLIC),
}
