"""What keeping channels in step costs, in one run: `python -m benchmarks.channels [--listings 10000] [--live 1000]`.

The marketplace in a box is mounted without sockets and without pacing; writes are counted there, not here.
"""

import argparse
import contextlib
import io
import os
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

ADDRESS, SHOP, CATEGORY = "http://shopee.test", "322300222", "100617"
ANSWERS = [{"id": "100010", "options": ["1001"]}, {"id": "100020", "options": ["1103"]}]


def prepare(folder: str) -> None:
    """A database of its own, copied from the migrated template of the tests."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))
    os.environ |= {"DJANGO_SETTINGS_MODULE": "shop.settings.test", "SQLITE_NAME": f"{folder}/bench.sqlite3"}
    from sqlite_template import template

    import django

    shutil.copyfile(template(), os.environ["SQLITE_NAME"])
    django.setup()


def mount(folder: str):
    """The marketplace in place of the network; answers it."""
    import requests
    from requests.adapters import HTTPAdapter
    from urllib3.response import HTTPResponse

    from django.conf import settings

    from connectors.holding import Pace
    from connectors.sandbox.shopee.marketplace import Shopee
    from connectors.sandbox.web import Request

    market = Shopee.open(salt="bench")
    settings.MEDIA_ROOT = folder
    keys = {"partner_id": "2001887", "partner_key": "5a4d6e6a7a745a767276586f53476849", "push_key": ""}
    settings.CHANNELS = {"shopee": {"base_url": ADDRESS, **keys}}

    def send(adapter, request, **kwargs):
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        answer = market.handle(Request.to(request.method, request.url, dict(request.headers), body))
        response = requests.Response()
        response.status_code, response.url, response.request = answer.status, request.url, request
        response.headers.update(answer.headers)
        response.raw = HTTPResponse(body=io.BytesIO(answer.body), preload_content=False, status=answer.status)
        return response

    HTTPAdapter.send = send
    Pace.wait = lambda pace: None
    return market


def account_of(market, producer):
    from urllib.parse import parse_qsl, urlsplit

    from connectors.authorising import Intent, connect, consent_url
    from connectors.sandbox.web import Request

    intent = Intent("shopee", 0, producer.pk)
    form = {"content-type": "application/x-www-form-urlencoded"}
    answer = market.handle(Request.to("POST", consent_url(intent), form, f"shop_id={SHOP}&days=365".encode()))
    [account] = connect(intent, dict(parse_qsl(urlsplit(answer.headers["Location"]).query)))
    return account


def fill(account, producer, count: int) -> None:
    """Products on sale, each with a listing that was never sent."""
    from PIL import Image

    from django.core.files.base import ContentFile
    from django.db import transaction

    from catalogue.models import ProductImage
    from connectors.drafting import ensure_skus
    from connectors.models import Listing
    from tests.factories import make_product

    out = io.BytesIO()
    Image.new("RGB", (600, 600), "#7a5230").save(out, "JPEG")
    sheet = {"parcel_length": 20, "parcel_width": 15, "parcel_height": 10}
    picture = ""
    with transaction.atomic():
        for number in range(count):
            title = f"Măng nứa khô loại {number}"
            told = f"{title}, hái tay trong rừng, phơi nắng ba ngày."
            product = make_product(title, producer=producer, description=told, sheet=sheet)
            image = ProductImage(product=product, display_order=0)
            image.original = picture or ContentFile(out.getvalue(), "anh.jpg")
            image.save()
            picture = image.original.name
            listing = Listing.objects.create(
                account=account, product=product, item_sku=f"CP-{product.pk}", category_id=CATEGORY, attributes=ANSWERS
            )
            ensure_skus(listing)


def timed(work):
    started = time.perf_counter()
    result = work()
    return result, time.perf_counter() - started


def memory() -> float:
    """The most that this process ever held, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def count_of(market, name: str) -> int:
    return sum(count for (call, _error), count in market.call_counts.items() if call == name)


def stock_changes(market, account, count: int) -> None:
    from connectors.sync import visit
    from shop.partner.models import StockRecord
    from shop.stock import ledger

    records = list(StockRecord.objects.filter(listing_skus__is_there=True).order_by("pk")[:count])
    before, reads = count_of(market, "product/update_stock"), count_of(market, "product/get_item_base_info")
    for record in records:
        ledger.receive(record, 1)
    _done, took = timed(lambda: visit(account.pk))
    wrote = count_of(market, "product/update_stock") - before
    looked = count_of(market, "product/get_item_base_info") - reads
    print(f"{count} stock changes on {len(records)} listings: {wrote} writes, {wrote / len(records):.3f} x the least")
    print(f"  {looked} read-backs of 50, {took:.1f} s, {len(records) / took:.0f} listings/s")
    for _turn in range(10):
        ledger.receive(records[0], 1)
    before = count_of(market, "product/update_stock")
    visit(account.pk)
    print(f"10 changes of one SKU: {count_of(market, 'product/update_stock') - before} write")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--listings", type=int, default=10_000)
    arguments.add_argument("--live", type=int, default=1_000)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder)
        from django.utils import timezone

        from connectors.models import Listing
        from connectors.planning import plan_account
        from connectors.sync import visit
        from tests.factories import make_producer

        market = mount(folder)
        producer = make_producer("HTX Mẫu")
        account = account_of(market, producer)
        fill(account, producer, options.live)
        _done, took = timed(lambda: visit(account.pk))
        live = Listing.objects.exclude(item_id="").count()
        print(f"{live} listings created and read back in {took:.1f} s")
        stock_changes(market, account, options.live)
        fill(account, producer, options.listings - options.live)
        rest = memory()
        plan, first = timed(lambda: plan_account(account, timezone.now()))
        print(f"first plan of {len(plan.writes)} new listings: {first:.1f} s, {memory() - rest:.0f} MB more, "
              f"{memory():.0f} MB in all")  # fmt: skip
        Listing.objects.filter(item_id="").update(on_sale=False, content_acknowledged=9, images_acknowledged=9)
        plan, later = timed(lambda: plan_account(account, timezone.now()))
        print(f"later plan, nothing due: {later * 1000:.0f} ms, {first / later:.0f} x less, {len(plan.writes)} writes")


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main()
