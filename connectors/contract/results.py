"""Money, problems and the fate of a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Generic, Self, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """Whole đồng (may be negative: a fee, a discount)."""

    dong: int

    def __post_init__(self) -> None:
        if isinstance(self.dong, bool) or not isinstance(self.dong, int):
            raise ValueError(f"đồng must be a whole number, not {self.dong!r}")

    @classmethod
    def parse(cls, value: object) -> Self:
        """Reads what a channel sends: 32119, "199000", "1,234.00". ValueError when not integral."""
        try:
            amount = Decimal(str(value).replace(",", ""))
            whole = int(amount)
        except (InvalidOperation, ValueError, OverflowError):
            raise ValueError(f"not an amount: {value!r}") from None
        if whole != amount:
            raise ValueError(f"not whole đồng: {value!r}")
        return cls(whole)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something was not accepted, for a person who has never seen an API.

    `field` is our name of what has to change ("" = the whole listing or order);
    `message` and `remedy` are Vietnamese, `detail` the channel's own words.
    """

    field: str
    code: str
    message: str
    remedy: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ProblemText:
    """One row of a channel's problem table, with the English of both sentences beside it."""

    field: str
    message: str
    remedy: str
    message_en: str
    remedy_en: str

    def problem(self, code: str, detail: str = "") -> Problem:
        return Problem(self.field, code, self.message, self.remedy, detail)


class Action(StrEnum):
    """What became of one row."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    WAITING = "waiting"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """The fate of one row; `not_before` (UTC) tells a waiting one when to come back."""

    item: T
    action: Action
    problem: Problem | None = None
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items and where to go on; an empty `next_cursor` ends the reading.

    `unreadable` names what came but could not be understood: it must not be lost silently."""

    items: tuple[T, ...]
    next_cursor: str = ""
    unreadable: tuple[str, ...] = ()
