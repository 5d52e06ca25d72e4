"""What has to be so in the end, told without the engine's own reckoning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from catalogue.certification.states import today
from connectors.models import ChannelAccount, ChannelOrder, Listing, Shortage
from connectors.sandbox.shopee.items import GONE, Item
from shop.order.models import Order
from shop.stock.checking import differences
from tests.connectors.chaos.world import World

LEAD_DAYS = 2
GIVEN_UP = ("cancelled", "refused", "returned")


def untruths(world: World) -> list[str]:
    """Everything that is not as it should be after quiet time; empty when all is well."""
    return [*_stock(), *_orders(world), *_listings(world)]


def _stock() -> Iterator[str]:
    yield from (f"check_stock: {one}" for one in differences())


def _orders(world: World) -> Iterator[str]:
    there = {purchase.order_sn: purchase for purchase in world.market.purchases.newest(1_000_000)}
    here = {kept.remote_id: kept for kept in ChannelOrder.objects.prefetch_related("orders", "lines", "shortages")}
    if set(there) != set(here):
        yield f"orders: missing {set(there) - set(here)}, invented {set(here) - set(there)}"
    for remote_id in set(there) & set(here):
        kept, purchase = here[remote_id], there[remote_id]
        if kept.remote_status != purchase.order_status:
            yield f"order {remote_id}: {kept.remote_status} here, {purchase.order_status} there"
        orders = list(kept.orders.all())
        if len(orders) != (kept.state == "placed"):
            yield f"order {remote_id}: {kept.state} with {len(orders)} orders"
        units = sum(line.quantity for line in kept.lines.all())
        if units != sum(line.quantity for line in purchase.lines):
            yield f"order {remote_id}: {units} units here"
        if kept.state == "held" and not any(one.resolved_at is None for one in kept.shortages.all()):
            yield f"order {remote_id}: held without an open shortage"
        if purchase.order_status == "CANCELLED" and any(order.status not in GIVEN_UP for order in orders):
            yield f"order {remote_id}: cancelled there, {orders[0].status} here"
    twice = [number for number, n in Counter(Order.objects.values_list("number", flat=True)).items() if n > 1]
    if twice:
        yield f"orders twice: {twice}"


def _listings(world: World) -> Iterator[str]:
    items = [item for item in world.market.items.where() if item.item_status not in GONE]
    for (shop, sku), n in Counter((item.shop_id, item.item_sku) for item in items).items():
        if n > 1:
            yield f"listing {sku} stands {n} times in shop {shop}"
    by_id = {str(item.item_id): item for item in items}
    short = set(Shortage.objects.filter(resolved_at=None).values_list("record_id", flat=True))
    for listing in Listing.objects.select_related("account", "product"):
        item = by_id.get(listing.item_id)
        if item is None:
            if listing.item_id or listing.product.is_public:
                yield f"{listing.item_sku}: not there ({listing.content_state} {listing.content_problem})"
            continue
        yield from _content(world, listing, item)
        yield from _numbers(listing, item, short)


def _content(world: World, listing: Listing, item: Item) -> Iterator[str]:
    shown = item.item_status == "NORMAL"
    if shown != listing.product.is_public:
        yield f"{listing.item_sku}: {item.item_status}, public here: {listing.product.is_public}"
    if listing.product.description not in item.description:
        yield f"{listing.item_sku}: text there {item.description[:80]!r}"
    found = world.stars.get(listing.product_id)
    live = bool(found) and found[1] >= today() + timedelta(days=LEAD_DAYS)
    words = f"OCOP {found[0].star} sao" if live else "OCOP"
    if (words in item.description) != live:
        yield f"{listing.item_sku}: star should show: {live}"


def _numbers(listing: Listing, item: Item, short: set[int]) -> Iterator[str]:
    account: ChannelAccount = listing.account
    skus = {sku.model_sku or item.item_sku: sku for sku in item.skus}
    for row in listing.skus.select_related("record__product"):
        there = skus.get(row.sku)
        if there is None:
            yield f"{row.sku}: no such SKU there"
            continue
        row.record.refresh_from_db()
        free = max(row.record.available - account.buffer, 0) * account.share // 100
        public = row.record.product.is_public
        stock = 0 if row.record_id in short or not public else free
        if there.total != stock:
            yield f"{row.sku}@{account.shop_id}: stock {there.total} there, {stock} is true ({row.stock_state})"
        price = int(row.record.price)
        if account.markup:
            price = -(-price * (100 + int(account.markup)) // 100 // 1000) * 1000
        if there.original_price != price:
            yield f"{row.sku}@{account.shop_id}: price {there.original_price} there, {price} is true"
