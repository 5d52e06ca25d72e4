"""Vietnamese order of names: Đ after D, Ă and Â after A; tones decide only between names that are else the same."""

import unicodedata

_LETTERS = {letter: at for at, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_TONES = {mark: at for at, mark in enumerate("\u0300\u0309\u0303\u0301\u0323", 1)}  # huyền, hỏi, ngã, sắc, nặng


def alphabetical(name: str) -> tuple[list[int], list[int]]:
    """The key to sort a name by; a space or sign comes before every letter."""
    letters, tones = [], []
    for sign in unicodedata.normalize("NFC", name.lower()):
        parts = unicodedata.normalize("NFD", sign)
        bare = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
        letters.append(_LETTERS.get(bare, -1))
        tones.append(next((_TONES[part] for part in parts if part in _TONES), 0))
    return letters, tones
