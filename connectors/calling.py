"""One call at a time beside the holder's own work: while it is on its way, what came of the last one is recorded."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class Caller:
    """A thread that only calls: it never touches the database."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="caller")

    def start(self, operation: Callable[[], T]) -> Callable[[float], T]:
        """Starts it; what is returned waits so many seconds for the result.

        Raises:
            TimeoutError: (the waiting) it is still on its way.
        """
        return self._pool.submit(operation).result

    def close(self) -> None:
        """Waits for a call that is on its way."""
        self._pool.shutdown()
