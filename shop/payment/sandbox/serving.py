"""The rehearsal on a socket: Stripe's API below `/v1/`, the page that buyers pay on, and a control page."""

import json
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from . import control, pages
from .events import Outbox
from .forms import nested
from .rehearsal import Refused, Rehearsal
from .store import Store

LARGEST_BODY = 1024 * 1024
POLL_SECONDS = 0.2


@dataclass
class Answer:
    status: int
    body: bytes = b""
    kind: str = "application/json"
    location: str = ""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 64 * 1024
    server: "Server"

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST_BODY:
            self.send_error(413)
            return
        body = self.rfile.read(length).decode(errors="replace")
        try:
            answer = self._answer(urlsplit(self.path).path, body)
        except Refused as error:
            answer = Answer(error.status, json.dumps(error.body).encode())
        self.send_response_only(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        if answer.location:
            self.send_header("Location", answer.location)
        self.end_headers()
        self.wfile.write(answer.body)

    do_GET = do_POST = _serve

    def _answer(self, path: str, body: str) -> Answer:
        if path == "/style.css":
            return Answer(200, pages.STYLE, "text/css; charset=utf-8")
        if path.startswith("/c/pay/"):
            return self._page(path.removeprefix("/c/pay/"), nested(body))
        if path == "/":
            if self.command == "POST":
                control.act(self.server.rehearsal, nested(body))
                return Answer(303, location="/")
            return _html(control.page(self.server.rehearsal))
        if not path.startswith("/v1/"):
            return _html(pages.message("Không có trang này · No such page"), 404)
        if self.headers.get("Authorization") != f"Bearer {self.server.key}":
            raise Refused(401, "Invalid API Key provided.")
        return Answer(200, json.dumps(self._api(path, nested(body))).encode())

    def _api(self, path: str, params: dict) -> dict:
        rehearsal, key = self.server.rehearsal, self.headers.get("Idempotency-Key", "")
        query = nested(urlsplit(self.path).query)
        match (self.command, path.removeprefix("/v1/").split("/")):
            case ("POST", ["checkout", "sessions"]):
                return rehearsal.once(key, path, params, rehearsal.create_session)
            case ("GET", ["checkout", "sessions", session]):
                return rehearsal.session(session, tuple(query.get("expand", {}).values()))
            case ("POST", ["checkout", "sessions", session, "expire"]):
                return rehearsal.expire(session)
            case ("POST", ["refunds"]):
                return rehearsal.once(key, path, params, rehearsal.refund)
            case ("GET", ["refunds"]):
                found = rehearsal.refunds(query.get("payment_intent", ""))
                return {"object": "list", "url": "/v1/refunds", "has_more": False, "data": found}
        raise Refused(404, f"Unrecognized request URL ({self.command}: {path}).")

    def _page(self, session_id: str, form: dict) -> Answer:
        rehearsal = self.server.rehearsal
        session = rehearsal.session(session_id)
        page = rehearsal.store.get("page", session_id) or {}
        if self.command == "GET":
            return _html(pages.checkout(session, page))
        act = form.get("act")
        if act == "decline":
            rehearsal.decline(session_id)
            return Answer(303, location=f"/c/pay/{session_id}")
        if act == "pay":
            session = rehearsal.pay(session_id)
        elif act in ("later", "later_bad"):
            session = rehearsal.pay_later(session_id, good=act == "later")
        done = session["status"] == "complete"
        return Answer(303, location=session["success_url"] if done else f"/c/pay/{session_id}")

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: the control page shows what happened."""


def _html(text: str, status: int = 200) -> Answer:
    return Answer(status, text.encode(), "text/html; charset=utf-8")


class Server(ThreadingHTTPServer):
    """`key` is the only API key that is let in."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, rehearsal: Rehearsal, key: str, port: int = 0):
        super().__init__(("127.0.0.1", port), Handler)
        self.rehearsal, self.key = rehearsal, key
        self.url = rehearsal.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.stopping = threading.Event()
        self._loops = [
            threading.Thread(target=self._answer, daemon=True),
            threading.Thread(target=self._live, daemon=True),
        ]

    def handle_error(self, request, client_address) -> None:
        """A caller that hung up is none of our troubles; anything else is printed."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    def start(self) -> None:
        for thread in self._loops:
            thread.start()

    def stop(self) -> None:
        self.stopping.set()
        socket.create_connection(self.server_address, 5).close()
        for thread in self._loops:
            thread.join(20)
        self.server_close()
        self.rehearsal.store.close()

    def verify_request(self, request, client_address) -> bool:
        """The last connection only wakes `_answer`, so that stopping waits for no poll."""
        return not self.stopping.is_set()

    def _answer(self) -> None:
        while not self.stopping.is_set():
            self.handle_request()

    def _live(self) -> None:
        while not self.stopping.wait(POLL_SECONDS):
            self.rehearsal.tick()
            self.rehearsal.outbox.carry()


@contextmanager
def running(webhook: str, *, secret: str, key: str, port: int = 0, state: Path | None = None) -> Iterator[Server]:
    """Serve in threads while the block runs; `port` 0 takes a free one."""
    store = Store(state)
    server = Server(Rehearsal(store, Outbox(store, webhook, secret)), key, port)
    server.start()
    try:
        yield server
    finally:
        server.stop()
