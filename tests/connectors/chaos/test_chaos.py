"""Interleaved acts, faults and deaths: whatever happened, after quiet time every front tells the truth.

`make chaos SEEDS=100` runs more; a failing seed is run again alone by `CHAOS_SEED=<n>`.
"""

import os
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from django.db import transaction

from connectors.models import ChannelAccount
from connectors.shopee.connector import ShopeeConnector
from tests.connectors.chaos.actions import People
from tests.connectors.chaos.fronts import FRONTS
from tests.connectors.chaos.truth import untruths
from tests.connectors.chaos.world import World

pytestmark = pytest.mark.one_database
START = datetime(2026, 11, 20, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
ACTIONS = int(os.environ.get("CHAOS_ACTIONS", "2000"))
SEEDS = (
    [int(os.environ["CHAOS_SEED"])] if "CHAOS_SEED" in os.environ else range(int(os.environ.get("CHAOS_SEEDS", "10")))
)
QUIET_MINUTES = 40
FINDING_ACTIONS = 150
FINDING_SEEDS = 6


@pytest.fixture
def traveller():
    with time_machine.travel(START, tick=False) as found:
        yield found


@pytest.fixture
def make_world(db, settings, traveller, monkeypatch):
    settings.CHANNELS = {one.name: {**one.settings, "base_url": f"http://{one.name}.test"} for one in FRONTS}

    def make(seed: int) -> World:
        monkeypatch.undo()
        traveller.move_to(START)
        world = World(seed, traveller.shift)
        world.install(monkeypatch)
        return world

    return make


def run(world: World, actions: int) -> list[str]:
    """So many acts, those in the middle of a visit too, then quiet; answers what is untrue in the end."""
    people = People(world)
    world.meanwhile = people.outside
    world.troubled = True
    for front in world.fronts.values():
        rule = {"effect": "timeout_after", "path": front.create_path, "next_calls": 2, "seconds": 30}
        front.act("faults", add=rule)
    while people.acts < actions:
        people.one()
    world.troubled = False
    for front in world.fronts.values():
        front.act("faults", clear=1)
    for _turn in range(QUIET_MINUTES):
        people.sign_in()
        world.commit()
        world.deliver()
        world.minute()
    return untruths(world)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_front_tells_the_truth_after_trouble(make_world, seed):
    world = make_world(seed)
    wrong = run(world, ACTIONS)
    assert wrong == [], "\n".join([f"seed {seed}, {world.calls} calls, {world.kills} deaths", *wrong])
    assert ChannelAccount.objects.exclude(state="connected").count() == 0
    assert world.calls > ACTIONS / 4


def forget_the_gap(monkeypatch) -> None:
    """The watermark runs ahead of what was read."""
    monkeypatch.setattr("connectors.orders.OVERLAP", timedelta(minutes=-10))


def create_without_looking(monkeypatch) -> None:
    """A create that may have had its effect is made again."""
    original = ShopeeConnector.push_listing
    monkeypatch.setattr(
        ShopeeConnector, "push_listing", lambda self, draft, ref=None, *, resume: original(self, draft, ref)
    )


@pytest.mark.parametrize(("fault", "first"), [(forget_the_gap, 2), (create_without_looking, 0)])
def test_a_fault_put_into_the_engine_is_found(make_world, fault, first):
    """By one of a few seeds: which one, changes with every call that the engine makes more or less."""
    with pytest.MonkeyPatch.context() as patched:
        fault(patched)
        assert any(untrue_in(make_world, seed) for seed in range(first, first + FINDING_SEEDS))


def untrue_in(make_world, seed: int) -> list[str]:
    """What is untrue in the end of a world that leaves nothing behind."""
    with transaction.atomic():
        wrong = run(make_world(seed), FINDING_ACTIONS)
        transaction.set_rollback(True)
    return wrong
