"""Keeps an Oscar order in step with its channel order, forwards only, and tells the channel what the desk did."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shop.order.holding import left_anyway
from shop.order.models import Order
from shop.order.partial import take_out
from shop.order.pipeline import HOLDING, TRANSITIONS, Status
from shop.order.statuses import OrderHeld, StepRefused, advance

from .contract import OrderStatus
from .models import ChannelOrder, Command
from .telling import wish_is_answered
from .waking import wake
from .wishes import ANSWERS

HANDED_OVER = frozenset(
    {
        OrderStatus.SHIPPED,
        OrderStatus.DELIVERED,
        OrderStatus.COMPLETED,
        OrderStatus.DELIVERY_FAILED,
        OrderStatus.RETURNING,
    }
)
TARGETS = {
    OrderStatus.TO_SHIP: Status.PLACED,
    OrderStatus.PROCESSED: Status.PACKED,
    OrderStatus.SHIPPED: Status.SHIPPED,
    OrderStatus.DELIVERED: Status.DELIVERED,
    OrderStatus.COMPLETED: Status.DELIVERED,
}
LADDER = (Status.WAITING_PAYMENT, Status.PLACED, Status.CONFIRMED, Status.PACKED, Status.SHIPPED, Status.DELIVERED)
BEFORE_HANDOVER = frozenset({OrderStatus.TO_SHIP, OrderStatus.ON_HOLD})


def ended(kept: ChannelOrder) -> bool:
    """Nothing is left to do for it: cancelled, or its goods left the house before the shop was connected."""
    status = OrderStatus(kept.status)
    gone = status in HANDED_OVER and kept.created_at < kept.account.connected_at
    return gone or status is OrderStatus.CANCELLED


def follow(order: Order, kept: ChannelOrder) -> None:
    """Take the steps that the channel reports. A step that ours cannot take is left to people."""
    status = OrderStatus(kept.status)
    if status is OrderStatus.CANCELLED:
        _give_up(order, _("cancelled on the channel"))
        return
    _take_out_cancelled(order, kept)
    if status in (OrderStatus.DELIVERY_FAILED, OrderStatus.RETURNING):
        _climb(order, Status.SHIPPED, kept)
        if status is OrderStatus.DELIVERY_FAILED:
            _step(order, Status.RETURNED, note=_("delivery failed"))
    elif status in TARGETS:
        _climb(order, TARGETS[status], kept)


def _give_up(order: Order, note: str) -> None:
    """Units are free again; goods that already left are on their way back."""
    to = Status.CANCELLED if Status.CANCELLED in TRANSITIONS[order.status] else Status.RETURNED
    _step(order, to, note=note)


def _take_out_cancelled(order: Order, kept: ChannelOrder) -> None:
    """Units that the channel cancelled while the rest of the order goes on: ours has them no longer, unless it left."""
    standing = _standing_there(kept)
    if standing is None:
        return
    lines, gone = list(order.lines.order_by("-pk")), {}
    excess = Counter()
    for line in lines:
        excess[line.stockrecord_id, line.unit_price_incl_tax] += line.quantity
    excess.subtract(standing)
    for line in lines:
        key = line.stockrecord_id, line.unit_price_incl_tax
        if units := min(line.quantity, max(excess[key], 0)):
            excess[key] -= units
            gone[line.pk] = units
    if not gone:
        return
    if all(gone.get(line.pk, 0) == line.quantity for line in lines):
        if order.status in HOLDING:
            _give_up(order, _("cancelled on the channel"))
        return
    words = "; ".join(f"{gone[line.pk]} × {line.title}" for line in lines if line.pk in gone)
    take_out(order, gone, note=_("cancelled on the channel: %(units)s") % {"units": words})


def _standing_there(kept: ChannelOrder) -> Counter[tuple[int, Decimal]] | None:
    """How many units of each record at each price the buyer still wants; None when none were cancelled."""
    lines = list(kept.lines.exclude(record=None))
    if not any(line.cancelled for line in lines):
        return None
    standing: Counter[tuple[int, Decimal]] = Counter()
    for line in lines:
        standing[line.record_id, line.price_each] += line.standing
    return standing


def _climb(order: Order, target: str, kept: ChannelOrder) -> None:
    facts = {"tracking_code": kept.tracking_number, "carrier": kept.carrier} if kept.tracking_number else {}
    rungs = LADDER[: LADDER.index(target) + 1]
    while order.status in rungs[:-1]:
        possible = [rung for rung in rungs if rung in TRANSITIONS[order.status]]
        if not possible or not _step(order, possible[-1], **facts):
            break
    if facts:
        type(order.facts).objects.filter(order=order).update(**facts)


def _step(order: Order, to: str, **facts) -> bool:
    try:
        return advance(order, to, **facts)
    except OrderHeld:
        return to == Status.SHIPPED and left_anyway(order, **facts)
    except StepRefused:
        return False


def ask(kept: ChannelOrder, kind: str, user=None) -> bool:
    """Put an act for the channel in the queue; False when it is there already."""
    try:
        with transaction.atomic():
            Command.objects.create(account=kept.account, channel_order=kept, kind=kind, asked_by=user)
    except IntegrityError:
        return False
    if kind in ANSWERS:
        wish_is_answered(kept)
    wake([kept.account_id])
    return True


def tell_channel(sender, order, old_status, new_status, **kwargs) -> None:
    """Receiver of Oscar's `order_status_changed`: packed at the desk = ship there, refused = cancel there."""
    kept = ChannelOrder.objects.filter(orders=order).select_related("account").first()
    if kept is None or OrderStatus(kept.status) not in BEFORE_HANDOVER:
        return
    if new_status in (Status.PACKED, Status.SHIPPED):
        ask(kept, Command.Kind.SHIP)
    elif new_status == Status.REFUSED:
        ask(kept, Command.Kind.CANCEL)
