"""The task queue by one setting: a file of our own, or a PostgreSQL or Redis that several machines share."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

CONSUMER = {"workers": 4, "worker_type": "thread", "max_delay": 1}  # seconds an idle worker looks away at most
COMMON = {"name": "cho-phien", "immediate": False, "consumer": CONSUMER}


def task_queue(url: str, folder: Path) -> dict[str, Any]:
    """huey's settings for `TASK_QUEUE`; empty = a file in `folder`.

    Raises:
        ImproperlyConfigured: neither empty nor the address of a PostgreSQL or Redis.
    """
    if not url:
        return COMMON | {"huey_class": "huey.SqliteHuey", "filename": str(folder / "tasks.sqlite3")}
    kind = url.partition("://")[0]
    if kind in ("postgres", "postgresql"):
        return COMMON | {"huey_class": "huey.PostgresHuey", "dsn": url}
    if kind in ("redis", "rediss", "unix"):
        return COMMON | {"huey_class": "huey.RedisHuey", "url": url}
    raise ImproperlyConfigured("TASK_QUEUE: empty, postgres://… or redis://….")
