"""Marketplaces on sockets: a threaded HTTP server each, and a thread that carries its pushes."""

import socket
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from connectors.sandbox.lazada.marketplace import Lazada
from connectors.sandbox.marketplace import Marketplace
from connectors.sandbox.shopee.marketplace import Shopee
from connectors.sandbox.web import Request, Response

MARKETPLACES: dict[str, type[Marketplace]] = {Shopee.name: Shopee, Lazada.name: Lazada}
"""Every marketplace in the box by name; another one is one more entry."""

LARGEST_BODY = 100 * 1024 * 1024
PUSH_POLL_SECONDS = 0.2


class Handler(BaseHTTPRequestHandler):
    """Turns a socket's request into a `Request` and writes the `Response` back."""

    protocol_version = "HTTP/1.1"
    server_version = "PracticeMarketplace"
    disable_nagle_algorithm = True
    wbufsize = 64 * 1024
    server: "Server"

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST_BODY:
            self.send_error(413)
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request.to(self.command, self.path, headers, self.rfile.read(length))
        self._write(self.server.marketplace.handle(request))

    do_GET = do_POST = do_HEAD = _serve

    def _write(self, response: Response) -> None:
        if response.delay:
            self.server.stopping.wait(response.delay)
        if response.dropped:
            self.close_connection = True
            return
        self.send_response_only(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)

    def log_message(self, format: str, *args: object) -> None:
        """Calls are kept by the marketplace itself, see `/_control/calls`."""


class Server(ThreadingHTTPServer):
    """One marketplace on one port."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, marketplace: Marketplace, port: int, host: str = "127.0.0.1"):
        super().__init__((host, port), Handler)
        self.marketplace = marketplace
        self.stopping = threading.Event()
        self.url = f"http://{host}:{self.server_address[1]}"
        self._loops = [
            threading.Thread(target=self._answer, daemon=True),
            threading.Thread(target=self._carry_pushes, daemon=True),
        ]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hung up is none of our troubles; anything else is printed."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    def start(self) -> None:
        for thread in self._loops:
            thread.start()

    def stop(self) -> None:
        self.stopping.set()
        self.marketplace.pushes_wanted.set()
        socket.create_connection(self.server_address, 5).close()
        for thread in self._loops:
            thread.join(5)
        self.server_close()
        self.marketplace.close()

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """The last connection only wakes `_answer`, so that stopping waits for no poll."""
        return not self.stopping.is_set()

    def _answer(self) -> None:
        while not self.stopping.is_set():
            self.handle_request()

    def _carry_pushes(self) -> None:
        while not self.stopping.is_set():
            self.marketplace.pushes_wanted.wait(PUSH_POLL_SECONDS)
            self.marketplace.pushes_wanted.clear()
            if not self.stopping.is_set():
                self.marketplace.deliver_due()


@dataclass(frozen=True)
class Sandbox:
    """The running servers by marketplace name."""

    servers: dict[str, Server]

    @property
    def urls(self) -> dict[str, str]:
        return {name: server.url for name, server in self.servers.items()}

    def marketplace(self, name: str) -> Marketplace:
        return self.servers[name].marketplace


def start(marketplaces: Sequence[Marketplace], port_base: int) -> Sandbox:
    """Serve each on `port_base` + its offset; 0 takes any free ports."""
    servers = {
        marketplace.name: Server(marketplace, port_base + marketplace.port_offset if port_base else 0)
        for marketplace in marketplaces
    }
    for server in servers.values():
        server.start()
    return Sandbox(servers)


def own_quirks(name: str, chosen: dict[str, str], others: Sequence[str]) -> dict[str, str]:
    """The quirks for one marketplace: `name.quirk`, and plain names as far as it has them.

    Raises ValueError for a plain name that neither it nor the `others` know.
    """
    mine, known = {}, {quirk.name for quirk in MARKETPLACES[name].open_points}
    everyone = known | {quirk.name for other in others for quirk in MARKETPLACES[other].open_points}
    for key, position in chosen.items():
        market, _, quirk = key.rpartition(".")
        if market == name or (not market and (quirk in known or quirk not in everyone)):
            mine[quirk] = position
        elif market and market not in MARKETPLACES:
            raise ValueError(f"no marketplace {market!r}")
    return mine


@contextmanager
def running(state_dir: Path | None = None, port: int = 0, names: tuple[str, ...] = (), **options) -> Iterator[Sandbox]:
    """Serve the named marketplaces (all by default) in threads while the block runs.

    `state_dir` None keeps the state in memory. `options` go to each marketplace's `open`:
    quirks, faults, seed, base (the clock's source of Unix seconds), send (carrier of pushes).
    """
    served = names or tuple(MARKETPLACES)
    quirks = options.pop("quirks", None) or {}
    opened = [MARKETPLACES[name].open(state_dir, quirks=own_quirks(name, quirks, served), **options) for name in served]
    sandbox = start(opened, port)
    try:
        yield sandbox
    finally:
        for server in sandbox.servers.values():
            server.stop()


def serve_until_interrupted(sandbox: Sandbox) -> None:
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        for server in sandbox.servers.values():
            server.stop()
