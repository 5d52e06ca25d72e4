"""Carries out commands, as soon as the orders are in, and handles the pushes that came in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from .contract import Action, CancelReason, EventKind, OrderLine, Outcome, ShipRequest, SkuRef
from .errors import ChannelError, ReconnectError, RefusedError, ThrottledError, TransientError, Unsupported
from .fates import FIRST_WAIT, backoff, card, card_of
from .holding import Held
from .models import Command, InboundEvent
from .orders import take_in
from .visiting import Visit
from .waking import bump_skus

Kind = Command.Kind
ABOUT_ITEMS = frozenset({EventKind.STOCK, EventKind.LISTING})


def run_commands(held: Held, visit: Visit) -> None:
    """Each pending act once; afterwards the order is read again. One that fails in passing waits, the others go on."""
    now = held.clock()
    ready = Q(not_before=None) | Q(not_before__lte=now)
    for command in held.account.commands.filter(ready, state=Command.State.PENDING).select_related("channel_order"):
        try:
            outcome = _run(held, command)
        except ThrottledError as error:
            _wait(held, command, held.clock() + timedelta(seconds=error.retry_after), card_of(error))
            visit.was_put_off(error)
            continue
        except TransientError as error:
            _wait(held, command, now + backoff(held.account.failures), card_of(error))
            visit.stumbled(error)
            continue
        except (RefusedError, Unsupported) as error:
            _settle(held, command, Command.State.REFUSED, card_of(error))
            continue
        if outcome.action is Action.WAITING:
            _wait(held, command, outcome.not_before or now + FIRST_WAIT, card(outcome.problem))
        elif outcome.action is Action.REFUSED:
            _settle(held, command, Command.State.REFUSED, card(outcome.problem))
        else:
            _settle(held, command, Command.State.DONE, {})
            take_in(held, command.channel_order.remote_id, visit)


def _run(held: Held, command: Command) -> Outcome:
    kept, connector = command.channel_order, held.connector
    if command.kind == Kind.SHIP:
        return held.call(lambda: connector.ship(ShipRequest(kept.remote_id, kept.parcel_id)))
    if command.kind == Kind.CANCEL:
        lines = [_line(one) for one in kept.lines.all() if one.standing]
        return held.call(lambda: connector.cancel(kept.remote_id, CancelReason.OUT_OF_STOCK, lines))
    accept = command.kind == Kind.ACCEPT_CANCEL
    return held.call(lambda: connector.decide_cancel(kept.remote_id, accept=accept))


def _line(line) -> OrderLine:
    ref = SkuRef(line.item_id, line.model_id, line.sku)
    return OrderLine(line.line_id, ref, line.title, line.variation, line.standing, None, None)


def _wait(held: Held, command: Command, until: datetime, problem: dict) -> None:
    with held.recording():
        Command.objects.filter(pk=command.pk).update(not_before=until, problem=problem)


def _settle(held: Held, command: Command, state: str, problem: dict) -> None:
    with held.recording():
        Command.objects.filter(pk=command.pk).update(state=state, problem=problem, settled_at=held.clock())


def handle_events(held: Held, visit: Visit) -> None:
    """Pushes say only what to read again; an order that several of them name is read once. Those that were gone
    through are marked together: a visit that is killed before leaves them to the next."""
    gone_through: list[InboundEvent] = []
    try:
        _go_through(held, visit, gone_through)
    except ChannelError:
        _handled(held, visit, gone_through)
        raise
    _handled(held, visit, gone_through)


def _go_through(held: Held, visit: Visit, gone_through: list[InboundEvent]) -> None:
    read: set[str] = set()
    for event in held.account.events.filter(handled_at=None):
        if event.kind == EventKind.DEAUTHORISED:
            gone_through.append(event)
            raise ReconnectError("permission taken back", channel=held.account.channel, code="deauthorised")
        for order_id in event.order_ids:
            if order_id in read:
                continue
            try:
                take_in(held, order_id, visit)
            except RefusedError as error:
                visit.refused(error)
            read.add(order_id)
        gone_through.append(event)


def _handled(held: Held, visit: Visit, events: Sequence[InboundEvent]) -> None:
    if not events:
        return
    items = {item for event in events if event.kind in ABOUT_ITEMS for item in event.item_ids}
    visit.touched |= items
    with held.recording():
        if items:
            bump_skus(Q(listing__account=held.account, listing__item_id__in=items), "stock")
        InboundEvent.objects.filter(pk__in=[event.pk for event in events]).update(handled_at=held.clock())
