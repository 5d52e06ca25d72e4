"""Matching Vietnamese words without their marks."""

import unicodedata
from collections.abc import Mapping


def folded(text: str) -> str:
    """Lower case without Vietnamese marks."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def best_matches(name: str, words_by_key: Mapping[int, str], limit: int = 3) -> list[int]:
    """The keys whose words the name shares, best first."""
    wanted = set(folded(name).split())
    scores = {key: len(wanted & set(folded(words).split())) for key, words in words_by_key.items()}
    return sorted((key for key, score in scores.items() if score), key=lambda key: (-scores[key], key))[:limit]
