"""Reading what a channel sends: objects whose unknown fields are kept, and values that come in more than one form."""

from __future__ import annotations

from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from connectors.errors import BugError


def _text(value: object) -> str:
    return "" if value is None else str(value)


def number(value: object) -> object:
    """Nothing, and an empty text, are 0."""
    return 0 if value is None or value == "" else value


Text = Annotated[str, BeforeValidator(_text)]
Int = Annotated[int, BeforeValidator(number)]


class Shape(BaseModel):
    """A JSON object of the wire."""

    model_config = ConfigDict(extra="allow", frozen=True, arbitrary_types_allowed=True)


S = TypeVar("S", bound=Shape)


def read(shape: type[S], data: object, *, channel: str, operation: str) -> S:
    """Checks an answer. What can't be read is a BugError that names fields, never values."""
    try:
        return shape.model_validate(data)
    except ValidationError as exc:
        where = ", ".join(".".join(str(part) for part in e["loc"]) for e in exc.errors())
    raise BugError(f"cannot read {where}", channel=channel, operation=operation, code="unreadable_answer")
