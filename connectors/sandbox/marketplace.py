"""What every marketplace in the box has: state, clock, faults, quirks, an outbox, pages and an API."""

import itertools
import secrets
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from email.utils import formatdate
from pathlib import Path
from typing import ClassVar, Self

from connectors.sandbox import courier as couriers
from connectors.sandbox.clock import Clock
from connectors.sandbox.control import Desk, visit
from connectors.sandbox.faults import CALL_EFFECTS, FaultPlan, Rule
from connectors.sandbox.quirks import Quirk, Quirks
from connectors.sandbox.store import Store
from connectors.sandbox.web import Request, Response, html_response

MAINTENANCE_PAGE = "<!doctype html><html><head><title>502</title></head><body><h1>Bad Gateway</h1></body></html>"
HELD_LINE_SECONDS = 30


class Marketplace:
    """One marketplace as the function `handle`; a subclass supplies `answer`, `tick`, `seed`, desk and courier.

    `tables` are those of its `schema` that a reset empties.
    """

    name = ""
    title = ""
    port_offset = 0
    api_prefix = ""
    schema: ClassVar[Path]
    tables: ClassVar[tuple[str, ...]]
    open_points: ClassVar[tuple[Quirk, ...]]
    desk: ClassVar[Desk]
    courier: couriers.Courier

    def __init__(self, store: Store, clock: Clock, faults: FaultPlan, quirks: Quirks, send: couriers.Sender):
        self.store, self.clock, self.faults, self.quirks = store, clock, faults, quirks
        self.calls: deque[dict] = deque(maxlen=2000)
        self.call_counts: Counter[tuple[str, str]] = Counter()
        self.pushes_wanted = threading.Event()
        self._request_numbers = itertools.count(1)

    @classmethod
    def open(
        cls,
        state_dir: Path | None = None,
        *,
        quirks: dict[str, str] | None = None,
        faults: FaultPlan | None = None,
        base: Callable[[], float] = time.time,
        send: couriers.Sender = couriers.send_over_http,
        salt: str = "",
    ) -> Self:
        """Open the state of a folder, or a fresh one in memory.

        `base` is the source of Unix seconds; the same `salt` gives the same tokens and order numbers again.
        """
        schema = cls.schema.read_text(encoding="utf-8") + couriers.SCHEMA
        store = Store(Path(state_dir) / f"{cls.name}.sqlite3" if state_dir else None, schema)
        clock = Clock(base)
        market = cls(store, clock, faults or FaultPlan(), Quirks(cls.open_points, quirks), send)
        with store.transaction():
            clock.offset = store.setting("clock_offset", 0)
            if store.setting("salt") is None:
                store.set_setting("salt", salt or secrets.token_hex(8))
                market.seed()
            market.courier.take_back()
        return market

    def seed(self) -> None:
        """The state of a new marketplace: the demo app and the demo shops."""
        raise NotImplementedError

    def reset(self) -> None:
        """Back to a new marketplace; numbers go on, so nothing old is mistaken for something new."""
        for table in (*self.tables, "outgoing"):
            self.store.run(f"DELETE FROM {table}")  # noqa: S608 (a constant)
        self.store.run("DELETE FROM setting WHERE name <> 'salt'")
        self.seed()
        self.clock.offset = self.clock.skew = 0
        self.faults.rules.clear()
        self.calls.clear()
        self.call_counts.clear()

    def request_id(self) -> str:
        return f"{self.clock.now():x}{next(self._request_numbers):08x}"

    def answer(self, request: Request, name: str, fired: list[Rule]) -> Response:
        """Answer one API call in a transaction of its own; `name` is the path without the prefix."""
        raise NotImplementedError

    def visit(self, request: Request) -> Response:
        """Answer a page or a control call in a transaction of its own."""
        return visit(self, request, self.desk)

    def tick(self) -> None:
        """Let happen what the clock has made due: reviews, expiries, tracking numbers."""
        raise NotImplementedError

    def throttled(self, effect: str) -> Response:
        """The marketplace's way to refuse by `throttle`, `daily_limit` or `busy`."""
        raise NotImplementedError

    def handle(self, request: Request) -> Response:
        """The one entry: a pure function of the request and the state, safe from any thread."""
        with self.store.transaction():
            self.tick()
        if request.path.startswith(self.api_prefix):
            response = self._call(request, request.path.removeprefix(self.api_prefix))
        else:
            response = self.visit(request)
        response.headers["Date"] = formatdate(self.clock.wire(), usegmt=True)
        self.pushes_wanted.set()
        return response

    def deliver_due(self) -> int:
        """Send the pushes that are due; the server's thread does it, a simulation calls it itself."""
        with self.store.transaction():
            self.tick()
        return self.courier.deliver_due()

    def _call(self, request: Request, name: str) -> Response:
        fired = self.faults.take(name, CALL_EFFECTS)
        response = self._interrupted(fired, "before")
        if response is None:
            response = self.answer(request, name, fired)
            response = self._interrupted(fired, "after") or response
        response.delay += sum(rule.options.get("seconds", 0.1) for rule in fired if rule.effect == "latency")
        self._record(request, name, response)
        return response

    def _interrupted(self, fired: list[Rule], when: str) -> Response | None:
        for rule in fired:
            due = rule.options.get("when", "before") == when
            if rule.effect == f"timeout_{when}":
                return Response(delay=rule.options.get("seconds", HELD_LINE_SECONDS), dropped=True)
            if rule.effect == "server_error" and due:
                return html_response(MAINTENANCE_PAGE, rule.options.get("status", 502))
            if rule.effect == "html" and due:
                return html_response(MAINTENANCE_PAGE)
            if rule.effect in ("throttle", "daily_limit", "busy") and when == "before":
                return self.throttled(rule.effect)
        return None

    def _record(self, request: Request, name: str, response: Response) -> None:
        error = "dropped" if response.dropped else self.error_of(response)
        self.calls.append(
            {
                "at": self.clock.now(),
                "method": request.method,
                "call": name,
                "status": response.status,
                "error": error,
            }
        )
        self.call_counts[name, error] += 1

    def error_of(self, response: Response) -> str:
        """The error code that an API response carries, empty for success."""
        raise NotImplementedError

    def close(self) -> None:
        self.store.close()
