"""Takes pushes as our webhook address would."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


class Receiver:
    """A server on a free port that keeps what it is sent."""

    def __init__(self) -> None:
        self.pushes: list[tuple[dict[str, str], bytes]] = []
        keep = self.pushes

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                keep.append((dict(self.headers), body))
                self.send_response(200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/webhooks/channel"

    def __enter__(self) -> Self:
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def wait_for(
        self, wanted: Callable[[Mapping[str, str], bytes], bool], seconds: float = 10
    ) -> tuple[dict[str, str], bytes]:
        """The first push that the function accepts."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for push in list(self.pushes):
                if wanted(*push):
                    return push
            time.sleep(0.02)
        raise AssertionError(f"no such push among {len(self.pushes)}")
