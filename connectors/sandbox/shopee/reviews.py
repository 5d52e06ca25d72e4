"""The marketplace's review of new and mended listings: at once, late, or by hand, and refusing some words."""

from connectors.sandbox.clock import Clock
from connectors.sandbox.shopee.catalogue import folded
from connectors.sandbox.shopee.items import Item, Items
from connectors.sandbox.shopee.pushes import Pushes
from connectors.sandbox.store import Store

DEFAULT = {"delay": 0, "by_hand": False, "forbidden_words": {}}
"""`delay` in seconds; `by_hand` waits for a decision of the control page; words map to the reason of a ban."""


class Reviews:
    """Decides over listings in the state REVIEWING."""

    def __init__(self, store: Store, clock: Clock, items: Items, pushes: Pushes):
        self.store, self.clock, self.items, self.pushes = store, clock, items, pushes

    def rules(self) -> dict:
        return DEFAULT | self.store.setting("review", {})

    def submit(self, item: Item) -> None:
        """Put a listing into review; without a delay it is decided right away."""
        rules = self.rules()
        item.item_status, item.reason = "REVIEWING", ""
        item.review_at = None if rules["by_hand"] else self.clock.now() + rules["delay"]
        if item.review_at is not None and rules["delay"] <= 0:
            self._decide(item)

    def resubmit(self, item: Item) -> None:
        """After an edit: a banned listing, or one that now holds a forbidden word, is judged again."""
        if item.item_status == "BANNED" or (item.item_status in ("NORMAL", "UNLIST") and self._fault_of(item)):
            self.submit(item)

    def decide_due(self) -> None:
        due = "review_at IS NOT NULL AND review_at <= ? AND item_status = 'REVIEWING'"
        for item in self.items.where(due, self.clock.now()):
            self._decide(item)
            self.items.save(item, self.clock.now())

    def decide(self, item: Item, reason: str) -> None:
        """A reviewer's decision on any listing: banned for `reason`, or passed when it is empty."""
        item.review_at, item.reason = None, reason
        item.item_status = "BANNED" if reason else item.wanted_status
        if reason:
            self.pushes.violation(item)

    def _decide(self, item: Item) -> None:
        self.decide(item, self._fault_of(item))

    def _fault_of(self, item: Item) -> str:
        text = f" {folded(item.item_name)} {folded(item.description)} "
        forbidden = self.rules()["forbidden_words"].items()
        return next((reason for word, reason in forbidden if folded(word) in text), "")
