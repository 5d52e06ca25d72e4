"""Keep the index true to the products. Entries exist for public standalone products and families only.

Every function writes what differs and nothing else, and notes a new revision only if something did.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from catalogue.cards import for_display, offers
from catalogue.certification.groups import ENGLISH
from catalogue.certification.models import Certificate
from catalogue.certification.standing import star_spans
from catalogue.models import Product
from catalogue.slugs import fold

from . import revision
from .models import SearchEntry, StarSpan, Word, WordUse
from .words import fold_words, spaced, words

BATCH = 500
Place = WordUse.Place


def refresh(product_ids: Iterable[int]) -> None:
    """Write the entries of these products anew; a product that is no longer listed loses its own.

    A draft without an entry costs two small queries: products are written down step by step before they are shown.
    """
    wanted = set(product_ids)
    shown = Product.objects.filter(pk__in=wanted, is_public=True, sheet__isnull=False).exclude(structure=Product.CHILD)
    listed = set(shown.order_by().values_list("pk", flat=True))
    gone = list(SearchEntry.objects.filter(product_id__in=wanted - listed).values_list("pk", flat=True))
    if listed or gone:
        _rewrite(listed, gone)


@transaction.atomic
def _rewrite(listed: set[int], gone: list[int]) -> None:
    changed = [bool(gone)]
    if gone:
        SearchEntry.objects.filter(pk__in=gone).delete()
    if listed:
        products = list(for_display(Product.objects.filter(pk__in=listed)).prefetch_related("texts"))
        entries, written = _write_entries(products)
        changed += [written, _write_uses(products, entries), _write_stars(products, entries)]
    if any(changed):
        revision.note()


@transaction.atomic
def refresh_stars(product_ids: Iterable[int]) -> None:
    """Write anew when these listed products may show a star."""
    entries = {entry.product_id: entry for entry in SearchEntry.objects.filter(product__in=set(product_ids))}
    if entries and _write_stars(list(Product.objects.filter(pk__in=entries)), entries):
        revision.note()


def refresh_all() -> int:
    """Rebuild the index; answers how many products are listed."""
    ids = list(Product.objects.exclude(structure=Product.CHILD).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        refresh(ids[start : start + BATCH])
    Word.objects.filter(uses=None).delete()
    return SearchEntry.objects.count()


def _write_entries(products: list[Product]) -> tuple[dict[int, SearchEntry], bool]:
    stored = {entry.product_id: entry for entry in SearchEntry.objects.filter(product__in=products)}
    new, changed, names = [], [], set()
    for product in products:
        told = _entry(product)
        names = set(told)
        entry = stored.get(product.pk)
        if entry is None:
            new.append(SearchEntry(product=product, **told))
        elif differing := [name for name, value in told.items() if getattr(entry, name) != value]:
            for name in differing:
                setattr(entry, name, told[name])
            changed.append(entry)
    if new:
        SearchEntry.objects.bulk_create(new)
        stored |= {entry.product_id: entry for entry in new}
    if changed:
        SearchEntry.objects.bulk_update(changed, sorted(names))
    return stored, bool(new or changed)


def _entry(product: Product) -> dict:
    sheet = product.sheet
    on_offer = offers(product) if sheet.sold_online else []
    producer = sheet.producer
    return {
        "title_words": spaced(words(product.title, most=None)),
        "title_folded": fold_words(product.title),
        "facts_words": spaced(words(f"{product.title} {sheet.ingredients} {_group(sheet)}", most=None)),
        "price": min((offer.price for offer in on_offer), default=None),
        "in_stock": any(offer.available > 0 for offer in on_offer),
        "group_id": sheet.group_id,
        "producer_id": producer.pk,
        "province_id": producer.province_id,
        "commune_id": producer.commune_id,
    }


def _group(sheet) -> str:
    return " ".join(_names(sheet.group)) if sheet.group else ""


def _group_in_english(sheet) -> str:
    return " ".join(ENGLISH.get(name, "") for name in _names(sheet.group)) if sheet.group else ""


def _names(group) -> tuple[str, str, str]:
    return group.industry, group.group, group.leaf


def _places(product: Product, decisions: Iterable[str]) -> dict[str, int]:
    """Each word of the product as written, with the most telling place where it stands."""
    sheet = product.sheet
    producer = sheet.producer
    told = list(product.texts.all())
    texts = {
        Place.AROUND: f"{_group(sheet)} {_group_in_english(sheet)} {sheet.story}",
        Place.ORIGIN: f"{producer.name} {producer.place_name} {sheet.origin} {' '.join(decisions)}",
        Place.FACTS: " ".join([sheet.ingredients, *(text.ingredients for text in told)]),
        Place.TITLE: " ".join([product.title, *(text.title for text in told)]),
    }
    return {word[: Word.MOST_LETTERS]: place for place, text in texts.items() for word in words(text, most=None)}


def _decisions(products: list[Product]) -> dict[int, list[str]]:
    """By listed product the numbers of the decisions that recognise it or a variant of it."""
    numbers: dict[int, list[str]] = {product.pk: [] for product in products}
    covering = Certificate.objects.filter(corrected_by=None).annotate(
        listed=Coalesce(F("coverages__product__parent"), F("coverages__product"))
    )
    for listed, number in covering.filter(listed__in=numbers).order_by("pk").values_list("listed", "decision__number"):
        numbers[listed].append(number)
    return numbers


def _write_uses(products: list[Product], entries: dict[int, SearchEntry]) -> bool:
    decisions = _decisions(products)
    wanted = {entries[product.pk].pk: _places(product, decisions[product.pk]) for product in products}
    word_ids = _known({word for places in wanted.values() for word in places})
    should = {(entry, word_ids[word]): place for entry, places in wanted.items() for word, place in places.items()}
    stored = {
        (entry, word): (pk, place)
        for pk, entry, word, place in WordUse.objects.filter(entry__in=wanted).values_list(
            "pk", "entry_id", "word_id", "place"
        )
    }
    stale = [pk for key, (pk, place) in stored.items() if should.get(key) != place]
    missing = [
        WordUse(entry_id=entry, word_id=word, place=place)
        for (entry, word), place in should.items()
        if (entry, word) not in stored or stored[entry, word][1] != place
    ]
    for start in range(0, len(stale), BATCH):
        WordUse.objects.filter(pk__in=stale[start : start + BATCH]).delete()
    WordUse.objects.bulk_create(missing, batch_size=2000)
    return bool(stale or missing)


def _known(written: set[str]) -> dict[str, int]:
    """Ids of these words, new ones added; in order, so that two writers cannot wait for each other."""
    found = _ids(written)
    new = sorted(written - set(found))
    if new:
        Word.objects.bulk_create([Word(written=word, folded=fold(word)[:40]) for word in new], ignore_conflicts=True)
        found |= _ids(set(new))
    return found


def _ids(written: set[str]) -> dict[str, int]:
    ordered, found = sorted(written), {}
    for start in range(0, len(ordered), BATCH):
        part = ordered[start : start + BATCH]
        found |= dict(Word.objects.filter(written__in=part).values_list("written", "pk"))
    return found


def _write_stars(products: list[Product], entries: dict[int, SearchEntry]) -> bool:
    should = {
        (entries[product].pk, first, last, star)
        for product, spans in star_spans(products).items()
        for first, last, star in spans
    }
    concerned = [entries[product.pk].pk for product in products]
    rows = StarSpan.objects.filter(entry__in=concerned).values_list("pk", "entry_id", "first_day", "last_day", "star")
    stored = {tuple(row): pk for pk, *row in rows}
    if stale := [pk for row, pk in stored.items() if row not in should]:
        StarSpan.objects.filter(pk__in=stale).delete()
    missing = should - set(stored)
    StarSpan.objects.bulk_create(
        StarSpan(entry_id=entry, first_day=first, last_day=last, star=star)
        for entry, first, last, star in sorted(missing)
    )
    return bool(missing or stale)
