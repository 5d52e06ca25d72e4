"""What a shopper and a consenting seller see."""

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlencode

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
from connectors.sandbox.shopee.catalogue import ATTRIBUTES
from connectors.sandbox.shopee.items import Item, Sku
from connectors.sandbox.shopee.purchases import Purchase

if TYPE_CHECKING:
    from connectors.sandbox.shopee.marketplace import Shopee

CARDS = 60
ATTRIBUTE_WORDS = {attribute.attribute_id: attribute.vi for attribute in ATTRIBUTES.values()}
STATUS_WORDS = {
    "UNPAID": "Chờ thanh toán",
    "READY_TO_SHIP": "Chờ gửi hàng",
    "PROCESSED": "Đã xếp lịch gửi",
    "SHIPPED": "Đang giao",
    "COMPLETED": "Hoàn thành",
    "IN_CANCEL": "Người mua xin hủy",
    "CANCELLED": "Đã hủy",
    "TO_RETURN": "Đang trả về",
}
STEPS = {
    "UNPAID": (("pay", "Thanh toán"), ("cancel", "Hủy đơn")),
    "READY_TO_SHIP": (("cancel", "Xin hủy đơn"),),
    "PROCESSED": (("pick_up", "Đã lấy hàng"), ("deliver", "Đã giao"), ("fail_delivery", "Giao thất bại")),
    "SHIPPED": (("deliver", "Đã giao"), ("fail_delivery", "Giao thất bại")),
}


def storefront(market: "Shopee", shop_id: str, page: str) -> str:
    """A page of the listings on sale, newest first, of all shops or of one."""
    one_shop = [int(shop_id)] if shop_id.isdigit() else []
    condition = "item_status = 'NORMAL'" + (" AND shop_id = ?" if one_shop else "")
    number = int(page) if page.isdigit() else 0
    found = market.items.newest(condition, *one_shop, limit=CARDS + 1, offset=number * CARDS)
    cards = "".join(_card(market, item) for item in found[:CARDS])
    onward = "/?" + urlencode({"shop_id": shop_id, "trang": number + 1}) if len(found) > CARDS else ""
    heading = _shop_name(market, one_shop[0]) if one_shop else "Hàng đang bán"
    return market_page(market, heading, shelf(cards, onward))


def _shop_name(market: "Shopee", shop_id: int) -> str:
    shop = market.accounts.shop(shop_id)
    return shop["shop_name"] if shop else str(shop_id)


def _card(market: "Shopee", item: Item) -> str:
    picture, shop = f"/anh/{item.image_id_list[0]}", _shop_name(market, item.shop_id)
    return card(item.item_id, picture, item.item_name, _price(market, item), _stock(item.skus), shop)


def _price(market: "Shopee", item: Item) -> str:
    return price_range([market.items.current_price(item, sku, market.clock.now()) for sku in item.skus])


def _stock(skus: list[Sku]) -> str:
    return units_left(sum(sku.total for sku in skus))


def product_page(market: "Shopee", item: Item) -> str:
    now = market.clock.now()
    options = [
        (sku.model_id, f"{item.model_name(sku)} — {money(market.items.current_price(item, sku, now))}, còn {sku.total}")
        for sku in item.skus
    ]
    pick = choice("Phân loại", "model_id", options) if item.has_model else ""
    buy = buying(pick, item.item_id)
    attributes = "".join(
        f"<tr><th>{escape(ATTRIBUTE_WORDS[row['attribute_id']])}</th><td>{escape(_values(row))}</td></tr>"
        for row in item.attribute_list
    )
    images = "".join(
        f'<img src="/anh/{escape(image_id)}" alt="Ảnh {place} của sản phẩm">'
        for place, image_id in enumerate(item.image_id_list, 1)
    )
    return market_page(
        market,
        item.item_name,
        f'<div class="product"><div>{images}</div><div><p>{_price(market, item)} · {_stock(item.skus)}</p>'
        f'<p class="soft">Bán bởi <a href="/?shop_id={item.shop_id}">{escape(_shop_name(market, item.shop_id))}</a></p>'
        f'{buy}<p class="description">{escape(item.description)}</p><table>{attributes}</table></div></div>',
    )


def _values(row: dict) -> str:
    values = row["attribute_value_list"]
    return ", ".join(f"{value['original_value_name']} {value['value_unit']}".strip() for value in values)


def orders_page(market: "Shopee") -> str:
    rows = "".join(_order(market, purchase) for purchase in market.purchases.newest())
    return market_page(market, "Đơn hàng", rows or '<p class="card">Chưa có đơn nào. Hãy mua thử một món.</p>')


def _order(market: "Shopee", purchase: Purchase) -> str:
    lines = "".join(
        f"<li>{line.quantity} × {escape(line.item_name)} {escape(line.model_name)} "
        f"— {money(line.discounted_price)}</li>"
        for line in purchase.lines
    )
    steps = "".join(
        form(f"/_control/{step}", "", button=label, hidden={"order_sn": purchase.order_sn}, kind="quiet")
        for step, label in STEPS.get(purchase.order_status, ())
    )
    tracking = f" · vận đơn {escape(purchase.tracking_number)}" if purchase.tracking_number else ""
    reason = f'<p class="soft">Lý do: {escape(purchase.cancel_reason)}</p>' if purchase.cancel_reason else ""
    return (
        f'<section class="card"><h2><code>{escape(purchase.order_sn)}</code> '
        f'<span class="state">{STATUS_WORDS.get(purchase.order_status, purchase.order_status)}</span></h2>'
        f"<ul>{lines}</ul>{reason}"
        f'<p class="soft">{escape(_shop_name(market, purchase.shop_id))} · {"COD" if purchase.cod else "Trả trước"} · '
        f'tổng {money(purchase.total_amount)}{tracking}</p><div class="actions">{steps}</div></section>'
    )


def consent_page(
    market: "Shopee", action: str, partner_id: int, grant_days: tuple[int, ...], main_account_id: int
) -> str:
    """The seller chooses a shop and how long the app may act for it."""
    shops = "".join(
        f'<label class="pick"><input type="radio" name="shop_id" value="{shop["shop_id"]}" required>'
        f"{escape(shop['shop_name'])} ({shop['shop_id']})</label>"
        for shop in market.accounts.shops()
    )
    days = choice("Cho phép trong", "days", [(day, f"{day} ngày") for day in grant_days], 365)
    all_shops = form(
        action,
        "",
        button="Cho phép mọi gian hàng",
        hidden={"main_account_id": main_account_id, "days": 365},
        kind="quiet",
    )
    return market_page(
        market,
        "Kết nối gian hàng",
        f"<p>Ứng dụng <strong>{partner_id}</strong> xin quản lý sản phẩm, tồn kho và đơn hàng "
        "của gian hàng bạn chọn.</p>"
        + form(action, shops + days, button="Cho phép")
        + f'<p class="soft">Hoặc với tài khoản chính {main_account_id}:</p>{all_shops}'
        + refusing(action),
    )
