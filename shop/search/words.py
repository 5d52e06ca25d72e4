"""Words as typed and as indexed, and what makes one title a better answer than another: pure functions."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from catalogue.slugs import fold

MOST_WORDS = 12
_ALIKE = (("l", "n"), ("x", "s"), ("tr", "ch"), ("gi", "d"), ("r", "d"))  # by region: nứa and lứa, sấy and xấy
_STARS = re.compile(r"(?:\bocop\s*)?\b([3-5])\s*(?:sao|stars?)\b(?:\s*ocop\b)?|\bocop\b", re.IGNORECASE)


def words(text: str, most: int | None = MOST_WORDS) -> list[str]:
    """Lower-case words with their marks; hostile characters fall out."""
    text = unicodedata.normalize("NFC", text).replace("\x00", " ").lower()
    return re.findall(r"\w+", text)[:most]


def without_stars(text: str) -> tuple[str, str]:
    """What was typed, and the star it asked for: `mật ong OCOP 4 sao` → `("mật ong", "4")`."""
    asked = _STARS.search(text)
    return " ".join(_STARS.sub(" ", text).split()), (asked[1] or "") if asked else ""


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


def marks_apart(a: str, b: str) -> int:
    """How many marks one word has more than the other: 1 for `rươu` and `rượu`."""
    ours, theirs = Counter(_marks(a)), Counter(_marks(b))
    return ((ours - theirs) + (theirs - ours)).total()


def may_become(typed: str, written: str) -> bool:
    """Whether the letters typed so far may become the word: a mark may still be missing, none may be another."""
    return len(typed) <= len(written) and all(
        fold(a) == fold(b) and set(_marks(a)) <= set(_marks(b)) for a, b in zip(typed, written, strict=False)
    )


def _marks(word: str) -> list[str]:
    letters = unicodedata.normalize("NFD", word)
    return [letter for letter in letters if unicodedata.combining(letter) or letter == "đ"]


def sounds_like(plain: str) -> str:
    """The word with the first letters that many Vietnamese speakers, and so writers, do not tell apart made one."""
    for heard, written in _ALIKE:
        if plain.startswith(heard):
            return written + plain[len(heard) :]
    return plain


def without(text: str, phrases: Iterable[str]) -> str:
    """`spaced` text from which each `spaced` phrase is cut."""
    for phrase in phrases:
        text = text.replace(phrase, " ")
    return text


def rank(
    title_words: str, title_folded: str, typed: Sequence[str], folded: Sequence[str], places: Sequence[int]
) -> tuple:
    """Smaller is better.

    First the title that has the phrase with the marks as typed (words typed without marks have any), then without,
    then as a beginning, then the title with all the words, then the more telling places (`places`: one of
    `WordUse.Place` per typed word). Among equals the phrase nearer the title's start wins, then the shorter title.
    """
    phrase = spaced(folded)
    at = title_folded.find(phrase.rstrip())
    if at < 0:
        scattered = not all(f" {word} " in title_words for word in typed)
        return (3 + sum(places), scattered, len(title_folded))
    if phrase not in title_folded:
        return (2, at, len(title_folded))
    as_typed = spaced(typed) in title_words or list(typed) == list(folded)
    return (0 if as_typed else 1, at, len(title_folded))
