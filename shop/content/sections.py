"""Fill the blocks of the home page: all products together, all stories together, whatever their number."""

from collections.abc import Callable

from wagtail.images import get_image_model
from wagtail.models import Page

from django.http import HttpRequest

from catalogue.cards import Card
from catalogue.provenance.photos import Photo
from catalogue.provenance.texts import Text, house_text

from .languages import said
from .rows import cards_by_id, product_ids, provinces_with_products, see_all

PICTURE = "fill-720x480|format-webp|webpquality-78"


def fill(body, request: HttpRequest) -> list[dict]:
    """One dictionary per block with its `kind`, in the order of staff; what finds nothing to show is left out."""
    filling = _Filling(body, request)
    makers: dict[str, Callable] = {
        "hero": filling.hero,
        "products": filling.products,
        "provinces": filling.provinces,
        "trust": filling.trust,
        "stories": filling.stories,
    }
    made = ({"kind": block.block_type, "section": makers[block.block_type](block.value)} for block in body)
    return [one for one in made if one["section"] is not None]


class _Filling:
    """What the blocks need from the database, asked for together."""

    def __init__(self, body, request: HttpRequest):
        self.request = request
        rows = [block.value for block in body if block.block_type == "products"]
        told = [story for block in body if block.block_type == "stories" for story in block.value["stories"]]
        linked = [value.get(name) for block in body for value in [block.value] for name in ("link", "page")]
        self.ids = {id(row): product_ids(row) for row in rows}
        self.pages = _pages([story["page"] for story in told] + linked)
        self.pictures = _pictures([story["picture"] for story in told] + list(map(_own_picture, self.pages.values())))
        wanted = [pk for ids in self.ids.values() for pk in ids]
        wanted += [story["product"].pk for story in told if story["product"]]
        wanted += [pk for page in self.pages.values() for pk in _own_products(page)]
        self.card_of = cards_by_id(wanted)

    def hero(self, told) -> dict:
        words = {name: said(told[name], told[f"{name}_en"]) for name in ("title", "text", "link_text")}
        return {**words, **self._link(told["link"])}

    def products(self, told) -> dict | None:
        shown = [self.card_of[pk] for pk in self.ids[id(told)] if pk in self.card_of]
        return {"title": _title(told), "url": see_all(told), "cards": shown} if shown else None

    def provinces(self, told) -> dict | None:
        found = provinces_with_products()
        return {"title": _title(told), "provinces": found} if found else None

    def trust(self, told) -> dict:
        return self._link(told["page"])

    def stories(self, told) -> dict | None:
        shown = [self._story(story) for story in told["stories"] if story["page"] and story["page"].pk in self.pages]
        return {"title": _title(told), "stories": shown} if shown else None

    def _story(self, told) -> dict:
        page = self.pages[told["page"].pk]
        return {
            "title": page.words["title"],
            "url": page.get_url(self.request),
            "teaser": page.words["lead"],
            "place": house_text(told["place"] or getattr(page, "place", "")),
            "picture": self._picture(told, page),
        }

    def _picture(self, told, page) -> Photo | None:
        """What the block names goes before what the page has; a picture before the photo of a product."""
        own = _own_picture(page)
        chosen = [self.pictures.get(told["picture"].pk)] if told["picture"] else []
        chosen += [_photo(self.card_of.get(told["product"].pk))] if told["product"] else []
        chosen += [self.pictures.get(own.pk)] if own else []
        chosen += [_photo(self.card_of.get(pk)) for pk in _own_products(page)]
        return next(filter(None, chosen), None)

    def _link(self, page) -> dict:
        found = self.pages.get(page.pk) if page else None
        return {"url": found.get_url(self.request) if found else ""}


def _title(told) -> Text:
    return said(told["title"], told["title_en"])


def _pages(chosen: list) -> dict[int, Page]:
    """Those of the chosen pages that visitors may open, as what they are."""
    wanted = {page.pk for page in chosen if page}
    if not wanted:
        return {}
    return {page.pk: page for page in Page.objects.filter(pk__in=wanted).live().public().specific()}


def _pictures(chosen: list) -> dict[int, Photo]:
    wanted = {picture.pk for picture in chosen if picture}
    if not wanted:
        return {}
    found = get_image_model().objects.filter(pk__in=wanted).prefetch_renditions(PICTURE)
    return {picture.pk: shown_picture(picture) for picture in found}


def shown_picture(picture) -> Photo:
    """A picture of the office's library in the size of cards and story pages."""
    made = picture.get_rendition(PICTURE)
    return Photo(made.url, made.width, made.height, house_text(picture.default_alt_text))


def _photo(card: Card | None) -> Photo | None:
    return card.image if card else None


def _own_picture(page):
    return getattr(page, "picture", None)


def _own_products(page) -> list[int]:
    return page.product_ids if hasattr(page, "product_ids") else []
