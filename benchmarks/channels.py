"""The engine's reach on practice marketplaces: `python -m benchmarks.channels [PART…]` (plan stock latency orders).

Our shop on a throw-away PostgreSQL, the marketplaces of `connectors.sandbox` in a process of their own, spoken to over
HTTP on loopback; for `orders` also gunicorn (it receives the pushes) and the task consumer. Everything is generated.

`plan`     a dry run of 10,000 listings that no marketplace has seen: seconds, and peak memory of its process (VmHWM);
           then, as if all had been sent, after changes of stock or text: seconds beside the first.
`stock`    1,000 stock changes on 1,000 listings of a shop on each marketplace: calls as the marketplace counted them
           beside the least possible. The pace of the calls is lifted: it changes when they go, not how many.
`latency`  every answer 100 ms late: stock writes a second of the engine (planned, sent, recorded, at its own pace)
           beside those of threads that only sign and send, as many at a time, in turn.
`orders`   bought on Shopee: seconds until the shop and until Lazada have one less; then with 30 % of the pushes lost.

Ratios of one run are reported, nothing is asserted. Stopping or killing it stops all that it started.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from benchmarks.pages import ROOT, VAR, server
from benchmarks.stopping import die_with_parent, free_port, started, stop_when_told, stopped_even_if_killed

SIZES = {"plan": int(os.environ.get("PLANNED", "10000")), "live": int(os.environ.get("LISTINGS", "1000"))}
LIVE = ("stock", "latency", "orders")


def main(parts: list[str]) -> None:
    if unknown := set(parts) - {"plan", *LIVE}:
        raise SystemExit(f"No part {', '.join(sorted(unknown))}; there are: plan {' '.join(LIVE)}")
    stop_when_told()
    with server() as host, stopped_even_if_killed(host):
        print(f"load before: {', '.join(f'{one:.1f}' for one in os.getloadavg())}", flush=True)
        if "plan" in parts:
            env = filled("plan", host)
            run(env, "-m", "benchmarks.channel_plans", "fill")
            run(env, "-m", "benchmarks.channel_plans", "measure")
        if live := [part for part in LIVE if part in parts]:
            with marketplaces(filled("live", host)) as env:
                run(env, "-m", "benchmarks.channel_calls", *live)
        print(f"load after: {', '.join(f'{one:.1f}' for one in os.getloadavg())}")


def filled(which: str, host: str) -> dict[str, str]:
    """The environment of a shop that has its products and no channel yet."""
    home, name = VAR / f"channels-{which}", f"channels_{which}"
    home.mkdir(parents=True, exist_ok=True)
    env = {
        **os.environ, "PGHOST": host, "PGUSER": "postgres", "PGNAME": name, "VAR": str(home),
        "DJANGO_SETTINGS_MODULE": "benchmarks.ours", "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    run(env, "-m", "django", "migrate", "-v0")
    run(env, "-m", "benchmarks.fill_ours", str(SIZES[which]))
    return env


@contextmanager
def marketplaces(env: dict[str, str]) -> Iterator[dict[str, str]]:
    """The environment of a shop that knows them, and the address under which they know it."""
    boxes = ("-m", "connectors.sandbox", "--port-base", "0", "--seed", "7")
    with started(*boxes, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as sandbox:
        told = [sandbox.stdout.readline().split()[:2] for _ in range(2)]
        urls = {f"{name.rstrip(':').upper()}_BASE_URL": url.rstrip("/") for name, url in told}
        yield {**env, **urls, "SITE_URL": f"http://127.0.0.1:{free_port()}"}


def run(env: dict[str, str], *args: str) -> None:
    """A process of its own, so that what one part needed does not count for the next."""
    subprocess.run([sys.executable, *args], env=env, cwd=ROOT, check=True, preexec_fn=die_with_parent)


if __name__ == "__main__":
    main(sys.argv[1:] or ["plan", *LIVE])
