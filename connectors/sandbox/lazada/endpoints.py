"""Every API call that is served: its methods, how it is signed, and who answers it."""

from collections.abc import Callable
from dataclasses import dataclass

from connectors.sandbox.lazada import (
    auth_calls,
    finance_calls,
    fulfilment_calls,
    listing_calls,
    media_calls,
    order_calls,
    price_stock_calls,
    reading_calls,
    reference_calls,
    reverse_calls,
)
from connectors.sandbox.lazada.call import Answer, Call
from connectors.sandbox.lazada.gate import PUBLIC, SELLER


@dataclass(frozen=True)
class Endpoint:
    """One call; `signed` names a check of the gate."""

    methods: tuple[str, ...]
    handler: Callable[[Call], Answer]
    signed: str = SELLER


GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")
ENDPOINTS = {
    "auth/token/create": Endpoint(BOTH, auth_calls.token_create, PUBLIC),
    "auth/token/refresh": Endpoint(BOTH, auth_calls.token_refresh, PUBLIC),
    "seller/get": Endpoint(GET, auth_calls.seller_get),
    "rc/warehouse/get": Endpoint(GET, auth_calls.warehouse_get),
    "seller/warehouse/get": Endpoint(GET, auth_calls.warehouse_get),
    "category/tree/get": Endpoint(GET, reference_calls.category_tree),
    "category/attributes/get": Endpoint(GET, reference_calls.category_attributes),
    "product/category/suggestion/get": Endpoint(GET, reference_calls.category_suggestion),
    "category/brands/query": Endpoint(GET, reference_calls.brands_query),
    "image/upload": Endpoint(POST, media_calls.image_upload),
    "image/migrate": Endpoint(POST, media_calls.image_migrate),
    "images/migrate": Endpoint(POST, media_calls.images_migrate),
    "image/response/get": Endpoint(GET, media_calls.image_response),
    "images/set": Endpoint(POST, listing_calls.set_images),
    "product/create": Endpoint(POST, listing_calls.product_create),
    "product/update": Endpoint(POST, listing_calls.product_update),
    "product/deactivate": Endpoint(POST, listing_calls.product_deactivate),
    "product/remove": Endpoint(POST, listing_calls.product_remove),
    "product/price_quantity/update": Endpoint(POST, price_stock_calls.price_quantity_update),
    "product/stock/sellable/update": Endpoint(POST, price_stock_calls.sellable_update),
    "product/stock/sellable/adjust": Endpoint(POST, price_stock_calls.sellable_adjust),
    "products/get": Endpoint(GET, reading_calls.products_get),
    "product/item/get": Endpoint(GET, reading_calls.product_item_get),
    "orders/get": Endpoint(GET, order_calls.orders_get),
    "order/get": Endpoint(GET, order_calls.order_get),
    "order/items/get": Endpoint(GET, order_calls.order_items_get),
    "orders/items/get": Endpoint(GET, order_calls.orders_items_get),
    "order/fulfill/pack": Endpoint(POST, fulfilment_calls.order_pack),
    "order/package/document/get": Endpoint(BOTH, fulfilment_calls.package_document),
    "order/package/rts": Endpoint(POST, fulfilment_calls.package_rts),
    "order/package/repack": Endpoint(POST, fulfilment_calls.package_repack),
    "order/shipment/providers/get": Endpoint(GET, fulfilment_calls.shipment_providers),
    "order/reverse/cancel/validate": Endpoint(GET, reverse_calls.cancel_validate),
    "order/reverse/cancel/create": Endpoint(BOTH, reverse_calls.cancel_create),
    "order/reverse/cancel/seller/decide": Endpoint(GET, reverse_calls.cancel_decide),
    "reverse/getreverseordersforseller": Endpoint(BOTH, reverse_calls.reverse_orders),
    "order/reverse/return/detail/list": Endpoint(GET, reverse_calls.return_detail),
    "order/reverse/return/update": Endpoint(BOTH, reverse_calls.return_update),
    "finance/transaction/details/get": Endpoint(GET, finance_calls.transaction_details),
    "finance/payout/status/get": Endpoint(GET, finance_calls.payout_status),
}
