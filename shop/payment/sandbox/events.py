"""Signed events to the shop's webhook: at once or late, once or twice, in order or not; tried again when refused."""

import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable

from .store import Store, new_id

API_VERSION = "2026-10-28.endive"
MODES = ("now", "late", "twice", "reversed", "held")
LATE = 20  # seconds
RETRIES = (1, 3, 10, 30, 60)
PATIENCE = 15


class Outbox:
    """`mode` (one of `MODES`) is how events are delivered from now on; held ones wait for `deliver`."""

    def __init__(self, store: Store, webhook: str, secret: str, clock: Callable[[], float] = time.time):
        self.store, self.webhook, self.secret, self.clock = store, webhook, secret, clock
        self.mode = "now"

    def tell(self, kind: str, about: dict) -> None:
        """Write an event down; `carry` brings it to the shop when its time comes."""
        event = {
            "id": new_id("evt"),
            "object": "event",
            "api_version": API_VERSION,
            "created": int(self.clock()),
            "livemode": False,
            "type": kind,
            "data": {"object": about},
        }
        waits = {"late": LATE, "reversed": LATE / 2}.get(self.mode, 0)
        letter = {"id": event["id"], "event": event, "due": self.clock() + waits, "tries": 0, "answer": "", "left": 1}
        letter["left"] = {"twice": 2, "held": 0}.get(self.mode, 1)
        letter["mode"] = self.mode
        self.store.put("letter", letter)

    def letters(self) -> list[dict]:
        return self.store.all("letter")

    def carry(self) -> None:
        """Deliver what is due; of those that wait to be out of order, the newest first."""
        due = [letter for letter in self.letters() if letter["left"] and letter["due"] <= self.clock()]
        if any(letter["mode"] == "reversed" for letter in due):
            due.reverse()
        for letter in due:
            for _copy in range(letter["left"]):
                status = self.deliver(letter["event"])
            self._settle(letter, status)

    def send_again(self, event_id: str) -> None:
        if letter := self.store.get("letter", event_id):
            self.store.put("letter", {**letter, "left": 1, "due": self.clock(), "tries": 0})

    def deliver(self, event: dict) -> int:
        """HTTP status of the shop's answer; 0 if nobody answered."""
        body = json.dumps(event, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", "Stripe-Signature": signature(body, self.secret, self.clock())}
        request = urllib.request.Request(self.webhook, body, headers, method="POST")  # noqa: S310 - from our own start
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def _settle(self, letter: dict, status: int) -> None:
        tries = letter["tries"] + 1
        again = not 200 <= status < 300 and tries <= len(RETRIES)
        due = self.clock() + RETRIES[tries - 1] if again else letter["due"]
        answer = f"HTTP {status}" if status else "no answer"
        self.store.put("letter", {**letter, "tries": tries, "answer": answer, "left": int(again), "due": due})


def signature(body: bytes, secret: str, at: float) -> str:
    """The value of `Stripe-Signature`, scheme v1 (docs.stripe.com/webhooks/signature)."""
    stamp = str(int(at))
    digest = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={stamp},v1={digest}"
