"""One SQLite file holds the whole state of one marketplace."""

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SETTINGS_SCHEMA = """
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sequence (name TEXT PRIMARY KEY, last INTEGER NOT NULL);
"""


class Store:
    """A serialised connection: one transaction at a time, from whichever thread; nested ones join the outer."""

    def __init__(self, path: Path | None, schema: str):
        self._lock = threading.RLock()
        self._depth = 0
        self._connection = sqlite3.connect(
            str(path) if path else ":memory:", check_same_thread=False, isolation_level=None
        )
        self._connection.row_factory = sqlite3.Row
        self._connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;" + SETTINGS_SCHEMA + schema)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit what happens inside, or nothing of it when it raises."""
        with self._lock:
            self._depth += 1
            try:
                if self._depth == 1:
                    self._connection.execute("BEGIN IMMEDIATE")
                yield
            except BaseException:
                if self._depth == 1:
                    self._connection.execute("ROLLBACK")
                raise
            else:
                if self._depth == 1:
                    self._connection.execute("COMMIT")
            finally:
                self._depth -= 1

    def run(self, sql: str, *values: object) -> int:
        """Execute one statement; returns the number of rows it changed."""
        with self._lock:
            return self._connection.execute(sql, values).rowcount

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, *values: object) -> sqlite3.Row | None:
        with self._lock:
            return self._connection.execute(sql, values).fetchone()

    def next(self, sequence: str, start: int = 1) -> int:
        """The next number of a named sequence that begins at `start`."""
        with self._lock:
            sql = "INSERT INTO sequence VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET last = last + 1 RETURNING last"
            return self._connection.execute(sql, (sequence, start)).fetchone()[0]

    def token(self) -> str:
        """A new secret of 32 hex digits; the same salt gives the same row of them."""
        grain = f"{self.setting('salt')}:token:{self.next('token')}"
        return hashlib.sha256(grain.encode()).hexdigest()[:32]

    def setting(self, name: str, default: object = None):
        found = self.row("SELECT value FROM setting WHERE name = ?", name)
        return json.loads(found["value"]) if found else default

    def set_setting(self, name: str, value: object) -> None:
        self.run(
            "INSERT OR REPLACE INTO setting VALUES (?, ?)",
            name,
            json.dumps(value, ensure_ascii=False),
        )

    def close(self) -> None:
        with self._lock:
            self._connection.close()
