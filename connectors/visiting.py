"""What one visit did: for the command, the log and the tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .contract import Action, Outcome
from .errors import ChannelError, ThrottledError, TransientError
from .plan import Write

MOST_STUMBLES = 3


@dataclass
class Visit:
    """The record of one visit. `touched` are remote items to read back."""

    busy: bool = False
    stopped: str = ""
    orders: list[str] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    waiting: int = 0
    refusals: list[str] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    drift: list[str] = field(default_factory=list)
    sold_meanwhile: bool = False
    stumbles: int = 0
    put_off: ThrottledError | None = None

    def wrote(self, writes: Sequence[Write], outcomes: Sequence[Outcome]) -> None:
        """Counts what the channel took."""
        for write, outcome in zip(writes, outcomes, strict=True):
            if outcome.action is Action.REFUSED:
                self.refusals.append(f"{write.row.label}: {outcome.problem.code if outcome.problem else ''}")
            elif outcome.action is Action.WAITING:
                self.waiting += 1
            else:
                self.writes.append(write)

    def refused(self, error: ChannelError) -> None:
        self.refusals.append(str(error))

    def stumbled(self, error: TransientError) -> None:
        """One row failed for a passing reason; the third in a visit ends it."""
        self.stumbles += 1
        self.waiting += 1
        if self.stumbles >= MOST_STUMBLES:
            raise error

    def was_put_off(self, error: ThrottledError) -> None:
        """The channel lets no more of one operation through for now; the whole shop's limit ends the visit."""
        self.put_off = error
        if error.whole_shop:
            raise error

    def as_dict(self) -> dict[str, Any]:
        return {
            "busy": self.busy,
            "stopped": self.stopped,
            "orders": self.orders,
            "writes": [write.as_dict() for write in self.writes],
            "waiting": self.waiting,
            "refused": self.refusals,
            "drift": self.drift,
        }
