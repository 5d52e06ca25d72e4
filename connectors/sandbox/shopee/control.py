"""Shopee's own pages and control calls, beside those that every marketplace has."""

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING

from connectors.sandbox.control import Desk, address, number, review_rules
from connectors.sandbox.selling import HandListed, seller_page
from connectors.sandbox.shopee import auth_calls, control_page, pages, selling
from connectors.sandbox.shopee.call import Call
from connectors.sandbox.shopee.items import Item
from connectors.sandbox.shopee.purchases import Purchase
from connectors.sandbox.web import Request, Response, html_response

if TYPE_CHECKING:
    from connectors.sandbox.shopee.marketplace import Shopee

DAY = 86400


def route(market: "Shopee", request: Request) -> Response | None:
    if request.path == "/":
        return html_response(pages.storefront(market, request.param("shop_id"), request.param("trang")))
    if request.path == "/don-hang/":
        return html_response(pages.orders_page(market))
    if request.path == "/nguoi-ban/":
        shops = [(shop["shop_id"], shop["shop_name"]) for shop in market.accounts.shops()]
        return html_response(seller_page(market, "shop_id", shops))
    if request.path == "/auth":
        return auth_calls.auth_link(Call(market, request, "auth", []))
    parts = request.path.strip("/").split("/")
    if len(parts) == 2 and parts[0] == "san-pham" and parts[1].isdigit():
        item = market.items.load(int(parts[1]))
        if item and item.item_status == "NORMAL":
            return html_response(pages.product_page(market, item))
    return None


def _bought(purchase: Purchase) -> dict:
    return {
        "order_sn": purchase.order_sn,
        "order_status": purchase.order_status,
        "total_amount": purchase.total_amount,
        "shop_id": purchase.shop_id,
    }


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


def push_target(market: "Shopee", sent: dict) -> dict:
    """{partner_id, callback_url}: register an app's callback; leave the URL out to remove it."""
    partner_id, callback_url = number(sent, "partner_id"), address(sent)
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
    """Rules {delay, by_hand, forbidden_words{word: reason}}, or a decision {item_id, reason="", mend_within=0} (no
    reason passes; seconds, 0 = no deadline)."""
    if "item_id" in sent:
        item = _item(market, sent)
        item.mend_by = _deadline(market, sent)
        market.reviews.decide(item, sent.get("reason", ""))
        market.items.save(item, market.clock.now())
        return {"item_id": item.item_id, "item_status": item.item_status, "reason": item.reason}
    return review_rules(market, sent)


def demote(market: "Shopee", sent: dict) -> dict:
    """{item_id, reason="", mend_within=0}: show a listing lower in the search; no reason ends it."""
    item = _item(market, sent)
    item.demoted_for, item.mend_by = sent.get("reason", ""), _deadline(market, sent)
    market.pushes.reviewed(item)
    market.items.save(item, market.clock.now())
    return {"item_id": item.item_id, "reason": item.demoted_for, "mend_by": item.mend_by}


def _deadline(market: "Shopee", sent: dict) -> int | None:
    seconds = number(sent, "mend_within", 0)
    return market.clock.now() + seconds if seconds else None


def reprice(market: "Shopee", sent: dict) -> dict:
    """{item_id, model_id=0, price}: the seller changes a price by hand."""
    item = _item(market, sent)
    sku = item.sku(number(sent, "model_id", 0))
    if sku is None:
        raise ValueError("no such model")
    sku.original_price = number(sent, "price")
    market.items.save(item, market.clock.now())
    return {"item_id": item.item_id, "price": sku.original_price}


def list_product(market: "Shopee", sent: dict) -> dict:
    """{shop_id, item_name, price, stock=10, sku=""}: the seller lists a product by hand, past every program."""
    item = selling.list_by_hand(market, HandListed.read(sent, "shop_id"))
    return {"item_id": item.item_id, "item_sku": item.item_sku}


def _item(market: "Shopee", sent: dict) -> Item:
    item = market.items.load(number(sent, "item_id"))
    if item is None:
        raise ValueError("no such item")
    return item


def _order(purchase: Purchase) -> dict:
    return asdict(purchase) | {"total_amount": purchase.total_amount}


READS: dict[str, Callable[["Shopee"], object]] = {
    "items": lambda market: [asdict(item) for item in market.items.where()],
    "orders": lambda market: [_order(purchase) for purchase in market.purchases.newest(100_000)],
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
    "push_target": push_target,
    "seed_partner": seed_partner,
    "seed_shop": seed_shop,
    "deauthorise": deauthorise,
    "promotion": promotion,
    "review": review,
    "demote": demote,
    "reprice": reprice,
    "list_product": list_product,
}
DESK = Desk(route, control_page.control_page, READS, ACTS)
