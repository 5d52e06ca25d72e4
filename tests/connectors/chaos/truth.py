"""What has to be so in the end, told without the engine's own reckoning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from catalogue.certification.states import today
from connectors.models import ChannelAccount, ChannelOrder, Listing, Shortage
from shop.order.models import Order
from shop.order.pipeline import HOLDING
from shop.stock.checking import differences
from tests.connectors.chaos.fronts import Front, Shown
from tests.connectors.chaos.world import World

LEAD_DAYS = 2
GIVEN_UP = ("cancelled", "refused", "returned")


def untruths(world: World) -> list[str]:
    """Everything that is not as it should be after quiet time; empty when all is well."""
    found = [*_stock()]
    for front in world.fronts.values():
        found += [*_orders(front), *_listings(world, front)]
    return found


def _stock() -> Iterator[str]:
    yield from (f"check_stock: {one}" for one in differences())


def _orders(front: Front) -> Iterator[str]:
    there = front.orders()
    taken_in = ChannelOrder.objects.filter(account__channel=front.name)
    here = {kept.remote_id: kept for kept in taken_in.prefetch_related("orders", "lines", "shortages")}
    if set(there) != set(here):
        yield f"orders: missing {set(there) - set(here)}, invented {set(here) - set(there)}"
    for remote_id in set(there) & set(here):
        kept, purchase = here[remote_id], there[remote_id]
        if kept.remote_status not in purchase.words:
            yield f"order {remote_id}: {kept.remote_status} here, {purchase.words} there"
        orders = list(kept.orders.all())
        if len(orders) != (kept.state == "placed"):
            yield f"order {remote_id}: {kept.state} with {len(orders)} orders"
        units = sum(line.quantity if purchase.cancelled else line.standing for line in kept.lines.all())
        if units != purchase.units:
            yield f"order {remote_id}: {units} units here, {purchase.units} there"
        promised = sum(line.quantity for order in orders for line in order.lines.all() if order.status in HOLDING)
        if any(order.status in HOLDING for order in orders) and promised != purchase.units:
            yield f"order {remote_id}: {promised} units promised, {purchase.units} there"
        if kept.state == "held" and not any(one.resolved_at is None for one in kept.shortages.all()):
            yield f"order {remote_id}: held without an open shortage"
        if purchase.cancelled and any(order.status not in GIVEN_UP for order in orders):
            yield f"order {remote_id}: cancelled there, {orders[0].status} here"
    twice = [number for number, n in Counter(Order.objects.values_list("number", flat=True)).items() if n > 1]
    if twice:
        yield f"orders twice: {twice}"


def _listings(world: World, front: Front) -> Iterator[str]:
    items = list(front.listings())
    for (shop, sku), n in Counter((item.shop_id, item.key) for item in items).items():
        if n > 1:
            yield f"listing {sku} stands {n} times in shop {shop}"
    by_id = {item.item_id: item for item in items}
    short = set(Shortage.objects.filter(resolved_at=None).values_list("record_id", flat=True))
    for listing in Listing.objects.filter(account__channel=front.name).select_related("account", "product"):
        item = by_id.get(listing.item_id)
        if item is None:
            if listing.item_id or listing.product.is_public:
                yield f"{listing.item_sku}: not there ({listing.content_state} {listing.content_problem})"
            continue
        yield from _content(world, listing, item)
        yield from _numbers(listing, item, short)


def _content(world: World, listing: Listing, item: Shown) -> Iterator[str]:
    if item.on_show != listing.product.is_public:
        yield f"{listing.item_sku}: on show there: {item.on_show}, public here: {listing.product.is_public}"
    if listing.product.description not in item.text:
        yield f"{listing.item_sku}: text there {item.text[:80]!r}"
    found = world.stars.get(listing.product_id)
    live = bool(found) and found[1] >= today() + timedelta(days=LEAD_DAYS)
    words = f"OCOP {found[0].star} sao" if live else "OCOP"
    if (words in item.text) != live:
        yield f"{listing.item_sku}: star should show: {live}"


def _numbers(listing: Listing, item: Shown, short: set[int]) -> Iterator[str]:
    account: ChannelAccount = listing.account
    for row in listing.skus.select_related("record__product"):
        if row.sku not in item.skus:
            yield f"{row.sku}: no such SKU there"
            continue
        there, price_there = item.skus[row.sku]
        row.record.refresh_from_db()
        free = max(row.record.available - account.buffer, 0) * account.share // 100
        public = row.record.product.is_public
        stock = 0 if row.record_id in short or not public else free
        if there != stock:
            yield f"{row.sku}@{account.shop_id}: stock {there} there, {stock} is true ({row.stock_state})"
        price = int(row.record.price)
        if account.markup:
            price = -(-price * (100 + int(account.markup)) // 100 // 1000) * 1000
        if price_there != price:
            yield f"{row.sku}@{account.shop_id}: price {price_there} there, {price} is true"
