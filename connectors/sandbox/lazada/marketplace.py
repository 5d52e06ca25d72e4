"""Lazada in the box: its parts wired together, its calls by name, its envelope."""

import json
import logging
from pathlib import Path

from connectors.sandbox import courier as couriers
from connectors.sandbox.clock import Clock
from connectors.sandbox.faults import FaultPlan, Rule
from connectors.sandbox.lazada import control, gate
from connectors.sandbox.lazada.accounts import Accounts
from connectors.sandbox.lazada.call import Answer, Broken, Call, Refusal
from connectors.sandbox.lazada.endpoints import ENDPOINTS
from connectors.sandbox.lazada.items import ACTIVE, INACTIVE, PENDING, REJECTED, Items, Pile
from connectors.sandbox.lazada.purchases import Purchases
from connectors.sandbox.lazada.pushes import Pushes
from connectors.sandbox.lazada.quirks import LAZADA
from connectors.sandbox.lazada.returns import Returns
from connectors.sandbox.lazada.wishes import Wishes
from connectors.sandbox.marketplace import Marketplace
from connectors.sandbox.quirks import Quirks
from connectors.sandbox.reviews import Reviews, States
from connectors.sandbox.store import Store
from connectors.sandbox.web import Request, Response, json_response

logger = logging.getLogger(__name__)

APP_KEY = "115527"
APP_SECRET = "bMnR4qLxT7vKz2WcYd9HsGf3PjQe6AuN"  # noqa: S105 (the practice app's, known to everyone)
SELLERS = {200166591: "Gian hàng mẫu 1", 200166592: "Gian hàng mẫu 2", 200166593: "Gian hàng chương trình"}
WAREHOUSES = {"single": ["dropshipping"], "multi": ["dropshipping", "VN10022"]}
THROTTLES = {
    "ApiCallLimit": "Api access frequency exceeds the limit. this ban will last 1 seconds",
    "SellerCallLimit": "Seller access frequency exceeds the limit",
    "901": "E901: The request limit is reached, retry in the next second",
    "4154": "E4154: SYS_REQUEST_TOO_FAST",
    "http_429": "Too many requests",
}
BUSY = {
    "15": "Remote service error",
    "6": "E006: Unexpected internal error",
    "1000": "E1000: Internal Application Error",
    "ServiceTimeout": "Service timeout",
}
GENERIC = {"product/create": ("500", "E500: Create product failed")}
FORBIDDEN = ("IncompleteSignature", "InvalidAppKey", "IllegalAccessToken", "AppWhiteIpLimit", "AppNotSubscribed")
STATES = States(PENDING, REJECTED, (ACTIVE, INACTIVE))


class Lazada(Marketplace):
    """The marketplace; a new one has a demo app and demo sellers in it."""

    name = "lazada"
    title = "Lazada"
    port_offset = 1
    api_prefix = "/rest/"
    schema = Path(__file__).parent / "schema.sql"
    tables = (
        "app",
        "seller",
        "token",
        "image",
        "image_batch",
        "item",
        "seller_sku",
        "purchase",
        "package",
        "reverse_order",
    )
    open_points = LAZADA
    desk = control.DESK

    def __init__(self, store: Store, clock: Clock, faults: FaultPlan, quirks: Quirks, send: couriers.Sender):
        super().__init__(store, clock, faults, quirks, send)
        self.accounts = Accounts(store, clock, quirks)
        self.items = Items(store)
        self.pushes = Pushes(store, clock, quirks, faults, self.accounts, send)
        self.courier = self.pushes.courier
        self.reviews = Reviews(store, clock, self.items, STATES, self.pushes.reviewed)
        self.purchases = Purchases(store, clock, quirks, self.items, self.pushes)
        self.returns = Returns(store, clock, self.purchases, self.pushes)
        self.wishes = Wishes(store, clock, quirks, self.purchases, self.pushes)
        self._inventory: dict[int, tuple[int, int]] = {}

    def seed(self) -> None:
        self.accounts.seed_app(APP_KEY, APP_SECRET)
        for seller_id, name in SELLERS.items():
            self.accounts.seed_seller(seller_id, name)

    def warehouses(self) -> list[str]:
        return WAREHOUSES[self.quirks["warehouse"]]

    def empty_piles(self) -> dict[str, Pile]:
        return {code: Pile() for code in self.warehouses()}

    def inventory_calls(self, seller_id: int, second: int) -> int:
        """Count one more inventory call of a seller in this second; returns how many there are now."""
        at, count = self._inventory.get(seller_id, (0, 0))
        self._inventory[seller_id] = (second, count + 1 if at == second else 1)
        return self._inventory[seller_id][1]

    def tick(self) -> None:
        self.reviews.decide_due()
        self.purchases.cancel_unpaid()
        self.pushes.warn_of_endings()

    def answer(self, request: Request, name: str, fired: list[Rule]) -> Response:
        call = Call(self, request, name, fired)
        try:
            with self.store.transaction():
                if any(rule.effect == "expire_token" for rule in fired):
                    self.accounts.kill(call.sent.get("access_token", ""))
            with self.store.transaction():
                return self._envelope(self._perform(call))
        except Broken as broken:
            return self._broken(name, broken)
        except Refusal as refusal:
            return self.refused(refusal.code, refusal.message, refusal.kind)
        except Exception:
            logger.exception("the sandbox broke on %s", name)
            return self.refused("6", BUSY["6"], "ISP")

    def _perform(self, call: Call) -> Answer:
        endpoint = ENDPOINTS.get(call.name)
        if endpoint is None or call.request.method not in endpoint.methods:
            raise Refusal("InvalidApi", f"no such API: {call.request.method} /{call.name}", kind="ISV")
        gate.CHECKS[endpoint.signed](call)
        return endpoint.handler(call)

    def _envelope(self, answer: Answer) -> Response:
        if answer.code != "0":
            return self.refused(answer.code, answer.message, "ISP", answer.detail)
        body: dict = {"code": "0"} | answer.top | {"request_id": self.request_id()}
        if answer.data is not None:
            body["data"] = answer.data
        return json_response(body)

    def _broken(self, name: str, broken: Broken) -> Response:
        """A broken listing rule: its own code, or the call's generic one, with the rule in the detail."""
        generic, message = GENERIC.get(name, ("501", "E501: Update product failed"))
        code = generic if self.quirks["rule_error"] == "generic" else broken.code
        text = message if code == generic else f"E{broken.code}: {broken.message}"
        return self.refused(code, text, "ISP", [self.detail(broken, {})])

    def detail(self, refusal: Refusal, row: dict) -> dict:
        """One entry of `detail`, by the keys that the quirk says."""
        names = ("seller_sku", "field", "message")
        if self.quirks["detail_keys"] == "SellerSku_key_msg":
            names = ("SellerSku", "key", "msg")
        seller_sku = refusal.seller_sku or row.get("SellerSku", "")
        found = dict(zip(names, (seller_sku, refusal.field, f"[{refusal.code}] {refusal.message}"), strict=True))
        return found | ({"sku_id": str(row["SkuId"])} if row.get("SkuId") else {})

    def refused(self, code: str, message: str, kind: str = "ISV", detail: list[dict] | None = None) -> Response:
        """The error envelope, with the HTTP status that the quirk says."""
        status = 200
        if self.quirks["error_http_status"] == "4xx":
            server = code in BUSY
            status = 500 if server else 403 if code in FORBIDDEN else 404 if code == "InvalidApi" else 400
        body: dict = {"code": code, "type": kind, "message": message, "request_id": self.request_id()}
        if detail:
            body["detail"] = detail
        return json_response(body, status)

    def throttled(self, effect: str) -> Response:
        if effect == "busy":
            code = self.quirks["busy_answer"]
            return self.refused(code, BUSY[code], "ISP")
        if effect == "daily_limit":
            return self.refused("AppCallLimit", "App access frequency exceeds the daily limit")
        code = self.quirks["throttle_answer"]
        response = self.refused("ApiCallLimit" if code == "http_429" else code, THROTTLES[code])
        if code == "http_429":
            response.status = 429
            response.headers["Retry-After"] = "1"
        return response

    def error_of(self, response: Response) -> str:
        if not response.headers.get("Content-Type", "").startswith("application/json"):
            return "" if response.status == 200 else f"http {response.status}"
        body = json.loads(response.body)
        return "" if body["code"] == "0" else body["code"]
