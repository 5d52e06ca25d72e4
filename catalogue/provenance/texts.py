"""A product's own words in the language of the page, or in Vietnamese and marked as such."""

import re

from django.conf import settings
from django.db import transaction
from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import get_language

from catalogue.certification.groups import ENGLISH

from .history import record
from .models import ProductText

TERM = re.compile(r"(\d{1,3}) (ngày|tuần|tháng|năm)( (?:kể )?từ ngày sản xuất)?", re.IGNORECASE)
UNITS_OF_TIME = {"ngày": "day", "tuần": "week", "tháng": "month", "năm": "year"}


class Text(str):
    """Words with the language they are in; `lang` is empty where it is the page's own."""

    lang: str

    def __new__(cls, words: str, lang: str = "") -> "Text":
        text = super().__new__(cls, words)
        text.lang = lang if words else ""
        return text


def with_texts(products):
    """The queryset with the texts of the page's language: no query where that is the house's own, one else."""
    return products.prefetch_related(*_told())


def tell(products) -> None:
    """The same for products that are in memory."""
    prefetch_related_objects(products, *_told())


def _told() -> list[Prefetch]:
    language = get_language()
    if language == settings.LANGUAGE_CODE:
        return []
    return [Prefetch("texts", queryset=ProductText.objects.filter(language=language), to_attr="told")]


def title_of(product) -> Text:
    return text_of(product, "title")


def text_of(product, field: str) -> Text:
    """One field of `ProductText.FIELDS`, of a product from `with_texts`."""
    told = next(iter(getattr(product, "told", ())), None)
    return Text(getattr(told, field)) if told and getattr(told, field) else house_text(_stated(product, field))


def house_text(words: str) -> Text:
    """Words that are there in the house's language only."""
    return Text(words, "" if get_language() == settings.LANGUAGE_CODE else settings.LANGUAGE_CODE)


def group_text(name: str) -> Text:
    """A product group's name as `str(group)` states it, in English where the page is."""
    english = ENGLISH.get(name, "") if get_language() == "en" else ""
    return Text(english) if english else house_text(name)


def shelf_life_of(product) -> Text:
    """As told in the page's language; else `12 tháng` is `12 months` on an English page, and more stays as stated."""
    told, words = text_of(product, "shelf_life"), product.sheet.shelf_life
    return _term(words) if told.lang else told


def _term(words: str) -> Text:
    found = TERM.fullmatch(words) if get_language() == "en" else None
    if not found:
        return house_text(words)
    number, unit, since = found.groups()
    told = f"{number} {UNITS_OF_TIME[unit.lower()]}{'' if int(number) == 1 else 's'}"
    return Text(f"{told} from the production date" if since else told)


def save_texts(product, language: str, texts: dict[str, str], *, actor=None) -> dict:
    """Save what is told of a product in another language; a field left empty falls back to Vietnamese.

    Answers what changed as `{"field (language)": [old, new]}`, empty where nothing did.
    """
    texts = {name: texts[name].strip() for name in ProductText.FIELDS if name in texts}
    with transaction.atomic():
        stored = ProductText.objects.select_for_update().filter(product=product, language=language).first()
        kept = stored or ProductText(product=product, language=language)
        changed = {
            f"{name} ({language})": [getattr(kept, name), words]
            for name, words in texts.items()
            if getattr(kept, name) != words
        }
        if changed:
            for name, words in texts.items():
                setattr(kept, name, words)
            kept.save() if any(getattr(kept, name) for name in ProductText.FIELDS) else kept.delete()
            record(product, actor, changed)
    return changed


def _stated(product, field: str) -> str:
    return product.title if field == "title" else getattr(product.sheet, field)
