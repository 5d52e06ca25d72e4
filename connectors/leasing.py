"""One holder per account (law 6): taken by a conditional UPDATE, fenced by its generation."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from .models import ChannelAccount

LEASE = timedelta(seconds=60)
"""Longer than the slowest call (connect and read timeouts of `connectors.http`): renewed at every record."""


def renewal() -> timedelta:
    """A lease that was renewed longer ago is renewed before a call goes out, and while one is on its way."""
    return LEASE / 6


class LeaseLost(Exception):
    """Somebody else holds the account now: stop, write nothing."""


@dataclass
class Lease:
    """The right to call one account's marketplace and to record what came of it. `until` as far as we know."""

    account_id: int
    generation: int
    clock: Callable[[], datetime] = field(repr=False)
    until: datetime

    def check(self) -> None:
        """Asked before each call: a process that stood still must not write over its successor's work.

        Raises:
            LeaseLost: the lease may have run out.
        """
        if self.is_over():
            raise LeaseLost(f"account {self.account_id}, generation {self.generation}")

    def is_over(self) -> bool:
        return self.clock() >= self.until

    def is_stale(self) -> bool:
        return self.until - self.clock() < LEASE - renewal()

    @contextmanager
    def recording(self, **values: Any) -> Iterator[None]:
        """A short transaction of the holder, which begins by setting these columns of the account; it also holds
        longer. Never open across HTTP.

        Raises:
            LeaseLost: the lease ran out and another took it. Nothing was written.
        """
        with transaction.atomic():
            until = self.clock() + LEASE
            if not self._mine().update(lease_until=until, **values):
                raise LeaseLost(f"account {self.account_id}, generation {self.generation}")
            yield
        self.until = until

    def give_back(self) -> None:
        self._mine().update(lease_until=None, lease_holder="")

    def _mine(self):
        return ChannelAccount.objects.filter(pk=self.account_id, lease_generation=self.generation)


def take(account_id: int, clock: Callable[[], datetime]) -> Lease | None:
    """The lease, or None while another holds it."""
    now = clock()
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    taken = ChannelAccount.objects.filter(free, pk=account_id).update(
        lease_holder=f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"[:80],
        lease_until=now + LEASE,
        lease_generation=F("lease_generation") + 1,
    )
    if not taken:
        return None
    generation = ChannelAccount.objects.values_list("lease_generation", flat=True).get(pk=account_id)
    return Lease(account_id, generation, clock, now + LEASE)
