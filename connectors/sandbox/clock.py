"""A marketplace's own clock: the wall clock plus what the control page stepped it by."""

import time
from collections.abc import Callable


class Clock:
    """Unix seconds. `now` dates everything that happens; `wire` judges the timestamps of signed calls.

    Stepping moves `now` (tokens expire, retries fall due) while calls signed by the wall clock stay
    valid, unless `judge` is "stepped". `skew` is a fault: it moves `wire` only.
    """

    def __init__(self, base: Callable[[], float] = time.time):
        self.base = base
        self.offset = 0
        self.skew = 0
        self.judge = "wall"

    def now(self) -> int:
        return int(self.base()) + self.offset

    def wire(self) -> int:
        return int(self.base()) + self.skew + (self.offset if self.judge == "stepped" else 0)

    def as_dict(self) -> dict:
        return {
            "now": self.now(),
            "wire": self.wire(),
            "offset": self.offset,
            "skew": self.skew,
            "judge": self.judge,
        }
