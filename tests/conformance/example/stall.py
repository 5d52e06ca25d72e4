"""The practice marketplace of the example: one JSON call each, in the manner of no marketplace in particular.

Every call is POST /api/<name>?app=&at=&token=&sign= with a JSON object; `sign` is the hex HMAC-SHA256 of
"<name>|<at>|<token>" under the app's secret. Errors are {"error": {"code", "message"}}.
"""

import hashlib
import hmac
import json
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from connectors.sandbox.clock import Clock
from connectors.sandbox.control import Desk, number
from connectors.sandbox.control_page import control_page
from connectors.sandbox.courier import Courier, Letter, Sender
from connectors.sandbox.faults import FaultPlan, Rule
from connectors.sandbox.marketplace import Marketplace
from connectors.sandbox.quirks import Quirk, Quirks
from connectors.sandbox.refused import Refused
from connectors.sandbox.store import Store
from connectors.sandbox.web import Request, Response, html_response, json_response, redirect

APP, SECRET = "cho-nho", "d0-n0t-tell-anybody-this-secret"
SHOPS = ("7001", "7002")
PROVINCES = ("Hà Giang", "Lào Cai")
QUIRKS = (
    Quirk("error_status", ("200", "400"), "the HTTP status of a refusal"),
    Quirk("ids", ("numbers", "text"), "whether ids are numbers or text"),
    Quirk("money", ("number", "text"), "199000 or '199,000.00'"),
    Quirk("refresh_token", ("stays", "single_use"), "whether a refresh spends it"),
    Quirk("page_size", ("50", "7"), "how many orders come at once"),
    Quirk("unknown_items", ("left_out", "null"), "what stands for a listing that is not there"),
)


class Fault(Refused):
    """A call is refused by `code`."""

    def __init__(self, code: str, message: str = ""):
        super().__init__(message or code)
        self.code = code


class Stall(Marketplace):
    """Listings {id, shop, sku, title, text, category, images, answers, skus[{sku, price, units}], shown} and orders
    {id, shop, item, sku, title, count, price, state, wish, parcel, at}, all in memory."""

    name, title, port_offset, api_prefix = "example", "Chợ Nhỏ", 9, "/api/"
    schema = Path(__file__).parent / "schema.sql"
    tables = ()
    open_points = QUIRKS

    def __init__(self, store: Store, clock: Clock, faults: FaultPlan, quirks: Quirks, send: Sender):
        super().__init__(store, clock, faults, quirks, send)
        self.courier = Courier(
            store,
            clock,
            faults,
            retries=(60,),
            address=self._letter,
            accepts=lambda status, _: status == 200,
            send=send,
        )
        self.numbers = count(1)
        self.seed()

    def seed(self) -> None:
        self.codes: dict[str, str] = {}
        self.tokens: dict[str, str] = {}
        self.images: set[str] = set()
        self.items: dict[str, dict] = {}
        self.orders: dict[str, dict] = {}
        self.callback = ""

    def tick(self) -> None:
        """Nothing becomes due by itself here."""

    def answer(self, request: Request, name: str, fired: list[Rule]) -> Response:
        try:
            with self.store.transaction():
                if any(rule.effect == "expire_token" for rule in fired):
                    self.tokens.pop(request.param("token"), None)
                shop = self._admit(request, name)
                return json_response(self._say(CALLS[name](self, shop, request.json(), fired)))
        except Fault as fault:
            return self._refuse(fault.code, str(fault))

    def _admit(self, request: Request, name: str) -> str:
        """Whose call it is; "" for the calls that need no token."""
        token = request.param("token")
        wanted = hmac.new(SECRET.encode(), f"{name}|{request.param('at')}|{token}".encode(), hashlib.sha256).hexdigest()
        if request.param("app") != APP or not hmac.compare_digest(wanted, request.param("sign")):
            raise Fault("sign", "wrong signature")
        if name not in CALLS:
            raise Fault("unknown_call")
        if name not in ("grant", "renew") and not token.startswith("access-"):
            raise Fault("token")
        if token and token not in self.tokens:
            raise Fault("token", "the token is not valid any more")
        return self.tokens.get(token, "")

    def _say(self, value: object, key: str = "") -> object:
        """The answer as the quirks would have it."""
        if isinstance(value, dict):
            return {name: self._say(item, name) for name, item in value.items()}
        if isinstance(value, list):
            return [self._say(item, key) for item in value]
        if key in ("id", "item") and self.quirks["ids"] == "numbers" and value:
            return int(str(value))
        return f"{value:,}.00" if key == "price" and self.quirks["money"] == "text" else value

    def _refuse(self, code: str, message: str = "") -> Response:
        body = {"error": {"code": code, "message": message or code}}
        return json_response(body, int(self.quirks["error_status"]))

    def throttled(self, effect: str) -> Response:
        return self._refuse("busy" if effect == "busy" else "too_often")

    def error_of(self, response: Response) -> str:
        found = response.json() if response.headers.get("Content-Type", "").startswith("application/json") else {}
        return found.get("error", {}).get("code", "")

    def _letter(self, receiver: str, body: str) -> Letter | None:
        sign = hmac.new(SECRET.encode(), body.encode(), hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "Authorization": sign}
        return Letter(self.callback, headers, body.encode()) if self.callback else None

    def tell(self, order: dict) -> None:
        body = {"about": "order", "shop": order["shop"], "order": order["id"], "at": self.clock.now()}
        if self.callback:
            self.courier.post(APP, "order", json.dumps(body))

    def mint(self, kind: str, shop: str) -> str:
        token = f"{kind}-{self.store.token()}"
        self.tokens[token] = shop
        return token


# --- the calls: (stall, shop, sent, faults) → answer ---


def _tokens(stall: Stall, shop: str, refresh: str) -> dict:
    access = stall.mint("access", shop)
    return {"shop": shop, "access_token": access, "refresh_token": refresh, "expires_in": 3600}


def grant(stall: Stall, shop: str, sent: dict, fired: list) -> dict:
    owner = stall.codes.pop(sent.get("code", ""), "")
    if not owner:
        raise Fault("permission", "the code was used or is unknown")
    return _tokens(stall, owner, stall.mint("refresh", owner))


def renew(stall: Stall, shop: str, sent: dict, fired: list) -> dict:
    refresh = sent.get("refresh_token", "")
    owner = stall.tokens.get(refresh, "") if refresh.startswith("refresh-") else ""
    if not owner:
        raise Fault("permission", "the refresh token is not valid")
    if stall.quirks["refresh_token"] == "single_use":
        del stall.tokens[refresh]
        refresh = stall.mint("refresh", owner)
    return _tokens(stall, owner, refresh)


def shop_name(stall: Stall, shop: str, sent: dict, fired: list) -> dict:
    return {"shop": shop, "name": f"Sạp {shop}"}


def image(stall: Stall, shop: str, sent: dict, fired: list) -> dict:
    name = hashlib.sha256(sent["data"].encode()).hexdigest()[:20]
    stall.images.add(name)
    return {"name": name}


def _own(stall: Stall, shop: str, found: dict[str, dict], key: object) -> dict:
    row = found.get(str(key))
    if row is None or row["shop"] != shop:
        raise Fault("not_found", f"{key} is not there")
    return row


def put(stall: Stall, shop: str, sent: dict, fired: list) -> dict:
    """Without `id` a new listing; with it an edit of everything but units and prices of the SKUs that stay."""
    if not set(sent["images"]) <= stall.images:
        raise Fault("images", "an image is not from here")
    if sent["answers"].get("province") not in PROVINCES:
        raise Fault("province", "province is mandatory")
    old = _own(stall, shop, stall.items, sent["id"]) if sent.get("id") else None
    held = {sku["sku"]: sku for sku in old["skus"]} if old else {}
    row = {**sent, "id": old["id"] if old else str(next(stall.numbers)), "shop": shop}
    row["skus"] = [held.get(sku["sku"], sku) for sku in sent["skus"]]
    stall.items[row["id"]] = row
    return row


def items(stall: Stall, shop: str, sent: dict, fired: list) -> dict:
    """By `ids`, or every one that has the SKU `sku`."""
    mine = {key: row for key, row in stall.items.items() if row["shop"] == shop}
    if "sku" in sent:
        return {"items": [row for row in mine.values() if any(sku["sku"] == sent["sku"] for sku in row["skus"])]}
    found = [mine.get(str(key)) for key in sent["ids"]]
    return {"items": found if stall.quirks["unknown_items"] == "null" else [row for row in found if row]}


def show(stall: Stall, shop: str, sent: dict, fired: list) -> dict:
    _own(stall, shop, stall.items, sent["id"])["shown"] = sent["shown"]
    return {}


def levels(stall: Stall, shop: str, sent: dict, fired: list) -> dict:
    """rows [{id, sku, units | price}] → a code for each, "" for done."""
    return {"rows": [_level(stall, shop, row, fired) for row in sent["rows"]]}


def _level(stall: Stall, shop: str, row: dict, fired: list) -> str:
    item = stall.items.get(str(row["id"]))
    sku = next((sku for sku in item["skus"] if sku["sku"] == row["sku"]), None) if item else None
    if sku is None or item is None or item["shop"] != shop:
        return "not_found"
    if stall.faults.breaks_row(fired):
        return "busy"
    sku.update({name: row[name] for name in ("units", "price") if name in row})
    return ""


def orders(stall: Stall, shop: str, sent: dict, fired: list) -> dict:
    """Those that changed since `since`, after `after` of them; `next` is empty at the end."""
    size, after = int(stall.quirks["page_size"]), sent.get("after", 0)
    mine = [row for row in stall.orders.values() if row["shop"] == shop and row["at"] >= sent["since"]]
    page = mine[after : after + size]
    return {"orders": page, "next": after + size if after + size < len(mine) else 0}


def order(stall: Stall, shop: str, sent: dict, fired: list) -> dict:
    return _own(stall, shop, stall.orders, sent["id"])


def move(stall: Stall, shop: str, sent: dict, fired: list) -> dict:
    """`to`: shipped | cancelled."""
    row = _own(stall, shop, stall.orders, sent["id"])
    if row["state"] != "new":
        raise Fault("too_late", f"the order is {row['state']}")
    _become(stall, row, sent["to"])
    return row


def decide(stall: Stall, shop: str, sent: dict, fired: list) -> dict:
    """The seller's answer to a buyer's wish to cancel: `agree` true or false."""
    row = _own(stall, shop, stall.orders, sent["id"])
    if row["state"] != "new" or not row["wish"]:
        raise Fault("nothing_wished", "nobody asked to cancel this order")
    _become(stall, row, "cancelled" if sent["agree"] else "new")
    return row


def _become(stall: Stall, row: dict, state: str) -> None:
    if state == "cancelled":
        _sku(stall, row)["units"] += row["count"]
    row |= {"state": state, "wish": False, "at": stall.clock.now()}
    row["parcel"] = f"CN{row['id']}VN" if state == "shipped" else row["parcel"]
    stall.tell(row)


def _sku(stall: Stall, row: dict) -> dict:
    return next(sku for sku in stall.items[row["item"]]["skus"] if sku["sku"] == row["sku"])


CALLS = {
    one.__name__: one for one in (grant, renew, shop_name, image, put, items, show, levels, orders, order, move, decide)
}


# --- what people do ---


def buy(stall: Stall, sent: dict) -> dict:
    item = stall.items[str(number(sent, "item_id"))]
    sku, wanted = item["skus"][0], number(sent, "quantity", 1)
    if not item["shown"] or sku["units"] < wanted:
        raise ValueError("not that many")
    sku["units"] -= wanted
    row = {"id": str(next(stall.numbers)), "shop": item["shop"], "item": item["id"], "sku": sku["sku"]}
    row |= {"title": item["title"], "count": wanted, "price": sku["price"], "state": "new", "wish": False, "parcel": ""}
    row["at"] = stall.clock.now()
    stall.orders[row["id"]] = row
    stall.tell(row)
    return row


def wish(stall: Stall, sent: dict) -> dict:
    """The buyer asks to cancel."""
    row = stall.orders[str(number(sent, "order_id"))]
    row |= {"wish": True, "at": stall.clock.now()}
    stall.tell(row)
    return row


def push_target(stall: Stall, sent: dict) -> dict:
    stall.callback = sent["callback_url"]
    return {}


def consent(stall: Stall, request: Request) -> Response | None:
    if request.path != "/consent":
        return None
    if request.method == "GET":
        return html_response("<form method=post><input name=shop><button>Cho phép</button></form>")
    shop = dict(request.form()).get("shop", "")
    if shop not in SHOPS:
        raise ValueError("no such shop")
    code = stall.store.token()
    stall.codes[code] = shop
    return redirect(f"{request.param('back')}?{urlencode({'code': code, 'state': request.param('state')})}", 302)


Stall.desk = Desk(
    consent,
    lambda stall: control_page(stall, ()),
    {"items": lambda stall: list(stall.items.values())},
    {"buy": buy, "wish": wish, "push_target": push_target},
)
