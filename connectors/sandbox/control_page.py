"""The page behind the curtain: what every marketplace shows on it; its own sections come in between."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import escape
from typing import TYPE_CHECKING, Any

from connectors.sandbox.faults import EFFECTS
from connectors.sandbox.pages import choice, field, form, market_page

if TYPE_CHECKING:
    from connectors.sandbox.marketplace import Marketplace

HOUR, DAY = 3600, 86400
STEPS = (
    (300, "5 phút"),
    (1800, "30 phút"),
    (3 * HOUR, "3 giờ"),
    (5 * HOUR, "5 giờ"),
    (DAY, "1 ngày"),
    (31 * DAY, "31 ngày"),
)
VIETNAM = timedelta(hours=7)
CALLS_SHOWN = 40
IN_VIETNAMESE = {
    "throttle": "giới hạn số lần gọi",
    "daily_limit": "hết lượt gọi trong ngày",
    "server_error": "máy chủ lỗi",
    "busy": "sàn đang bận",
    "html": "trả về trang HTML thay cho JSON",
    "timeout_before": "không trả lời, chưa làm gì",
    "timeout_after": "không trả lời, nhưng đã làm",
    "latency": "trả lời chậm",
    "clock_skew": "đồng hồ của sàn lệch",
    "expire_token": "mã truy cập hết hạn ngay",
    "partial": "một số dòng trong lô bị lỗi",
    "push_lost": "mất thông báo",
    "push_duplicated": "thông báo gửi lặp",
    "push_delayed": "thông báo đến muộn",
    "push_reordered": "thông báo đến sai thứ tự",
    "hidden_rule": "quy định ẩn của ngành hàng",
}


def control_page(market: "Marketplace", own: tuple[Callable[[Any], str], ...]) -> str:
    parts = (_clock, _faults, *own, _quirks, _pushes, _calls)
    content = "".join(f'<section class="card">{part(market)}</section>' for part in parts)
    return market_page(market, "Bàn điều khiển", content)


def _when(seconds: int) -> str:
    return (datetime.fromtimestamp(seconds, UTC) + VIETNAM).strftime("%d/%m/%Y %H:%M:%S")


def _table(heads: tuple[str, ...], rows: list[tuple]) -> str:
    top = "".join(f"<th>{head}</th>" for head in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="scroll" tabindex="0"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'


def _clock(market: "Marketplace") -> str:
    clock = market.clock
    step = form("/_control/clock", choice("Tua tới", "step", list(STEPS)), button="Tua")
    skew = field("Lệch giờ kiểm chữ ký (giây)", "skew", value=clock.skew, kind="number")
    return f"<h2>Đồng hồ</h2><p>{_when(clock.now())} (giờ Việt Nam)</p>{step}" + form(
        "/_control/clock", skew, button="Đặt", kind="quiet"
    )


def _faults(market: "Marketplace") -> str:
    rows = [
        (
            f"{IN_VIETNAMESE[rule.effect]} ({rule.effect})",
            rule.path,
            rule.probability or "",
            rule.next_calls or "",
            rule.options,
        )
        for rule in market.faults.rules
    ]
    inputs = (
        choice("Sự cố", "effect", [(key, f"{IN_VIETNAMESE[key]} · {key}: {about}") for key, about in EFFECTS.items()])
        + field("Mẫu đường dẫn", "path", value="*")
        + field("Xác suất (0–1)", "probability", attributes='inputmode="decimal"')
        + field("hoặc số lần tới", "next_calls", kind="number")
        + field("Giây", "seconds", attributes='inputmode="decimal"')
    )
    both = "Giới hạn số lần gọi + mất thông báo (throttle + lost pushes)"
    storm = form("/_control/faults", "", button=both, hidden={"storm": 1})
    clear = form("/_control/faults", "", button="Xoá hết sự cố", hidden={"clear": 1}, kind="quiet")
    table = _table(("Sự cố", "Đường dẫn", "Xác suất", "Còn lần", "Khác"), rows) if rows else "<p>Không có sự cố.</p>"
    return f"<h2>Sự cố</h2>{table}{form('/_control/faults', inputs, button='Thêm')}{storm}{clear}"


def push_target(name: str, apps: list[tuple[object, str]]) -> str:
    """A form for each app of (key, callback URL); `name` is the field that carries the key."""
    forms = "".join(
        form(
            "/_control/push_target",
            field(f"Callback của ứng dụng {key}", "callback_url", value=callback_url, kind="url"),
            button="Lưu và gửi thử",
            hidden={name: key},
        )
        for key, callback_url in apps
    )
    return f"<h2>Nơi nhận thông báo</h2>{forms}"


def reviews(market: Any) -> str:
    rules = market.reviews.rules()
    delay = field("Duyệt sau (giây)", "delay", value=rules["delay"], kind="number", attributes='min="0"')
    by_hand = choice("Cách duyệt", "by_hand", [("0", "Tự động"), ("1", "Duyệt tay")], "1" if rules["by_hand"] else "0")
    words = ", ".join(rules["forbidden_words"]) or "không có"
    return (
        f"<h2>Duyệt sản phẩm</h2>{form('/_control/review', delay + by_hand, button='Đặt')}"
        f'<p class="soft">Từ cấm: {escape(words)} (đặt qua JSON).</p>'
    )


def judged(item_id: int, name: str, item_status: str, reason: str, *, on_sale: bool, more: str = "") -> str:
    """A table row of a listing with the form that passes or refuses it; `more` is HTML below the form."""
    if on_sale:
        why = field("Lý do khoá", "reason", attributes="required")
        act = form("/_control/review", why, button="Khoá", hidden={"item_id": item_id}, kind="quiet")
    else:
        act = form("/_control/review", "", button="Duyệt", hidden={"item_id": item_id}, kind="quiet")
    shown = f'<br><span class="gone">{escape(reason)}</span>' if reason else ""
    return (
        f"<tr><td>{item_id}</td><td>{escape(name)}{shown}</td>"
        f'<td><span class="state">{escape(item_status)}</span></td><td>{act}{more}</td></tr>'
    )


def items(rows: str) -> str:
    return f'<h2>Sản phẩm</h2><div class="scroll" tabindex="0"><table><tbody>{rows}</tbody></table></div>'


def promotion(sku_field: str) -> str:
    """Hold units for a campaign; `sku_field` names the SKU of an item."""
    inputs = (
        field("item_id", "item_id", attributes="required")
        + field(sku_field, sku_field, value=0)
        + field("Số lượng giữ", "reserved", kind="number", attributes='min="0" required')
        + field("Giá khuyến mãi", "promotion_price", kind="number")
    )
    return f"<h2>Giữ hàng cho khuyến mãi</h2>{form('/_control/promotion', inputs, button='Giữ trong 1 ngày')}"


def _quirks(market: "Marketplace") -> str:
    inputs = "".join(
        choice(f"{name} — {quirk.about}", name, [(way, way) for way in quirk.positions], market.quirks[name])
        for name, quirk in market.quirks.known.items()
    )
    return f"<h2>Điểm tài liệu chưa rõ</h2>{form('/_control/quirks', inputs, button='Đặt')}"


def _pushes(market: "Marketplace") -> str:
    rows = [
        (_when(row["created"]), row["topic"], row["state"], row["attempts"], row["last_answer"])
        for row in market.courier.log(CALLS_SHOWN)
    ]
    return "<h2>Thông báo đã gửi</h2>" + _table(("Lúc", "Mã", "Trạng thái", "Lần", "Trả lời"), rows)


def _calls(market: "Marketplace") -> str:
    rows = [
        (_when(call["at"]), call["method"], call["call"], call["status"], call["error"])
        for call in list(market.calls)[-CALLS_SHOWN:][::-1]
    ]
    return "<h2>Lời gọi gần đây</h2>" + _table(("Lúc", "Cách", "API", "HTTP", "Lỗi"), rows)
