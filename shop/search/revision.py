"""Which state of the list a request sees, and what this process remembers of it.

A visible change adds a row in its own transaction; a sale that leaves units on the shelf does not. Rows are only ever
added, so no two changes wait for each other, and each has a random mark: their number and sum tell two states apart
even if a change that began earlier commits later.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sized
from datetime import timedelta
from functools import cached_property
from threading import Lock
from typing import TypeVar

from django.db.models import Count, Max, Sum
from django.http import HttpRequest
from django.utils import timezone

from .models import CatalogueRevision

MOST_REMEMBERED = 4000
MOST_WEIGHT = 8_000_000  # letters of drawn parts of pages, and items of lists: two to eight bytes each
KEPT_FOR = timedelta(days=1)
Revision = tuple[int, int | None]
Key = TypeVar("Key", bound=Hashable)
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
    """Answers of this process, forgotten as soon as the revision is another; the least used makes room.

    Bounded by their number, and by their letters or items together.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self.clear()

    def clear(self, revision: Revision | None = None) -> None:
        self._revision = revision
        self._answers: OrderedDict[Hashable, object] = OrderedDict()
        self._weight = 0

    def look_up(self, revision: Revision, keys: Iterable[Key]) -> tuple[dict[Key, object], list[Key]]:
        """What is known of these keys in this state, and which are not."""
        found, missing = {}, []
        with self._lock:
            if revision != self._revision:
                self.clear(revision)
            for key in keys:
                if key in self._answers:
                    found[key] = self._answers[key]
                    self._answers.move_to_end(key)
                else:
                    missing.append(key)
        return found, missing

    def keep(self, revision: Revision, made: Mapping[Hashable, object]) -> None:
        """Keep the answers, unless the state is no longer the one that they were made for."""
        with self._lock:
            if revision != self._revision:
                return
            for key in [key for key in made if key not in self._answers]:
                self._answers[key] = made[key]
                self._weight += _weight_of(made[key])
            while len(self._answers) > MOST_REMEMBERED or self._weight > MOST_WEIGHT:
                self._weight -= _weight_of(self._answers.popitem(last=False)[1])


def _weight_of(answer: object) -> int:
    return len(answer) if isinstance(answer, Sized) else 1


memory = Memory()


class Remembered:
    """What this process remembers of the state that one request sees; the state is read once, when first asked for.

    What is kept is shared by threads and requests: never change it.
    """

    @cached_property
    def revision(self) -> Revision:
        return current()

    def get(self, key: Hashable, work: Callable[[], Value]) -> Value:
        """What `work` answered for `key` in this state, or its answer now."""
        return self.get_many([key], lambda _missing: {key: work()})[key]

    def get_many(self, keys: Iterable[Key], work: Callable[[list[Key]], dict[Key, Value]]) -> dict[Key, Value]:
        """The same for many: `work` gets the keys that are not remembered, and may leave out what does not exist."""
        found, missing = memory.look_up(self.revision, keys)
        if missing:
            made = work(missing)
            memory.keep(self.revision, made)
            found |= made
        return found


def remembered_for(request: HttpRequest) -> Remembered:
    """What is remembered of the state that this request sees."""
    if not hasattr(request, "remembered"):
        request.remembered = Remembered()
    return request.remembered
