from functools import cache

from django import template
from django.conf import settings
from django.templatetags.static import static

from ..active import active_theme

register = template.Library()


@register.simple_tag
def theme_static(path: str) -> str:
    """Address of a theme's own file, or of base's where the theme has none."""
    slug = active_theme() if _has(active_theme(), path) else "base"
    return static(f"themes/{slug}/{path}")


@cache
def _has(slug: str, path: str) -> bool:
    return (settings.THEMES / slug / "static" / path).exists()
