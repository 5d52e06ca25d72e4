"""The marketplace's review of new and mended listings: at once, late, or by hand, and refusing some words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from connectors.sandbox.clock import Clock
from connectors.sandbox.store import Store
from connectors.sandbox.words import folded

DEFAULT = {"delay": 0, "by_hand": False, "forbidden_words": {}}
"""`delay` in seconds; `by_hand` waits for a decision of the control page; words map to the reason of a ban."""


@dataclass(frozen=True)
class States:
    """What the marketplace calls a listing in review, a refused one, and those on or off sale by the seller's wish."""

    waiting: str
    refused: str
    settled: tuple[str, str]


class Reviewed(Protocol):
    """What the review touches of a listing; `wanted_status` is what a passed review turns it into."""

    item_status: str
    wanted_status: str
    review_at: int | None
    reason: str

    @property
    def readable(self) -> str:
        """All text that a reviewer reads."""


class Reviews:
    """Decides over listings in review; `decided` is told of every decision."""

    def __init__(self, store: Store, clock: Clock, items, states: States, decided: Callable[[Reviewed], None]):
        self.store, self.clock, self.items, self.states, self.decided = store, clock, items, states, decided

    def rules(self) -> dict:
        return DEFAULT | self.store.setting("review", {})

    def submit(self, item: Reviewed) -> None:
        """Put a listing into review; without a delay it is decided right away."""
        rules = self.rules()
        item.item_status, item.reason = self.states.waiting, ""
        item.review_at = None if rules["by_hand"] else self.clock.now() + rules["delay"]
        if item.review_at is not None and rules["delay"] <= 0:
            self._decide(item)

    def resubmit(self, item: Reviewed) -> None:
        """After an edit: a refused listing, or one that now holds a forbidden word, is judged again."""
        if item.item_status == self.states.refused or (
            item.item_status in self.states.settled and self._fault_of(item)
        ):
            self.submit(item)

    def decide_due(self) -> None:
        due = "review_at IS NOT NULL AND review_at <= ? AND item_status = ?"
        for item in self.items.where(due, self.clock.now(), self.states.waiting):
            self._decide(item)
            self.items.save(item, self.clock.now())

    def decide(self, item: Reviewed, reason: str) -> None:
        """A reviewer's decision on any listing: refused for `reason`, or passed when it is empty."""
        item.review_at, item.reason = None, reason
        item.item_status = self.states.refused if reason else item.wanted_status
        self.decided(item)

    def _decide(self, item: Reviewed) -> None:
        self.decide(item, self._fault_of(item))

    def _fault_of(self, item: Reviewed) -> str:
        text = f" {folded(item.readable)} "
        forbidden = self.rules()["forbidden_words"].items()
        return next((reason for word, reason in forbidden if folded(word) in text), "")
