"""One practice marketplace for each registered channel, and its adapter."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.contract import Action, Connector, ListingRef
from connectors.registry import CHANNELS
from connectors.sandbox.serving import Sandbox, running
from tests.conformance.adapters import ADAPTERS, Adapter


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with running() as found:
        yield found


@pytest.fixture(params=sorted(CHANNELS))
def market(request: pytest.FixtureRequest, sandbox: Sandbox) -> Adapter:
    found = ADAPTERS[request.param](sandbox.urls[request.param])
    found.reset()
    return found


@pytest.fixture
def channel(market: Adapter) -> Connector:
    return market.connector(market.grant())


@pytest.fixture
def listed(market: Adapter, channel: Connector) -> ListingRef:
    outcome = channel.push_listing(market.draft(channel))
    assert outcome.action is Action.CREATED and outcome.item.ref
    return outcome.item.ref
