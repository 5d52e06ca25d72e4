"""Read a query anew with known words in place of those that are one slip of a letter away."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models.functions import Length

from catalogue.slugs import fold

from .matching import Place, Vocabulary, candidates, used
from .models import Word
from .words import marks_apart, one_slip_apart, rank, sounds_like

SAME, SOUNDS_ALIKE, SAME_FIRST_LETTER, ANOTHER_FIRST_LETTER = range(4)
Cost = tuple[int, int]  # marks that differ, and how far the slip is from what hands and ears confuse


@dataclass
class Mended:
    """One way to mend what was typed, and the products (with their rank) that have all its words."""

    written: tuple[str, ...]
    cost: Cost
    scores: dict[int, tuple] = field(default_factory=dict)

    @property
    def ids(self) -> list[int]:
        return sorted(self.scores, key=self.scores.__getitem__)

    @property
    def order(self) -> tuple:
        """The likelier first: the smaller slip, then what more products have."""
        return (self.cost, -len(self.scores), min(self.scores.values()))


class Mender:
    """Mends the unknown words together, or else any one word: the others stay required."""

    def __init__(self, asked: tuple[str, ...], vocabulary: Vocabulary):
        self.asked, self.vocabulary = asked, vocabulary
        self.marked = any(word != fold(word) for word in asked)
        self.shortest = 3 if len(asked) > 1 else 4
        self.unknown = {word for word in asked if not vocabulary.with_any_marks(word)}

    def best(self, widest: int) -> Mended | None:
        """The likeliest mending whose words stand in places as telling as `widest`; a known word's, in the title."""
        if not self.unknown:
            widest = Place.TITLE
        ways: dict[tuple[str, ...], Mended] = {}
        for score, places, way in self._hits:
            if max(places) <= widest:
                known = ways.setdefault(tuple(map(fold, way.written)), way)
                known.cost = min(known.cost, way.cost)
                known.scores[score[-1]] = min(score, known.scores.get(score[-1], score))
        return min(ways.values(), key=lambda way: way.order, default=None)

    @cached_property
    def _hits(self) -> list[tuple[tuple, list[int], Mended]]:
        turns = [self.unknown] if self.unknown else [{word} for word in dict.fromkeys(self.asked)]
        return [hit for mending in turns for hit in self._mend(mending)]

    def _mend(self, mending: set[str]) -> Iterator[tuple[tuple, list[int], Mended]]:
        choices = [self._near(word) if word in mending else self._kept(word) for word in self.asked]
        if not all(choices):
            return
        widest, n = Place.ORIGIN if self.unknown else Place.TITLE, len(self.asked)
        for product, in_stock, title_words, title_folded, _facts, *rest in candidates(list(map(used, choices)), widest):
            places, picked = rest[:n], [choice[pk] for choice, pk in zip(choices, rest[n:], strict=True)]
            written = tuple(word for word, _cost in picked)
            quality, *less = rank(title_words, title_folded, written, [fold(word) for word in written], places)
            cost = (sum(cost[0] for _word, cost in picked), sum(cost[1] for _word, cost in picked))
            shown = written if self.marked else tuple(map(fold, written))
            yield (quality, not in_stock, *less, product), places, Mended(shown, cost)

    def _kept(self, word: str) -> dict[int, tuple[str, Cost]]:
        """The word itself, or one that begins so; shown as typed."""
        known = self.vocabulary.with_any_marks(word) or self.vocabulary.beginnings(word)
        return {pk: (word, (self._marks(word, written), SAME)) for pk, written in known.items()}

    def _near(self, word: str) -> dict[int, tuple[str, Cost]]:
        near = dict.fromkeys(self.vocabulary.beginnings(word), (word, (0, SAME))) if self.unknown else {}
        plain = fold(word)
        if len(plain) < self.shortest or word.isdecimal():
            return near
        for pk, written, folded in self._lengthy:
            if (kind := _slip(plain, folded)) is not None:
                near[pk] = (written, (self._marks(word, written), kind))
        return near

    @cached_property
    def _lengthy(self) -> list[tuple[int, str, str]]:
        """All known words about as long as those asked for."""
        lengths = {len(fold(word)) + more for word in self.asked for more in (-1, 0, 1)}
        known = Word.objects.annotate(letters=Length("folded")).filter(letters__in=lengths)
        return list(known.values_list("pk", "written", "folded"))

    def _marks(self, word: str, written: str) -> int:
        return marks_apart(word, written) if self.marked else 0


def _slip(plain: str, folded: str) -> int | None:
    """The kind of slip between two different words, or None for more than one."""
    if plain == folded:
        return None
    if sounds_like(plain) == sounds_like(folded):
        return SOUNDS_ALIKE
    if one_slip_apart(plain, folded):
        return SAME_FIRST_LETTER if plain[0] == folded[0] else ANOTHER_FIRST_LETTER
    return None
