"""How often a shop may be called: at its own pace, and never before the moment that the channel told.

Channels count the calls of each operation; only some refusals speak of the whole shop. So what was put off is
remembered by operation, "" being all of them, and survives the visit on the account.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.dateparse import parse_datetime

from .errors import ThrottledError
from .http import Limiter

LONGEST_SLEEP = 5.0
"""Seconds that one call is waited for inside a visit; what lasts longer waits for a later visit."""
MOST_SLEEP = 15.0
"""Seconds that a visit sleeps for calls that were put off, all together."""
PERSON_SLEEP = 3.0
"""The same while a person waits for the page."""
LONGEST_DOUBLED = timedelta(seconds=15)
FORGOTTEN = timedelta(minutes=2)

sleep = time.sleep


class Pace:
    """At most `rate` calls a second on average, with a burst of two seconds' worth; only the holder calls, so one
    of these per holder is enough."""

    def __init__(self, rate: float):
        self.rate, self.room, self.since = rate, 2 * rate, time.monotonic()

    def wait(self) -> None:
        """Called before each call: sleeps until it is allowed."""
        now = time.monotonic()
        self.room = min(self.room + (now - self.since) * self.rate, 2 * self.rate) - 1
        self.since = now
        if self.room < 0:
            time.sleep(-self.room / self.rate)


class Rests:
    """Operations that the channel put off: until when, and how often in a row. `news` while that is not stored."""

    def __init__(self, stored: Mapping[str, Any]):
        self.rows = {name: (parse_datetime(row["until"]), int(row["times"])) for name, row in stored.items()}
        self.news = False

    def put_off(self, error: ThrottledError, now: datetime) -> datetime:
        """The first time as told; told again at once, twice as long each time, up to a quarter of a minute."""
        name = "" if error.whole_shop else error.operation
        _until, times = self.rows.get(name, (now, 0))
        told = timedelta(seconds=error.retry_after)
        until = now + max(told, min(told * 2 ** min(times, 8), LONGEST_DOUBLED))
        self.rows[name] = (until, times + 1)
        self.news = True
        return until

    def taken(self, operation: str) -> None:
        """The channel let a call of it through."""
        for name in {"", operation} & self.rows.keys():
            del self.rows[name]
            self.news = True

    def left(self, operation: str, now: datetime) -> float:
        """Seconds until it may be called."""
        ends = [self.rows[name][0] for name in {"", operation} & self.rows.keys()]
        return max([0.0, *((until - now).total_seconds() for until in ends)])

    def next(self, now: datetime) -> datetime | None:
        """When the first of them is over."""
        return min((until for until, _times in self.rows.values() if until > now), default=None)

    def over(self, now: datetime) -> bool:
        """Whether one is, and nobody has called since."""
        return any(until <= now for until, _times in self.rows.values())

    def whole_shop(self, now: datetime) -> datetime | None:
        """Until when nothing at all may be called."""
        until, _times = self.rows.get("", (now, 0))
        return until if until > now else None

    def as_dict(self, now: datetime) -> dict[str, Any]:
        rows = ((name, row) for name, row in self.rows.items() if row[0] > now - FORGOTTEN)
        return {name: {"until": until.isoformat(), "times": times} for name, (until, times) in rows}


class Patience(Limiter):
    """The limiter of a visit: keeps the pace, waits for what was put off for a moment, and lets nothing out sooner."""

    def __init__(self, channel: str, rate: float, rests: Rests, clock: Callable[[], datetime], most: float):
        self.channel, self.pace, self.rests, self.clock = channel, Pace(rate), rests, clock
        self.sleep_left = most

    def before(self, operation: str) -> None:
        left = self.rests.left(operation, self.clock())
        if left and not self._sleep(left):
            whole = self.rests.whole_shop(self.clock()) is not None
            raise ThrottledError(
                retry_after=left, whole_shop=whole, channel=self.channel, operation=operation, code="put_off"
            )
        self.pace.wait()

    def again(self, error: ThrottledError) -> bool:
        now = self.clock()
        error.retry_after = (self.rests.put_off(error, now) - now).total_seconds()
        return self._sleep(error.retry_after)

    def taken(self, operation: str) -> None:
        self.rests.taken(operation)

    def _sleep(self, seconds: float) -> bool:
        if seconds > min(LONGEST_SLEEP, self.sleep_left):
            return False
        self.sleep_left -= seconds
        sleep(seconds)
        return True
