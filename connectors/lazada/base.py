"""What the parts of the Lazada connector share: the client, and refusals as outcomes."""

from __future__ import annotations

from typing import TypeVar

from connectors.contract import Action, ChannelConfig, Connector, Grant, Outcome, Problem
from connectors.errors import RefusedError
from connectors.http import Http
from connectors.lazada.client import LazadaClient
from connectors.lazada.problems import problem

T = TypeVar("T")


class LazadaBase(Connector):
    """A connector with its client."""

    def __init__(self, config: ChannelConfig, http: Http, grant: Grant | None = None) -> None:
        super().__init__(config, http, grant)
        self.client = LazadaClient(config, http, grant)


def refused(item: T, error: RefusedError) -> Outcome[T]:
    """The outcome that shows a refusal."""
    return Outcome(item, Action.REFUSED, card(error))


def card(error: RefusedError) -> Problem:
    return error.problem or problem("unknown", error.message)
