from django.conf import settings
from django.http import HttpRequest

from .active import active_theme, installed_themes


def storefront(request: HttpRequest) -> dict:
    """What every storefront page shows: who runs the shop, and the theme in force."""
    slug = active_theme()
    return {
        "operator": settings.OPERATOR,
        "theme_slug": slug,
        "theme": installed_themes().get(slug, {}),
        "is_demo": settings.DEMO,
    }
