import json

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

register = template.Library()

_UNSAFE_IN_HTML = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag
def json_ld(data: dict | None) -> str:
    """Structured data for search engines; escaped so that no text can close the element."""
    if not data:
        return ""
    text = json.dumps(data, ensure_ascii=False).translate(_UNSAFE_IN_HTML)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 - escaped above
