"""An account in the hands of its holder: the connector, its grant, and a way to call it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TypeVar

from requests.adapters import HTTPAdapter

from django.utils import timezone

from .configuring import channel_config
from .contract import Connector, Grant
from .errors import ChannelError, ReconnectError, RefusedError, TokenError, TransientError
from .http import CallRecord, Http
from .leasing import Lease, take
from .models import Call, ChannelAccount
from .registry import connector_class

logger = logging.getLogger(__name__)
T = TypeVar("T")

REFRESH_BEFORE = timedelta(minutes=5)
MOST_DEAD_TOKENS = 5
"""Visits in a row that ended although the token was new: then the owner has to sign in."""


class Busy(Exception):
    """Another holder is at work on this account."""


class Pace:
    """At most `rate` calls a second on average, with a burst of two seconds' worth; only the holder calls, so one
    of these per holder is enough."""

    def __init__(self, rate: float):
        self.rate, self.room, self.since = rate, 2 * rate, time.monotonic()

    def wait(self) -> None:
        """Called after each call: sleeps until the next one is allowed."""
        now = time.monotonic()
        self.room = min(self.room + (now - self.since) * self.rate, 2 * self.rate) - 1
        self.since = now
        if self.room < 0:
            time.sleep(-self.room / self.rate)


class Fenced(HTTPAdapter):
    """Lets nothing out after the lease ran out."""

    def __init__(self, lease: Lease):
        super().__init__()
        self.lease = lease

    def send(self, *args, **kwargs):
        self.lease.check()
        return super().send(*args, **kwargs)


class Held:
    """What the holder of a lease may do. Built by `holding`."""

    def __init__(self, account: ChannelAccount, lease: Lease, http_class: type[Http] = Http):
        self.account, self.lease, self.clock = account, lease, lease.clock
        config = channel_config(account.channel)
        self.http = http_class(
            account.channel,
            origins=config.origins,
            recorder=self._keep,
            clock=self.clock,
            adapter=Fenced(lease),
        )
        self.pace = Pace(connector_class(account.channel).calls_per_second)
        self.connector: Connector = connector_class(account.channel)(config, self.http, grant_of(account))

    def call(self, operation: Callable[[], T]) -> T:
        """Runs one operation of the connector; a dead token is refreshed once and the operation repeated once."""
        self._refresh_if_ending()
        try:
            return operation()
        except TokenError:
            self.refresh()
        try:
            return operation()
        except TokenError as error:
            kind = ReconnectError if self.account.failures >= MOST_DEAD_TOKENS else TransientError
            raise _as(kind, error) from None

    def refresh(self) -> None:
        """A new pair of tokens, saved before its first use."""
        try:
            grant = self.connector.refresh()
        except (TokenError, RefusedError) as error:
            raise _as(ReconnectError, error) from None
        with self.lease.recording():
            store_grant(self.account, grant)

    def _refresh_if_ending(self) -> None:
        ends = self.account.access_expires_at
        if ends and ends - REFRESH_BEFORE <= self.clock():
            self.refresh()

    def _keep(self, record: CallRecord) -> None:
        """Every call is recorded, and by that the lease renewed."""
        with self.lease.recording():
            Call.objects.create(
                account=self.account,
                channel=record.channel,
                operation=record.operation,
                method=record.method,
                url=record.url,
                request=record.request,
                response=record.response,
                status=record.status,
                error=record.error,
                started_at=record.started_at,
                elapsed=record.elapsed,
            )
        self.pace.wait()


def _as(kind: type[ChannelError], error: ChannelError) -> ChannelError:
    """The same news, to be handled as another kind."""
    return kind(error.message, channel=error.channel, operation=error.operation, code=error.code, problem=error.problem)


def grant_of(account: ChannelAccount) -> Grant | None:
    if not account.access_token or account.access_expires_at is None:
        return None
    return Grant(
        shop_id=account.shop_id,
        access_token=account.access_token,
        refresh_token=account.refresh_token,
        access_expires_at=account.access_expires_at,
        refresh_expires_at=account.refresh_expires_at,
    )


def store_grant(account: ChannelAccount, grant: Grant) -> None:
    account.access_token = grant.access_token
    account.refresh_token = grant.refresh_token
    account.access_expires_at = grant.access_expires_at
    account.refresh_expires_at = grant.refresh_expires_at
    account.save(update_fields=["access_token", "refresh_token", "access_expires_at", "refresh_expires_at"])


@contextmanager
def holding(
    account_id: int,
    clock: Callable[[], datetime] = timezone.now,
    patience: float = 0.0,
    http_class: type[Http] = Http,
) -> Iterator[Held]:
    """Hold an account; a person's click brings `patience` in seconds.

    Raises:
        Busy: somebody else holds it all that time.
    """
    lease = take(account_id, clock)
    deadline = time.monotonic() + patience
    while lease is None and time.monotonic() < deadline:
        time.sleep(0.1)
        lease = take(account_id, clock)
    if lease is None:
        raise Busy(account_id)
    try:
        held = Held(ChannelAccount.objects.get(pk=account_id), lease, http_class)
        try:
            yield held
        finally:
            held.http.close()
    finally:
        lease.give_back()
