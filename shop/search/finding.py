"""Find listed products by what a person typed: as typed, without marks, by beginnings, by one slip of a letter.

The database yields candidates from our own index of words, so that both databases yield the same; the order is
`words.rank`. The looser a reading, the later it is tried: nobody who finds tea is shown what merely sounds like it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from catalogue.certification.states import today
from catalogue.slugs import fold

from .browsing import RECOMMENDED, entries_on
from .matching import MOST_CANDIDATES, Match, Place, Vocabulary, candidates
from .mending import Mender
from .models import Filler, SearchEntry, Synonym
from .revision import Remembered
from .words import rank, spaced, without, words

MOST_READINGS = 6
Phrase = tuple[str, ...]
Score = tuple[tuple, int]


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


def find(typed: str, remembered: Remembered | None = None) -> Found:
    """Listed products that have every typed word that tells something, or a synonym of it."""
    asked, remembered = tuple(words(typed)), remembered or Remembered()
    return remembered.get(("found", today(), *asked), lambda: _find(asked, remembered)) if asked else Found([])


def _find(asked: Phrase, remembered: Remembered) -> Found:
    telling = _telling(asked, remembered)
    readings = _readings(asked, telling, remembered)
    vocabulary = Vocabulary({word for reading in readings for word in reading.words})
    if not telling:
        said = _best(readings, vocabulary.as_typed, Place.AROUND)
        return Found([*dict.fromkeys((*said, *_recommended()))])
    for widest in (Place.ORIGIN, Place.AROUND):
        if ids := _best(readings, vocabulary.as_typed, widest):
            return Found(ids)
    return _loosely([Reading(words) for words in dict.fromkeys((asked, telling))], vocabulary)


def _loosely(readings: list[Reading], vocabulary: Vocabulary) -> Found:
    """With other marks, by beginnings, or a slip mended: first where all the words stand in a title."""
    mender = Mender(readings[-1].words, vocabulary)

    @cache
    def scored(match: Match) -> dict[int, Score]:
        return _scored(readings, match, Place.ORIGIN)

    for widest in (Place.TITLE, Place.ORIGIN):
        for match in (vocabulary.any_marks, vocabulary.beginning):
            if ids := [pk for pk, (_score, place) in scored(match).items() if place <= widest]:
                return Found(ids)
        if mended := mender.best(widest):
            return Found(mended.ids, mended=" ".join(mended.written))
    return Found([])


def _recommended() -> list[int]:
    return list(entries_on(today()).order_by(*RECOMMENDED).values_list("product_id", flat=True)[:MOST_CANDIDATES])


def suggestions(typed: str, remembered: Remembered | None = None, most: int = 6) -> list[SearchEntry]:
    """Entries that have the typed words, the last one perhaps unfinished; best first."""
    asked = tuple(words(typed))
    if not asked:
        return []
    vocabulary, ids = Vocabulary(asked), []
    for match in (vocabulary.as_typed, vocabulary.any_marks):
        ids = ids or _best([Reading(asked)], match, Place.ORIGIN, match_last=vocabulary.beginning)
    ids = (ids or find(typed, remembered).ids)[:most]
    by_id = SearchEntry.objects.select_related("product", "producer").in_bulk(ids, field_name="product_id")
    return [by_id[pk] for pk in ids]


def _telling(asked: Phrase, remembered: Remembered) -> Phrase:
    """What was typed without the phrases that say little of a product."""
    fillers = remembered.get("fillers", lambda: [tuple(words(filler.phrase)) for filler in Filler.objects.all()])
    left, at = [], 0
    while at < len(asked):
        said = max((len(filler) for filler in fillers if _says(asked[at : at + len(filler)], filler)), default=0)
        left += [] if said else [asked[at]]
        at += said or 1
    return tuple(left)


def _readings(asked: Phrase, telling: Phrase, remembered: Remembered) -> list[Reading]:
    """What was typed, the same without what says little, and that with regional synonyms in place of its words."""
    readings = [Reading(words) for words in dict.fromkeys((asked, telling)) if words]
    for synonym in remembered.get("synonyms", lambda: list(Synonym.objects.all())):
        hit = max(_occurrences(telling, synonym.typed), key=lambda found: len(found[1]), default=None)
        if hit is None:
            continue
        at, term = hit
        part = telling[at : at + len(term)]
        not_in = tuple(spaced(phrase) for phrase in synonym.phrases(synonym.exceptions))
        for other in synonym.found:
            if other != term or not _as_written(part, term):
                swapped = (*telling[:at], *other, *telling[at + len(term) :])
                readings.append(Reading(swapped, spaced(other), not_in))
    return readings[:MOST_READINGS]


def _occurrences(asked: Phrase, terms: list[Phrase]) -> Iterator[tuple[int, Phrase]]:
    for term in terms:
        for at in range(len(asked) - len(term) + 1):
            if _says(asked[at : at + len(term)], term):
                yield at, term


def _says(part: Phrase, term: Phrase) -> bool:
    """Several words may have wrong marks ("đậu phọng"); the typed marks of one must be its own: "trả" is no "trà"."""
    return _as_written(part, term) or (len(term) > 1 and tuple(map(fold, part)) == tuple(map(fold, term)))


def _as_written(part: Phrase, term: Phrase) -> bool:
    return len(part) == len(term) and all(word in (own, fold(own)) for word, own in zip(part, term, strict=True))


def _best(readings: list[Reading], match: Match, widest: int, match_last: Match | None = None) -> list[int]:
    """Product ids, best first, of the entries that have every word of a reading."""
    return list(_scored(readings, match, widest, match_last))


def _scored(readings: list[Reading], match: Match, widest: int, match_last: Match | None = None) -> dict[int, Score]:
    """The same with the score, and the least telling place among those of the words."""
    scored: dict[int, Score] = {}
    for turn, reading in enumerate(readings):
        *before, last = reading.words
        uses = [*map(match, before), (match_last or match)(last)]
        if None in uses:
            continue
        folded = [fold(word) for word in reading.words]
        for product, in_stock, title_words, title_folded, facts, *found in candidates(uses, widest):
            if reading.meant and reading.meant not in without(facts, reading.not_in):
                continue
            places = found[: len(uses)]
            quality, *rest = rank(title_words, title_folded, reading.words, folded, places)
            score = (quality, turn, not in_stock, *rest, product), max(places)
            scored[product] = min(score, scored.get(product, score))
    return {product: scored[product] for product in sorted(scored, key=scored.__getitem__)}
