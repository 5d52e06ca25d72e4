"""Find listed products by what a person typed: as typed, without marks, by beginnings, by one slip of a letter.

The database yields candidates from our own index of words, so that both databases yield the same; the order is
`words.rank`. The looser a reading, the later it is tried: nobody who finds tea is shown what merely sounds like it.
"""

import itertools
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import add, or_

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.db.models.functions import Length

from catalogue.slugs import fold

from .models import SearchEntry, Synonym, Word, WordUse
from .revision import Remembered
from .words import one_slip_apart, rank, sounds_like, spaced, without, words

MOST_CANDIDATES = 1000
MOST_READINGS = 6
Place = WordUse.Place


@dataclass(frozen=True)
class Found:
    """Product ids, best first; `mended` is what was searched instead, if a slip was mended."""

    ids: list[int]
    mended: str = ""

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True)
class Reading:
    """One way to understand what was typed; `meant` is the synonym put in, `not_in` where it means something else."""

    words: tuple[str, ...]
    meant: str = ""
    not_in: tuple[str, ...] = ()


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
        plain = fold(word)
        return used([pk for pk, _, folded in self.known if folded == plain])

    def beginning(self, word: str) -> Q | None:
        return used(self.beginnings(word))

    def beginnings(self, word: str) -> list[int]:
        plain = fold(word)
        return [pk for pk, _, folded in self.known if folded.startswith(plain)]


def used(word_ids: Collection[int]) -> Q | None:
    return Q(uses__word__in=word_ids) if word_ids else None


def find(typed: str, remembered: Remembered | None = None) -> Found:
    """Listed products that have every typed word, or a synonym of it."""
    asked, remembered = words(typed), remembered or Remembered()
    return remembered.get(("found", *asked), lambda: _find(asked, remembered)) if asked else Found([])


def _find(asked: list[str], remembered: Remembered) -> Found:
    readings = _readings(asked, remembered)
    vocabulary = Vocabulary({word for reading in readings for word in reading.words})
    steps = (
        (readings, vocabulary.as_typed, Place.FACTS),
        (readings, vocabulary.as_typed, Place.AROUND),
        (readings[:1], vocabulary.any_marks, Place.AROUND),
        (readings[:1], vocabulary.beginning, Place.AROUND),
    )
    for tried, match, widest in steps:
        if ids := _best(tried, match, widest):
            return Found(ids)
    return _mended(asked, vocabulary)


def suggestions(typed: str, remembered: Remembered | None = None, most: int = 6) -> list[SearchEntry]:
    """Entries that have the typed words, the last one perhaps unfinished; best first."""
    asked = words(typed)
    if not asked:
        return []
    vocabulary, ids = Vocabulary(asked), []
    for match in (vocabulary.as_typed, vocabulary.any_marks):
        ids = ids or _best([Reading(tuple(asked))], match, Place.FACTS, match_last=vocabulary.beginning)
    ids = (ids or find(typed, remembered).ids)[:most]
    by_id = SearchEntry.objects.select_related("product", "producer").in_bulk(ids, field_name="product_id")
    return [by_id[pk] for pk in ids]


def _readings(asked: list[str], remembered: Remembered) -> list[Reading]:
    """What was typed, then the same with regional synonyms in place of its words."""
    readings = [Reading(tuple(asked))]
    for synonym in remembered.get("synonyms", lambda: list(Synonym.objects.all())):
        hit = max(_occurrences(asked, synonym.typed), key=lambda found: len(found[1]), default=None)
        if hit is None:
            continue
        at, term = hit
        not_in = tuple(spaced(phrase) for phrase in synonym.phrases(synonym.exceptions))
        for other in synonym.found:
            if other != term:
                swapped = (*asked[:at], *other, *asked[at + len(term) :])
                readings.append(Reading(swapped, spaced(other), not_in))
    return readings[:MOST_READINGS]


def _occurrences(asked: list[str], terms: list[tuple[str, ...]]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Where a term stands in what was asked. Typed marks must be the term's own: "trả" is no "trà"."""
    for term in terms:
        for at in range(len(asked) - len(term) + 1):
            part = asked[at : at + len(term)]
            if all(word in (own, fold(own)) for word, own in zip(part, term, strict=True)):
                yield at, term


def _best(readings: list[Reading], match: Match, widest: int, match_last: Match | None = None) -> list[int]:
    """Product ids, best first, of the entries that have every word of a reading."""
    scored: dict[int, tuple] = {}
    for turn, reading in enumerate(readings):
        *before, last = reading.words
        uses = [*map(match, before), (match_last or match)(last)]
        if None in uses:
            continue
        folded = [fold(word) for word in reading.words]
        for product, in_stock, title_words, title_folded, facts, *places in _candidates(uses, widest):
            if reading.meant and reading.meant not in without(facts, reading.not_in):
                continue
            quality, *rest = rank(title_words, title_folded, reading.words, folded, places)
            score = (quality, turn, not in_stock, *rest, product)
            scored[product] = min(score, scored.get(product, score))
    return sorted(scored, key=scored.__getitem__)


def _candidates(uses: list[Q], widest: int) -> QuerySet:
    """Entries in which every word stands in a place as telling as `widest`, or more so."""
    entries = SearchEntry.objects.all()
    places = []
    for number, use in enumerate(uses):
        entries = entries.annotate(**{f"use{number}": FilteredRelation("uses", condition=use)})
        entries = entries.filter(**{f"use{number}__place__lte": widest})
        places.append(f"use{number}__place")
    columns = ("product_id", "in_stock", "title_words", "title_folded", "facts_words")
    telling = reduce(add, map(F, places))
    return entries.order_by(telling, "product_id").values_list(*columns, *places)[:MOST_CANDIDATES]


def _mended(asked: list[str], vocabulary: Vocabulary) -> Found:
    """The same with the unknown words, or else with any one word, read as known ones that are one slip away."""
    shortest = 3 if len(asked) > 1 else 4
    lengths = {len(fold(word)) + more for word in asked for more in (-1, 0, 1)}
    known = Word.objects.annotate(letters=Length("folded")).filter(letters__in=lengths).values_list("pk", "folded")
    near = list(known)

    def alike(plain: str) -> list[int]:
        heard = sounds_like(plain)
        return [pk for pk, folded in near if folded != plain and sounds_like(folded) == heard]

    def slips(plain: str) -> list[int]:
        return [pk for pk, folded in near if one_slip_apart(plain, folded)]

    unknown = {word for word in asked if not vocabulary.any_marks(word)}
    turns = [unknown] if unknown else [{word} for word in sorted(set(asked), key=len, reverse=True)]
    for others, mending in itertools.product((alike, slips), turns):

        def match(word: str, others=others, mending: set[str] = mending) -> Q | None:
            plain, ids = fold(word), vocabulary.beginnings(word)
            return used(ids + others(plain) if word in mending and len(plain) >= shortest else ids)

        if ids := _best([Reading(tuple(asked))], match, Place.AROUND):
            uses = Word.objects.filter(uses__entry__product=ids[0]).order_by("uses__place", "pk")
            there = list(uses.values_list("folded", flat=True))
            return Found(ids, mended=" ".join(_as_there(fold(word), there) for word in asked))
    return Found([])


def _as_there(plain: str, there: list[str]) -> str:
    """The word of the found product that was meant."""
    if any(one.startswith(plain) for one in there):
        return plain
    near = [one for one in there if one_slip_apart(plain, one)]
    return next((one for one in near if sounds_like(one) == sounds_like(plain)), near[0] if near else plain)
