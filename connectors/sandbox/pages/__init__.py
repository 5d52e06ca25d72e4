"""Small server-rendered pages, the same frame for every practice marketplace."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from connectors.sandbox.marketplace import Marketplace

LAYOUT = Template((Path(__file__).parent / "layout.html").read_text(encoding="utf-8"))


def page(market_title: str, look: str, heading: str, content: str) -> str:
    """A whole page; `content` is HTML already, the rest is text. `look` is the CSS class of the marketplace."""
    return LAYOUT.substitute(market=escape(market_title), look=escape(look), heading=escape(heading), content=content)


def market_page(market: "Marketplace", heading: str, content: str) -> str:
    """A page in the marketplace's own look."""
    return page(market.title, market.name, heading, content)


def message_page(market: "Marketplace", heading: str, text: str) -> str:
    return market_page(market, heading, f'<p>{escape(text)}</p><p><a href="/">Về cửa hàng</a></p>')


def shelf(cards: str, onward: str) -> str:
    """Cards as a grid, with the address of the next page if there is one."""
    if not cards:
        return '<p class="card">Chưa có sản phẩm nào được bán ở đây.</p>'
    more = f'<p><a href="{escape(onward)}">Xem thêm</a></p>' if onward else ""
    return f'<ul class="grid">{cards}</ul>{more}'


def card(item_id: int, picture: str, name: str, price: str, stock: str, shop: str) -> str:
    """One listing of the grid; `price` and `stock` are HTML already."""
    return (
        f'<li class="card"><a href="/san-pham/{item_id}">'
        f'<img src="{escape(picture)}" alt="" loading="lazy" width="300" height="300">'
        f'<div>{escape(name)}<br>{price}<br>{stock}<br><span class="soft">{escape(shop)}</span></div></a></li>'
    )


def price_range(prices: Sequence[int]) -> str:
    cheapest, dearest = min(prices), max(prices)
    text = money(cheapest) if cheapest == dearest else f"{money(cheapest)} – {money(dearest)}"
    return f'<span class="price">{text}</span>'


def units_left(total: int) -> str:
    return f'<span class="soft">Còn {total}</span>' if total else '<span class="gone">Hết hàng</span>'


def buying(pick: str, item_id: int) -> str:
    """The form that buys; `pick` is the choice of a variant, as HTML."""
    quantity = field("Số lượng", "quantity", value=1, kind="number", attributes='min="1" required')
    payment = choice(
        "Thanh toán", "payment", [("cod", "Khi nhận hàng (COD)"), ("later", "Trả sau"), ("now", "Trả ngay")]
    )
    hidden = {"item_id": item_id, "back": "/don-hang/"}
    return form("/_control/buy", pick + quantity + payment, button="Mua ngay", hidden=hidden)


def money(amount: int) -> str:
    """125.000 ₫"""
    return f"{amount:,}".replace(",", ".") + " ₫"


def form(action: str, content: str, *, button: str, hidden: dict | None = None, kind: str = "") -> str:
    """A POST form; `content` is HTML, `hidden` fields and the button's label are text."""
    fields = "".join(
        f'<input type="hidden" name="{escape(str(name))}" value="{escape(str(value))}">'
        for name, value in (hidden or {}).items()
    )
    label = f'<button class="{kind}">{escape(button)}</button>'
    return f'<form method="post" action="{escape(action)}">{fields}{content}{label}</form>'


def refusing(action: str) -> str:
    """The seller's "no". That she is sent back with `error=access_denied`, as OAuth has it, is UNVERIFIED for both."""
    return form(action, "", button="Không cho phép", hidden={"refuse": 1}, kind="quiet")


def field(label: str, name: str, *, value: object = "", kind: str = "text", attributes: str = "") -> str:
    """A labelled input; `attributes` is HTML."""
    return (
        f'<label>{escape(label)}<input type="{kind}" name="{escape(name)}" value="{escape(str(value))}" {attributes}>'
        "</label>"
    )


def choice(label: str, name: str, options: Sequence[tuple[object, str]], chosen: object = None) -> str:
    """A labelled drop-down of (value, text)."""
    rows = "".join(
        f'<option value="{escape(str(value))}"{" selected" if value == chosen else ""}>{escape(text)}</option>'
        for value, text in options
    )
    return f'<label>{escape(label)}<select name="{escape(name)}">{rows}</select></label>'
