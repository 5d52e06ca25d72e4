"""What every marketplace's API call has in common."""

from dataclasses import dataclass
from typing import Any

from connectors.sandbox.faults import Rule
from connectors.sandbox.store import Store
from connectors.sandbox.web import Request


@dataclass
class ApiCall:
    """The request by its API name, on a marketplace (each call knows its own kind), with the faults that fired."""

    market: Any
    request: Request
    name: str
    fired: list[Rule]

    @property
    def now(self) -> int:
        """The time of the marketplace, Unix seconds."""
        return self.market.clock.now()

    @property
    def store(self) -> Store:
        return self.market.store

    def row_fails(self) -> bool:
        """Whether the fault plan breaks this row of a batch."""
        return self.market.faults.breaks_row(self.fired)
