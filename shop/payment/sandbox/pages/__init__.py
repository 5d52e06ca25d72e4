"""Pages of the rehearsal: marked as one, in the buyer's language."""

from html import escape
from pathlib import Path
from string import Template

HERE = Path(__file__).parent
STYLE = (HERE / "style.css").read_bytes()
_LAYOUT = Template((HERE / "layout.html").read_text(encoding="utf-8"))
_CHECKOUT = Template((HERE / "checkout.html").read_text(encoding="utf-8"))

_WORDS = {
    "vi": {
        "rehearsal": "Trang diễn tập, không phải Stripe thật. Không có thẻ nào, không đồng nào bị trừ.",
        "heading": "Thanh toán bằng thẻ",
        "card": "Thẻ diễn tập",
        "pay": "Thanh toán",
        "decline": "Thẻ bị từ chối",
        "later": "Ngân hàng xác nhận sau",
        "later_bad": "Ngân hàng từ chối sau",
        "others": "Hoặc diễn tập trường hợp khác:",
        "back": "Quay lại cửa hàng, chưa trả tiền",
        "declined": "Thẻ của bạn bị từ chối, chưa bị trừ tiền. Hãy thử thẻ khác.",
        "expired": "Phiên thanh toán này đã hết hạn.",
        "complete": "Phiên thanh toán này đã xong.",
        "return": "Về cửa hàng",
    },
    "en": {
        "rehearsal": "A rehearsal page, not the real Stripe. There is no card, and no money is taken.",
        "heading": "Pay by card",
        "card": "Rehearsal card",
        "pay": "Pay",
        "decline": "Card is declined",
        "later": "Bank confirms later",
        "later_bad": "Bank rejects later",
        "others": "Or rehearse another case:",
        "back": "Back to the shop without paying",
        "declined": "Your card was declined, no money was taken. Try another card.",
        "expired": "This session has expired.",
        "complete": "This session is complete.",
        "return": "To the shop",
    },
}


def checkout(session: dict, page: dict) -> str:
    """The page that the buyer pays on, or why it can no longer be paid."""
    lang = "vi" if session.get("locale") == "vi" else "en"
    words = {name: escape(text) for name, text in _WORDS[lang].items()}
    back = escape(session.get("cancel_url") or session["success_url"])
    if session["status"] != "open":
        content = f'<p>{words[session["status"]]}</p><p><a class="plain" href="{back}">{words["return"]}</a></p>'
        return _page(lang, words["heading"], content)
    content = _CHECKOUT.substitute(
        words,
        action=f"/c/pay/{escape(session['id'])}",
        title=escape(page.get("title", "")),
        amount=money(session["amount_total"], session["currency"]),
        back_url=back,
        alert=f'<p class="alert" role="alert">{words["declined"]}</p>' if page.get("declined") else "",
    )
    return _page(lang, words["heading"], content)


def wide(heading: str, content: str) -> str:
    """A page for whoever runs the rehearsal; `content` is HTML."""
    return _page("vi", heading, content, "wide")


def message(text: str) -> str:
    return _page("vi", escape(text), "")


def table(rows: str) -> str:
    return f"<div class=scroll><table>{rows}</table></div>" if rows else "<p>–</p>"


def money(amount: int, currency: str) -> str:
    """120.000 ₫; other currencies by their code, in their smallest unit."""
    number = f"{amount:,}".replace(",", ".")
    return f"{number} ₫" if currency == "vnd" else f"{number} {escape(currency.upper())}"


def _page(lang: str, heading: str, content: str, width: str = "") -> str:
    rehearsal = escape(_WORDS[lang]["rehearsal"])
    return _LAYOUT.substitute(lang=lang, heading=heading, content=content, width=width, rehearsal=rehearsal)
