"""Which state of the list a request sees, and what this process remembers of it.

A visible change adds a row in its own transaction; a sale that leaves units on the shelf does not. Rows are only ever
added, so no two changes wait for each other, and each has a random mark: their number and sum tell two states apart
even if a change that began earlier commits later.
"""

from collections.abc import Callable, Hashable
from datetime import timedelta
from typing import TypeVar

from django.db.models import Count, Max, Sum
from django.utils import timezone

from .models import CatalogueRevision

MOST_REMEMBERED = 500
KEPT_FOR = timedelta(days=1)
Revision = tuple[int, int | None]
Value = TypeVar("Value")


def note() -> None:
    """Something that visitors may see changed. Call in the transaction that changes it."""
    CatalogueRevision.objects.create()


def current() -> Revision:
    """Equal for two requests only if nothing visible changed between them. One query."""
    row = CatalogueRevision.objects.aggregate(rows=Count("pk"), sum=Sum("mark"))
    return (row["rows"], row["sum"])


def prune() -> int:
    """Forget rows older than a day, but never the last; answers how many."""
    last = CatalogueRevision.objects.aggregate(pk=Max("pk"))["pk"]
    old = CatalogueRevision.objects.filter(at__lt=timezone.now() - KEPT_FOR).exclude(pk=last)
    return old.delete()[0]


class Memory:
    """Answers of this process, forgotten as soon as the revision is another."""

    def __init__(self) -> None:
        self._revision: Revision | None = None
        self._answers: dict[Hashable, object] = {}

    def get(self, revision: Revision, key: Hashable, work: Callable[[], Value]) -> Value:
        """What `work` answered for `key` at this revision, or its answer now."""
        if revision != self._revision or len(self._answers) >= MOST_REMEMBERED:
            self._revision, self._answers = revision, {}
        answers = self._answers
        if key not in answers:
            answers[key] = work()
        return answers[key]  # type: ignore[return-value]


memory = Memory()
