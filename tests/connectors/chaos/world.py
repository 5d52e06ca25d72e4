"""One process as many: the shop, the marketplaces behind the requests adapter, a virtual clock, and death at any step.

While a visit waits for an answer, others act: buyers, the desk, another consumer. A killed consumer leaves everything
as it stood: its transaction is rolled back, its lease runs out, its wake-ups are lost.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.response import HTTPResponse

from django.db import connection
from django.test import RequestFactory
from django.utils import timezone

from connectors import tasks
from connectors.errors import ChannelError
from connectors.holding import Held
from connectors.leasing import Lease
from connectors.models import ChannelAccount
from connectors.sandbox.courier import Letter
from connectors.sandbox.web import Request
from connectors.webhooks import receive
from tests.connectors.chaos.fronts import FRONTS, Front

READ_TIMEOUT = 30
PAUSE = 75
"""Seconds that a stalled process is away: longer than its lease."""


class Killed(BaseException):
    """As SIGKILL: nothing of that process runs after it."""


class Beside:
    """Calls beside the holder's work, in one thread: each has its effect either at once or when it is waited for."""

    def __init__(self, chance: random.Random):
        self.chance = chance

    def start(self, operation: Callable[[], Any]) -> Callable[[float], Any]:
        if self.chance.random() < 0.5:
            return lambda seconds: operation()
        ended: Future = Future()
        try:
            ended.set_result(operation())
        except ChannelError as error:
            ended.set_exception(error)
        return ended.result

    def close(self) -> None:
        """Nothing is on its way."""


class World:
    """Everything that acts, one step after the other, decided by one source of chance."""

    def __init__(self, seed: int, travel: Callable[[float], None]):
        self.random = random.Random(seed)
        self.travel = travel
        self.fronts: dict[str, Front] = {
            one.name: one(seed, lambda: timezone.now().timestamp(), self._carry) for one in FRONTS
        }
        self.woken: list[int] = []
        self.stars: dict[int, tuple] = {}
        self.log: list[str] = []
        self.calls = self.kills = self.oversold = 0
        self.troubled = False
        self.depth = 0
        self.meanwhile: Callable[[], None] = lambda: None
        self._outside = len(connection.savepoint_ids)
        self._dying = False

    def install(self, monkeypatch) -> None:
        """Put this world between the engine and the outside."""
        monkeypatch.setattr(HTTPAdapter, "send", lambda adapter, request, **kwargs: self.exchange(request))
        monkeypatch.setattr("connectors.pacing.Pace.wait", lambda pace: None)
        monkeypatch.setattr("connectors.pacing.sleep", self.pass_time)
        monkeypatch.setattr("connectors.holding.Caller", lambda: Beside(self.random))
        monkeypatch.setattr("connectors.fates.random", self.random)
        self._visit_woken = tasks.visit_woken.func
        monkeypatch.setattr("connectors.tasks.visit_woken", self.woken.append)
        monkeypatch.setattr("connectors.tasks.visit_account", self.visit)
        monkeypatch.setattr("connectors.sync.visit_at", lambda account_id, when: None)
        for unseen in ("refresh", "refresh_stars"):  # our own shop window: nobody looks at it in this world
            monkeypatch.setattr(f"shop.search.indexing.{unseen}", lambda products: None)
        monkeypatch.setattr("shop.search.revision.note", lambda: None)
        monkeypatch.setattr(Held, "_write", lambda held, records: None)  # nor at the record of the calls
        give_back, recording, close = Lease.give_back, Lease.recording, Held.close
        monkeypatch.setattr(Lease, "give_back", lambda lease: None if self._dying else give_back(lease))
        monkeypatch.setattr(Held, "close", lambda held: None if self._dying else close(held))

        @contextmanager
        def mortal(lease, **values):
            self.maybe_die(0.004)
            with recording(lease, **values):
                yield
            self.maybe_die(0.004)
            self._maybe_stall(0.002)

        monkeypatch.setattr(Lease, "recording", mortal)

    # --- time and death ---

    def pass_time(self, seconds: float) -> None:
        self.travel(seconds)

    def maybe_die(self, chance: float) -> None:
        if self.troubled and self.random.random() < chance:
            self.kills += 1
            self._dying = True
            raise Killed

    def process(self, work: Callable[[], Any]) -> Any:
        """Run something that may be killed, in a process of its own; what it committed goes on its way."""
        try:
            return work()
        except Killed:
            self._dying = False
            return None
        finally:
            self.commit()

    def commit(self) -> None:
        """What Django does after a commit: the test's outer transaction never ends."""
        while connection.run_on_commit:
            callbacks, connection.run_on_commit = connection.run_on_commit, []
            for _savepoints, callback, _robust in callbacks:
                callback()

    # --- consumers ---

    def visit(self, account_id: int) -> None:
        self.process(lambda: tasks.visit(account_id))

    def wake_one(self) -> None:
        """A consumer takes one wake-up; it may be lost or come twice."""
        if not self.woken:
            return
        account_id = self.woken.pop(self.random.randrange(len(self.woken)))
        fate = self.random.random() if self.troubled else 1
        if fate < 0.15:
            return
        if fate < 0.25:
            self.woken.append(account_id)
        self.process(lambda: self._visit_woken(account_id))

    def minute(self) -> None:
        self.pass_time(60)
        self.process(tasks.visit_due.call_local)

    def deliver(self) -> None:
        for front in self.fronts.values():
            front.market.deliver_due()

    # --- the marketplaces ---

    def any_front(self) -> Front:
        return self.random.choice(list(self.fronts.values()))

    def _carry(self, letter: Letter) -> tuple[int, bytes]:
        path = urlsplit(letter.url).path
        request = RequestFactory().post(
            path,
            letter.body,
            content_type="application/json",
            headers={"Authorization": letter.headers["Authorization"]},
        )
        answer = self.process(lambda: receive(request, path.strip("/").split("/")[-1]))
        if answer is None:
            raise OSError("the web process died")
        return answer.status_code, answer.content

    def exchange(self, request: requests.PreparedRequest) -> requests.Response:
        """One call over the wire, with all that may happen before and after it."""
        assert len(connection.savepoint_ids) == self._outside, "a transaction is open across HTTP"
        self.commit()
        self.calls += 1
        self.maybe_die(0.01)
        self._others_before_it_leaves()
        market = self.fronts[str(urlsplit(str(request.url)).hostname).removesuffix(".test")].market
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        answer = market.handle(Request.to(str(request.method), str(request.url), dict(request.headers), body))
        self.pass_time(self.random.uniform(0.05, 0.6) + min(answer.delay, READ_TIMEOUT))
        self._others()
        self._maybe_stall(0.002)
        self.maybe_die(0.01)
        if answer.dropped or answer.delay >= READ_TIMEOUT:
            raise requests.ReadTimeout("no answer")
        response = requests.Response()
        response.status_code = answer.status
        response.headers.update(answer.headers)
        response.raw = HTTPResponse(body=io.BytesIO(answer.body), preload_content=False, status=answer.status)
        response.request, response.url = request, str(request.url)
        return response

    def _others_before_it_leaves(self) -> None:
        """A call that has not left within the client's patience never arrives.

        Not simulated: that it arrives all the same, after a stop inside of the socket's write: no client can fence it.
        """
        started = timezone.now()
        self._others()
        if (timezone.now() - started).total_seconds() > READ_TIMEOUT:
            raise requests.ConnectTimeout("never left")

    def _others(self) -> None:
        """The rest of the world does not wait for our call."""
        if self.troubled and self.random.random() < 0.12:
            self._between(self.meanwhile)

    def _maybe_stall(self, chance: float) -> None:
        """The process stands still until its lease is over and another consumer has done the work.

        Not simulated: that it does so inside of a transaction, which one connection cannot show to others.
        """
        inside = len(connection.savepoint_ids) > self._outside
        if self.troubled and not inside and self.random.random() < chance:
            self._between(self._stall)

    def _stall(self) -> None:
        self.pass_time(PAUSE)
        for account in list(ChannelAccount.objects.order_by("pk").values_list("pk", flat=True)):
            self.visit(account)

    def _between(self, others: Callable[[], None]) -> None:
        if self.depth:
            return
        self.depth += 1
        try:
            others()
        finally:
            self.depth -= 1
