"""Everything that is not the API: the pages, and the control calls that tests and the demo drive."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from connectors.sandbox.faults import Rule
from connectors.sandbox.shopee import auth_calls, control_page, pages
from connectors.sandbox.shopee.call import Call, Refusal, whole
from connectors.sandbox.shopee.items import Item
from connectors.sandbox.shopee.purchases import NotNow, Purchase
from connectors.sandbox.web import Request, Response, html_response, json_response, redirect

if TYPE_CHECKING:
    from connectors.sandbox.shopee.marketplace import Shopee

STATIC = Path(__file__).parent.parent / "static"
DAY = 86400


def visit(market: "Shopee", request: Request) -> Response:
    """Pages by path, `/_control/…` calls by name; a control call answers JSON, or sends a form's browser back."""
    try:
        with market.store.transaction():
            return _route(market, request)
    except (NotNow, Refusal, ValueError, KeyError, TypeError) as error:
        text = f"thiếu {error}" if isinstance(error, KeyError) else str(error)
        if _is_form(request):
            return html_response(pages.message_page(market, "Không làm được", text), 409)
        return json_response({"error": text}, 409)


def _route(market: "Shopee", request: Request) -> Response:
    if request.path.startswith("/_control/"):
        return _control(market, request, request.path.removeprefix("/_control/").strip("/"))
    if request.path == "/":
        return html_response(pages.storefront(market, request.param("shop_id"), request.param("trang")))
    if request.path == "/don-hang/":
        return html_response(pages.orders_page(market))
    if request.path == "/auth":
        return auth_calls.auth_link(Call(market, request, "auth", []))
    parts = request.path.strip("/").split("/")
    if len(parts) == 2 and parts[0] == "san-pham" and parts[1].isdigit():
        item = market.items.load(int(parts[1]))
        if item and item.item_status == "NORMAL":
            return html_response(pages.product_page(market, item))
    if len(parts) == 2 and parts[0] == "anh":
        row = market.store.row("SELECT * FROM image WHERE image_id = ?", parts[1])
        if row:
            return Response(200, row["content"], {"Content-Type": row["mime"], "Cache-Control": "max-age=86400"})
    if request.path == "/static/sandbox.css":
        return Response(200, (STATIC / "sandbox.css").read_bytes(), {"Content-Type": "text/css; charset=utf-8"})
    return html_response(pages.message_page(market, "Không tìm thấy", "Trang này không có ở sàn luyện tập."), 404)


def _is_form(request: Request) -> bool:
    return request.content_type == "application/x-www-form-urlencoded"


def _control(market: "Shopee", request: Request, name: str) -> Response:
    if request.method == "GET" and not name:
        return html_response(control_page.control_page(market))
    known = READS if request.method == "GET" else ACTS
    if name not in known:
        return json_response({"error": f"no control call {name!r}", "known": sorted(known)}, 404)
    if request.method == "GET":
        return json_response(READS[name](market))
    fields = request.fields()
    result = ACTS[name](market, {key: value for key, value in fields.items() if value != ""})
    if _is_form(request):
        return redirect(urlsplit(fields.get("back") or request.headers.get("referer", "")).path or "/_control/")
    return json_response(result)


def _bought(purchase: Purchase) -> dict:
    return {
        "order_sn": purchase.order_sn,
        "order_status": purchase.order_status,
        "total_amount": purchase.total_amount,
        "shop_id": purchase.shop_id,
    }


def number(sent: dict, name: str, default: int | None = None) -> int:
    return whole(sent.get(name, default), name)


def buy(market: "Shopee", sent: dict) -> dict:
    """{item_id, model_id=0, quantity=1} or {lines[…]}; payment cod | later | now; message."""
    lines = [
        (number(row, "item_id"), number(row, "model_id", 0), number(row, "quantity", 1))
        for row in sent.get("lines", [sent])
    ]
    payment = sent.get("payment", "cod")
    if payment not in ("cod", "later", "now"):
        raise ValueError("payment should be cod, later or now")
    purchase = market.purchases.place(lines, payment == "cod", sent.get("message", ""))
    if payment == "now":
        market.purchases.pay(purchase)
    return _bought(purchase)


def _step(change: Callable[["Shopee", Purchase, dict], None]) -> Callable[["Shopee", dict], dict]:
    """A control call that moves the order `order_sn` on."""

    def act(market: "Shopee", sent: dict) -> dict:
        purchase = market.purchases.load(sent["order_sn"])
        if purchase is None:
            raise ValueError("no such order")
        change(market, purchase, sent)
        return _bought(purchase)

    return act


def clock(market: "Shopee", sent: dict) -> dict:
    """{step: seconds forward, skew: seconds, judge: wall | stepped}; each optional."""
    if number(sent, "step", 0) < 0:
        raise ValueError("the clock only goes forward")
    if sent.get("judge", "wall") not in ("wall", "stepped"):
        raise ValueError("judge should be wall or stepped")
    market.clock.offset += number(sent, "step", 0)
    market.clock.skew = number(sent, "skew", market.clock.skew)
    market.clock.judge = sent.get("judge", market.clock.judge)
    market.store.set_setting("clock_offset", market.clock.offset)
    market.tick()
    return market.clock.as_dict()


def faults(market: "Shopee", sent: dict) -> list:
    """{rules: […]} replaces the plan, {add: {…}} or a form's fields add one rule, {clear: 1} empties it; {seed}."""
    if "seed" in sent:
        market.faults.random.seed(whole(sent.pop("seed"), "seed"))
    if sent.pop("clear", None):
        market.faults.rules.clear()
    if "rules" in sent:
        market.faults.rules[:] = [Rule.parse(fields) for fields in sent["rules"]]
    elif "add" in sent:
        market.faults.rules.append(Rule.parse(sent["add"]))
    elif "effect" in sent:
        market.faults.rules.append(Rule.parse({name: value for name, value in sent.items() if name != "back"}))
    return market.faults.as_list()


def quirks(market: "Shopee", sent: dict) -> dict:
    for name, position in sent.items():
        if name != "back":
            market.quirks.set(name, position)
    return market.quirks.as_dict()


def push_target(market: "Shopee", sent: dict) -> dict:
    """{partner_id, callback_url}: register an app's callback; leave the URL out to remove it."""
    partner_id = number(sent, "partner_id")
    callback_url = sent.get("callback_url", "")
    if callback_url and urlsplit(callback_url).scheme not in ("http", "https"):
        raise ValueError("callback_url should be an http(s) address")
    market.pushes.set_target(partner_id, callback_url)
    return {"partner_id": partner_id, "callback_url": callback_url}


def seed_partner(market: "Shopee", sent: dict) -> dict:
    """{partner_id, partner_key, push_partner_key?}"""
    partner_id = number(sent, "partner_id")
    market.accounts.seed_partner(partner_id, sent["partner_key"], sent.get("push_partner_key", ""))
    return {"partner_id": partner_id}


def seed_shop(market: "Shopee", sent: dict) -> dict:
    """{shop_id, shop_name, status=NORMAL}: make a seller's shop, or change one."""
    shop_id, status = number(sent, "shop_id"), sent.get("status", "NORMAL")
    if status not in ("NORMAL", "BANNED", "FROZEN"):
        raise ValueError("status should be NORMAL, BANNED or FROZEN")
    market.accounts.seed_shop(shop_id, sent["shop_name"], status)
    return {"shop_id": shop_id, "status": status}


def deauthorise(market: "Shopee", sent: dict) -> dict:
    """{shop_id, partner_id}: the seller takes the consent back."""
    shop_id, partner_id = number(sent, "shop_id"), number(sent, "partner_id")
    market.accounts.revoke(partner_id, shop_id)
    market.pushes.shop_deauthorised(shop_id, partner_id)
    return {"shop_id": shop_id, "partner_id": partner_id}


def promotion(market: "Shopee", sent: dict) -> dict:
    """{item_id, model_id=0, reserved, promotion_price?, start_in=0, lasts=86400}, or {promotion_id, end: 1}."""
    now = market.clock.now()
    if sent.get("end"):
        market.store.run("UPDATE promotion SET end_time = ? WHERE promotion_id = ?", now, sent["promotion_id"])
        return {"promotion_id": number(sent, "promotion_id")}
    item = _item(market, sent)
    sku = item.sku(number(sent, "model_id", 0))
    reserved = number(sent, "reserved")
    if sku is None or reserved < 0 or market.items.reserved(item.item_id, sku.model_id, now) + reserved > sku.total:
        raise ValueError("reserved is more than the stock of that SKU")
    start = now + number(sent, "start_in", 0)
    promotion_id = market.store.next("promotion", 779_222_207_758_537)
    market.store.run(
        "INSERT INTO promotion VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        *(promotion_id, item.item_id, sku.model_id, sent.get("promotion_type", "flash_sale")),
        *(number(sent, "promotion_price", sku.original_price), reserved),
        *(start, start + number(sent, "lasts", DAY)),
    )
    return {"promotion_id": promotion_id}


def review(market: "Shopee", sent: dict) -> dict:
    """Rules {delay, by_hand, forbidden_words{word: reason}}, or a decision {item_id, reason=""} (empty passes)."""
    if "item_id" in sent:
        item = _item(market, sent)
        market.reviews.decide(item, sent.get("reason", ""))
        market.items.save(item, market.clock.now())
        return {"item_id": item.item_id, "item_status": item.item_status, "reason": item.reason}
    rules = market.reviews.rules()
    if "delay" in sent:
        rules["delay"] = number(sent, "delay")
    if "by_hand" in sent:
        rules["by_hand"] = sent["by_hand"] in (True, "1", "true")
    if "forbidden_words" in sent:
        rules["forbidden_words"] = dict(sent["forbidden_words"])
    market.store.set_setting("review", rules)
    return rules


def _item(market: "Shopee", sent: dict) -> Item:
    item = market.items.load(number(sent, "item_id"))
    if item is None:
        raise ValueError("no such item")
    return item


def reset(market: "Shopee", sent: dict) -> dict:
    market.reset()
    return {"reset": True}


def _order(purchase: Purchase) -> dict:
    return asdict(purchase) | {"total_amount": purchase.total_amount}


def _calls(market: "Shopee") -> dict:
    counts = [{"call": name, "error": error, "count": count} for (name, error), count in market.call_counts.items()]
    return {"counts": counts, "newest": list(market.calls)}


READS: dict[str, Callable[["Shopee"], object]] = {
    "items": lambda market: [asdict(item) for item in market.items.where()],
    "orders": lambda market: [_order(purchase) for purchase in market.purchases.newest(100_000)],
    "pushes": lambda market: market.courier.log(),
    "calls": _calls,
    "clock": lambda market: market.clock.as_dict(),
    "faults": lambda market: market.faults.as_list(),
    "quirks": lambda market: market.quirks.as_dict(),
    "review": lambda market: market.reviews.rules(),
    "shops": lambda market: [dict(shop) for shop in market.accounts.shops()],
    "partners": lambda market: [
        {"partner_id": row["partner_id"], "callback_url": row["callback_url"]}
        for row in market.store.rows("SELECT * FROM partner ORDER BY partner_id")
    ],
    "promotions": lambda market: [dict(row) for row in market.store.rows("SELECT * FROM promotion")],
}
ACTS: dict[str, Callable[["Shopee", dict], object]] = {
    "buy": buy,
    "pay": _step(lambda market, purchase, sent: market.purchases.pay(purchase)),
    "cancel": _step(
        lambda market, purchase, sent: market.purchases.ask_cancellation(purchase, sent.get("reason", "Đổi ý"))
    ),
    "pick_up": _step(lambda market, purchase, sent: market.purchases.pick_up(purchase)),
    "deliver": _step(lambda market, purchase, sent: market.purchases.deliver(purchase)),
    "fail_delivery": _step(lambda market, purchase, sent: market.purchases.fail_delivery(purchase)),
    "clock": clock,
    "faults": faults,
    "quirks": quirks,
    "push_target": push_target,
    "seed_partner": seed_partner,
    "seed_shop": seed_shop,
    "deauthorise": deauthorise,
    "promotion": promotion,
    "review": review,
    "reset": reset,
}
