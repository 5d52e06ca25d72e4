"""Pushes of Shopee: bodies, signature, retries, and the store of lost ones (protocol A5)."""

import json

from connectors.sandbox.clock import Clock
from connectors.sandbox.courier import Courier, Letter, Sender
from connectors.sandbox.faults import FaultPlan
from connectors.sandbox.quirks import Quirks
from connectors.sandbox.shopee.accounts import Accounts
from connectors.sandbox.shopee.gate import signature
from connectors.sandbox.shopee.items import Item
from connectors.sandbox.store import Store

RETRIES = (5 * 60, 30 * 60, 3 * 3600)
LOST_SECONDS = 3 * 86400
LOST_PER_CALL = 100
VERIFICATION = {"verify_info": "This is a Verification message.Please respond in the certain format."}
ID_FIELDS = ("shop_id", "item_id", "variation_id", "ordersn", "forder_id")


class Pushes:
    """Composes each kind of push and hands it to the courier, once for every app linked to the shop."""

    def __init__(self, store: Store, clock: Clock, quirks: Quirks, faults: FaultPlan, accounts: Accounts, send: Sender):
        self.store, self.clock, self.quirks, self.accounts = store, clock, quirks, accounts
        self.courier = Courier(
            store, clock, faults, retries=RETRIES, address=self._address, accepts=self._accepts, send=send
        )

    def set_target(self, partner_id: int, callback_url: str) -> None:
        """Register (or with "" remove) an app's callback URL; a new one gets the verification ping."""
        self.store.run("UPDATE partner SET callback_url = ? WHERE partner_id = ?", callback_url, partner_id)
        if callback_url:
            self.courier.post(str(partner_id), "0", json.dumps({"code": 0, "data": VERIFICATION}))

    def shop_authorised(self, shop_id: int) -> None:
        self._push(shop_id, 1, {"shop_id": shop_id, "success": 1, "extra": f"shop id {shop_id} is authorized"})

    def shop_deauthorised(self, shop_id: int, partner_id: int) -> None:
        data = {"shop_id": shop_id, "success": 1, "extra": f"shop id {shop_id} is deauthorized"}
        self._push(shop_id, 2, data, [partner_id])

    def order_status(self, shop_id: int, order_sn: str, status: str) -> None:
        data = {
            "items": [],
            "ordersn": order_sn,
            "status": status,
            "completed_scenario": "",
            "update_time": self.clock.now(),
        }
        self._push(shop_id, 3, data)

    def tracking_number(self, shop_id: int, order_sn: str, package_number: str, tracking_no: str) -> None:
        data = {
            "ordersn": order_sn,
            "forder_id": package_number,
            "package_number": package_number,
            "tracking_no": tracking_no,
        }
        self._push(shop_id, 4, data)

    def reserved_stock(self, item: Item, model_id: int, action: str, old: int, new: int) -> None:
        """`action` is place_order or cancel_order."""
        data = {
            "shop_id": item.shop_id,
            "item_id": item.item_id,
            "variation_id": model_id,
            "action": action,
            "changed_values": [{"name": "reserved_stock", "old": old, "new": new}],
            "update_time": self.clock.now(),
        }
        self._push(item.shop_id, 8, data)

    def reviewed(self, item: Item) -> None:
        """A listing banned or demoted, with its reason. The protocol file names the code only; the shape is that of
        get_item_violation_info."""
        if not (item.reason or item.demoted_for):
            return
        named = {"item_id": item.item_id, "item_name": item.item_name, "item_status": item.item_status}
        self._push(item.shop_id, 16, named | {"deboost": bool(item.demoted_for)} | item.violations)

    def authorisation_expiring(self, partner_id: int, shop_ids: list[int], expire_before: int) -> None:
        data = {"shop_expire_soon": shop_ids, "expire_before": expire_before, "page_no": 1, "total_page": 1}
        body = {"code": 12, "timestamp": self.clock.now(), "data": self._data(data)}
        self._post([partner_id], 12, body)

    def _push(self, shop_id: int, code: int, data: dict, partners: list[int] | None = None) -> None:
        strings = self.quirks["push_ids"] == "strings"
        if strings:
            data = {name: str(value) if name in ID_FIELDS else value for name, value in data.items()}
        body = {
            "data": self._data(data),
            "shop_id": str(shop_id) if strings else shop_id,
            "code": code,
            "timestamp": self.clock.now(),
        }
        self._post(self.accounts.partners_of(shop_id) if partners is None else partners, code, body)

    def _data(self, data: dict) -> dict | str:
        return json.dumps(data, separators=(",", ":")) if self.quirks["push_data"] == "json_string" else data

    def _post(self, partners: list[int], code: int, body: dict) -> None:
        for partner_id in partners:
            if self._partner(partner_id)["callback_url"]:
                text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
                self.courier.post(str(partner_id), str(code), text)

    def _partner(self, partner_id: int):
        return self.store.row("SELECT * FROM partner WHERE partner_id = ?", partner_id)

    def _address(self, receiver: str, body: str) -> Letter | None:
        partner = self._partner(int(receiver))
        url = partner["callback_url"]
        if not url:
            return None
        headers = {"Content-Type": "application/json", "Authorization": self.sign(int(receiver), url, body)}
        return Letter(url, headers, body.encode())

    def sign(self, partner_id: int, url: str, body: str) -> str:
        """The `Authorization` header of a push to `url`."""
        return signature(self._partner(partner_id)[self.quirks["push_key"]], f"{url}|{body}")

    def _accepts(self, status: int, body: bytes) -> bool:
        return 200 <= status < 300 and (self.quirks["push_answer"] == "any_2xx" or not body)

    def lost(self, partner_id: int) -> tuple[list[dict], bool, int]:
        """The oldest unconsumed lost messages of three days, whether there are more, and the last one's id."""
        rows = self.store.rows(
            "SELECT id, body FROM outgoing WHERE receiver = ? AND state = 'lost' AND created > ? ORDER BY id LIMIT ?",
            *(str(partner_id), self.clock.now() - LOST_SECONDS, LOST_PER_CALL + 1),
        )
        page = rows[:LOST_PER_CALL]
        return [json.loads(row["body"]) for row in page], len(rows) > len(page), page[-1]["id"] if page else 0

    def confirm_lost(self, partner_id: int, last_message_id: int) -> None:
        self.store.run(
            "UPDATE outgoing SET state = 'consumed' WHERE receiver = ? AND state = 'lost' AND id <= ?",
            *(str(partner_id), last_message_id),
        )
