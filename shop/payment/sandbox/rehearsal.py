"""What Stripe does with sessions and refunds, as far as a shop with one payment per purchase sees it."""

import hashlib
import json
import time
from collections.abc import Callable

from .events import Outbox
from .store import Store, new_id

SHORTEST, LONGEST = 30 * 60, 24 * 60 * 60  # seconds that a session may live
LARGEST_AMOUNT = 99_999_999


class Refused(Exception):
    """An error as Stripe's API answers it."""

    def __init__(self, status: int, message: str, *, kind: str = "invalid_request_error", **more: str):
        super().__init__(message)
        self.status = status
        self.body = {"error": {"type": kind, "message": message, **more}}


class Rehearsal:
    """`later` is how many seconds a buyer's bank takes that confirms later; None waits for `confirm` or `reject`."""

    def __init__(self, store: Store, outbox: Outbox, url: str = "", clock: Callable[[], float] = time.time):
        self.store, self.outbox, self.url, self.clock = store, outbox, url, clock
        self.later: float | None = None
        self.refund_status = "succeeded"

    def once(self, key: str, path: str, params: dict, do: Callable[[dict], dict]) -> dict:
        """Stripe's idempotency: the same key and parameters get the first answer again, other parameters an error."""
        if not key:
            return do(params)
        said = hashlib.sha256(json.dumps([path, params], sort_keys=True).encode()).hexdigest()
        with self.store.alone():
            before = self.store.get("answer", key)
            if before and before["said"] != said:
                raise Refused(
                    400,
                    "Keys for idempotent requests can only be used with the same parameters they were first used with.",
                    kind="idempotency_error",
                )
            if before:
                return before["answer"]
            answer = do(params)
            self.store.put("answer", {"id": key, "said": said, "answer": answer})
            return answer

    def create_session(self, params: dict) -> dict:
        price = _first(params.get("line_items")).get("price_data", {})
        amount, expires_at = _whole(price.get("unit_amount"), "unit_amount"), params.get("expires_at")
        now = int(self.clock())
        ends = _whole(expires_at, "expires_at") if expires_at else now + LONGEST
        if not now + SHORTEST <= ends <= now + LONGEST:
            raise Refused(400, "`expires_at` must be 30 minutes to 24 hours from now.", param="expires_at")
        if params.get("mode") != "payment" or not params.get("success_url"):
            raise Refused(400, "Missing required param: mode=payment and success_url.", param="mode")
        if not 0 < amount <= LARGEST_AMOUNT:
            raise Refused(400, "The amount must be between 1 and 99999999.", param="unit_amount")
        key = new_id("cs_test")
        session = {
            "id": key,
            "object": "checkout.session",
            "mode": "payment",
            "livemode": False,
            "created": now,
            "expires_at": ends,
            "status": "open",
            "payment_status": "unpaid",
            "payment_intent": None,
            "amount_total": amount,
            "currency": price.get("currency", ""),
            "client_reference_id": params.get("client_reference_id"),
            "customer_email": params.get("customer_email"),
            "metadata": params.get("metadata", {}),
            "locale": params.get("locale"),
            "success_url": params["success_url"],
            "cancel_url": params.get("cancel_url"),
            "url": f"{self.url}/c/pay/{key}",
        }
        self.store.put("session", session)
        self.store.put("page", {"id": key, "title": price.get("product_data", {}).get("name", ""), "declined": False})
        return session

    def session(self, key: str, expand: tuple[str, ...] = ()) -> dict:
        with self.store.alone():
            session = self._session(key)
        if "payment_intent" in expand and session["payment_intent"]:
            session["payment_intent"] = self.store.get("intent", session["payment_intent"])
        return session

    def expire(self, key: str) -> dict:
        with self.store.alone():
            session = self._session(key)
            if session["status"] != "open":
                raise Refused(400, f"Only open sessions can be expired; this one is {session['status']}.")
            return self._expire(session)

    def pay(self, key: str) -> dict:
        """The buyer's card was taken."""
        return self._complete(key, "paid", "succeeded")

    def pay_later(self, key: str, good: bool = True) -> dict:
        """The buyer is done, her bank confirms or rejects later."""
        session = self._complete(key, "unpaid", "processing")
        if self.later is not None:
            self.store.put("later", {"id": key, "at": self.clock() + self.later, "good": good})
        return session

    def decline(self, key: str) -> None:
        """The session stays open: the buyer may try another card."""
        with self.store.alone():
            page = self.store.get("page", key)
            if page and self._session(key)["status"] == "open":
                self.store.put("page", {**page, "declined": True})

    def confirm(self, key: str) -> None:
        with self.store.alone():
            session = self._processing(key)
            self._intent(session["payment_intent"], "succeeded")
            session["payment_status"] = "paid"
            self.store.put("session", session)
            self.outbox.tell("checkout.session.async_payment_succeeded", session)

    def reject(self, key: str) -> None:
        with self.store.alone():
            session = self._processing(key)
            self._intent(session["payment_intent"], "requires_payment_method")
            self.outbox.tell("checkout.session.async_payment_failed", session)

    def refund(self, params: dict) -> dict:
        with self.store.alone():
            intent = self.store.get("intent", params.get("payment_intent", ""))
            if intent is None or intent["status"] != "succeeded":
                raise Refused(404, "No such charged payment_intent.", code="resource_missing", param="payment_intent")
            gone = sum(one["amount"] for one in self.refunds(intent["id"]) if one["status"] != "failed")
            amount = _whole(params.get("amount") or intent["amount"] - gone, "amount")
            if not 0 < amount <= intent["amount"] - gone:
                raise Refused(400, "Refund amount is greater than unrefunded amount on charge.", param="amount")
            refund = {
                "id": new_id("re"),
                "object": "refund",
                "amount": amount,
                "currency": intent["currency"],
                "payment_intent": intent["id"],
                "metadata": params.get("metadata", {}),
                "created": int(self.clock()),
                "status": self.refund_status,
            }
            self.store.put("refund", refund)
            charge = {"id": new_id("ch"), "object": "charge", "payment_intent": intent["id"], "amount_refunded": amount}
            self.outbox.tell("charge.refunded", charge)
            return refund

    def settle_refund(self, key: str, status: str) -> None:
        refund = self.store.get("refund", key)
        if refund:
            self.store.put("refund", {**refund, "status": status})
            self.outbox.tell("refund.updated", {**refund, "status": status})

    def refunds(self, intent: str) -> list[dict]:
        """Newest first, as Stripe lists them."""
        return [one for one in reversed(self.store.all("refund")) if one["payment_intent"] == intent]

    def tick(self) -> None:
        """What happens by itself: sessions end, banks confirm or reject."""
        with self.store.alone():
            for session in self.store.all("session"):
                if session["status"] == "open":
                    self._session(session["id"])
            for due in self.store.all("later"):
                if due["at"] <= self.clock() and self._is_processing(self._session(due["id"])):
                    (self.confirm if due["good"] else self.reject)(due["id"])

    def _session(self, key: str) -> dict:
        session = self.store.get("session", key)
        if session is None:
            raise Refused(404, f"No such checkout.session: {key}", code="resource_missing", param="session")
        if session["status"] == "open" and session["expires_at"] <= self.clock():
            return self._expire(session)
        return session

    def _expire(self, session: dict) -> dict:
        session = {**session, "status": "expired", "url": None}
        self.store.put("session", session)
        self.outbox.tell("checkout.session.expired", session)
        return session

    def _complete(self, key: str, payment_status: str, intent_status: str) -> dict:
        with self.store.alone():
            session = self._session(key)
            if session["status"] != "open":
                return session
            intent = {"id": new_id("pi"), "object": "payment_intent", "currency": session["currency"]}
            self.store.put("intent", {**intent, "amount": session["amount_total"], "status": intent_status})
            session |= {"status": "complete", "payment_status": payment_status, "url": None}
            session["payment_intent"] = intent["id"]
            self.store.put("session", session)
            self.outbox.tell("checkout.session.completed", session)
            return session

    def _processing(self, key: str) -> dict:
        session = self._session(key)
        if not self._is_processing(session):
            raise Refused(400, "This payment is not processing.")
        return session

    def _is_processing(self, session: dict) -> bool:
        intent = self.store.get("intent", session["payment_intent"] or "")
        return bool(intent and intent["status"] == "processing")

    def _intent(self, key: str, status: str) -> None:
        self.store.put("intent", {**(self.store.get("intent", key) or {}), "status": status})


def _first(items: object) -> dict:
    first = items.get("0") if isinstance(items, dict) else None
    if not isinstance(first, dict):
        raise Refused(400, "Missing required param: line_items.", param="line_items")
    return first


def _whole(value: object, name: str) -> int:
    """Stripe takes no fractions of a zero-decimal currency."""
    if not str(value).isdecimal():
        raise Refused(400, f"Invalid integer: {value}", param=name)
    return int(str(value))
