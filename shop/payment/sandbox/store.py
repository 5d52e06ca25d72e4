"""Everything the rehearsal knows, as JSON documents in one SQLite file or in memory."""

import json
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Store:
    """One connection for all threads, used by one of them at a time."""

    def __init__(self, path: Path | None = None):
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(str(path or ":memory:"), check_same_thread=False, isolation_level=None)
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS document (kind TEXT, id TEXT, body TEXT NOT NULL, PRIMARY KEY (kind, id))"
        )

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else reads or writes meanwhile."""
        with self._lock:
            yield

    def put(self, kind: str, document: dict) -> None:
        """Insert, or replace what has the same `id`."""
        with self._lock:
            self._connection.execute(
                "INSERT INTO document VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body",
                (kind, document["id"], json.dumps(document)),
            )

    def get(self, kind: str, key: str) -> dict | None:
        with self._lock:
            found = self._connection.execute("SELECT body FROM document WHERE kind = ? AND id = ?", (kind, key))
            row = found.fetchone()
        return json.loads(row[0]) if row else None

    def all(self, kind: str) -> list[dict]:
        """In the order in which they came."""
        with self._lock:
            rows = self._connection.execute("SELECT body FROM document WHERE kind = ? ORDER BY rowid", (kind,))
            return [json.loads(row[0]) for row in rows.fetchall()]

    def close(self) -> None:
        with self._lock:
            self._connection.close()


def new_id(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(12)}"
