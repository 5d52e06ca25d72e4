"""What can go wrong on a sales channel, sorted by what must be done about it.

    ChannelError                    kind
    ├── TransientError              transient    retry later with jitter
    ├── ThrottledError              throttled    wait `retry_after` seconds, then go on
    ├── TokenError                  token        refresh once, repeat once
    ├── ReconnectError              reconnect    stop the account, tell its owner
    ├── RefusedError                refused      show the problem, wait for a change
    ├── BugError                    bug          ours: never repeat, raise
    │   └── ConfigurationError      bug          the installation's keys or address are wrong
    └── Unsupported                 unsupported  the channel has no such operation

The class decides the fate of the row, never the caller. No error holds a token,
key or signature: messages come from the channel's answer after `connectors.http`
has taken out every secret that was sent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from connectors.contract import Problem


class Kind(StrEnum):
    """What the engine does with a failed call."""

    TRANSIENT = "transient"
    THROTTLED = "throttled"
    TOKEN = "token"  # noqa: S105 - the name of a kind
    RECONNECT = "reconnect"
    REFUSED = "refused"
    BUG = "bug"
    UNSUPPORTED = "unsupported"


class ChannelError(Exception):
    """A failed call, with what is known of it.

    `code` and `message` are the channel's own words (`http_503`, `timeout` and the
    like when it said nothing); `request_id` is what its support asks for.
    `effect_unknown` means that the request may have been carried out: repeat a
    non-idempotent one only after looking for its effect.
    `problem`, when given, is the card to show to the owner of the account.
    """

    kind: ClassVar[Kind]

    def __init__(
        self,
        message: str = "",
        *,
        channel: str = "",
        operation: str = "",
        code: str = "",
        request_id: str = "",
        effect_unknown: bool = False,
        problem: Problem | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.channel = channel
        self.operation = operation
        self.code = code
        self.request_id = request_id
        self.effect_unknown = effect_unknown
        self.problem = problem

    def conceal(self, secrets: Iterable[str]) -> None:
        """Takes secrets out of the channel's words, which may echo what was sent."""
        for secret in secrets:
            self.message = self.message.replace(secret, "***")
            if self.problem is not None:
                detail = self.problem.detail.replace(secret, "***")
                self.problem = replace(self.problem, detail=detail)
        self.args = (self.message,)

    def __str__(self) -> str:
        where = " ".join(part for part in (self.channel, self.operation) if part)
        parts = [f"{where}: {self.kind}" if where else str(self.kind)]
        if self.code:
            parts.append(f"[{self.code}]")
        if self.message:
            parts.append(self.message)
        if self.effect_unknown:
            parts.append("(may have been carried out)")
        if self.request_id:
            parts.append(f"(request {self.request_id})")
        return " ".join(parts)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"


class TransientError(ChannelError):
    """Network trouble, a timeout, a 5xx, a busy system: the same call may work later."""

    kind = Kind.TRANSIENT


class ThrottledError(ChannelError):
    """Too many calls. `retry_after` is in seconds, as told by the channel or by its rules; `whole_shop` when it
    said that every call of the shop is meant, not only this operation."""

    kind = Kind.THROTTLED

    def __init__(
        self,
        message: str = "",
        *,
        retry_after: float,
        whole_shop: bool = False,
        channel: str = "",
        operation: str = "",
        code: str = "",
        request_id: str = "",
        problem: Problem | None = None,
    ) -> None:
        super().__init__(
            message,
            channel=channel,
            operation=operation,
            code=code,
            request_id=request_id,
            problem=problem,
        )
        self.retry_after = retry_after
        self.whole_shop = whole_shop


class TokenError(ChannelError):
    """The access token is not accepted; a refresh may mend it."""

    kind = Kind.TOKEN


class ReconnectError(ChannelError):
    """The grant is gone: only its owner can give a new one."""

    kind = Kind.RECONNECT


class RefusedError(ChannelError):
    """The channel understood and said no; `problem` says why and what to do."""

    kind = Kind.REFUSED


class BugError(ChannelError):
    """We sent what we never should have sent, or got what we cannot read."""

    kind = Kind.BUG


class ConfigurationError(BugError):
    """The installation's own keys, addresses or permissions are wrong; no account can go on."""


class Unsupported(ChannelError):
    """The channel has no such operation."""

    kind = Kind.UNSUPPORTED
