"""One practice marketplace for each registered channel, and its adapter."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.contract import Action, Connector, ListingRef
from connectors.registry import CHANNELS
from connectors.sandbox.serving import running, start
from tests.conformance.adapters import ADAPTERS, Adapter
from tests.conformance.example.adapter import ExampleAdapter
from tests.conformance.example.stall import Stall


@pytest.fixture(scope="session")
def addresses() -> Iterator[dict[str, str]]:
    """Every practice marketplace by its channel, and that of the example."""
    stall = start([Stall.open()], 0)
    with running() as sandbox:
        yield sandbox.urls | stall.urls
    stall.servers[Stall.name].stop()


@pytest.fixture(params=[*sorted(CHANNELS), ExampleAdapter.name])
def market(request: pytest.FixtureRequest, addresses: dict[str, str]) -> Adapter:
    kind = ADAPTERS.get(request.param, ExampleAdapter)
    found = kind(addresses[request.param])
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
