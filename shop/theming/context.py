from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from shop.search.revision import remembered_for

from .active import active_theme, installed_themes


def storefront(request: HttpRequest) -> dict:
    """What every storefront page shows: who runs the shop, the theme in force, the other languages, the footer."""
    slug = active_theme()
    return {
        "operator": settings.OPERATOR,
        "theme_slug": slug,
        "theme": installed_themes().get(slug, {}),
        "is_demo": settings.DEMO,
        "home_url": translate_url("/", translation.get_language()),
        "alternates": SimpleLazyObject(lambda: _alternates(request)),
        "canonical_url": request.build_absolute_uri(request.path),
        "footer_key": ("footer drawn", request.get_host()),
        "policy_pages": SimpleLazyObject(lambda: _policy_pages(request)),
    }


def _alternates(request: HttpRequest) -> list[dict]:
    """This page in each language."""
    return [
        {"code": code, "label": label, "url": translate_url(request.get_full_path(), code)}
        for code, label in settings.LANGUAGES
    ]


def _policy_pages(request: HttpRequest) -> list[dict]:
    """The text pages below the home page that are meant for the footer."""
    from shop.content.languages import said
    from shop.content.models import TextPage

    def pages() -> list[dict]:
        found = TextPage.objects.live().in_menu().only("title", "title_en", "url_path", "locale_id")
        return [{"title": said(page.title, page.title_en), "url": page.get_url(request)} for page in found]

    return remembered_for(request).get(("footer", request.get_host(), translation.get_language()), pages)
