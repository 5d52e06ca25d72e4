"""Sends stock and prices in batches; each row keeps its own fate and the terms it was sent with.

While a batch is on its way, one transaction records what came of the batch before it and marks the batch after it as
in flight: so killed at any moment, at most three batches are sent again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection

from .contract import Action, Money, Outcome, PriceLevel, SkuRef, StockLevel
from .drafting import sale_price
from .errors import (
    BugError,
    ChannelError,
    ConfigurationError,
    RefusedError,
    ThrottledError,
    TransientError,
    Unsupported,
)
from .fates import FIRST_WAIT, backoff, card, card_of, done, refused, waiting
from .holding import Held, Underway
from .models import ListingSku
from .models.listings import ripe
from .plan import Aspect, Row, Sale, Write, plain_price, plan
from .planning import due_levels, level_rows
from .visiting import Visit


@dataclass(frozen=True)
class Batch:
    """What one call carries, in the same order: levels, the writes that they are, and their rows as read."""

    levels: Sequence[StockLevel | PriceLevel]
    writes: Sequence[Write]
    skus: Sequence[ListingSku]


Fates = Sequence[tuple[int, dict[str, Any]]]
"""Keys of SKUs, and the columns that tell what became of them."""


def push_levels(held: Held, aspect: Aspect, visit: Visit) -> None:
    """Brings stock or prices of the account to what is wanted now.

    Raises:
        ThrottledError: the channel put the operation off for long; every row that is due waits until then.
    """
    push = held.connector.push_stock if aspect == Aspect.STOCK else held.connector.push_prices
    batches = _batches(held, aspect)
    batch, fates = next(batches, None), []
    if batch:
        _record(held, aspect, fates, batch)
    while batch:
        underway = held.start(partial(push, batch.levels))
        following = next(batches, None)
        if fates or following:
            _record(held, aspect, fates, following)
        try:
            fates = _answered(held, aspect, batch, underway, visit)
        except ChannelError:
            _record(held, aspect, _untouched(aspect, following))
            raise
        batch = following
    if fates:
        _record(held, aspect, fates)


def _batches(held: Held, aspect: Aspect) -> Iterator[Batch]:
    """Reads some rows at a time, settles those that need no call, and cuts the others as the channel allows."""
    rule = held.connector.stock_batch if aspect == Aspect.STOCK else held.connector.price_batch
    makes = _stock_level if aspect == Aspect.STOCK else _price_level
    made: dict[SkuRef, tuple[Write, ListingSku]] = {}
    kept: list = []
    for skus in due_levels(held.account, aspect, held.clock()):
        now = held.clock()
        found = plan(level_rows(held.rules(), aspect, now, skus))
        settle(held, found.settled)
        by_key = {sku.pk: sku for sku in skus}
        for write in found.writes:
            sku = by_key[write.row.key]
            made[_ref(sku)] = write, sku
            kept.append(makes(_ref(sku), sku, write.row.wanted, now))
        *whole, kept = rule.split(kept) or [[]]
        yield from (_batch(levels, made) for levels in whole)
    if kept:
        yield _batch(kept, made)


def _batch(levels: Sequence, made: Mapping[SkuRef, tuple[Write, ListingSku]]) -> Batch:
    writes, skus = zip(*(made[level.ref] for level in levels), strict=True)
    return Batch(levels, writes, skus)


def settle(held: Held, rows: Sequence[Row]) -> None:
    """Nothing to send: what the channel has is what is wanted."""
    if not rows:
        return
    with held.recording():
        _write([(row.key, done(row.aspect.value, row.revision) | _boundary(row)) for row in rows])


def _ref(sku: ListingSku) -> SkuRef:
    return SkuRef(sku.listing.item_id, sku.model_id, sku.sku)


def _stock_level(ref: SkuRef, sku: ListingSku, wanted: int, now: datetime) -> StockLevel:
    return StockLevel(ref, wanted)


def _price_level(ref: SkuRef, sku: ListingSku, wanted: int | Mapping[str, Any], now: datetime) -> PriceLevel:
    price = plain_price(wanted)
    if isinstance(wanted, Mapping):
        return PriceLevel(ref, Money(price), sale_price(Sale.from_dict(wanted["sale"])))
    return PriceLevel(ref, Money(price), sale_price(_over(sku, price, now)))


def _over(sku: ListingSku, price: int, now: datetime) -> Sale | None:
    """The sale that the channel holds, ended: a price alone would leave it running, and would be refused below it."""
    if not sku.sale_sent or price < 2:
        return None
    held = Sale.from_dict(sku.sale_sent)
    ends = min(held.ends, now)
    return Sale(min(held.price, price - 1), min(held.starts, ends - timedelta(minutes=1)), ends)


def _boundary(row: Row) -> dict[str, Any]:
    return {"next_change_at": row.next_change} if row.aspect == Aspect.PRICE else {}


def _answered(held: Held, aspect: Aspect, batch: Batch, underway: Underway, visit: Visit) -> Fates:
    """What became of the rows of a batch, when its answer is there."""
    name = aspect.value
    try:
        outcomes = underway.result()
    except ThrottledError as error:
        _put_off(held, aspect, error)
        raise
    except TransientError as error:
        until = held.clock() + backoff(held.account.failures)
        _record(held, aspect, [(sku.pk, waiting(name, until, card_of(error))) for sku in batch.skus])
        visit.stumbled(error)
        return []
    except ConfigurationError:
        raise
    except (RefusedError, BugError, Unsupported) as error:
        visit.refused(error)
        rows = zip(batch.writes, batch.skus, strict=True)
        return [(sku.pk, _refused(write, sku, card_of(error))) for write, sku in rows]
    visit.wrote(batch.writes, outcomes)
    visit.touched.update(level.ref.item_id for level in batch.levels)
    rows = zip(batch.writes, batch.skus, outcomes, strict=True)
    return [(sku.pk, _fate(held, write, sku, outcome)) for write, sku, outcome in rows]


def _put_off(held: Held, aspect: Aspect, error: ThrottledError) -> None:
    """Every row that is due waits as told: the limit is not of this batch."""
    name, now = aspect.value, held.clock()
    rows = ListingSku.objects.filter(ripe(name, now), listing__account=held.account, is_there=True)
    with held.recording():
        rows.update(**waiting(name, now + timedelta(seconds=error.retry_after), card_of(error)))


def _untouched(aspect: Aspect, batch: Batch | None) -> Fates:
    """It was marked as in flight and then not sent."""
    return [(sku.pk, _as_before(aspect, sku)) for sku in (batch.skus if batch else ())]


def _as_before(aspect: Aspect, sku: ListingSku) -> dict[str, Any]:
    """The channel keeps what it had."""
    values = {f"{aspect.value}_sent": getattr(sku, f"{aspect.value}_sent")}
    return values | ({"sale_sent": sku.sale_sent} if aspect == Aspect.PRICE else {})


def _as_sent(level: PriceLevel) -> dict[str, Any]:
    sale = level.sale
    return Sale(sale.price.dong, sale.starts, sale.ends).as_dict() if sale else {}


def _refused(write: Write, sku: ListingSku, problem: dict) -> dict[str, Any]:
    aspect = write.row.aspect
    return refused(aspect.value, write.row.revision, problem) | _boundary(write.row) | _as_before(aspect, sku)


def _fate(held: Held, write: Write, sku: ListingSku, outcome: Outcome) -> dict[str, Any]:
    name, now = write.row.aspect.value, held.clock()
    if outcome.action is Action.REFUSED:
        return _refused(write, sku, card(outcome.problem))
    if outcome.action is Action.WAITING:
        return waiting(name, outcome.not_before or now + FIRST_WAIT, card(outcome.problem))
    sent = {f"{name}_sent": plain_price(write.row.wanted), f"{name}_terms": write.row.terms, f"{name}_sent_at": now}
    return done(name, write.row.revision) | sent | _boundary(write.row)


def _record(held: Held, aspect: Aspect, fates: Fates, following: Batch | None = None) -> None:
    """What came of a batch; and from here until its own answer is recorded nobody knows what the channel has of the
    `following` one: killed in between, it is sent again."""
    with held.recording():
        _write(fates)
        if following is None:
            return
        keys = [sku.pk for sku in following.skus]
        ListingSku.objects.filter(pk__in=keys).update(**{f"{aspect.value}_sent": None})
        if aspect == Aspect.PRICE:
            sales = ((key, _as_sent(level)) for key, level in zip(keys, following.levels, strict=True))
            _write([(key, {"sale_sent": sale}) for key, sale in sales if sale])


def _write(fates: Fates) -> None:
    """Rows with the same columns go in one round trip: `bulk_update` computes 60 ms for 50 of them, this takes 4."""
    alike: dict[tuple[str, ...], list[tuple[int, dict[str, Any]]]] = {}
    for key, values in fates:
        alike.setdefault(tuple(values), []).append((key, values))
    quote = connection.ops.quote_name
    for columns, rows in alike.items():
        fields = [ListingSku._meta.get_field(column) for column in columns]
        sets = ", ".join(f"{quote(field.column)} = %s" for field in fields)
        sql = f"UPDATE {quote(ListingSku._meta.db_table)} SET {sets} WHERE id = %s"  # noqa: S608 (names of our own)
        stored = (
            (*(one.get_db_prep_save(values[one.name], connection) for one in fields), key) for key, values in rows
        )
        with connection.cursor() as cursor:
            cursor.executemany(sql, list(stored))
