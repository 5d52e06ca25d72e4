"""Reading what a channel sends: objects whose unknown fields are kept, and values that come in more than one form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainValidator, ValidationError

from connectors.contract.results import Money
from connectors.errors import BugError


def _text(value: object) -> str:
    return "" if value is None else str(value)


def number(value: object) -> object:
    """Nothing, and an empty text, are 0."""
    return 0 if value is None or value == "" else value


def truth(value: object) -> bool:
    """Truths come as JSON, as 0 and 1, and as words."""
    return str(value).strip().lower() in ("true", "1", "yes")


def _amount(value: object) -> Money | None:
    return None if value is None or value == "" else Money.parse(value)


def _list(value: object) -> object:
    return [] if value is None or value == "" else value


Text = Annotated[str, BeforeValidator(_text)]
Int = Annotated[int, BeforeValidator(number)]
Flag = Annotated[bool, PlainValidator(truth)]
Amount = Annotated[Money | None, PlainValidator(_amount)]
Anything = TypeVar("Anything")
Items = Annotated[list[Anything], BeforeValidator(_list)]


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


def rows(data: Mapping[str, Any], *path: str) -> list[Any]:
    """The list at a path of an answer; empty when something on the way is missing or null."""
    found = _at(data, path)
    return found if isinstance(found, list) else []


def part(data: Mapping[str, Any], *path: str) -> dict[str, Any]:
    """The object at a path of an answer; empty when something on the way is missing or null."""
    found = _at(data, path)
    return found if isinstance(found, dict) else {}


def _at(data: Mapping[str, Any], path: Sequence[str]) -> Any:
    found: Any = data
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found
