"""Words that staff tell in Vietnamese and, if they like, in English beside it."""

from django.utils.translation import get_language

from catalogue.provenance.texts import Text, house_text


def said(vietnamese: str, english: str) -> Text:
    """In the language of the page where it is told; else in Vietnamese, marked as such."""
    return Text(english) if english and get_language() == "en" else house_text(vietnamese)
