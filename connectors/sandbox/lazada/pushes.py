"""Pushes of Lazada: bodies, signature, retries (protocol B5).

The document gives the body of trade-order messages; the `data` of the other types is a guess.
"""

import hashlib
import hmac
import json

from connectors.sandbox.clock import Clock
from connectors.sandbox.courier import Courier, Letter, Sender
from connectors.sandbox.faults import FaultPlan
from connectors.sandbox.lazada.accounts import Accounts
from connectors.sandbox.lazada.items import Item
from connectors.sandbox.quirks import Quirks
from connectors.sandbox.store import Store

RETRIES = (30 * 60,) * 12
ANSWER_SECONDS = 0.5
TRADE_ORDER, REVIEWED, SHALLOW, ENDING, REVERSE = 0, 1, 6, 8, 10
PRODUCT = {"created": 3, "edited": 4, "deleted": 5}
SHALLOW_STOCK = 5
WARNING_SECONDS = 48 * 3600
DAY = 86400


def signature(app_key: str, app_secret: str, body: str) -> str:
    """Lower-case hex over the app key and the raw body."""
    return hmac.new(app_secret.encode(), (app_key + body).encode(), hashlib.sha256).hexdigest()


class Pushes:
    """Composes each kind of push and hands it to the courier, once for every app with a live token of the seller."""

    def __init__(self, store: Store, clock: Clock, quirks: Quirks, faults: FaultPlan, accounts: Accounts, send: Sender):
        self.store, self.clock, self.quirks, self.accounts = store, clock, quirks, accounts
        self.courier = Courier(
            store, clock, faults, retries=RETRIES, address=self._address, accepts=_accepts, send=send
        )

    def set_target(self, app_key: str, callback_url: str) -> None:
        """Register (or with "" remove) an app's callback URL."""
        self.store.run("UPDATE app SET callback_url = ? WHERE app_key = ?", callback_url, app_key)

    def trade_order(self, seller_id: int, order_id: int, order_item_id: int, status: str) -> None:
        """One message per order line."""
        self._push(seller_id, TRADE_ORDER, self._line(order_id, order_item_id, status))

    def _line(self, order_id: int, order_item_id: int, status: str) -> dict:
        strings = self.quirks["push_ids"] == "strings"
        return {
            "order_status": status,
            "trade_order_id": str(order_id) if strings else order_id,
            "trade_order_line_id": str(order_item_id) if strings else order_item_id,
            "status_update_time": self.clock.now(),
        }

    def reverse(self, seller_id: int, order_id: int, order_item_id: int, reverse: tuple[int, int], status: str) -> None:
        """`reverse` is (reverse_order_id, reverse_order_line_id)."""
        line = self._line(order_id, order_item_id, status)
        del line["order_status"]
        data = line | {
            "reverse_status": status,
            "reverse_order_id": str(reverse[0]),
            "reverse_order_line_id": str(reverse[1]),
        }
        self._push(seller_id, int(self.quirks["reverse_message_type"]), data, topic=REVERSE)

    def product(self, item: Item, event: str) -> None:
        """`event` is created, edited or deleted."""
        self._push(item.seller_id, PRODUCT[event], {"item_id": item.item_id, "status": item.item_status})

    def reviewed(self, item: Item) -> None:
        data = {"item_id": item.item_id, "status": item.item_status, "reason": item.reason}
        self._push(item.seller_id, REVIEWED, data)

    def shallow_stock(self, item: Item) -> None:
        """Warn of every SKU that is nearly sold out."""
        for sku in item.on_sale:
            if sku.sellable < SHALLOW_STOCK:
                data = {"item_id": item.item_id, "sku_id": sku.sku_id, "sellable_quantity": sku.sellable}
                self._push(item.seller_id, SHALLOW, data)

    def warn_of_endings(self) -> None:
        """Daily, while the newest access token of a seller ends within 48 hours."""
        today = self.clock.now() // DAY
        rows = self.store.rows(
            "SELECT app_key, seller_id, max(until) AS until, max(warned) AS warned FROM token WHERE kind = 'access' "
            "GROUP BY app_key, seller_id HAVING max(until) BETWEEN ? AND ? AND max(warned) < ?",
            *(self.clock.now() + 1, self.clock.now() + WARNING_SECONDS, today),
        )
        for row in rows:
            self.store.run(
                "UPDATE token SET warned = ? WHERE app_key = ? AND seller_id = ?",
                *(today, row["app_key"], row["seller_id"]),
            )
            self._push(row["seller_id"], ENDING, {"expires_at": row["until"]}, [row["app_key"]])

    def _push(
        self, seller_id: int, kind: int, data: dict, apps: list[str] | None = None, *, topic: int | None = None
    ) -> None:
        body = {
            "seller_id": str(seller_id) if self.quirks["push_ids"] == "strings" else seller_id,
            "message_type": kind,
            "data": data,
            "timestamp": self.clock.now() * 1000,
            "site": "lazada_vn",
        }
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        for app_key in self.accounts.apps_of(seller_id) if apps is None else apps:
            if self.accounts.app(app_key)["callback_url"]:
                self.courier.post(app_key, str(kind if topic is None else topic), text)

    def _address(self, receiver: str, body: str) -> Letter | None:
        app = self.accounts.app(receiver)
        if not app or not app["callback_url"]:
            return None
        sign = signature(receiver, app["app_secret"], body)
        headers = {"Content-Type": "application/json", "Authorization": sign}
        return Letter(app["callback_url"], headers, body.encode(), ANSWER_SECONDS)


def _accepts(status: int, body: bytes) -> bool:
    return status == 200
