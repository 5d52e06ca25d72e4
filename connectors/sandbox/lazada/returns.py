"""Goods that come back after delivery: opened by the buyer, decided by the seller (protocol B4)."""

from connectors.sandbox.clock import Clock
from connectors.sandbox.lazada.purchases import Purchase, Purchases
from connectors.sandbox.lazada.pushes import Pushes
from connectors.sandbox.store import Store

SETTLED = ("REFUND_AGREED",)


class Returns:
    """Reverse orders over the store."""

    def __init__(self, store: Store, clock: Clock, purchases: Purchases, pushes: Pushes):
        self.store, self.clock, self.purchases, self.pushes = store, clock, purchases, pushes

    def open(self, purchase: Purchase, order_item_id: int, reason: str) -> int:
        """The buyer wants to give a delivered unit back; returns the reverse_order_id."""
        wanted = [unit for unit in purchase.units if not order_item_id or unit.order_item_id == order_item_id]
        unit = self.purchases.require(wanted, "delivered")[0]
        reverse_id, line_id = (self.store.next("reverse", 700_000_001) for _ in range(2))
        self.store.run(
            "INSERT INTO reverse_order VALUES (?, ?, ?, ?, ?, 'RETURN', 'REQUEST_INITIATE', ?, ?, ?, ?)",
            *(reverse_id, purchase.order_id, purchase.seller_id, unit.order_item_id, line_id),
            *(reason, unit.paid_price, self.clock.now(), self.clock.now()),
        )
        self._tell(reverse_id)
        return reverse_id

    def step(self, reverse_id: int, status: str) -> None:
        self.store.run(
            "UPDATE reverse_order SET status = ?, update_time = ? WHERE reverse_order_id = ?",
            *(status, self.clock.now(), reverse_id),
        )
        row = self._tell(reverse_id)
        purchase = self.purchases.load(row["order_id"], row["seller_id"])
        unit = purchase.unit(row["order_item_id"]) if purchase else None
        if purchase and unit and status in SETTLED:
            self.purchases.returned(purchase, unit)

    def _tell(self, reverse_id: int):
        row = self.store.row("SELECT * FROM reverse_order WHERE reverse_order_id = ?", reverse_id)
        ids = (row["reverse_order_id"], row["line_id"])
        self.pushes.reverse(row["seller_id"], row["order_id"], row["order_item_id"], ids, row["status"])
        return row
