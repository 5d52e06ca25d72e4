"""A channel's refusals in words for the seller: a table by code, and the cards made from it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from connectors.contract.results import Action, Outcome, Problem, ProblemText
from connectors.errors import RefusedError

T = TypeVar("T")
Row = tuple[str, str, str, str, str]
"""Our field, what happened, what to do, then the same two sentences in English."""


class ProblemTable(Mapping[str, ProblemText]):
    """The texts of one channel by its codes, or by our name where several codes say the same.

    The row "unknown" serves every code that has none. `fields` are words of a message that tell which of our
    fields is meant, tried from the top.
    """

    def __init__(self, rows: Mapping[str, Row], fields: Sequence[tuple[str, str]] = ()) -> None:
        self._texts = {code: ProblemText(*row) for code, row in rows.items()}
        self._fields = fields

    def __getitem__(self, code: str) -> ProblemText:
        return self._texts[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def problem(self, code: str, detail: str = "", *, field: str | None = None) -> Problem:
        """The card for a key of the table; an unknown one makes a card too, with its own code."""
        found = self.get(code, self["unknown"]).problem(code, detail)
        if field is None:
            return found
        return Problem(field, found.code, found.message, found.remedy, found.detail)

    def refusal(self, code: str, message: str, detail: str) -> Problem:
        """The card for what a channel answered: where the row names no field, the words of `message` do."""
        if code in self and self[code].field:
            return self.problem(code, detail)
        meant = (field for words, field in self._fields if re.search(words, message, re.IGNORECASE))
        return self.problem(code or "unknown", detail, field=next(meant, ""))

    def card(self, error: RefusedError) -> Problem:
        return error.problem or self.problem("unknown", error.message)

    def refused(self, item: T, error: RefusedError) -> Outcome[T]:
        """The outcome that shows a refusal."""
        return Outcome(item, Action.REFUSED, self.card(error))
