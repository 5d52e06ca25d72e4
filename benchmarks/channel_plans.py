"""Part `plan` of `benchmarks.channels`: `channel_plans.py fill | measure`, in the database that the settings name."""

import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.channel_listing import list_products, make_sendable  # noqa: E402
from catalogue.models import Product  # noqa: E402
from catalogue.provenance.models import ProductSheet  # noqa: E402
from connectors.drafting import ensure_skus  # noqa: E402
from connectors.models import ChannelAccount, Listing, ListingSku  # noqa: E402
from connectors.plan import Aspect, Plan, Row  # noqa: E402
from connectors.planning import level_rows, plan_account  # noqa: E402
from connectors.waking import bump_account  # noqa: E402
from shop.partner.models import StockRecord  # noqa: E402
from shop.stock import ledger  # noqa: E402


def fill() -> None:
    make_sendable()
    account = ChannelAccount.objects.create(channel="shopee", shop_id="1", name="Programme")
    list_products(account, list(Product.objects.order_by("pk")))
    for listing in Listing.objects.select_related("product").iterator():
        ensure_skus(listing)


def measure() -> None:
    account = ChannelAccount.objects.get()
    count = Listing.objects.count()
    print(f"\nplan: {count} listings; before it the process holds {memory('VmRSS'):.0f} MB")
    print(f"{'':34}{'writes':>8}{'seconds':>10}{'of first':>10}{'peak MB':>9}", flush=True)
    found, first = planned(account, "first: all are new", None)
    _as_if_sent(account, found)
    del found
    planned(account, "nothing changed", first)
    for change, what in ((_change_stock, "stock"), (_change_text, "text")):
        for some in (10, 1000):
            change(some)
            found, _took = planned(account, f"{some} changes of {what}", first)
            _as_if_sent(account, found)
            del found
    bump_account(account)
    planned(account, "a rule: all are looked at again", first)


def planned(account: ChannelAccount, label: str, first: float | None) -> tuple[Plan, float]:
    """Prints a line; answers the plan and its seconds."""
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    started = time.monotonic()
    found = plan_account(account, timezone.now())
    took = time.monotonic() - started
    ratio = took / (first or took)
    print(f"{label:34}{len(found.writes):8}{took:10.2f}{ratio:10.4f}{memory('VmHWM'):9.0f}", flush=True)
    return found, took


def memory(name: str) -> float:
    """A figure of /proc/self/status in MB."""
    return int(re.search(rf"^{name}:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)[1]) / 1024


@transaction.atomic
def _as_if_sent(account: ChannelAccount, found: Plan) -> None:
    """What the plan wanted counts as sent and acknowledged."""
    now = timezone.now()
    for write in found.writes:
        if write.row.aspect is Aspect.CONTENT:
            _content_sent(write.row)
    ListingSku.objects.filter(is_there=False).update(is_there=True)
    for aspect in (Aspect.STOCK, Aspect.PRICE):
        for row in level_rows(account, aspect, now):
            name = aspect.value
            values = {f"{name}_sent": row.wanted, f"{name}_acknowledged": row.revision, f"{name}_state": "done"}
            ListingSku.objects.filter(pk=row.key).update(**values)


def _content_sent(row: Row) -> None:
    listing = Listing.objects.get(pk=row.key)
    Listing.objects.filter(pk=row.key).update(
        item_id=str(row.key),
        sent={**row.wanted, "visible": True},
        content_acknowledged=listing.content_revision,
        images_acknowledged=listing.images_revision,
        visibility_acknowledged=listing.visibility_revision,
    )


def _change_stock(some: int) -> None:
    for record in StockRecord.objects.order_by("pk")[:some]:
        ledger.receive(record, 1)


def _change_text(some: int) -> None:
    for sheet in ProductSheet.objects.order_by("pk")[:some]:
        sheet.storage = f"{sheet.storage} Để nơi khô mát."
        sheet.save()


ACTS: dict[str, Callable[[], None]] = {"fill": fill, "measure": measure}

if __name__ == "__main__":
    ACTS[sys.argv[1]]()
