"""A seller's own listing in Lazada's seller centre."""

from typing import TYPE_CHECKING

from connectors.sandbox.lazada import catalogue
from connectors.sandbox.lazada.items import ACTIVE, Item, Sku
from connectors.sandbox.lazada.listing_calls import FIRST_ITEM_ID, FIRST_SKU_ID
from connectors.sandbox.selling import DESCRIPTION, HandListed, keep_picture

if TYPE_CHECKING:
    from connectors.sandbox.lazada.marketplace import Lazada


def list_by_hand(market: "Lazada", listed: HandListed) -> Item:
    """On sale at once, without a review; without a SKU of the seller's it gets its own number as one.

    Raises ValueError for a shop that is not there, and for a SKU that it has already.
    """
    if market.accounts.seller(listed.shop) is None:
        raise ValueError("không có gian hàng này")
    if market.items.by_seller_sku(listed.shop, [listed.sku]):
        raise ValueError("mã SKU này đã có trong gian hàng")
    now = market.clock.now()
    item_id, sku_id = market.store.next("item", FIRST_ITEM_ID), market.store.next("sku", FIRST_SKU_ID)
    piles = market.empty_piles()
    next(iter(piles.values())).sellable = listed.stock
    item = Item(
        item_id=item_id,
        seller_id=listed.shop,
        primary_category=next(iter([*catalogue.suggested(listed.name), *catalogue.LEAVES])),
        attributes={"name": listed.name, "description": DESCRIPTION, "brand": catalogue.NO_BRAND},
        images=[f"/anh/{keep_picture(market, listed)}"],
        skus=[Sku(sku_id, listed.sku or str(sku_id), listed.price, piles)],
        create_time=now,
        item_status=ACTIVE,
    )
    market.items.save(item, now)
    market.pushes.product(item, "created")
    return item
