import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from connectors.sandbox.serving import running
from tests.connectors.sandbox.seller import Seller


@pytest.fixture
def url():
    with running() as sandbox:
        yield sandbox.urls["shopee"]


@pytest.fixture
def seller(url) -> Seller:
    """A linked shop on a new marketplace."""
    return Seller(url).link()


class Callback:
    """A listening app: what arrived, and with which status it answers."""

    def __init__(self):
        self.received: list[tuple[str, bytes]] = []
        self.status = 200
        self.arrived = threading.Condition()
        callback = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with callback.arrived:
                    callback.received.append((self.headers.get("Authorization", ""), body))
                    callback.arrived.notify_all()
                self.send_response(callback.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format, *args):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/webhooks/shopee"
        threading.Thread(target=self.server.serve_forever, args=(0.005,), daemon=True).start()

    def wait(self, enough: Callable[[list], bool]) -> list[tuple[str, bytes]]:
        with self.arrived:
            assert self.arrived.wait_for(lambda: enough(self.received), 5), self.received
            return list(self.received)


@pytest.fixture
def callback():
    listening = Callback()
    yield listening
    listening.server.shutdown()
    listening.server.server_close()
