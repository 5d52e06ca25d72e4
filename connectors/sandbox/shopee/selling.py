"""A seller's own listing in Shopee's seller centre."""

from typing import TYPE_CHECKING

from connectors.sandbox.selling import DESCRIPTION, HandListed, keep_picture
from connectors.sandbox.shopee import catalogue
from connectors.sandbox.shopee.items import Item, Sku
from connectors.sandbox.shopee.listing_calls import FIRST_ITEM_ID
from connectors.sandbox.shopee.reference_calls import CHANNELS, DAYS_TO_SHIP

if TYPE_CHECKING:
    from connectors.sandbox.shopee.marketplace import Shopee

ANY_FOOD = 100617


def list_by_hand(market: "Shopee", listed: HandListed) -> Item:
    """On sale at once, without a review. Raises ValueError for a shop that is not there."""
    if market.accounts.shop(listed.shop) is None:
        raise ValueError("không có gian hàng này")
    now = market.clock.now()
    stock = dict.fromkeys(market.locations(), 0)
    stock[next(iter(stock))] = listed.stock
    item = Item(
        item_id=market.store.next("item", FIRST_ITEM_ID),
        shop_id=listed.shop,
        category_id=next(iter(catalogue.recommended(listed.name)), ANY_FOOD),
        item_name=listed.name,
        description=DESCRIPTION,
        item_sku=listed.sku,
        image_id_list=[keep_picture(market, listed)],
        attribute_list=[],
        brand={"brand_id": catalogue.NO_BRAND, "original_brand_name": "NoBrand"},
        weight=0.5,
        dimension={},
        logistic_info=[{"logistic_id": next(iter(CHANNELS)), "enabled": True}],
        pre_order={"is_pre_order": False, "days_to_ship": DAYS_TO_SHIP},
        condition="NEW",
        skus=[Sku(0, listed.price, stock)],
        create_time=now,
        item_status="NORMAL",
    )
    market.items.save(item, now)
    return item
