import json

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

register = template.Library()

_UNSAFE_IN_HTML = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag
def json_ld(data: dict | None) -> str:
    """Structured data for search engines; escaped so that no text can close the element."""
    if not data:
        return ""
    text = json.dumps(data, ensure_ascii=False).translate(_UNSAFE_IN_HTML)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 - escaped above


@register.simple_tag(takes_context=True)
def breadcrumb_data(context: template.Context, crumbs: list[dict] | None) -> str:
    """The way to this page as schema.org BreadcrumbList; `crumbs` as `partials/breadcrumbs.html` takes them."""
    request = context.get("request")
    if not crumbs or request is None:
        return ""
    steps = [{"title": _("Home"), "url": context.get("home_url", "/")}, *crumbs]
    return json_ld(
        {
            "@context": "https://schema.org",
            "@type": "BreadcrumbList",
            "itemListElement": [
                {
                    "@type": "ListItem",
                    "position": position,
                    "name": str(step["title"]),
                    "item": request.build_absolute_uri(step.get("url") or request.path),
                }
                for position, step in enumerate(steps, start=1)
            ],
        }
    )
