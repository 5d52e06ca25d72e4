"""One visit to one account: orders in → commands → stock → prices → content (laws 2, 4, 5 and 6)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from . import orders
from .acts import handle_events, run_commands
from .comparing import undecided
from .errors import ChannelError, ConfigurationError, ReconnectError, ThrottledError, TransientError
from .fates import backoff, card_of
from .holding import Busy, Held, holding
from .leasing import LeaseLost
from .levels import push_levels
from .models import ChannelAccount, Listing, ListingSku
from .plan import Aspect
from .publishing import push_content, push_visibility, read_back
from .telling import tell_needs_sign_in
from .visiting import Visit
from .waking import visit_at, wake

logger = logging.getLogger(__name__)

MISCONFIGURED_REST = timedelta(minutes=15)


def visit(account_id: int, clock: Callable[[], datetime] = timezone.now) -> Visit:
    """Do all that is due on one account, if nobody else is at it. The kind of an error decides how it ends."""
    done = Visit()
    try:
        with holding(account_id, clock) as held:
            seen = held.account.wakes
            ChannelAccount.objects.filter(pk=account_id).update(wakes_seen=seen)
            if held.account.is_connected:
                _work(held, done, _steps)
            else:
                done.stopped = held.account.state
    except Busy:
        done.busy = True
        return done
    except LeaseLost:
        logger.warning("account %s: lease lost in mid-visit", account_id)
        done.stopped = "lease lost"
        return done
    if ChannelAccount.objects.filter(pk=account_id, wakes__gt=F("wakes_seen")).exists() and not done.stopped:
        wake([account_id])
    return done


def compare(account_id: int, clock: Callable[[], datetime] = timezone.now) -> Visit:
    """The nightly look at every listing of an account: whatever differs there is drift. Writes nothing there."""
    done = Visit(sold_meanwhile=True)
    try:
        with holding(account_id, clock) as held:
            if held.account.is_connected:
                items = held.account.listings.exclude(item_id="").values_list("item_id", flat=True)
                done.touched.update(items)
                _work(held, done, _reading)
    except (Busy, LeaseLost):
        done.busy = True
    return done


def _work(held: Held, done: Visit, steps: Callable[[Held, Visit], None]) -> None:
    try:
        steps(held, done)
        if done.put_off:
            raise done.put_off
    except ThrottledError as error:
        _stop(held, done, error, not_before=held.rests.whole_shop(held.clock()))
        _come_back(held, held.rests.next(held.clock()))
    except TransientError as error:
        failures = held.account.failures + 1
        not_before = held.clock() + backoff(failures)
        _stop(held, done, error, failures=failures, not_before=not_before)
        _come_back(held, not_before)
    except ReconnectError as error:
        _lose_permission(held, done, error)
    except ConfigurationError as error:
        logger.exception("channel %s is misconfigured", held.account.channel)
        _stop(held, done, error, not_before=held.clock() + MISCONFIGURED_REST)
    else:
        _record(held, failures=0, not_before=None, problem={}, visited_at=held.clock())


def _steps(held: Held, done: Visit) -> None:
    """What the channel puts off for long is left out; only stock never goes before the orders."""
    orders_known = _tried(held, done, _orders)
    _tried(held, done, run_commands)
    _mark_boundaries(held)
    if orders_known:
        _tried(held, done, _stock)
    _tried(held, done, _prices)
    _tried(held, done, read_back)
    if done.sold_meanwhile and _tried(held, done, _orders):
        _tried(held, done, _stock)
    _tried(held, done, push_content)
    _tried(held, done, push_visibility)
    done.touched |= set(held.account.listings.filter(undecided()).values_list("item_id", flat=True))
    _tried(held, done, read_back)


def _reading(held: Held, done: Visit) -> None:
    _orders(held, done)
    read_back(held, done)


def _tried(held: Held, done: Visit, step: Callable[[Held, Visit], None]) -> bool:
    """Whether the channel let all of it through."""
    try:
        step(held, done)
    except ThrottledError as error:
        done.was_put_off(error)
        return False
    return True


def _orders(held: Held, done: Visit) -> None:
    handle_events(held, done)
    orders.pull(held, done)
    orders.retry_held(held)


def _stock(held: Held, done: Visit) -> None:
    push_levels(held, Aspect.STOCK, done)


def _prices(held: Held, done: Visit) -> None:
    push_levels(held, Aspect.PRICE, done)


def _mark_boundaries(held: Held) -> None:
    """A certificate or price boundary has passed: the text or the price has to be looked at."""
    passed = Listing.objects.filter(account=held.account, next_change_at__lte=held.clock())
    turned = ListingSku.objects.filter(listing__account=held.account, next_change_at__lte=held.clock())
    if passed.exists() or turned.exists():
        with held.recording():
            passed.update(content_revision=F("content_revision") + 1, next_change_at=None)
            turned.update(price_revision=F("price_revision") + 1, next_change_at=None)


def _stop(held: Held, done: Visit, error: ChannelError, **values) -> None:
    done.stopped = str(error)
    _record(held, problem=card_of(error), **values)


def _lose_permission(held: Held, done: Visit, error: ReconnectError) -> None:
    """The account stands still; its owner is told in the same transaction. Unless she has signed in meanwhile."""
    with held.recording():
        if held.take_over_grant():
            done.stopped = str(error)
            wake([held.account.pk])
            return
        _stop(held, done, error, state=ChannelAccount.State.NEEDS_SIGN_IN)
        tell_needs_sign_in(held.account)


def _come_back(held: Held, when: datetime | None) -> None:
    """Another visit at that moment, not at the next minute."""
    if when is not None:
        with held.recording():
            visit_at(held.account.pk, when)


def _record(held: Held, **values) -> None:
    if held.rests.news:
        values["rests"] = held.rests.as_dict(held.clock())
    held.note(**values)
