"""Lazada's request bodies: XML from plain values, and our text as the HTML of a description.

Pure functions. A description goes out as paragraphs and comes back as the text it was made
of, so that what the channel holds can be compared with what was meant.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_PARAGRAPH = re.compile(r"</p>\s*<p[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")


def xml(value: Mapping[str, Any]) -> str:
    """{"Sku": [{"ItemId": "1"}]} → <Sku><ItemId>1</ItemId></Sku>; a list repeats its element."""
    parts = []
    for name, content in value.items():
        for item in content if isinstance(content, list) else [content]:
            inner = xml(item) if isinstance(item, Mapping) else escape(str(item))
            parts.append(f"<{name}>{inner}</{name}>")
    return "".join(parts)


def to_html(text: str) -> str:
    """Blank lines part paragraphs, single ones break a line."""
    paragraphs = [part for part in re.split(r"\n\s*\n", text.strip()) if part]
    return "".join(f"<p>{html.escape(part, quote=False).replace(chr(10), '<br>')}</p>" for part in paragraphs)


def to_text(markup: str) -> str:
    """The text that `to_html` was given, or what is left of other markup."""
    lines = _PARAGRAPH.sub("\n\n", _BREAK.sub("\n", markup))
    return html.unescape(_TAG.sub("", lines)).strip()
