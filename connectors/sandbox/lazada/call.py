"""One API call as its handler sees it, its answer, and its refusal."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from connectors.sandbox.api import ApiCall
from connectors.sandbox.refused import Refused

if TYPE_CHECKING:
    from connectors.sandbox.lazada.marketplace import Lazada

MONEY = {"two_decimals": "{:.2f}", "thousands": "{:,.2f}", "integral": "{:.0f}"}


class Refusal(Refused):
    """The call is refused with Lazada's `code` and `message`; nothing of it takes effect.

    `kind` is the envelope's `type`. A broken listing rule names its `field` and `seller_sku`.
    """

    def __init__(self, code: str, message: str, *, kind: str = "ISP", field: str = "", seller_sku: str = ""):
        super().__init__(f"{code}: {message}")
        self.code, self.message, self.kind, self.field, self.seller_sku = code, message, kind, field, seller_sku


class Broken(Refusal):
    """A listing rule is broken: answered by its own code, or generically with a detail."""


@dataclass
class Answer:
    """What goes into the envelope: `data`, or fields at `top` level; `code` for a batch that failed in part."""

    data: object = None
    top: dict = field(default_factory=dict)
    code: str = "0"
    message: str = ""
    detail: list[dict] = field(default_factory=list)


def result(data: object) -> Answer:
    """The success of the fulfilment and reverse calls."""
    return Answer(top={"result": {"success": True, "errorCode": None, "errorMsg": None, "data": data}})


def failed_result(code: str, message: str) -> Answer:
    return Answer(top={"result": {"success": False, "errorCode": code, "errorMsg": message, "data": None}})


@dataclass
class Call(ApiCall):
    """A verified call: which app and seller call, with what, at which time of the marketplace."""

    market: Lazada
    app_key: str = ""
    seller_id: int = 0

    @cached_property
    def sent(self) -> dict[str, str]:
        """All parameters as text: query, form, multipart fields and a JSON body's members, wherever they came."""
        return self.members | dict(self.request.form()) | dict(self.request.query)

    @cached_property
    def members(self) -> dict[str, str]:
        """The members of a JSON body; nested ones as compact JSON text."""
        if self.request.content_type != "application/json" or not self.request.body.strip():
            return {}
        try:
            body = self.request.json()
        except ValueError as error:
            raise Refusal("1001", "E1001: the body is not JSON", kind="ISV") from error
        return {name: as_text(value) for name, value in body.items() if value is not None}

    def text(self, name: str) -> str:
        """A required, non-empty parameter."""
        value = self.sent.get(name, "")
        if not value:
            raise missing(name)
        return value

    def number(self, name: str, default: int | None = None) -> int:
        value = self.sent.get(name, "")
        if not value and default is not None:
            return default
        if not value:
            raise missing(name)
        if not value.lstrip("-").isdigit():
            raise Refusal("5", f"E005: {name} is not a number", kind="ISV")
        return int(value)

    def moment(self, name: str) -> int | None:
        """An ISO 8601 time with offset as Unix seconds; refused with code 17."""
        value = self.sent.get(name, "")
        if not value:
            return None
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            found = None
        if found is None or found.tzinfo is None:
            raise Refusal("17", f'E017: "{value}" Invalid Date Format', kind="ISV")
        return int(found.timestamp())

    def document(self, name: str) -> dict | list:
        """A required parameter that holds JSON."""
        try:
            found = json.loads(self.text(name))
        except ValueError as error:
            raise Refusal("1001", f"E1001: {name} is not JSON", kind="ISV") from error
        if not isinstance(found, dict | list):
            raise Refusal("5", f"E005: Invalid {name}", kind="ISV")
        return found

    def money(self, amount: int) -> str:
        """Whole đồng as the text that orders carry."""
        return MONEY[self.market.quirks["money"]].format(amount)


def as_text(value: object) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def missing(name: str) -> Refusal:
    return Refusal("MissingParameter", f"The input parameter {name} that is mandatory is missing", kind="ISV")


def whole(value: object, name: str) -> int:
    """A whole number given as number or digits; refuses anything else with code 5."""
    if isinstance(value, bool) or not str(value).strip().lstrip("-").isdigit():
        raise Refusal("5", f"E005: Invalid Request Format: {name}", kind="ISV")
    return int(str(value))
