"""What a shopper and a consenting seller see."""

import re
from html import escape, unescape
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from connectors.sandbox.lazada.catalogue import ATTRIBUTES
from connectors.sandbox.lazada.items import ACTIVE, Item, Sku
from connectors.sandbox.lazada.purchases import Purchase, Unit
from connectors.sandbox.pages import (
    buying,
    card,
    choice,
    form,
    market_page,
    money,
    price_range,
    refusing,
    shelf,
    units_left,
)

if TYPE_CHECKING:
    from connectors.sandbox.lazada.marketplace import Lazada

CARDS = 60
STATUS_WORDS = {
    "unpaid": "Chờ thanh toán",
    "pending": "Chờ đóng gói",
    "packed": "Đã đóng gói",
    "repacked": "Đóng gói lại",
    "ready_to_ship": "Chờ lấy hàng",
    "shipped": "Đang giao",
    "delivered": "Đã giao",
    "canceled": "Đã hủy",
    "returned": "Đã trả hàng",
    "failed_delivery": "Giao thất bại",
    "failed": "Giao thất bại",
    "shipped_back": "Đang trả về",
}
PAY, CANCEL, RETURN = ("pay", "Thanh toán"), ("cancel", "Hủy đơn"), ("return", "Xin trả hàng")
MOVE = (("deliver", "Đã giao"), ("fail_delivery", "Giao thất bại"))
STEPS = {
    "unpaid": (PAY, CANCEL),
    "pending": (CANCEL,),
    "packed": (CANCEL,),
    "ready_to_ship": (("pick_up", "Đã lấy hàng"), *MOVE),
    "shipped": MOVE,
    "delivered": (RETURN,),
}


def storefront(market: "Lazada", seller_id: str, page: str) -> str:
    """A page of the listings on sale, newest first, of all shops or of one."""
    one_shop = [int(seller_id)] if seller_id.isdigit() else []
    condition = "item_status = ?" + (" AND seller_id = ?" if one_shop else "")
    number = int(page) if page.isdigit() else 0
    found = market.items.newest(condition, ACTIVE, *one_shop, limit=CARDS + 1, offset=number * CARDS)
    cards = "".join(_card(market, item) for item in found[:CARDS])
    onward = "/?" + urlencode({"seller_id": seller_id, "trang": number + 1}) if len(found) > CARDS else ""
    heading = _seller_name(market, one_shop[0]) if one_shop else "Hàng đang bán"
    return market_page(market, heading, shelf(cards, onward))


def _seller_name(market: "Lazada", seller_id: int) -> str:
    seller = market.accounts.seller(seller_id)
    return seller["name"] if seller else str(seller_id)


def local(url: str) -> str:
    """A picture's address on this very host, wherever it was uploaded."""
    return urlsplit(url).path


def _card(market: "Lazada", item: Item) -> str:
    price, stock = _price(market, item), _stock(item)
    return card(item.item_id, local(item.images[0]), item.name, price, stock, _seller_name(market, item.seller_id))


def _price(market: "Lazada", item: Item) -> str:
    now, skus = market.clock.now(), item.on_sale
    prices = [sku.current_price(now) for sku in skus]
    plain = max(sku.price for sku in skus)
    struck = f' <s class="soft">{money(plain)}</s>' if plain > max(prices) else ""
    return price_range(prices) + struck


def _stock(item: Item) -> str:
    return units_left(sum(sku.sellable for sku in item.on_sale))


def product_page(market: "Lazada", item: Item) -> str:
    options = [(sku.sku_id, _option(market, sku)) for sku in item.on_sale]
    buy = buying(choice("Phân loại", "sku_id", options) if len(options) > 1 else "", item.item_id)
    labels = {name: attribute.vi for name, attribute in ATTRIBUTES.items()} | {"brand": "Thương hiệu"}
    attributes = "".join(
        f"<tr><th>{escape(labels[name])}</th><td>{escape(value)}</td></tr>"
        for name, value in item.attributes.items()
        if name in labels
    )
    images = "".join(
        f'<img src="{escape(local(url))}" alt="Ảnh {place} của sản phẩm">' for place, url in enumerate(item.images, 1)
    )
    seller = f'<a href="/?seller_id={item.seller_id}">{escape(_seller_name(market, item.seller_id))}</a>'
    return market_page(
        market,
        item.name,
        f'<div class="product"><div>{images}</div><div><p>{_price(market, item)} · {_stock(item)}</p>'
        f'<p class="soft">Bán bởi {seller}</p>{buy}'
        f'<p class="description">{escape(plain_text(item.attributes["description"]))}</p>'
        f"<table>{attributes}</table></div></div>",
    )


def _option(market: "Lazada", sku: Sku) -> str:
    named = ", ".join(sku.sale_prop.values()) or sku.seller_sku
    return f"{named} — {money(sku.current_price(market.clock.now()))}, còn {sku.sellable}"


def plain_text(html: str) -> str:
    """A seller's HTML as text; its markup is never trusted."""
    broken = re.sub(r"<(?:br|/p|/li|/h\d)\b[^>]*>", "\n", html, flags=re.IGNORECASE)
    return unescape(re.sub(r"<[^>]+>", "", broken)).strip()


def orders_page(market: "Lazada") -> str:
    rows = "".join(_order(market, purchase) for purchase in market.purchases.newest())
    return market_page(market, "Đơn hàng", rows or '<p class="card">Chưa có đơn nào. Hãy mua thử một món.</p>')


def _order(market: "Lazada", purchase: Purchase) -> str:
    lines = "".join(_unit(purchase, unit) for unit in purchase.units)
    states = ", ".join(STATUS_WORDS.get(status, status) for status in purchase.statuses)
    offered = dict.fromkeys(step for status in purchase.statuses for step in STEPS.get(status, ()))
    hidden = {"order_id": purchase.order_id, "seller_id": purchase.seller_id}
    steps = "".join(form(f"/_control/{step}", "", button=label, hidden=hidden, kind="quiet") for step, label in offered)
    codes = ", ".join(dict.fromkeys(unit.tracking_code for unit in purchase.units if unit.tracking_code))
    tracking = f" · vận đơn {escape(codes)}" if codes else ""
    wish = '<p class="gone">Người mua xin hủy, chờ người bán quyết định.</p>' if purchase.wished else ""
    reasons = ", ".join(dict.fromkeys(unit.reason for unit in purchase.units if unit.reason))
    reason = f'<p class="soft">Lý do: {escape(reasons)}</p>' if reasons else ""
    return (
        f'<section class="card"><h2><code>{purchase.order_id}</code> <span class="state">{states}</span></h2>'
        f"<ul>{lines}</ul>{wish}{reason}"
        f'<p class="soft">{escape(_seller_name(market, purchase.seller_id))} · {"COD" if purchase.cod else "Trả trước"}'
        f' · tổng {money(purchase.paid)}{tracking}</p><div class="actions">{steps}</div></section>'
    )


def _unit(purchase: Purchase, unit: Unit) -> str:
    """One bought unit; while others stand beside it, the buyer may cancel it alone."""
    words = f"{escape(unit.name)} {escape(unit.variation)} — {money(unit.item_price)} "
    state = f'<span class="soft">{STATUS_WORDS.get(unit.status, unit.status)}</span>'
    standing = [one for one in purchase.units if one.status != "canceled"]
    if len(standing) < 2 or unit.wish or CANCEL not in STEPS.get(unit.status, ()):
        return f"<li>{words}{state}</li>"
    hidden = {"order_id": purchase.order_id, "seller_id": purchase.seller_id, "order_item_id": unit.order_item_id}
    return f"<li>{words}{state}{form('/_control/cancel', '', button='Hủy món này', hidden=hidden, kind='quiet')}</li>"


def consent_page(market: "Lazada", action: str, app_key: str) -> str:
    """The seller chooses the shop that the app may act for."""
    shops = "".join(
        f'<label class="pick"><input type="radio" name="seller_id" value="{seller["seller_id"]}" required>'
        f"{escape(seller['name'])} ({seller['seller_id']})</label>"
        for seller in market.accounts.sellers()
    )
    return market_page(
        market,
        "Kết nối gian hàng",
        f"<p>Ứng dụng <strong>{escape(app_key)}</strong> xin quản lý sản phẩm, tồn kho và đơn hàng "
        f"của gian hàng bạn chọn.</p>{form(action, shops, button='Cho phép')}{refusing(action)}",
    )
