"""What a seller lists by hand in the marketplace's own seller centre: no program of ours knows of it."""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image

from connectors.sandbox.control import number
from connectors.sandbox.pages import choice, field, form, market_page

if TYPE_CHECKING:
    from connectors.sandbox.marketplace import Marketplace

NAME_MOST = 120
CHEAPEST = 1000
STOCK_MOST = 100_000
PICTURE_SIDE = 600
DESCRIPTION = "Người bán tự đăng trên sàn, không qua phần mềm nào."
TINTS = ("#7a5230", "#3f6b4f", "#8a3b2e", "#5b5f8d", "#a97b00", "#4b6472")


@dataclass(frozen=True)
class HandListed:
    """What the seller filled in; `price` in whole đồng, `sku` may be empty."""

    shop: int
    name: str
    price: int
    stock: int
    sku: str

    @classmethod
    def read(cls, sent: dict, owner: str) -> "HandListed":
        """From a form or JSON, where `owner` names the shop; raises ValueError for what no marketplace takes."""
        name, sku = " ".join(str(sent["item_name"]).split()), str(sent.get("sku", "")).strip()
        made = cls(number(sent, owner), name, number(sent, "price"), number(sent, "stock", 10), sku)
        if not 1 <= len(made.name) <= NAME_MOST or len(made.sku) > NAME_MOST:
            raise ValueError(f"tên và mã SKU dài nhất {NAME_MOST} ký tự")
        if made.price < CHEAPEST or not 0 <= made.stock <= STOCK_MOST:
            raise ValueError(f"giá từ {CHEAPEST} ₫, tồn kho từ 0 đến {STOCK_MOST}")
        return made

    def picture(self) -> bytes:
        """A plain tile: the seller has no photograph at hand."""
        tint = TINTS[hashlib.sha256(self.name.encode()).digest()[0] % len(TINTS)]
        out = io.BytesIO()
        Image.new("RGB", (PICTURE_SIDE, PICTURE_SIDE), tint).save(out, "PNG")
        return out.getvalue()


def keep_picture(market: "Marketplace", listed: HandListed) -> str:
    """The id of its picture."""
    content = listed.picture()
    image_id = f"{hashlib.sha256(content).hexdigest()[:24]}.png"
    market.store.run("INSERT OR IGNORE INTO image VALUES (?, ?, ?)", image_id, "image/png", content)
    return image_id


def seller_page(market: "Marketplace", owner: str, shops: Sequence[tuple[int, str]]) -> str:
    """The form; `owner` is the field that carries the shop's number."""
    inputs = (
        choice("Gian hàng", owner, shops)
        + field("Tên sản phẩm", "item_name", attributes=f'required maxlength="{NAME_MOST}"')
        + field("Giá (₫)", "price", kind="number", attributes=f'required min="{CHEAPEST}"')
        + field("Tồn kho", "stock", value=10, kind="number", attributes=f'required min="0" max="{STOCK_MOST}"')
        + field("Mã SKU của người bán (không bắt buộc)", "sku", attributes=f'maxlength="{NAME_MOST}"')
    )
    listing = form("/_control/list_product", inputs, button="Đăng bán", hidden={"back": "/"})
    return market_page(
        market,
        "Kênh người bán",
        f'<section class="card"><h2>Tự đăng một sản phẩm</h2><p>Đăng thẳng trên {market.title}, như người bán vẫn làm '
        "bằng tay. Phần mềm đã kết nối không biết sản phẩm này: đơn mua nó phải chờ người bán cho biết "
        f"đó là mặt hàng nào.</p>{listing}</section>",
    )
