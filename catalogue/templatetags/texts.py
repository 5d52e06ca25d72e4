"""The language of words that are not in the language of the page: `<h1{% house_lang %}>`, `<h1{{ title|lang_of }}>`."""

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def house_lang() -> str:
    """For what staff write once, in the house's own language."""
    return "" if get_language() == settings.LANGUAGE_CODE else format_html(' lang="{}"', settings.LANGUAGE_CODE)


@register.filter
def lang_of(text) -> str:
    """For a product's text (`provenance.texts.Text`), which may be there in another language only."""
    lang = getattr(text, "lang", "")
    return format_html(' lang="{}"', lang) if lang else ""
