"""The outbox of pushes: what is to be sent, when it is tried again, and what ended up lost."""

import http.client
import logging
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass

from connectors.sandbox.clock import Clock
from connectors.sandbox.faults import PUSH_EFFECTS, FaultPlan
from connectors.sandbox.store import Store

logger = logging.getLogger(__name__)

SCHEMA = """
CREATE TABLE IF NOT EXISTS outgoing (
    id INTEGER PRIMARY KEY, receiver TEXT NOT NULL, topic TEXT NOT NULL, body TEXT NOT NULL, created INTEGER NOT NULL,
    due INTEGER NOT NULL, position REAL NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'waiting', last_answer TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS outgoing_due ON outgoing (state, due, position);
"""

HELD_SECONDS = 30


@dataclass(frozen=True)
class Letter:
    """One push ready for the wire; the receiver has `answer_seconds` to answer it."""

    url: str
    headers: dict[str, str]
    body: bytes
    answer_seconds: float = 3.0


Sender = Callable[[Letter], tuple[int, bytes]]
"""Carries a letter and returns HTTP status and body; raises OSError when nobody answered in time."""


def send_over_http(letter: Letter) -> tuple[int, bytes]:
    """The real road; callback URLs are checked to be http(s) when they are registered."""
    request = urllib.request.Request(letter.url, letter.body, letter.headers, method="POST")  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=letter.answer_seconds) as answer:  # noqa: S310
            return answer.status, answer.read(2000)
    except urllib.error.HTTPError as error:
        return error.code, b""
    except http.client.HTTPException as error:
        raise OSError(f"not an HTTP answer: {error!r}") from error


class Courier:
    """Delivers in order of time; never holds the store's lock while on the road.

    `address` turns (receiver, body) into a letter, or None when the receiver has no callback URL any more.
    `accepts` judges an answer. `retries` are the waits in seconds on the marketplace's clock.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        faults: FaultPlan,
        *,
        retries: tuple[int, ...],
        address: Callable[[str, str], Letter | None],
        accepts: Callable[[int, bytes], bool],
        send: Sender,
    ):
        self.store, self.clock, self.faults = store, clock, faults
        self.retries, self.address, self.accepts, self.send = retries, address, accepts, send

    def post(self, receiver: str, topic: str, body: str) -> None:
        """Put a push into the outbox, as the fault plan lets it."""
        fired = {rule.effect: rule.options for rule in self.faults.take(f"push/{topic}", PUSH_EFFECTS)}
        due = self.clock.now() + fired.get("push_delayed", {"seconds": 0}).get("seconds", 60)
        state = "lost" if "push_lost" in fired else "held" if "push_reordered" in fired else "waiting"
        if state == "held":
            due += HELD_SECONDS
        copies = fired["push_duplicated"].get("copies", 2) if "push_duplicated" in fired else 1
        for _ in range(copies):
            self._insert(receiver, topic, body, due, state)
        if state == "waiting":
            self._release_held(receiver)

    def _insert(self, receiver: str, topic: str, body: str, due: int, state: str) -> None:
        position = self.store.next("push_position")
        self.store.run(
            "INSERT INTO outgoing (receiver, topic, body, created, due, position, state) VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(receiver, topic, body, self.clock.now(), due, position, state),
        )

    def _release_held(self, receiver: str) -> None:
        for row in self.store.rows("SELECT id FROM outgoing WHERE state = 'held' AND receiver = ?", receiver):
            self.store.run(
                "UPDATE outgoing SET state = 'waiting', due = ?, position = ? WHERE id = ?",
                *(self.clock.now(), self.store.next("push_position"), row["id"]),
            )

    def deliver_due(self) -> int:
        """Send everything that is due by now; returns how many letters went out."""
        sent = 0
        while row := self._claim():
            sent += self._deliver(row)
        return sent

    def _claim(self):
        with self.store.transaction():
            row = self.store.row(
                "SELECT * FROM outgoing WHERE state IN ('waiting', 'held') AND due <= ? ORDER BY due, position LIMIT 1",
                self.clock.now(),
            )
            if row:
                self.store.run("UPDATE outgoing SET state = 'on the road' WHERE id = ?", row["id"])
            return row

    def _deliver(self, row) -> int:
        sent_at = self.clock.now()
        with self.store.transaction():
            letter = self.address(row["receiver"], row["body"])
        if letter is None:
            self._settle(row, "lost", "no callback URL")
            return 0
        try:
            status, body = self.send(letter)
        except OSError as error:
            accepted, answer = False, f"no answer: {error}"
        else:
            accepted, answer = self.accepts(status, body), f"HTTP {status}"
        if accepted:
            self._settle(row, "delivered", answer)
        elif row["attempts"] < len(self.retries):
            logger.info("push %s to %s failed (%s), to be tried again", row["topic"], letter.url, answer)
            self._settle(row, "waiting", answer, sent_at + self.retries[row["attempts"]])
        else:
            self._settle(row, "lost", answer)
        return 1

    def _settle(self, row, state: str, answer: str, due: int | None = None) -> None:
        with self.store.transaction():
            self.store.run(
                "UPDATE outgoing SET state = ?, attempts = attempts + 1, last_answer = ?, due = ? WHERE id = ?",
                *(state, answer, row["due"] if due is None else due, row["id"]),
            )

    def take_back(self) -> None:
        """After a restart: what was on the road when the process ended is sent again."""
        self.store.run("UPDATE outgoing SET state = 'waiting' WHERE state = 'on the road'")

    def log(self, limit: int = 200) -> list[dict]:
        """The newest pushes with their state, for the control page."""
        return [dict(row) for row in self.store.rows("SELECT * FROM outgoing ORDER BY id DESC LIMIT ?", limit)]
