"""Keep `SearchEntry` true to its product. Entries exist for public standalone products and families only."""

from collections.abc import Iterable

from django.db import transaction

from catalogue.cards import for_display, offers
from catalogue.models import Product

from .models import SearchEntry, SearchWord
from .words import fold_words, spaced, words


@transaction.atomic
def refresh(product_ids: Iterable[int]) -> None:
    """Write the entries of these products anew; a product that is no longer listed loses its own."""
    wanted = set(product_ids)
    listed = for_display(Product.objects.filter(pk__in=wanted, is_public=True, sheet__isnull=False)).exclude(
        structure=Product.CHILD
    )
    seen = set()
    for product in listed:
        seen.add(product.pk)
        SearchEntry.objects.update_or_create(product=product, defaults=_entry(product))
    SearchEntry.objects.filter(product_id__in=wanted - seen).delete()
    _remember_words(seen)


def refresh_all() -> int:
    """Rebuild the index; answers how many products are listed."""
    SearchWord.objects.all().delete()
    ids = list(Product.objects.exclude(structure=Product.CHILD).values_list("pk", flat=True))
    for start in range(0, len(ids), 500):
        refresh(ids[start : start + 500])
    return SearchEntry.objects.count()


def _entry(product: Product) -> dict:
    sheet = product.sheet
    on_offer = offers(product) if sheet.sold_online else []
    producer = sheet.producer
    group = f"{sheet.group.industry} {sheet.group.group} {sheet.group.leaf}" if sheet.group else ""
    text = (product.title, producer.name, producer.place_name, group, sheet.story, sheet.ingredients)
    return {
        "title_words": spaced(words(product.title, most=None)),
        "title_folded": fold_words(product.title),
        "text_folded": fold_words(" ".join(text)),
        "price": min((offer.price for offer in on_offer), default=None),
        "in_stock": any(offer.available > 0 for offer in on_offer),
        "group": sheet.group,
        "producer": producer,
        "province": producer.province,
        "commune": producer.commune,
    }


def _remember_words(product_ids: set[int]) -> None:
    texts = SearchEntry.objects.filter(product_id__in=product_ids).values_list("text_folded", flat=True)
    known = {word for text in texts for word in text.split() if len(word) > 3}
    SearchWord.objects.bulk_create([SearchWord(word=word[:40]) for word in known], ignore_conflicts=True)
