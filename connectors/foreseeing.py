"""What a visit would do: counted over every row, told for a part of them. The same rows as `plan_account`, one at a
time, so that a shop of any size is read in bounded memory. Sends nothing, writes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from .models import ChannelAccount
from .models.listings import rested, resting, ripe
from .pacing import Rests
from .plan import Aspect, Row, Wait, Write, write_of
from .planning import Which, account_rows, due_content, level_rows, waits

MOST_TOLD = 100
MOST_WAITS = 50
MOST_DRAFTS = 50
"""Listings whose text and pictures are compared: each takes some queries and reads its pictures."""


@dataclass
class Foresight:
    """`counts` of all writes by aspect; `writes` are `MOST_TOLD` of them from `start` on, `waits` the first of
    `waiting`, `refused` the first of `refusals`, which would not leave the house. `unread` listings have a text that
    was not compared, `listings` are keys of those that change. Nothing goes out before `until`."""

    start: int = 0
    counts: Counter[Aspect] = field(default_factory=Counter)
    writes: list[Write] = field(default_factory=list)
    listings: set[int] = field(default_factory=set)
    waiting: int = 0
    waits: list[Wait] = field(default_factory=list)
    refusals: int = 0
    refused: list[Row] = field(default_factory=list)
    unread: int = 0
    until: datetime | None = None

    @property
    def total(self) -> int:
        return self.counts.total()

    def take(self, rows: Iterable[Row]) -> None:
        for row in rows:
            if row.refusal:
                self._refuse(row)
            elif write := write_of(row):
                self._count(write)

    def _refuse(self, row: Row) -> None:
        self.refusals += 1
        if len(self.refused) < MOST_WAITS:
            self.refused.append(row)

    def _count(self, write: Write) -> None:
        if self.start <= self.total < self.start + MOST_TOLD:
            self.writes.append(write)
        self.counts[write.row.aspect] += 1
        self.listings.add(write.row.listing)


def foresee(account: ChannelAccount, now: datetime, which: Which = ripe, start: int = 0) -> Foresight:
    """By the rules of `account` as it is given, saved or not: what a visit would do, connected or not."""
    found = Foresight(start, until=_rests_until(account, now))
    found.take(account_rows(account, now, which, MOST_DRAFTS))
    later = Foresight()
    later.take(account_rows(account, now, resting, MOST_DRAFTS))
    found.refusals += later.refusals
    found.refused = [*found.refused, *later.refused][:MOST_WAITS]
    found.waiting, found.waits = later.total, waits(account, later.writes[:MOST_WAITS], now)
    found.unread = sum(max(due_content(account, now, one).count() - MOST_DRAFTS, 0) for one in (which, resting))
    return found


def foresee_levels(account: ChannelAccount, skus: Collection, now: datetime) -> Foresight:
    """What a visit would do with stock and price of these SKUs as they are given, after their source changed."""
    found = Foresight(until=_rests_until(account, now))
    for aspect in (Aspect.STOCK, Aspect.PRICE):
        there = [sku for sku in skus if sku.is_there]
        awake = [sku for sku in there if _is_rested(getattr(sku, f"{aspect.value}_not_before"), now)]
        found.take(level_rows(account, aspect, now, awake))
        later = level_rows(account, aspect, now, [sku for sku in there if sku not in awake])
        found.waiting += sum(write_of(row) is not None for row in later)
    return found


def after(changed: Collection[Aspect]) -> Which:
    """The rows that a visit takes up when the source of these aspects has changed everywhere."""

    def which(aspect: str, now: datetime) -> Q:
        return rested(aspect, now) if aspect in changed else ripe(aspect, now)

    return which


def _is_rested(until: datetime | None, now: datetime) -> bool:
    return until is None or until <= now


def _rests_until(account: ChannelAccount, now: datetime) -> datetime | None:
    ends = (account.not_before, Rests(account.rests).whole_shop(now))
    return max((until for until in ends if until and until > now), default=None)
