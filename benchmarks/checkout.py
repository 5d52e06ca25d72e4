"""Guest checkouts a second, ours beside a plain stock Oscar 4.2: `python -m benchmarks.checkout [SECONDS]` (20).

Both run on the same throw-away PostgreSQL, under gunicorn with the same workers, one after the other, loopback only.
A guest is a browser of her own that knows the addresses by heart: she puts two products in the basket, gives name and
address, and orders to pay later, loading every page that a form's token or hidden fields stand on. Both shops write
the order and hold the stock; no mail is sent. CPU is that of the web processes. Stopping or killing it stops all.
"""

from __future__ import annotations

import itertools
import os
import random
import re
import string
import subprocess
import sys
import threading
import time

import psycopg
import requests

from benchmarks import pages
from benchmarks.pages import ROOT, VAR, WORKERS, cpu_seconds, served, server
from benchmarks.stopping import stop_when_told, stopped_even_if_killed

PRODUCTS, CLIENTS, IN_BASKET = 200, 4, 2
HOST = f"http://127.0.0.1:{pages.PORT}"
SETTINGS = {"ours": "benchmarks.ours", "stock": "benchmarks.stock_checkout"}
ENOUGH = "UPDATE partner_stockrecord SET num_in_stock = 1000000"
# What guests may buy: ours sells no alcohol and no tourism in the basket.
SELLABLE = {
    "stock": "from oscar.apps.partner.models import StockRecord as S; print(*(s.product_id for s in S.objects.all()))",
    "ours": "from catalogue.provenance.models import ProductSheet as S; print(*(s.product_id for s in S.objects.all()"
    " if s.sold_online))",
}
_number = itertools.count(1)
_products: list[int] = []


def main(seconds: float) -> None:
    stop_when_told()
    with server() as host, stopped_even_if_killed(host):
        busy = ", ".join(f"{one:.1f}" for one in os.getloadavg())
        print(f"{WORKERS} workers, {CLIENTS} guests at a time, {seconds:g} s each, load before: {busy}")
        print(f"{'':8}{'checkouts/s':>12}{'requests':>10}{'CPU ms':>8}{'failed':>8}", flush=True)
        stock = measure("stock", host, seconds, stock_guest)
        ours = measure("ours", host, seconds, our_guest)
        print(f"{ours / stock:.1f} × stock Oscar", flush=True)


def measure(which: str, host: str, seconds: float, guest) -> float:
    """Prints a line; answers checkouts a second."""
    env = filled(which, host)
    with served(env) as parent:
        for _ in range(WORKERS * 3):
            guest(Browser())
        placed_before, before, started = placed(host, which), cpu_seconds(parent), time.monotonic()
        done, failed, asked = run(guest, started + seconds)
        took, spent = time.monotonic() - started, cpu_seconds(parent) - before
        stand = placed(host, which) - placed_before
        if stand < done:
            raise SystemExit(f"{which}: {done} guests were thanked, but only {stand} orders stand.")
    rate = done / took
    print(f"{which:8}{rate:12.2f}{asked / max(done, 1):10.1f}{spent * 1000 / max(done, 1):8.0f}{failed:8}", flush=True)
    return rate


def filled(which: str, host: str) -> dict[str, str]:
    """The environment of a shop that has its products and its stock."""
    home = VAR / f"checkout-{which}"
    home.mkdir(parents=True, exist_ok=True)
    name = f"checkout_{which}"
    env = {
        **os.environ, "PGHOST": host, "PGUSER": "postgres", "PGNAME": name, "STOCK_HOME": str(home),
        "VAR": str(home), "DJANGO_SETTINGS_MODULE": SETTINGS[which], "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    run = lambda *args: subprocess.run([sys.executable, *args], env=env, cwd=ROOT, check=True, stdout=subprocess.PIPE)  # noqa: E731
    run("-m", "django", "migrate", "-v0")
    run("-m", "benchmarks.fill_ours" if which == "ours" else "benchmarks.stock_checkout", str(PRODUCTS))
    with psycopg.connect(host=host, user="postgres", dbname=name, autocommit=True) as connection:
        connection.execute(ENOUGH)
        connection.execute("ANALYZE")
    told = run("-c", f"import django; django.setup(); {SELLABLE[which]}").stdout
    _products[:] = map(int, told.split())
    return env


def placed(host: str, which: str) -> int:
    """Checkouts that stand in the database: an order in stock Oscar, a purchase in ours."""
    table = "order_order" if which == "stock" else "checkout_purchase"
    with psycopg.connect(host=host, user="postgres", dbname=f"checkout_{which}") as connection:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - two fixed names


class Browser(requests.Session):
    """Keeps cookies, counts what it asks for, and follows a redirect only where told. It has a form token already,
    as after looking at a product.
    """

    asked = 0

    def __init__(self):
        super().__init__()
        self.cookies.set("csrftoken", "".join(random.choices(string.ascii_letters, k=32)), domain="127.0.0.1")

    def page(self, path: str) -> str:
        self.asked += 1
        answer = self.get(HOST + path, timeout=60, allow_redirects=False)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code} {answer.headers.get('Location')}")
        return answer.text

    def submit(self, path: str, **form) -> str:
        """Post a form; where it leads to."""
        self.asked += 1
        form["csrfmiddlewaretoken"] = self.cookies.get("csrftoken")
        answer = self.post(
            HOST + path, form, timeout=60, allow_redirects=False, headers={"Origin": HOST, "Referer": HOST + path}
        )
        if answer.status_code != 302:
            raise RuntimeError(f"{path}: {answer.status_code}")
        return answer.headers["Location"]


def our_guest(browser: Browser) -> None:
    for product in random.sample(_products, IN_BASKET):
        browser.submit(f"/gio-hang/add/{product}/", quantity="1")
    browser.page("/gio-hang/")
    browser.page("/thanh-toan/")
    number = next(_number)
    browser.submit(
        "/thanh-toan/", full_name=f"Người mua {number}", phone=f"09{number:08d}", province="68",
        commune=commune_of(browser), line1="Số 1", notes="", email="",
    )  # fmt: skip
    browser.page("/thanh-toan/giao-hang/")
    browser.submit("/thanh-toan/giao-hang/", payment_method="cod")
    hidden = r'<input type="hidden" name="(idempotency_key|seen)" value="([^"]+)"'
    form = dict(re.findall(hidden, browser.page("/thanh-toan/xem-lai/")))
    thanks = browser.submit("/thanh-toan/xem-lai/", consent="on", **form)
    if "/cam-on/" not in thanks:
        raise RuntimeError(f"not thanked: {thanks}")
    browser.page(thanks)


_commune: list[str] = []


def commune_of(browser: Browser) -> str:
    if not _commune:
        part = browser.page("/thanh-toan/xa-phuong/?province=68")
        _commune.append(re.search(r'<option value="(\d{5})"', part)[1])
    return _commune[0]


def stock_guest(browser: Browser) -> None:
    for product in random.sample(_products, IN_BASKET):
        browser.submit(f"/basket/add/{product}/", quantity="1")
    browser.page("/basket/")
    browser.page("/checkout/")
    browser.submit("/checkout/", username=f"khach{next(_number)}@example.vn", options="anonymous")
    browser.page("/checkout/shipping-address/")
    browser.submit(
        "/checkout/shipping-address/", first_name="Nguyễn", last_name="Hoa", line1="Số 1", line4="Đà Lạt",
        postcode="670000", country="VN", phone_number="", notes="",
    )  # fmt: skip
    # One method of shipping: its page, and that of the payment's choice, only lead on.
    for step in ("/checkout/shipping-method/", "/checkout/payment-method/"):
        browser.asked += 1
        browser.get(HOST + step, timeout=60, allow_redirects=False)
    browser.page("/checkout/payment-details/")
    browser.asked += 1
    token = browser.cookies.get("csrftoken")
    browser.post(HOST + "/checkout/preview/", {"csrfmiddlewaretoken": token}, timeout=60, allow_redirects=False)
    thanks = browser.submit("/checkout/preview/", action="place_order")
    if "thank-you" not in thanks:
        raise RuntimeError(f"not thanked: {thanks}")
    browser.page(thanks.replace(HOST, ""))


def run(guest, until: float) -> tuple[int, int, int]:
    """Checkouts done, failed, and requests asked for by those done."""
    done, failed, asked = [0] * CLIENTS, [0] * CLIENTS, [0] * CLIENTS

    def client(number: int) -> None:
        while time.monotonic() < until:
            browser = Browser()
            try:
                guest(browser)
            except (RuntimeError, requests.RequestException) as error:
                failed[number] += 1
                print(f"  {error}", file=sys.stderr)
            else:
                done[number] += 1
                asked[number] += browser.asked

    threads = [threading.Thread(target=client, args=(number,), daemon=True) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done), sum(failed), sum(asked)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 20)
