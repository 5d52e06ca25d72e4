"""The same tasks on a queue in a file, in a real PostgreSQL and in a real Redis that the tests start."""

import importlib
import os
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import huey
import pytest

from django.core.exceptions import ImproperlyConfigured

from shop.settings.queues import task_queue
from shop.stock import ledger
from tests.connectors.engine.conftest import account, listing, market, markets, producer, product, record
from tests.race.consumers import consumer, wait_until

__all__ = ["account", "consumer", "listing", "market", "markets", "producer", "product", "record"]
pytestmark = pytest.mark.race
TOOLS = Path(__file__).parents[2] / "tools"
SERVERS = {"file": None, "postgres": "pgserver", "redis": "redisserver"}


def server(tool: str):
    """The tool's `server()`; without the program that it needs the test fails and says what is missing."""
    sys.path.insert(0, str(TOOLS))
    try:
        return importlib.import_module(tool).server()
    finally:
        sys.path.remove(str(TOOLS))


@pytest.fixture(scope="module", params=["postgres"] if os.environ.get("DATABASE") == "postgres" else SERVERS)
def queue(request):
    """The setting `TASK_QUEUE`."""
    tool = SERVERS[request.param]
    if tool is None:
        yield ""
        return
    try:
        running = server(tool)
        where = running.__enter__()
    except SystemExit as missing:
        pytest.fail(str(missing))
    try:
        yield where if request.param == "redis" else f"postgresql:///postgres?host={where}&user=postgres"
    finally:
        running.__exit__(None, None, None)


@pytest.fixture
def connect(queue, tmp_path):
    """A process's view of the queue; several may be opened."""

    def open_one() -> huey.Huey:
        given = dict(task_queue(queue, tmp_path))
        kind = getattr(huey, given.pop("huey_class").partition(".")[2])
        del given["consumer"]
        return kind(given.pop("name"), **given)

    first = open_one()
    first.flush()
    yield open_one
    first.flush()


def noted(one: huey.Huey, done: list, **options):
    """The same task in each process: it notes what it was given."""

    @one.task(name="note", **options)
    def note(number: int) -> int:
        done.append(number)
        return number * 2

    return note


def work(one: huey.Huey) -> int:
    """Run what waits; answers how many."""
    count = 0
    while (task := one.dequeue()) is not None:
        one.execute(task)
        count += 1
    return count


def test_a_task_of_one_process_is_done_by_another_and_answers(connect):
    sender, worker, done = connect(), connect(), []
    noted(worker, done)
    result = noted(sender, [])(21)
    assert work(worker) == 1
    assert (done, result.get(blocking=True, timeout=5)) == ([21], 42)


def test_a_task_waits_while_nobody_works_and_outlives_its_sender(connect):
    noted(connect(), [])(7)
    worker, done = connect(), []
    noted(worker, done)
    assert (work(worker), done, work(worker)) == (1, [7], 0)


def test_two_consumers_do_each_task_once(connect):
    sender, done = connect(), []
    note = noted(sender, [])
    for number in range(40):
        note(number)
    workers = [connect() for _turn in range(2)]
    for one in workers:
        noted(one, done)
    threads = [threading.Thread(target=work, args=[one]) for one in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert Counter(done) == Counter(range(40))


def test_a_task_for_later_waits_for_its_moment(connect):
    sender, worker, done = connect(), connect(), []
    noted(worker, done)
    noted(sender, []).schedule(args=[5], delay=1)
    assert work(worker) == 1
    assert (done, worker.scheduled_count()) == ([], 1)
    time.sleep(1.1)
    [ready] = worker.read_schedule()
    worker.enqueue(ready)
    assert (work(worker), done) == (1, [5])


def test_a_letter_that_fails_is_tried_again(connect):
    one, tries = connect(), []

    @one.task(name="letter", retries=2)
    def letter() -> None:
        tries.append(1)
        raise OSError("no mail server")

    letter()
    assert work(one) == 3
    assert (len(tries), one.pending_count()) == (3, 0)


@pytest.mark.parametrize("channel", ["shopee"])
@pytest.mark.django_db(transaction=True)
def test_a_real_consumer_brings_a_change_to_the_channel(market, channel, consumer, listing, record):
    ledger.receive(record, 5)
    assert market.stock(listing) == 10
    with consumer():
        wait_until(lambda: market.stock(listing) == 15, "the change is sent")


@pytest.mark.parametrize("wrong", ["mysql://host/name", "localhost:6379", "sqlite"])
def test_another_queue_is_refused(wrong, tmp_path):
    with pytest.raises(ImproperlyConfigured, match="TASK_QUEUE"):
        task_queue(wrong, tmp_path)
