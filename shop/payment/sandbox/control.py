"""The control page: how events travel, what became of them, and what waits for a bank's word."""

from html import escape

from . import pages
from .events import MODES
from .rehearsal import Rehearsal

MODE_NAMES = {
    "now": "Gửi ngay · at once",
    "late": "Gửi trễ 20 giây · 20 seconds late",
    "twice": "Gửi hai lần · twice",
    "reversed": "Đảo thứ tự · out of order",
    "held": "Giữ lại · hold back",
}


def act(rehearsal: Rehearsal, form: dict) -> None:
    """A button of the page was pressed; what it cannot do is left undone."""
    key = str(form.get("id", ""))
    match form.get("act"):
        case "mode" if form.get("mode") in MODES:
            rehearsal.outbox.mode = form["mode"]
        case "again":
            rehearsal.outbox.send_again(key)
        case "confirm":
            rehearsal.confirm(key)
        case "reject":
            rehearsal.reject(key)
        case "expire":
            rehearsal.expire(key)


def page(rehearsal: Rehearsal) -> str:
    chosen = "".join(
        f'<option value="{mode}"{" selected" if mode == rehearsal.outbox.mode else ""}>{MODE_NAMES[mode]}</option>'
        for mode in MODES
    )
    mode = (
        '<form method="post" class="row"><input type="hidden" name="act" value="mode">'
        f'<label>Cách gửi tin báo · How events travel <select name="mode">{chosen}</select></label>'
        '<button class="plain">Đổi · Change</button></form>'
    )
    sessions = "".join(_session(rehearsal, one) for one in reversed(rehearsal.store.all("session")[-30:]))
    letters = "".join(_letter(one) for one in reversed(rehearsal.outbox.letters()[-60:]))
    return pages.wide(
        "Bảng điều khiển · Control",
        f"{mode}<h2>Phiên thanh toán · Sessions</h2>{pages.table(sessions)}"
        f"<h2>Tin báo · Events</h2>{pages.table(letters)}",
    )


def _session(rehearsal: Rehearsal, session: dict) -> str:
    intent = rehearsal.store.get("intent", session["payment_intent"] or "") or {}
    buttons = ""
    if session["status"] == "open":
        buttons = _button("expire", session["id"], "Cho hết hạn · Expire")
    elif intent.get("status") == "processing":
        buttons = _button("confirm", session["id"], "Ngân hàng xác nhận · Confirm")
        buttons += _button("reject", session["id"], "Ngân hàng từ chối · Reject")
    told = f"{session['status']} / {session['payment_status']}"
    amount = pages.money(session["amount_total"], session["currency"])
    return (
        f"<tr><td>{escape(session['client_reference_id'] or '')}</td><td>{amount}</td><td>{told}</td>"
        f"<td>{buttons}</td></tr>"
    )


def _letter(letter: dict) -> str:
    event = letter["event"]
    return (
        f"<tr><td>{escape(event['type'])}</td><td><code>{event['id'][:14]}…</code></td>"
        f"<td>{letter['answer'] or '–'}</td><td>{_button('again', event['id'], 'Gửi lại · Send again')}</td></tr>"
    )


def _button(act: str, key: str, text: str) -> str:
    return (
        f'<form method="post"><input type="hidden" name="act" value="{act}">'
        f'<input type="hidden" name="id" value="{escape(key)}"><button class="plain small">{text}</button></form>'
    )
