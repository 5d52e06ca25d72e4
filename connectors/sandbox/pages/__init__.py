"""Small server-rendered pages, the same frame for every practice marketplace."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from string import Template

LAYOUT = Template((Path(__file__).parent / "layout.html").read_text(encoding="utf-8"))


def page(market_title: str, look: str, heading: str, content: str) -> str:
    """A whole page; `content` is HTML already, the rest is text. `look` is the CSS class of the marketplace."""
    return LAYOUT.substitute(market=escape(market_title), look=escape(look), heading=escape(heading), content=content)


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
