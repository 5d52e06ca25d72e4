"""Parts `stock`, `latency` and `orders` of `benchmarks.channels`: `channel_calls.py PART…`, in a shop without channels.

The addresses of the marketplaces and of the shop come from the environment.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

import requests

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.channel_listing import list_products, make_sendable  # noqa: E402
from benchmarks.stopping import started, stop_when_told  # noqa: E402
from catalogue.models import Product  # noqa: E402
from connectors.authorising import Intent, connect, consent_url  # noqa: E402
from connectors.configuring import channel_config  # noqa: E402
from connectors.contract import SkuRef, StockLevel  # noqa: E402
from connectors.holding import grant_of, holding  # noqa: E402
from connectors.http import Http  # noqa: E402
from connectors.levels import push_levels  # noqa: E402
from connectors.management.commands.channels import give_consent  # noqa: E402
from connectors.models import ChannelAccount, ListingSku  # noqa: E402
from connectors.plan import Aspect  # noqa: E402
from connectors.registry import CHANNELS, connector_class  # noqa: E402
from connectors.sync import visit  # noqa: E402
from connectors.visiting import Visit  # noqa: E402
from shop.order.models import Order  # noqa: E402
from shop.stock import ledger  # noqa: E402

SHOPS = {"shopee": ("322300222", "322300333", "322300444", "322300666"), "lazada": ("200166591",)}
WRITES = {"shopee": "product/update_stock", "lazada": "product/stock/sellable/update"}
PULLS = {"shopee": "order/get_order_list", "lazada": "orders/get"}
READS = {"shopee": "product/get_item_base_info", "lazada": "products/get"}
LATE = {"effect": "latency", "path": "*", "probability": 1, "seconds": 0.1}
ROUNDS = int(os.environ.get("ROUNDS", "3"))
LONGER = 4
"""Times as many rounds where one round is a few calls."""
EACH = int(os.environ.get("EACH", "100"))
"""Stock writes of each shop on Shopee in one round of `latency`."""
BOUGHT, LOST = 10, 40
QUIET = float(os.environ.get("QUIET", "90"))
PATIENCE = 60.0


def main(parts: Sequence[str]) -> None:
    stop_when_told()
    make_sendable()
    world = World()
    for part in parts:
        {"stock": stock, "latency": latency, "orders": orders}[part](world)


class World:
    """The marketplaces as their control pages show them, and our accounts on them."""

    def __init__(self):
        self.urls = {channel: settings.CHANNELS[channel]["base_url"] for channel in SHOPS}
        self.products = list(Product.objects.order_by("pk"))
        self.records = [product.stockrecords.get() for product in self.products]

    def act(self, channel: str, name: str, **fields):
        answer = requests.post(f"{self.urls[channel]}/_control/{name}", json=fields, timeout=60)
        answer.raise_for_status()
        return answer.json()

    def read(self, channel: str, name: str):
        return requests.get(f"{self.urls[channel]}/_control/{name}", timeout=60).json()

    def calls(self, channel: str) -> Counter[str]:
        found = Counter()
        for row in self.read(channel, "calls")["counts"]:
            found[row["call"]] += row["count"]
        return found

    def account(self, channel: str, place: int = 0, count: int | None = None):
        """Connected through the consent page; its first `count` products (all) are on sale there."""
        shop = SHOPS[channel][place]
        if known := ChannelAccount.objects.filter(channel=channel, shop_id=shop).first():
            return known
        if channel == "shopee":
            self.act(channel, "seed_shop", shop_id=int(shop), shop_name=f"Gian hàng mẫu {place}")
        intent = Intent(channel, 0, None)
        [account] = connect(intent, give_consent(consent_url(intent), shop))
        list_products(account, self.products[:count])
        done = visit(account.pk)
        if done.stopped or done.refusals or account.listings.filter(item_id="").exists():
            raise SystemExit(f"{account}: not everything could be put on sale: {done.stopped} {done.refusals[:3]}")
        visit(account.pk)
        return account

    def change_stock(self, count: int, times: int = 1) -> None:
        for record in self.records[:count]:
            for _ in range(times):
                ledger.receive(record, 1)


@contextmanager
def unpaced() -> Iterator[None]:
    """The engine may call as often as it can."""
    classes = [connector_class(name) for name in CHANNELS]
    rates = [one.calls_per_second for one in classes]
    for one in classes:
        one.calls_per_second = 1e9
    try:
        yield
    finally:
        for one, rate in zip(classes, rates, strict=True):
            one.calls_per_second = rate


def at_once(works: Sequence[Callable[[], object]]) -> float:
    """Each in a thread of its own; seconds until all are done."""

    def work(one: Callable[[], object]) -> None:
        try:
            one()
        finally:
            connections.close_all()

    begun = time.monotonic()
    with ThreadPoolExecutor(len(works)) as pool:
        list(pool.map(work, works))
    return time.monotonic() - begun


# --- stock ---


def stock(world: World) -> None:
    count = len(world.products)
    with unpaced():
        accounts = {channel: world.account(channel) for channel in SHOPS}
        print(f"\nstock: {count} listings on each marketplace, calls of one visit as the marketplace counted them")
        print(f"{'':34}{'writes':>8}{'least':>7}{'ratio':>7}{'pulls':>7}{'reads':>7}{'others':>8}{'seconds':>9}")
        for label, some, times in ((f"{count} changes", count, 1), ("10 changes of one SKU", 1, 10), ("none", 0, 1)):
            world.change_stock(some, times)
            for channel, account in accounts.items():
                before, begun = world.calls(channel), time.monotonic()
                visit(account.pk)
                took, made = time.monotonic() - begun, world.calls(channel) - before
                least = some if channel == "shopee" else -(-some // 50)
                writes, pulls, reads = (made.pop(names[channel], 0) for names in (WRITES, PULLS, READS))
                ratio = f"{writes / least:7.3f}" if least else f"{'':7}"
                line = f"{least:7}{ratio}{pulls:7}{reads:7}{made.total():8}{took:9.1f}"
                print(f"{channel:10}{label:24}{writes:8}{line}", flush=True)


# --- latency ---


def latency(world: World) -> None:
    with unpaced():
        accounts = [world.account("shopee", place, EACH if place else None) for place in range(4)]
        lazada = world.account("lazada")
    print(f"\nlatency: every answer {LATE['seconds'] * 1000:.0f} ms late, {ROUNDS} rounds, bare and engine in turn")
    print(f"{'':26}{'shops':>6}{'calls':>7}{'bare/s':>9}{'engine/s':>10}{'ratio':>8}{'each round':>14}")
    late = {channel: world.act(channel, "faults", add=LATE) for channel in SHOPS}
    try:
        compare(world, "shopee, stock writes", accounts[1:], EACH, writes_only)
        compare(world, "shopee, whole visits", accounts[1:], EACH, whole_visit)
        compare(world, "lazada, stock writes", [lazada], len(world.products), writes_only, LONGER * ROUNDS)
        compare(world, "lazada, whole visits", [lazada], len(world.products), whole_visit)
    finally:
        for channel in late:
            world.act(channel, "faults", clear=1)


def compare(world: World, label: str, accounts: Sequence, some: int, engine: Callable, rounds: int = ROUNDS) -> None:
    """The same number of calls by the engine and by threads that do nothing else; only the calling is timed there."""
    channel = accounts[0].channel
    spent, made, ratios = {"bare": 0.0, "engine": 0.0}, 0, []
    for account in accounts:
        whole_visit(account)
    for _ in range(rounds):
        world.change_stock(some)
        before = world.calls(channel).total()
        ours = at_once([partial(engine, one) for one in accounts])
        calls = world.calls(channel).total() - before
        theirs = at_once([bare(one, calls // len(accounts)) for one in accounts])
        ratios.append(theirs / ours)
        made, spent = made + calls, {"bare": spent["bare"] + theirs, "engine": spent["engine"] + ours}
    rates = made / spent["bare"], made / spent["engine"]
    told = f"{len(accounts):6}{made:7}{rates[0]:9.2f}{rates[1]:10.2f}{rates[1] / rates[0]:8.3f}"
    print(f"{label:26}{told}{min(ratios):8.2f}-{max(ratios):.2f}", flush=True)


def writes_only(account) -> None:
    with holding(account.pk) as held:
        push_levels(held, Aspect.STOCK, Visit())


def whole_visit(account) -> None:
    done = visit(account.pk)
    if done.stopped:
        raise SystemExit(f"{account}: {done.stopped}")


def bare(account, calls: int) -> Callable[[], None]:
    """Makes as many signed stock writes of the same size, from memory, of the numbers that the channel has."""
    config, kind = channel_config(account.channel), connector_class(account.channel)
    http = Http(account.channel, origins=config.origins, recorder=lambda record: None, clock=timezone.now)
    connector = kind(config, http, grant_of(account))
    skus = ListingSku.objects.filter(listing__account=account).select_related("listing").order_by("listing", "pk")
    levels = [StockLevel(SkuRef(one.listing.item_id, one.model_id, one.sku), one.stock_sent or 0) for one in skus]
    batches = list(kind.stock_batch.split(levels))

    def call() -> None:
        for number in range(calls):
            connector.push_stock(batches[number % len(batches)])
        http.close()

    return call


# --- orders ---


def orders(world: World) -> None:
    with unpaced():
        shopee, lazada = world.account("shopee"), world.account("lazada")
        for account in (shopee, lazada):
            whole_visit(account)
    for channel, app in (("shopee", "partner_id"), ("lazada", "app_key")):
        target = f"{settings.WAGTAILADMIN_BASE_URL}/webhooks/{channel}/"
        world.act(channel, "push_target", **{app: settings.CHANNELS[channel]["partner_id"]}, callback_url=target)
    listings = list(shopee.listings.select_related("product").order_by("pk")[: BOUGHT + LOST])
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    address = settings.WAGTAILADMIN_BASE_URL.removeprefix("http://")
    web = ("-m", "gunicorn", "-w", "1", "--threads", "4", "-b", address, "benchmarks.wsgi:application")
    with started(*web, **quiet):
        wait_for(lambda: answers(settings.WAGTAILADMIN_BASE_URL))
        with started("-m", "django", "run_huey", **quiet):
            print("\norders: bought on Shopee one by one; seconds until there is one less")
            by_push(world, listings[:1], lazada, QUIET)
            by_push(world, listings[1:BOUGHT], lazada, 3)
            bought = with_losses(world, listings[BOUGHT:-10], shopee, "consumer at work")
        bought += with_losses(world, listings[-10:], shopee, "consumer stopped")
    after_one_poll(shopee, bought)


def by_push(world: World, listings: Sequence, lazada, quiet: float) -> None:
    """`quiet`: seconds without any work before each purchase; an idle consumer asks its queue less often."""
    shop, there = [], []
    for listing in listings:
        time.sleep(quiet)
        record = listing.product.stockrecords.get()
        had, twin = record.available, lazada.listings.get(product=listing.product).item_id
        world.act("shopee", "buy", item_id=int(listing.item_id), quantity=1)
        begun = time.monotonic()
        wait_for(lambda record=record, had=had: available(record) == had - 1)
        shop.append(time.monotonic() - begun)
        wait_for(lambda twin=twin, had=had: sellable(world, twin) == had - 1)
        there.append(time.monotonic() - begun)
    for label, took in (("in the shop", shop), ("on Lazada", there)):
        label = f"{len(took)} after {quiet:g} s of quiet, {label}"
        print(f"{label:40}median {statistics.median(took):5.2f}   worst {max(took):5.2f}", flush=True)


def with_losses(world: World, listings: Sequence, account, label: str) -> list[str]:
    world.act("shopee", "faults", add={"effect": "push_lost", "probability": 0.3})
    seen = {row["id"] for row in world.read("shopee", "pushes")}
    bought = []
    for listing in listings:
        bought.append(world.act("shopee", "buy", item_id=int(listing.item_id), quantity=1)["order_sn"])
    wait_for(lambda: all(row["attempts"] or row["state"] == "lost" for row in world.read("shopee", "pushes")))
    time.sleep(5)
    world.act("shopee", "faults", clear=1)
    fates = Counter(row["state"] for row in world.read("shopee", "pushes") if row["id"] not in seen)
    present = account.channel_orders.filter(remote_id__in=bought).count()
    print(f"30 % of pushes lost, {label}: pushes {dict(fates)}; {present} of {len(bought)} orders present", flush=True)
    return bought


def after_one_poll(account, bought: Sequence[str]) -> None:
    """The consumer is stopped: this visit alone reads the orders."""
    whole_visit(account)
    rows = list(account.channel_orders.filter(remote_id__in=bought).values_list("remote_id", flat=True))
    placed = Order.objects.filter(channel_orders__account=account, channel_orders__remote_id__in=bought).count()
    twice = len(rows) - len(set(rows))
    print(
        f"after one poll: {len(set(rows))} of {len(bought)} present, {twice} twice, {placed} orders in the shop",
        flush=True,
    )


def wait_for(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > deadline:
            raise SystemExit(f"Nothing happened in {PATIENCE:g} s.")
        time.sleep(0.05)


def answers(address: str) -> bool:
    try:
        return requests.get(f"{address}/robots.txt", timeout=5).status_code < 500
    except requests.RequestException:
        return False


def available(record) -> int:
    record.refresh_from_db()
    return record.available


def sellable(world: World, item_id: str) -> int:
    [item] = [item for item in world.read("lazada", "items") if str(item["item_id"]) == item_id]
    return sum(pile["sellable"] for sku in item["skus"] for pile in sku["piles"].values())


if __name__ == "__main__":
    main(sys.argv[1:])
