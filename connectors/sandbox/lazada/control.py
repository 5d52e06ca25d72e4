"""Lazada's own pages and control calls, beside those that every marketplace has."""

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING

from connectors.sandbox.control import Desk, address, number, review_rules
from connectors.sandbox.lazada import auth_calls, control_page, gate, pages, selling
from connectors.sandbox.lazada.call import Call
from connectors.sandbox.lazada.items import Campaign, Item, Sku
from connectors.sandbox.lazada.purchases import Purchase, Unit
from connectors.sandbox.selling import HandListed, seller_page
from connectors.sandbox.web import Request, Response, html_response

if TYPE_CHECKING:
    from connectors.sandbox.lazada.marketplace import Lazada

DAY = 86400
LABEL = b"%PDF-1.4\n%practice label\n%%EOF\n"


def route(market: "Lazada", request: Request) -> Response | None:
    if request.path == "/":
        return html_response(pages.storefront(market, request.param("seller_id"), request.param("trang")))
    if request.path == "/don-hang/":
        return html_response(pages.orders_page(market))
    if request.path == "/nguoi-ban/":
        sellers = [(seller["seller_id"], seller["name"]) for seller in market.accounts.sellers()]
        return html_response(seller_page(market, "seller_id", sellers))
    if request.path == "/oauth/authorize":
        return auth_calls.authorize(Call(market, request, "oauth/authorize", []))
    parts = request.path.strip("/").split("/")
    if len(parts) == 2 and parts[0] == "san-pham" and parts[1].isdigit():
        item = market.items.load(int(parts[1]))
        if item and item.on_sale:
            return html_response(pages.product_page(market, item))
    if len(parts) == 3 and parts[0] == "van-don" and parts[1].isdigit() and int(parts[1]) > market.clock.now():
        return Response(200, LABEL, {"Content-Type": "application/pdf"})
    return None


def _bought(purchase: Purchase) -> dict:
    return {
        "order_id": purchase.order_id,
        "seller_id": purchase.seller_id,
        "statuses": purchase.statuses,
        "order_item_ids": [unit.order_item_id for unit in purchase.units],
        "paid": purchase.paid,
    }


def buy(market: "Lazada", sent: dict) -> dict:
    """{item_id, sku_id=0, quantity=1} or {lines[…]}; payment cod | later | now; message; vouchers.

    Lines of several shops become one order each under the same order_id, listed in `orders`.
    """
    lines = [
        (number(row, "item_id"), number(row, "sku_id", 0), number(row, "quantity", 1))
        for row in sent.get("lines", [sent])
    ]
    payment = sent.get("payment", "cod")
    if payment not in ("cod", "later", "now"):
        raise ValueError("payment should be cod, later or now")
    vouchers = (number(sent, "voucher_seller", 0), number(sent, "voucher_platform", 0))
    purchases = market.purchases.place(lines, payment == "cod", sent.get("message", ""), vouchers)
    for purchase in purchases if payment == "now" else ():
        market.purchases.pay(purchase)
    return _bought(purchases[0]) | {"orders": [_bought(purchase) for purchase in purchases]}


def _step(change: Callable[["Lazada", Purchase, dict], object]) -> Callable[["Lazada", dict], dict]:
    """A control call that moves the order `order_id` on, for one `seller_id` or for all that share the number."""

    def act(market: "Lazada", sent: dict) -> dict:
        wanted = number(sent, "seller_id", 0)
        found = market.purchases.of_number(number(sent, "order_id"))
        purchases = [purchase for purchase in found if wanted in (0, purchase.seller_id)]
        if not purchases:
            raise ValueError("no such order")
        for purchase in purchases:
            change(market, purchase, sent)
        return _bought(purchases[0])

    return act


def _chosen(purchase: Purchase, sent: dict) -> list[Unit]:
    """The units that `order_item_id` names, or all of them."""
    wanted = number(sent, "order_item_id", 0)
    return [unit for unit in purchase.units if wanted in (0, unit.order_item_id)]


def push_target(market: "Lazada", sent: dict) -> dict:
    """{app_key, callback_url}: register an app's callback; leave the URL out to remove it."""
    app_key, callback_url = str(sent["app_key"]), address(sent)
    market.pushes.set_target(app_key, callback_url)
    return {"app_key": app_key, "callback_url": callback_url}


def seed_app(market: "Lazada", sent: dict) -> dict:
    """{app_key, app_secret, redirect_uri="" (any), problem="" or a code that refuses every call}"""
    problem = sent.get("problem", "")
    if problem and problem not in gate.PROBLEMS:
        raise ValueError(f"problem should be one of {', '.join(gate.PROBLEMS)}")
    market.accounts.seed_app(str(sent["app_key"]), sent["app_secret"], sent.get("redirect_uri", ""), problem)
    return {"app_key": str(sent["app_key"]), "problem": problem}


def seed_shop(market: "Lazada", sent: dict) -> dict:
    """{seller_id, shop_name, status=ACTIVE, lazmall=0}: make a seller's shop, or change one."""
    seller_id, status = number(sent, "seller_id"), sent.get("status", "ACTIVE")
    if status not in gate.SELLER_STATES:
        raise ValueError(f"status should be one of {', '.join(gate.SELLER_STATES)}")
    market.accounts.seed_seller(seller_id, sent["shop_name"], status, lazmall=bool(number(sent, "lazmall", 0)))
    return {"seller_id": seller_id, "status": status}


def deauthorise(market: "Lazada", sent: dict) -> dict:
    """{seller_id, app_key}: the seller takes the consent back."""
    seller_id, app_key = number(sent, "seller_id"), str(sent["app_key"])
    market.accounts.revoke(app_key, seller_id)
    return {"seller_id": seller_id, "app_key": app_key}


def promotion(market: "Lazada", sent: dict) -> dict:
    """{item_id, sku_id=0, reserved, promotion_price?, lasts=86400}: lock units for a campaign; reserved 0 ends it."""
    item = _item(market, sent)
    sku = _sku(item, number(sent, "sku_id", 0))
    reserved, now = number(sent, "reserved"), market.clock.now()
    if not 0 <= reserved <= sku.sellable:
        raise ValueError("reserved is more than the sellable stock of that SKU")
    price = number(sent, "promotion_price") if "promotion_price" in sent else None
    sku.campaign = Campaign(reserved, price, now + number(sent, "lasts", DAY)) if reserved else None
    market.items.save(item, now)
    return {"item_id": item.item_id, "sku_id": sku.sku_id, "reserved": reserved}


def review(market: "Lazada", sent: dict) -> dict:
    """Rules {delay, by_hand, forbidden_words{word: reason}}, or a decision {item_id, reason=""} (empty passes)."""
    if "item_id" not in sent:
        return review_rules(market, sent)
    item = _item(market, sent)
    market.reviews.decide(item, sent.get("reason", ""))
    market.items.save(item, market.clock.now())
    return {"item_id": item.item_id, "item_status": item.item_status, "reason": item.reason}


def reprice(market: "Lazada", sent: dict) -> dict:
    """{item_id, sku_id=0, price?, special_price?, special_from="", special_to=""}: the seller changes a price by hand,
    and its sale (Vietnamese times; without a price the sale is gone)."""
    item = _item(market, sent)
    sku = _sku(item, number(sent, "sku_id", 0))
    sku.price = number(sent, "price", sku.price)
    sku.special_price = number(sent, "special_price") if "special_price" in sent else None
    sku.special_from, sku.special_to = sent.get("special_from", ""), sent.get("special_to", "")
    market.items.save(item, market.clock.now())
    return {"item_id": item.item_id, "price": sku.price, "special_price": sku.special_price}


def list_product(market: "Lazada", sent: dict) -> dict:
    """{seller_id, item_name, price, stock=10, sku=""}: the seller lists a product by hand, past every program."""
    item = selling.list_by_hand(market, HandListed.read(sent, "seller_id"))
    [sku] = item.skus
    return {"item_id": item.item_id, "sku_id": sku.sku_id, "seller_sku": sku.seller_sku}


def _item(market: "Lazada", sent: dict) -> Item:
    item = market.items.load(number(sent, "item_id"))
    if item is None:
        raise ValueError("no such item")
    return item


def _sku(item: Item, sku_id: int) -> Sku:
    sku = item.sku(sku_id) or (item.alive[0] if not sku_id and len(item.alive) == 1 else None)
    if sku is None:
        raise ValueError("no such SKU")
    return sku


def _shown(purchase: Purchase) -> dict:
    return asdict(purchase) | {"statuses": purchase.statuses, "paid": purchase.paid}


READS: dict[str, Callable[["Lazada"], object]] = {
    "items": lambda market: [asdict(item) for item in market.items.where()],
    "orders": lambda market: [_shown(purchase) for purchase in market.purchases.newest(100_000)],
    "review": lambda market: market.reviews.rules(),
    "shops": lambda market: [dict(seller) for seller in market.accounts.sellers()],
    "apps": lambda market: [
        {"app_key": row["app_key"], "callback_url": row["callback_url"], "redirect_uri": row["redirect_uri"]}
        for row in market.store.rows("SELECT * FROM app ORDER BY app_key")
    ],
    "returns": lambda market: [dict(row) for row in market.store.rows("SELECT * FROM reverse_order")],
}
ACTS: dict[str, Callable[["Lazada", dict], object]] = {
    "buy": buy,
    "pay": _step(lambda market, purchase, sent: market.purchases.pay(purchase)),
    "cancel": _step(
        lambda market, purchase, sent: market.wishes.ask(purchase, _chosen(purchase, sent), sent.get("reason", "Đổi ý"))
    ),
    "pick_up": _step(lambda market, purchase, sent: market.purchases.pick_up(purchase)),
    "deliver": _step(lambda market, purchase, sent: market.purchases.deliver(purchase)),
    "fail_delivery": _step(lambda market, purchase, sent: market.purchases.fail_delivery(purchase)),
    "return": _step(
        lambda market, purchase, sent: market.returns.open(
            purchase, number(sent, "order_item_id", 0), sent.get("reason", "Hàng không như mô tả")
        )
    ),
    "push_target": push_target,
    "seed_app": seed_app,
    "seed_shop": seed_shop,
    "deauthorise": deauthorise,
    "promotion": promotion,
    "review": review,
    "reprice": reprice,
    "list_product": list_product,
}
DESK = Desk(route, control_page.control_page, READS, ACTS)
