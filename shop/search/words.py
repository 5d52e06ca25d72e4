"""Words as typed and as indexed: pure functions."""

import re
import unicodedata
from collections.abc import Iterable

from catalogue.slugs import fold

MOST_WORDS = 12


def words(text: str, most: int | None = MOST_WORDS) -> list[str]:
    """Lower-case words with their marks; hostile characters fall out."""
    text = unicodedata.normalize("NFC", text).replace("\x00", " ").lower()
    return re.findall(r"\w+", text)[:most]


def spaced(some: Iterable[str]) -> str:
    """` a b c `: so that a word or a phrase can be looked for with its blanks."""
    return f" {' '.join(some)} "


def fold_words(text: str) -> str:
    return spaced(fold(word) for word in words(text, most=None))


def one_slip_apart(a: str, b: str) -> bool:
    """One letter more, less, other, or two neighbours swapped."""
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    if len(a) > len(b):
        a, b = b, a
    head = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(a) < len(b):
        return a[head:] == b[head + 1 :]
    swapped = a[:head] + a[head + 1 : head + 2] + a[head : head + 1] + a[head + 2 :]
    return a[head + 1 :] == b[head + 1 :] or swapped == b


def rank(title_words: str, title_folded: str, typed: str) -> tuple[int, int]:
    """Smaller is better: the title with the marks as typed, then without, then a title that begins so, then the rest."""
    marked, folded = spaced(words(typed)), fold_words(typed)
    if marked in title_words:
        quality = 0 if marked != folded or title_words == title_folded else 1
    elif folded in title_folded:
        quality = 1
    elif folded.rstrip() in title_folded:
        quality = 2
    elif all(f" {word}" in title_folded for word in folded.split()):
        quality = 3
    else:
        quality = 4
    return quality, title_folded.find(folded.rstrip()) if quality < 3 else len(title_folded)
