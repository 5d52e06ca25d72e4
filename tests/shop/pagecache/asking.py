"""A visitor about whom nothing is known asks, for the tests that tell a remembered page from a fresh one."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def get(url: str, client: Client | None = None, **more) -> str:
    response = (client or Client()).get(url, **more)
    assert response.status_code == 200, url
    return response.content.decode()


def queries(url: str, client: Client | None = None, **more) -> int:
    with CaptureQueriesContext(connection) as asked:
        (client or Client()).get(url, **more)
    return len(asked)


def is_remembered(url: str, **more) -> bool:
    return queries(url, **more) == 1
