"""From words to entries: the known words that a typed one may be, and the entries that have one for each."""

from collections.abc import Callable, Collection, Iterable
from functools import reduce
from operator import add, or_

from django.db.models import F, FilteredRelation, Q, QuerySet

from catalogue.slugs import fold

from .models import SearchEntry, Word, WordUse
from .words import may_become

MOST_CANDIDATES = 1000
Place = WordUse.Place
Match = Callable[[str], Q | None]


class Vocabulary:
    """The known words that begin like those asked for (one query), as conditions on an entry's `uses`."""

    def __init__(self, asked: Iterable[str]):
        condition = reduce(or_, (Q(folded__startswith=fold(word)) for word in asked))
        self.known = list(Word.objects.filter(condition).values_list("pk", "written", "folded"))

    def as_typed(self, word: str) -> Q | None:
        """The word with its marks, or a title's word that was written without; a word without marks has any."""
        plain = fold(word)
        if plain == word:
            return self.any_marks(word)
        same = [pk for pk, written, _ in self.known if written == word]
        bare = [pk for pk, written, _ in self.known if written == plain]
        if not (same or bare):
            return None
        return Q(uses__word__in=same) | Q(uses__word__in=bare, uses__place=Place.TITLE)

    def any_marks(self, word: str) -> Q | None:
        return used(self.with_any_marks(word))

    def beginning(self, word: str) -> Q | None:
        return used(self.beginnings(word))

    def with_any_marks(self, word: str) -> dict[int, str]:
        """Ids and spellings."""
        plain = fold(word)
        return {pk: written for pk, written, folded in self.known if folded == plain}

    def beginnings(self, word: str) -> dict[int, str]:
        """Ids and spellings of the words that the typed letters may become; a number is no beginning of another."""
        if word.isdecimal():
            return self.with_any_marks(word)
        return {pk: written for pk, written, _ in self.known if may_become(word, written)}


def used(word_ids: Collection[int]) -> Q | None:
    return Q(uses__word__in=list(word_ids)) if word_ids else None


def candidates(uses: list[Q], widest: int) -> QuerySet:
    """Entries in which every word stands in a place as telling as `widest`, or more so; then places, and word ids."""
    entries = SearchEntry.objects.all()
    places, found = [], []
    for number, use in enumerate(uses):
        entries = entries.annotate(**{f"use{number}": FilteredRelation("uses", condition=use)})
        entries = entries.filter(**{f"use{number}__place__lte": widest})
        places.append(f"use{number}__place")
        found.append(f"use{number}__word_id")
    columns = ("product_id", "in_stock", "title_words", "title_folded", "facts_words")
    telling = reduce(add, map(F, places))
    return entries.order_by(telling, "product_id").values_list(*columns, *places, *found)[:MOST_CANDIDATES]
