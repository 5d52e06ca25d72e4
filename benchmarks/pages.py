"""Our shop beside a plain stock Oscar 4.2 with the same products: `python -m benchmarks.pages [COUNT…]` (1000 10000).

Both run on the same throw-away PostgreSQL, under gunicorn with the same workers, one after the other, loopback only.
Ours is measured three times: forgetting everything after each request; with what `shop.search.revision` remembers of
an unchanged catalogue, as any visitor meets it; and with whole pages remembered (`shop.pagecache`, for visitors
without a session; the clients are then the slower side, so its CPU tells more than its rate). Needs `Whoosh-Reloaded`
for Oscar's own search, installed below $VAR. Stopping or killing it stops its PostgreSQL and its web servers.
CPU is that of the web processes; queries are counted in one more request through Django's test client.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from urllib.parse import quote

import psycopg

from benchmarks.stopping import die_with_parent, free_port, stop_when_told, stopped_even_if_killed

ROOT = Path(__file__).resolve().parents[1]
VAR = Path(os.environ.get("VAR", ROOT / "var")) / "benchmark"
sys.path.insert(0, str(ROOT / "tools"))
from pgserver import server  # noqa: E402

WORKERS, CLIENTS, SECONDS, PORT = 2, 4, float(os.environ.get("SECONDS", "6")), free_port()
TYPED = (
    "mật ong",
    "mang nua",
    "chè shan tuyết",
    "ca phe",
    "gạo nếp",
    "thit trau",
    "xoài sấy",
    "nấm hương",
    "bưởi",
    "mai",
)
PAGES = {
    "ours": {
        "list": ["/san-pham/", "/san-pham/?page=2", "/san-pham/?sap_xep=gia"],
        "category": [f"/san-pham/?nhom={group}" for group in range(1, 6)],
        "product": [],
        "search": [f"/tim-kiem/?q={quote(one)}" for one in TYPED],
    },
    "stock": {
        "list": ["/catalogue/", "/catalogue/?page=2", "/catalogue/?page=3"],
        "category": [],
        "product": [],
        "search": [f"/search/?q={quote(one)}" for one in TYPED],
    },
}
SETTINGS = {"ours": "benchmarks.ours", "stock": "benchmarks.stock_oscar"}
COUNT_QUERIES = """
import sys, benchmarks.wsgi
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
client = Client()
for path in sys.argv[1:]:
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    print(response.status_code, len(queries), len(response.content))
"""


def main(counts: list[int]) -> None:
    stop_when_told()
    extras = VAR / "extras"
    if not (extras / "whoosh").exists():
        pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", extras]
        subprocess.run([*pip, "Whoosh-Reloaded", "cached-property"], check=True)
    with server() as host, stopped_even_if_killed(host):
        for count in counts:
            busy = ", ".join(f"{one:.1f}" for one in os.getloadavg())
            print(
                f"\n{count} products, {WORKERS} workers, {CLIENTS} clients, {SECONDS:g} s a page, load before: {busy}"
            )
            print(f"{'':24}{'req/s':>8}{'CPU ms':>8}{'queries':>9}{'bytes':>9}", flush=True)
            compare(count, host, extras)


def compare(count: int, host: str, extras: Path) -> None:
    """The stock shop, ours forgetting everything, remembering parts of pages, and whole pages."""
    stock = measure("stock", "stock", filled("stock", count, host, extras))
    env = filled("ours", count, host, extras)
    anew = measure("ours", "ours forgetful", {**env, "PAGE_CACHE_BYTES": "0", "FORGETFUL": "1"})
    parts = measure("ours", "ours", {**env, "PAGE_CACHE_BYTES": "0"})
    whole = measure("ours", "ours cached", env)
    print("times stock Oscar:      forgetful   parts   whole pages remembered")
    for page in stock:
        times = (ours[page] / stock[page] for ours in (anew, parts, whole))
        print("{:24}{:9.1f}{:8.1f}{:8.1f}".format(page, *times), flush=True)


def filled(which: str, count: int, host: str, extras: Path) -> dict[str, str]:
    """The environment of a shop that has its products."""
    home = VAR / f"{which}-{count}"
    home.mkdir(parents=True, exist_ok=True)
    env = {
        **os.environ, "PGHOST": host, "PGUSER": "postgres", "PGNAME": f"{which}_{count}", "STOCK_HOME": str(home),
        "VAR": str(home), "DJANGO_SETTINGS_MODULE": SETTINGS[which],
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(extras))),
    }  # fmt: skip
    with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {which}_{count}")
    run = lambda *args: subprocess.run([sys.executable, *args], env=env, cwd=ROOT, check=True, stdout=subprocess.PIPE)  # noqa: E731
    run("-m", "django", "migrate", "-v0")
    run("-m", "benchmarks.fill_ours" if which == "ours" else "benchmarks.stock_oscar", str(count))
    with psycopg.connect(host=host, user="postgres", dbname=env["PGNAME"], autocommit=True) as connection:
        connection.execute("ANALYZE")
    return env


def measure(which: str, label: str, env: dict[str, str]) -> dict[str, float]:
    """Prints a line a page; answers requests a second by page."""
    pages, rates = {name: list(paths) for name, paths in PAGES[which].items()}, {}
    with served(env) as parent:
        discover(pages, which)
        told = subprocess.run(
            [sys.executable, "-c", COUNT_QUERIES, *(paths[0] for paths in pages.values())],
            env=env, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
        ).stdout.split("\n")  # fmt: skip
        for (name, paths), line in zip(pages.items(), told, strict=False):
            status, queries, size = map(int, line.split())
            rate, cpu = load(paths, parent)
            rates[name] = rate
            flag = "" if status == 200 else f"  status {status}"
            print(f"{label:15}{name:9}{rate:8.1f}{cpu:8.1f}{queries:9}{size:9}{flag}", flush=True)
    return rates


def discover(pages: dict[str, list[str]], which: str) -> None:
    """Addresses of products and categories, as the list page links them."""
    html = get(pages["list"][0])
    product = r'href="(/san-pham/[^"?]+-?\d+/)"' if which == "ours" else r'href="(/catalogue/(?!category/)[^"?]+_\d+/)"'
    pages["product"] = list(dict.fromkeys(re.findall(product, html)))[:10]
    if which == "stock":
        pages["category"] = list(dict.fromkeys(re.findall(r'href="(/catalogue/category/[^"]+)"', html)))[:5]
    if not all(pages.values()):
        raise SystemExit(f"{which}: no products in the list page; nothing to compare.")


@contextmanager
def served(env: dict[str, str]) -> Iterator[int]:
    application = "benchmarks.wsgi:application"
    command = [sys.executable, "-m", "gunicorn", "-w", str(WORKERS), "-b", f"127.0.0.1:{PORT}", application]
    process = subprocess.Popen(
        command, env=env, cwd=ROOT, preexec_fn=die_with_parent, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(120):
            time.sleep(0.5)
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/robots.txt", timeout=5)
            except urllib.error.HTTPError:
                break
            except OSError:
                continue
            break
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


def load(paths: list[str], parent: int) -> tuple[float, float]:
    """Requests a second and CPU milliseconds a request of the web processes."""
    for path in paths * WORKERS * 2:
        get(path)
    done, turn, until, before = [0] * CLIENTS, cycle(paths), time.monotonic() + SECONDS, cpu_seconds(parent)

    def client(number: int) -> None:
        while time.monotonic() < until:
            get(next(turn))
            done[number] += 1

    started = time.monotonic()
    threads = [threading.Thread(target=client, args=(number,), daemon=True) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took, spent, total = time.monotonic() - started, cpu_seconds(parent) - before, sum(done)
    return total / took, spent * 1000 / total


def get(path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{PORT}{path}", timeout=60) as answer:
        return answer.read().decode()


def cpu_seconds(parent: int) -> float:
    """CPU of the server's workers so far, from /proc."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    ticks = 0
    for pid in children:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main([int(one) for one in sys.argv[1:]] or [1000, 10000])
