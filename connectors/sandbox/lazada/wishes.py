"""A buyer's wish to cancel: a reverse order for each unit, waiting for the seller's decision (protocol B4)."""

from connectors.sandbox.clock import Clock
from connectors.sandbox.lazada.purchases import CANCELLABLE, Purchase, Purchases, Unit
from connectors.sandbox.lazada.pushes import Pushes
from connectors.sandbox.quirks import Quirks
from connectors.sandbox.store import Store

CANCEL = "CANCEL"
ASKED, REFUSED = "REQUEST_INITIATE", "REQUEST_REJECT"
BUYER = "cancellation-customer"


class Wishes:
    """Reverse orders of the kind CANCEL over the store."""

    def __init__(self, store: Store, clock: Clock, quirks: Quirks, purchases: Purchases, pushes: Pushes):
        self.store, self.clock, self.quirks = store, clock, quirks
        self.purchases, self.pushes = purchases, pushes

    def ask(self, purchase: Purchase, units: list[Unit], reason: str) -> None:
        """Done at once while unpaid; else each unit that can still be cancelled waits for the seller."""
        units = self.purchases.require(units, "unpaid", *CANCELLABLE)
        if "unpaid" in purchase.statuses or self.quirks["buyer_cancel"] == "immediate":
            self.purchases.cancel(purchase, units, BUYER, reason)
            return
        for unit in units:
            if not unit.wish:
                unit.wish = reason
                self._open(purchase, unit)
        self.purchases.save(purchase)

    def decide(self, row, accepted: bool) -> bool:
        """The seller's answer to one reverse order; False when nothing waits for it any more."""
        purchase = self.purchases.load(row["order_id"], row["seller_id"])
        unit = purchase.unit(row["order_item_id"]) if purchase else None
        if not purchase or not unit or not unit.wish or row["kind"] != CANCEL or unit.status not in CANCELLABLE:
            return False
        if accepted:
            self.purchases.cancel(purchase, [unit], BUYER, unit.wish)
            return True
        unit.wish = ""
        self.purchases.save(purchase)
        self.store.run(
            "UPDATE reverse_order SET status = ?, update_time = ? WHERE reverse_order_id = ?",
            *(REFUSED, self.clock.now(), row["reverse_order_id"]),
        )
        return True

    def _open(self, purchase: Purchase, unit: Unit) -> None:
        ids = tuple(self.store.next("reverse", 700_000_001) for _ in range(2))
        now = self.clock.now()
        self.store.run(
            "INSERT INTO reverse_order VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(ids[0], purchase.order_id, purchase.seller_id, unit.order_item_id, ids[1], CANCEL, ASKED),
            *(unit.wish, unit.paid_price, now, now),
        )
        self.pushes.reverse(purchase.seller_id, purchase.order_id, unit.order_item_id, (ids[0], ids[1]), ASKED)
