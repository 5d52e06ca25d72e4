"""What every marketplace in the box has: state, clock, faults, quirks, an outbox, pages and an API."""

import threading
from collections import Counter, deque
from email.utils import formatdate

from connectors.sandbox.clock import Clock
from connectors.sandbox.courier import Courier
from connectors.sandbox.faults import CALL_EFFECTS, FaultPlan, Rule
from connectors.sandbox.quirks import Quirks
from connectors.sandbox.store import Store
from connectors.sandbox.web import Request, Response, html_response

MAINTENANCE_PAGE = "<!doctype html><html><head><title>502</title></head><body><h1>Bad Gateway</h1></body></html>"
HELD_LINE_SECONDS = 30


class Marketplace:
    """One marketplace as the function `handle`; a subclass supplies `answer`, `visit`, `tick` and its courier."""

    name = ""
    title = ""
    port_offset = 0
    api_prefix = ""
    courier: Courier

    def __init__(self, store: Store, clock: Clock, faults: FaultPlan, quirks: Quirks):
        self.store, self.clock, self.faults, self.quirks = store, clock, faults, quirks
        self.calls: deque[dict] = deque(maxlen=2000)
        self.call_counts: Counter[tuple[str, str]] = Counter()
        self.pushes_wanted = threading.Event()

    def answer(self, request: Request, name: str, fired: list[Rule]) -> Response:
        """Answer one API call in a transaction of its own; `name` is the path without the prefix."""
        raise NotImplementedError

    def visit(self, request: Request) -> Response:
        """Answer a page or a control call in a transaction of its own."""
        raise NotImplementedError

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
