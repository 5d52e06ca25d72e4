from django import template
from django.conf import settings
from django.templatetags.static import static

from ..active import active_theme

register = template.Library()


@register.simple_tag
def theme_static(path: str) -> str:
    """Address of a theme's own file, or of base's where the theme has none."""
    for slug in (active_theme(), "base"):
        if (settings.THEMES / slug / "static" / path).exists():
            return static(f"themes/{slug}/{path}")
    return static(f"themes/base/{path}")
