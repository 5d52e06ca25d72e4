"""An account in the hands of its holder: the connector, its grant, and two ways to call it.

`call` waits for the answer. `start` lets the holder record what came of the last call while the next is on its way:
then every call is one transaction of the holder, and the line is never idle.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from requests.adapters import HTTPAdapter

from django.utils import timezone

from .calling import Caller
from .configuring import channel_config
from .contract import Connector, Grant
from .errors import ChannelError, ReconnectError, RefusedError, TokenError, TransientError
from .http import CallRecord, Http
from .leasing import Lease, renewal, take
from .models import Call, ChannelAccount
from .pacing import MOST_SLEEP, PERSON_SLEEP, Patience, Rests
from .registry import connector_class

logger = logging.getLogger(__name__)
T = TypeVar("T")

REFRESH_BEFORE = timedelta(minutes=5)
GRANT = ("access_token", "refresh_token", "access_expires_at", "refresh_expires_at")
MOST_DEAD_TOKENS = 5
"""Visits in a row that ended although the token was new: then the owner has to sign in."""


class Busy(Exception):
    """Another holder is at work on this account."""


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

    def __init__(
        self, account: ChannelAccount, lease: Lease, http_class: type[Http] = Http, most_sleep: float = MOST_SLEEP
    ):
        self.account, self.lease, self.clock = account, lease, lease.clock
        config, kind = channel_config(account.channel), connector_class(account.channel)
        self.rests = Rests(account.rests)
        self.http = http_class(
            account.channel,
            origins=config.origins,
            recorder=self._keep,
            clock=self.clock,
            adapter=Fenced(lease),
            limiter=Patience(account.channel, kind.calls_per_second, self.rests, self.clock, most_sleep),
        )
        self.connector: Connector = kind(config, self.http, grant_of(account))
        self._caller: Caller | None = None
        self._beside = False
        self._unwritten: list[CallRecord] = []

    def call(self, operation: Callable[[], T]) -> T:
        """Runs one operation of the connector; a dead token is refreshed once and the operation repeated once."""
        self._hold_on()
        self.refresh_if_ending()
        try:
            return operation()
        except TokenError:
            return self.call_refreshed(operation)

    def start(self, operation: Callable[[], T]) -> Underway[T]:
        """The same beside the holder's own work. Nothing else may be called before its result is there."""
        self.refresh_if_ending()
        self._hold_on()
        self._caller = self._caller or Caller()
        self._beside = True
        return Underway(self, operation, self._caller.start(operation))

    def ended(self) -> None:
        """No call is on its way any more."""
        self._beside = False

    @contextmanager
    def recording(self, **values: Any) -> Iterator[None]:
        """A short transaction of the holder, with the calls that were made since the last one. `values` are columns of
        the account."""
        written = list(self._unwritten)
        del self._unwritten[: len(written)]
        try:
            with self.lease.recording(**values):
                self._write(written)
                yield
        except BaseException:
            self._unwritten[:0] = written
            raise

    def note(self, **values: Any) -> None:
        """Record these columns of the account and the calls that were made, and hold longer."""
        with self.recording(**values):
            pass

    def close(self) -> None:
        """Waits for a call that is on its way; what was called is recorded even when the lease is lost."""
        if self._caller:
            self._caller.close()
        self.http.close()
        self._write(self._unwritten)

    def call_refreshed(self, operation: Callable[[], T]) -> T:
        """The second and last try, with a new token."""
        self.refresh()
        try:
            return operation()
        except TokenError as error:
            kind = ReconnectError if self.account.failures >= MOST_DEAD_TOKENS else TransientError
            raise _as(kind, error) from None

    def refresh(self) -> None:
        """A new pair of tokens, saved before its first use; or the one that a sign-in has brought meanwhile, which
        ended ours: that stays."""
        if self.take_over_grant():
            return
        try:
            grant = self.connector.refresh()
        except (TokenError, RefusedError, ReconnectError) as error:
            if self.take_over_grant():
                return
            raise _as(ReconnectError, error) from None
        with self.recording():
            if not self.take_over_grant():
                store_grant(self.account, grant)

    def take_over_grant(self) -> bool:
        """Whether somebody signed in since the grant was read: it is read again and used from now on."""
        stored = ChannelAccount.objects.only("shop_id", *GRANT).get(pk=self.account.pk)
        grant, tokens = grant_of(stored), (self.account.access_token, self.account.refresh_token)
        if grant is None or tokens == (grant.access_token, grant.refresh_token):
            return False
        for name in GRANT:
            setattr(self.account, name, getattr(stored, name))
        self.connector.use(grant)
        return True

    def rules(self) -> ChannelAccount:
        """The account with the rules that stand now, for rows that were read before: a rule may be saved while a visit
        lasts, and raises their revisions."""
        return ChannelAccount.objects.defer(*GRANT).get(pk=self.account.pk)

    def refresh_if_ending(self) -> None:
        ends = self.account.access_expires_at
        if ends and ends - REFRESH_BEFORE <= self.clock():
            self.refresh()

    def _keep(self, record: CallRecord) -> None:
        """Every call is recorded with what the holder records next, unless that has to be now to keep the lease."""
        self._unwritten.append(record)
        if not self._beside:
            self._hold_on()

    def _hold_on(self) -> None:
        """The lease outlasts the next call, however slow; one that is over is not taken up again."""
        if self.lease.is_stale() and not self.lease.is_over():
            self.note()

    def _write(self, records: Sequence[CallRecord]) -> None:
        Call.objects.bulk_create(
            Call(
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
            for record in records
        )


class Underway(Generic[T]):
    """A call that is on its way."""

    def __init__(self, held: Held, operation: Callable[[], T], wait: Callable[[float], T]):
        self.held, self.operation, self.wait = held, operation, wait

    def result(self) -> T:
        """Waits for it, holding the account as long as that takes; the errors are those of `Held.call`."""
        try:
            found = self._waited()
        except TokenError:
            self.held.ended()
            return self.held.call_refreshed(self.operation)
        finally:
            self.held.ended()
        return found

    def _waited(self) -> T:
        while True:
            try:
                return self.wait(renewal().total_seconds())
            except TimeoutError:
                self.held.note()


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
    for name in GRANT:
        setattr(account, name, getattr(grant, name))
    account.save(update_fields=GRANT)


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
        most_sleep = PERSON_SLEEP if patience else MOST_SLEEP
        held = Held(ChannelAccount.objects.get(pk=account_id), lease, http_class, most_sleep)
        try:
            yield held
        finally:
            held.close()
    finally:
        lease.give_back()
