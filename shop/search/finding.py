"""Find listed products by what a person typed: folded words, regional synonyms, one slip of a letter.

Candidates come from the database by folded text; the order comes from `words.rank`, the same on every database.
"""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from .models import SearchEntry, SearchWord, Synonym
from .words import fold_words, one_slip_apart, rank

MOST_CANDIDATES = 1000


@dataclass(frozen=True)
class Found:
    """Product ids, best first; `mended` is what was searched instead, if a slip was mended."""

    ids: list[int]
    mended: str = ""


def find(typed: str) -> Found:
    folded = fold_words(typed).split()
    if not folded:
        return Found([])
    entries = _ranked(_matching(folded), typed)
    if entries:
        return Found(entries)
    mended = [_mend(word) for word in folded]
    if mended == folded:
        return Found([])
    return Found(_ranked(_matching(mended), " ".join(mended)), mended=" ".join(mended))


def suggestions(typed: str, most: int = 6) -> list[SearchEntry]:
    """Entries whose words begin as typed so far, best first."""
    ids = find(typed).ids[:most]
    by_id = SearchEntry.objects.select_related("product").in_bulk(ids, field_name="product_id")
    return [by_id[pk] for pk in ids]


def _matching(folded: list[str]) -> QuerySet[SearchEntry]:
    """Entries that hold every word, or a synonym of it, at the beginning of a word."""
    found = SearchEntry.objects.all()
    for alternatives in _slots(folded):
        condition = Q()
        for phrase in alternatives:
            condition |= Q(text_folded__contains=f" {phrase}")
        found = found.filter(condition)
    return found


def _slots(folded: list[str]) -> list[set[str]]:
    """Each typed word with its alternatives; a phrase that has synonyms takes one slot."""
    text = f" {' '.join(folded)} "
    slots = []
    for terms in Synonym.objects.values_list("terms", flat=True):
        same = [fold_words(term).strip() for term in terms.split(",") if term.strip()]
        hit = max((term for term in same if f" {term} " in text), key=len, default=None)
        if hit:
            text = text.replace(f" {hit} ", " ", 1)
            slots.append(set(same))
    return slots + [{word} for word in text.split()]


def _ranked(entries: QuerySet[SearchEntry], typed: str) -> list[int]:
    rows = entries.values_list("title_words", "title_folded", "in_stock", "product_id")[:MOST_CANDIDATES]
    best_first = sorted(rows, key=lambda row: (rank(row[0], row[1], typed), not row[2], row[1], row[3]))
    return [product for *_, product in best_first]


def _mend(word: str) -> str:
    """The known word one slip away, or the word itself; words of three letters or fewer are not guessed at."""
    if len(word) <= 3:
        return word
    lengths = range(len(word) - 1, len(word) + 2)
    known = SearchWord.objects.values_list("word", flat=True)
    if known.filter(word__startswith=word).exists():
        return word
    return next((one for one in sorted(known) if len(one) in lengths and one_slip_apart(word, one)), word)
