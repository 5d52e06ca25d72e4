"""Shopee in the box: its parts wired together, its calls by name, its envelope."""

import json
import logging
from pathlib import Path

from connectors.sandbox import courier as couriers
from connectors.sandbox.clock import Clock
from connectors.sandbox.faults import FaultPlan, Rule
from connectors.sandbox.marketplace import Marketplace
from connectors.sandbox.quirks import Quirks
from connectors.sandbox.reviews import Reviews, States
from connectors.sandbox.shopee import auth_calls, control, gate
from connectors.sandbox.shopee.accounts import Accounts
from connectors.sandbox.shopee.call import Answer, Call, Refusal
from connectors.sandbox.shopee.endpoints import ENDPOINTS
from connectors.sandbox.shopee.items import Items
from connectors.sandbox.shopee.purchases import Purchases
from connectors.sandbox.shopee.pushes import Pushes
from connectors.sandbox.shopee.quirks import SHOPEE
from connectors.sandbox.store import Store
from connectors.sandbox.web import Request, Response, json_response

logger = logging.getLogger(__name__)

PARTNER_ID = 2001887
PARTNER_KEY = "5a4d6e6a7a745a767276586f53476849"
SHOPS = {322300222: "Gian hàng mẫu 1", 322300333: "Gian hàng mẫu 2", 322300444: "Gian hàng chương trình"}
WAREHOUSES = {"single": [""], "multi": ["VN10XX2UZ", "VN10XX3UZ"]}
EXPIRY_WARNING_SECONDS = 7 * 86400
TABLES = ("partner", "shop", "shop_grant", "token", "token_shop", "image", "item", "promotion", "purchase")
STATES = States("REVIEWING", "BANNED", ("NORMAL", "UNLIST"))

THROTTLES = {
    "throttle": ("error_rate_limit", "Your request is too frequent, please try again later."),
    "daily_limit": ("error_limit", "You have reached the daily call limit."),
    "busy": ("error_system_busy", "System is busy, please try again later."),
}
FORBIDDEN = ("error_sign", "error_auth", "invalid_acceess_token", "invalid_access_token", "partner_shop_no_link")


class Shopee(Marketplace):
    """The marketplace; a new one has a demo partner and shops in it."""

    name = "shopee"
    title = "Shopee"
    port_offset = 0
    api_prefix = "/api/v2/"
    schema = Path(__file__).parent / "schema.sql"
    tables = TABLES
    open_points = SHOPEE
    desk = control.DESK

    accounts: Accounts
    items: Items
    pushes: Pushes
    reviews: Reviews
    purchases: Purchases

    def __init__(self, store: Store, clock: Clock, faults: FaultPlan, quirks: Quirks, send: couriers.Sender):
        super().__init__(store, clock, faults, quirks, send)
        self.accounts = Accounts(store, clock, quirks)
        self.items = Items(store)
        self.pushes = Pushes(store, clock, quirks, faults, self.accounts, send)
        self.courier = self.pushes.courier
        self.reviews = Reviews(store, clock, self.items, STATES, self.pushes.reviewed)
        self.purchases = Purchases(store, clock, quirks, self.items, self.pushes)

    def seed(self) -> None:
        self.accounts.seed_partner(PARTNER_ID, PARTNER_KEY)
        for shop_id, shop_name in SHOPS.items():
            self.accounts.seed_shop(shop_id, shop_name)

    def locations(self) -> list[str]:
        """The location_ids of every shop's stock; "" alone for shops without warehouses."""
        return WAREHOUSES[self.quirks["warehouse"]]

    def tick(self) -> None:
        self.reviews.decide_due()
        self.purchases.assign_due_tracking()
        soon = self.clock.now() + EXPIRY_WARNING_SECONDS
        expiring: dict[int, list[int]] = {}
        for row in self.store.rows("SELECT * FROM shop_grant WHERE warned = 0 AND expire_time < ?", soon):
            expiring.setdefault(row["partner_id"], []).append(row["shop_id"])
        for partner_id, shop_ids in expiring.items():
            self.pushes.authorisation_expiring(partner_id, shop_ids, soon)
            self.store.run(
                "UPDATE shop_grant SET warned = 1 WHERE partner_id = ? AND expire_time < ?", *(partner_id, soon)
            )

    def answer(self, request: Request, name: str, fired: list[Rule]) -> Response:
        if any(rule.effect == "expire_token" for rule in fired):
            self.accounts.kill_access_token(request.param("access_token"))
        call = Call(self, request, name, fired)
        try:
            with self.store.transaction():
                if name == "shop/auth_partner":
                    return auth_calls.auth_partner(call)
                return self._envelope(name, self._perform(call))
        except Refusal as refusal:
            return self.refused(name, refusal.error, refusal.message)
        except Exception:
            logger.exception("the sandbox broke on %s", name)
            return self.refused(name, "error_inner", "Inner error, please try again later.")

    def _perform(self, call: Call) -> Answer:
        endpoint = ENDPOINTS.get(call.name)
        if endpoint is None or call.request.method != endpoint.method:
            raise Refusal("error_not_found", f"no such API: {call.request.method} {call.request.path}")
        gate.CHECKS[endpoint.signed](call)
        return endpoint.handler(call)

    def _envelope(self, name: str, answer: Answer) -> Response:
        body = {"error": answer.error, "message": answer.message, "request_id": self.request_id()} | answer.top
        if answer.error:
            body["error"] = self._coded(name, answer.error)
        if answer.response is not None:
            body |= {"warning": "", "response": answer.response}
        if name == "payment/get_escrow_detail" and self.quirks["escrow_error_field"] == "absent":
            body = {field: value for field, value in body.items() if field not in ("error", "message", "warning")}
        return json_response(body)

    def refused(self, name: str, error: str, message: str) -> Response:
        """The error envelope, with the HTTP status that the quirk says."""
        status = 200
        if self.quirks["error_http_status"] == "4xx":
            server = error in ("error_inner", "error_server", "error_system_busy")
            status = 500 if server else 403 if error in FORBIDDEN else 404 if error == "error_not_found" else 400
        body = {"error": self._coded(name, error), "message": message, "warning": "", "request_id": self.request_id()}
        return json_response(body, status)

    def _coded(self, name: str, error: str) -> str:
        prefixed = self.quirks["error_prefix"] == "module" and "." not in error
        return f"{name.partition('/')[0]}.{error}" if prefixed else error

    def throttled(self, effect: str) -> Response:
        response = self.refused("common", *THROTTLES[effect])
        if effect == "throttle" and self.quirks["throttle_answer"] == "http_429":
            response.status = 429
            response.headers["Retry-After"] = "1"
        return response

    def error_of(self, response: Response) -> str:
        if not response.headers.get("Content-Type", "").startswith("application/json"):
            return "" if response.status in (200, 302) else f"http {response.status}"
        return json.loads(response.body).get("error", "")
