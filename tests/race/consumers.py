"""Starts task consumers as processes of their own, and tells when their work is done."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from django.db import connection
from django.db.models import Q

from connectors.models import Listing, ListingSku
from connectors.models.listings import due

ROOT = Path(__file__).parents[2]
SHORT_LEASE = 4
PATIENCE = 90

Start = Callable[[], AbstractContextManager[subprocess.Popen]]


@pytest.fixture
def queue() -> str:
    """The setting `TASK_QUEUE` of the consumers; empty = a file."""
    return ""


@pytest.fixture
def consumer(markets, queue, settings, tmp_path, monkeypatch) -> Start:
    """Starts a consumer; what is left of it is killed. The test's own process does no task from now on."""
    monkeypatch.setattr("connectors.tasks.visit_woken", lambda account_id: None)
    name = str(connection.settings_dict["NAME"])
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.race.consumer_settings",
        "SQLITE_NAME": name,
        "PGNAME": name,
        "RACE_QUEUE": queue,
        "RACE_VAR": str(tmp_path),
        "RACE_CHANNELS": json.dumps(settings.CHANNELS),
        "RACE_MEDIA": str(settings.MEDIA_ROOT),
        "RACE_LEASE": str(SHORT_LEASE),
        "PYTHONPATH": str(ROOT),
    }
    logs = iter(range(100))

    @contextmanager
    def start() -> Iterator[subprocess.Popen]:
        with (tmp_path / f"consumer-{next(logs)}.log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.race.consumer"], cwd=ROOT, env=env, stdout=log, stderr=log
            )
            try:
                yield process
            finally:
                process.kill()
                process.wait()

    return start


def wait_until(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, f"not within {PATIENCE} s: {what}"
        time.sleep(0.05)


def settled() -> bool:
    unsent = Listing.objects.exclude(content_state="done").exists()
    unknown = ListingSku.objects.filter(due("stock") | due("price") | Q(is_there=False)).exists()
    return not unsent and not unknown
