"""Sends stock and prices in batches; each row keeps its own fate and the terms it was sent with."""

from __future__ import annotations

from collections.abc import Sequence

from .contract import Action, Money, Outcome, PriceLevel, SkuRef, StockLevel
from .errors import BugError, ConfigurationError, RefusedError, TransientError, Unsupported
from .fates import FIRST_WAIT, backoff, card, card_of, done, refused, waiting
from .holding import Held
from .models import ListingSku
from .plan import Aspect, Row, Write, plan
from .planning import level_rows
from .visiting import Visit


def push_levels(held: Held, aspect: Aspect, visit: Visit) -> None:
    """Brings stock or prices of the account to what is wanted now."""
    found = plan(level_rows(held.account, aspect, held.clock()))
    settle(held, found.settled)
    if not found.writes:
        return
    rows = {write.row.key: write for write in found.writes}
    refs = _refs(rows)
    levels = [_level(aspect, refs[key], write.row.wanted) for key, write in rows.items()]
    by_ref = {refs[key]: write for key, write in rows.items()}
    rule = held.connector.stock_batch if aspect == Aspect.STOCK else held.connector.price_batch
    for batch in rule.split(levels):
        _push_batch(held, aspect, batch, [by_ref[level.ref] for level in batch], visit)


def settle(held: Held, rows: Sequence[Row]) -> None:
    """Nothing to send: what the channel has is what is wanted."""
    if not rows:
        return
    with held.lease.recording():
        for row in rows:
            ListingSku.objects.filter(pk=row.key).update(**done(row.aspect.value, row.revision))


def _refs(keys) -> dict[int, SkuRef]:
    found = ListingSku.objects.filter(pk__in=list(keys)).select_related("listing")
    return {sku.pk: SkuRef(sku.listing.item_id, sku.model_id, sku.sku) for sku in found}


def _level(aspect: Aspect, ref: SkuRef, number: int) -> StockLevel | PriceLevel:
    return StockLevel(ref, number) if aspect == Aspect.STOCK else PriceLevel(ref, Money(number))


def _push_batch(held: Held, aspect: Aspect, batch, writes: Sequence[Write], visit: Visit) -> None:
    push = held.connector.push_stock if aspect == Aspect.STOCK else held.connector.push_prices
    _in_flight(held, aspect, writes)
    try:
        outcomes = held.call(lambda: push(batch))
    except TransientError as error:
        until = held.clock() + backoff(held.account.failures)
        _record(held, [(write, waiting(aspect.value, until, card_of(error))) for write in writes])
        visit.stumbled(error)
        return
    except ConfigurationError:
        raise
    except (RefusedError, BugError, Unsupported) as error:
        _record(held, [(write, _refused(aspect, write, card_of(error))) for write in writes])
        visit.refused(error)
        return
    _record(held, [(write, _fate(held, aspect, write, one)) for write, one in zip(writes, outcomes, strict=True)])
    visit.wrote(writes, outcomes)
    visit.touched.update(level.ref.item_id for level in batch)


def _in_flight(held: Held, aspect: Aspect, writes: Sequence[Write]) -> None:
    """From here until the answer is recorded nobody knows what the channel has: killed in between, it is sent again."""
    with held.lease.recording():
        rows = ListingSku.objects.filter(pk__in=[write.row.key for write in writes])
        rows.update(**{f"{aspect.value}_sent": None})


def _refused(aspect: Aspect, write: Write, problem: dict) -> dict:
    """The channel keeps what it had."""
    return refused(aspect.value, write.row.revision, problem) | {f"{aspect.value}_sent": write.row.sent}


def _fate(held: Held, aspect: Aspect, write: Write, outcome: Outcome) -> dict:
    name, now = aspect.value, held.clock()
    if outcome.action is Action.REFUSED:
        return _refused(aspect, write, card(outcome.problem))
    if outcome.action is Action.WAITING:
        return waiting(name, outcome.not_before or now + FIRST_WAIT, card(outcome.problem))
    sent = {f"{name}_sent": write.row.wanted, f"{name}_terms": write.row.terms, f"{name}_sent_at": now}
    return done(name, write.row.revision) | sent


def _record(held: Held, fates: Sequence[tuple[Write, dict]]) -> None:
    with held.lease.recording():
        for write, values in fates:
            ListingSku.objects.filter(pk=write.row.key).update(**values)
