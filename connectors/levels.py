"""Sends stock and prices in batches; each row keeps its own fate and the terms it was sent with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from .contract import Action, Money, Outcome, PriceLevel, SkuRef, StockLevel
from .drafting import sale_price
from .errors import BugError, ConfigurationError, RefusedError, TransientError, Unsupported
from .fates import FIRST_WAIT, backoff, card, card_of, done, refused, waiting
from .holding import Held
from .models import ListingSku
from .plan import Aspect, Row, Sale, Write, plain_price, plan
from .planning import level_rows
from .visiting import Visit


def push_levels(held: Held, aspect: Aspect, visit: Visit) -> None:
    """Brings stock or prices of the account to what is wanted now."""
    found = plan(level_rows(held.account, aspect, held.clock()))
    settle(held, found.settled)
    if not found.writes:
        return
    skus = ListingSku.objects.select_related("listing").in_bulk([write.row.key for write in found.writes])
    now = held.clock()
    makes = _stock_level if aspect == Aspect.STOCK else _price_level
    by_ref = {_ref(skus[write.row.key]): write for write in found.writes}
    levels = [makes(ref, skus[write.row.key], write.row.wanted, now) for ref, write in by_ref.items()]
    rule = held.connector.stock_batch if aspect == Aspect.STOCK else held.connector.price_batch
    for batch in rule.split(levels):
        writes = [by_ref[level.ref] for level in batch]
        _push_batch(held, aspect, batch, writes, skus, visit)


def settle(held: Held, rows: Sequence[Row]) -> None:
    """Nothing to send: what the channel has is what is wanted."""
    if not rows:
        return
    with held.lease.recording():
        for row in rows:
            values = done(row.aspect.value, row.revision) | _boundary(row)
            ListingSku.objects.filter(pk=row.key).update(**values)


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


def _push_batch(held: Held, aspect: Aspect, batch, writes: Sequence[Write], skus, visit: Visit) -> None:
    push = held.connector.push_stock if aspect == Aspect.STOCK else held.connector.push_prices
    _in_flight(held, aspect, batch, writes)
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
        _record(held, [(write, _refused(write, skus, card_of(error))) for write in writes])
        visit.refused(error)
        return
    _record(held, [(write, _fate(held, write, skus, one)) for write, one in zip(writes, outcomes, strict=True)])
    visit.wrote(writes, outcomes)
    visit.touched.update(level.ref.item_id for level in batch)


def _in_flight(held: Held, aspect: Aspect, batch, writes: Sequence[Write]) -> None:
    """From here until the answer is recorded nobody knows what the channel has: killed in between, it is sent again."""
    with held.lease.recording():
        rows = ListingSku.objects.filter(pk__in=[write.row.key for write in writes])
        rows.update(**{f"{aspect.value}_sent": None})
        for level, write in zip(batch, writes, strict=True):
            if getattr(level, "sale", None):
                ListingSku.objects.filter(pk=write.row.key).update(sale_sent=_as_sent(level))


def _as_sent(level: PriceLevel) -> dict[str, Any]:
    sale = level.sale
    return Sale(sale.price.dong, sale.starts, sale.ends).as_dict() if sale else {}


def _refused(write: Write, skus: Mapping[int, ListingSku], problem: dict) -> dict:
    """The channel keeps what it had."""
    name, sku = write.row.aspect.value, skus[write.row.key]
    values = refused(name, write.row.revision, problem) | _boundary(write.row)
    values[f"{name}_sent"] = getattr(sku, f"{name}_sent")
    return values | ({"sale_sent": sku.sale_sent} if write.row.aspect == Aspect.PRICE else {})


def _fate(held: Held, write: Write, skus: Mapping[int, ListingSku], outcome: Outcome) -> dict:
    name, now = write.row.aspect.value, held.clock()
    if outcome.action is Action.REFUSED:
        return _refused(write, skus, card(outcome.problem))
    if outcome.action is Action.WAITING:
        return waiting(name, outcome.not_before or now + FIRST_WAIT, card(outcome.problem))
    sent = {f"{name}_sent": plain_price(write.row.wanted), f"{name}_terms": write.row.terms, f"{name}_sent_at": now}
    return done(name, write.row.revision) | sent | _boundary(write.row)


def _record(held: Held, fates: Sequence[tuple[Write, dict]]) -> None:
    with held.lease.recording():
        for write, values in fates:
            ListingSku.objects.filter(pk=write.row.key).update(**values)
