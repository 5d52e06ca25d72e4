"""One API call as its handler sees it, its answer, and its refusal."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from connectors.sandbox.api import ApiCall
from connectors.sandbox.refused import Refused

if TYPE_CHECKING:
    from connectors.sandbox.shopee.marketplace import Shopee


class Refusal(Refused):
    """The call is refused with Shopee's `error` and `message`; nothing of it takes effect."""

    def __init__(self, error: str, message: str):
        super().__init__(f"{error}: {message}")
        self.error, self.message = error, message


@dataclass
class Answer:
    """What goes into the envelope: `response`, or fields at top level; `error` for partial success."""

    response: object = None
    top: dict = field(default_factory=dict)
    error: str = ""
    message: str = ""


@dataclass
class Call(ApiCall):
    """A verified call: who calls (`partner_id`, `shop_id`), with what, at which time of the marketplace."""

    market: Shopee
    partner_id: int = 0
    shop_id: int = 0

    @cached_property
    def body(self) -> dict:
        try:
            return self.request.json()
        except ValueError as error:
            raise Refusal("error_data", "parse data failed") from error

    @property
    def sent(self) -> dict:
        """The business parameters: the query of a GET, the JSON body of a POST."""
        return dict(self.request.query) if self.request.method == "GET" else self.body

    def number(self, name: str, *, default: int | None = None, low: int = 0, high: int | None = None) -> int:
        """A whole-number parameter within bounds; required unless it has a default."""
        value = self.sent.get(name)
        if value is None or value == "":
            if default is None:
                raise missing(name)
            return default
        number = whole(value, name)
        if number < low or (high is not None and number > high):
            raise Refusal("error_param", f"{name} should be between {low} and {high if high is not None else 'max'}")
        return number

    def text(self, name: str) -> str:
        """A required, non-empty text parameter."""
        value = self.sent.get(name)
        if not isinstance(value, str) or not value:
            raise missing(name)
        return value

    def numbers(self, name: str, most: int) -> list[int]:
        """A required list of numbers in the query, in any of the forms clients use."""
        found = [whole(value, name) for value in self.request.listed(name)]
        if not found:
            raise missing(name)
        if len(found) > most:
            raise Refusal("error_param", f"{name} should have at most {most} entries")
        return found

    def entries(self, name: str, most: int, fewest: int = 1) -> list[dict]:
        """A required list of objects in the body."""
        value = self.body.get(name)
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise missing(name)
        if not fewest <= len(value) <= most:
            raise Refusal("error_param", f"the length of {name} should be between {fewest} and {most}")
        return value


def missing(name: str) -> Refusal:
    return Refusal("error_param", f"Invalid parameter: {name} is required.")


def whole(value: object, name: str) -> int:
    """A whole number given as number or digits; refuses fractions, booleans and anything else."""
    if isinstance(value, str) and value.strip().lstrip("-").isdigit():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        raise Refusal("error_param", f"Invalid parameter: {name} should be a whole number.")
    return int(value)
