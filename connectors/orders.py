"""Brings orders in, once each (law 7), and keeps ours in step with the channel's.

Push, poll and "fetch this order" end in `take_in`. A channel order becomes one Oscar order per producer; until that is
possible it is held, with the units of its known lines reserved.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from oscar.apps.address.models import Country

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from shop.order.models import Order, ShippingAddress
from shop.order.pipeline import Status
from shop.order.placing import OrderedLine, place_order
from shop.stock import ledger
from shop.stock.models import Reservation

from . import contract
from .contract import OrderStatus
from .following import ended, follow
from .holding import Held
from .matching import resolve
from .models import ChannelOrder, ChannelOrderLine, Shortage
from .telling import shortage_is_over, tell_of_shortage, tell_of_wish, wish_is_answered
from .visiting import Visit
from .waking import bump_skus, doubt_stock

State = ChannelOrder.State
OVERLAP = timedelta(minutes=10)
FIRST_READING = timedelta(days=15)
NUMBERED = frozenset({OrderStatus.PROCESSED, OrderStatus.SHIPPED})


def pull(held: Held, visit: Visit) -> None:
    """Every order that changed since the last reading, with some overlap; the watermark moves when all are in.

    Raises:
        ChannelError: not everything could be read. No stock may go out then.
    """
    started = held.clock()
    since = (held.account.orders_watermark or started - FIRST_READING) - OVERLAP
    cursor = ""
    while True:
        page = held.call(lambda cursor=cursor: held.connector.pull_orders(since, cursor))
        seen = _seen_before(held, page.items)
        for order in page.items:
            if order.order_id not in seen:
                take_in(held, order.order_id, visit, order)
        for remote_id in page.unreadable:
            visit.refusals.append(f"{remote_id}: unreadable")
        cursor = page.next_cursor
        if not cursor:
            break
    held.account.orders_watermark = started
    held.note(orders_watermark=started)


def _seen_before(held: Held, orders: Sequence[contract.ChannelOrder]) -> set[str]:
    """The numbers of those that stand here as they are told: most of what the overlap brings again."""
    kept = held.account.channel_orders.filter(remote_id__in=[order.order_id for order in orders])
    known = {one.remote_id: one for one in kept.prefetch_related("lines")}
    return {
        order.order_id
        for order in orders
        if (one := known.get(order.order_id))
        and (one.updated_at > order.updated_at or _stands(one, order))
        and not _lacks_number(held, order, one.tracking_number)
    }


def _stands(kept: ChannelOrder, order: contract.ChannelOrder) -> bool:
    return _same(kept, order, _number(order) or kept.tracking_number) and not _cancelled_since(kept, order)


def take_in(
    held: Held, remote_id: str, visit: Visit | None = None, order: contract.ChannelOrder | None = None
) -> ChannelOrder:
    """Record one order as the channel holds it now, and place or move on ours. A repeat changes nothing.

    `order` is given when it was just read from the channel; what a push says is never believed.
    """
    order = order or held.call(lambda: held.connector.fetch_order(remote_id))
    number = _tracking_number(held, order)
    with held.recording():
        kept, news = _keep(held, order, number)
        if news:
            settle(kept)
    if visit is not None and news:
        visit.orders.append(remote_id)
    return kept


@transaction.atomic
def settle(kept: ChannelOrder) -> None:
    """Place what is held and can be placed, then bring our orders to the channel's status."""
    if kept.state == State.HELD and ended(kept):
        _release_units(kept)
        kept.state = State.CLOSED
        kept.save(update_fields=["state"])
        _end_shortages(kept)
    if kept.state == State.HELD:
        _place(kept)
    if kept.state == State.PLACED:
        for order in kept.orders.order_by("pk"):
            follow(order, kept)


def retry_held(held: Held) -> None:
    """Orders that waited for a person or for goods: perhaps they can be placed now."""
    for kept in held.account.channel_orders.filter(~_still_short(), state=State.HELD).order_by("created_at", "pk"):
        with held.recording():
            settle(kept)


def _still_short() -> Q:
    """All of its goods are known, and of none that is short there is a unit to be had: it would be held as it is."""
    short = Shortage.objects.filter(channel_order=OuterRef("pk"), resolved_at=None)
    free = short.filter(record__num_in_stock__gt=Coalesce(F("record__num_allocated"), 0))
    unknown = ChannelOrderLine.objects.filter(channel_order=OuterRef("pk"), record=None)
    return Q(Exists(short)) & ~Q(Exists(free)) & ~Q(Exists(unknown))


def _tracking_number(held: Held, order: contract.ChannelOrder) -> str:
    """Order details do not carry it; ask only while we have none."""
    if told := _number(order):
        return told
    known = held.account.channel_orders.filter(remote_id=order.order_id).values_list("tracking_number", flat=True)
    known = known.first() or ""
    if not _lacks_number(held, order, known):
        return known
    parcel_id = order.parcels[0].parcel_id if order.parcels else ""
    return held.call(lambda: held.connector.tracking(order.order_id, parcel_id)).tracking_number


def _number(order: contract.ChannelOrder) -> str:
    return order.parcels[0].tracking_number if order.parcels else ""


def _lacks_number(held: Held, order: contract.ChannelOrder, known: str) -> bool:
    """Neither told nor known, and to be had."""
    return not (known or _number(order)) and order.status in NUMBERED and held.connector.supports("tracking")


def _keep(held: Held, order: contract.ChannelOrder, number: str) -> tuple[ChannelOrder, bool]:
    """The row as reported, and whether it says anything new."""
    kept = held.account.channel_orders.select_for_update().filter(remote_id=order.order_id).first()
    if kept and kept.updated_at > order.updated_at:
        return kept, False
    fewer = _cancelled_since(kept, order) if kept else []
    if kept and not fewer and _same(kept, order, number):
        return kept, kept.state == State.HELD
    moves_stock = kept is None or bool(fewer) or order.status is OrderStatus.CANCELLED
    kept = kept or ChannelOrder(account=held.account, remote_id=order.order_id)
    wishes = OrderStatus.CANCEL_REQUESTED
    wish_is_new = order.status is wishes and kept.status != wishes
    wish_is_over = kept.status == wishes and order.status is not wishes
    parcel = order.parcels[0] if order.parcels else None
    kept.status, kept.remote_status = order.status.value, order.remote_status
    kept.cod, kept.currency = order.cod, order.currency
    kept.total = order.total.dong if order.total else None
    kept.shipping_fee = order.shipping_fee.dong if order.shipping_fee else None
    kept.recipient = {
        name: getattr(order.recipient, name) for name in ("name", "phone", "street", "ward", "district", "province")
    }
    kept.carrier = parcel.carrier if parcel else ""
    kept.parcel_id = parcel.parcel_id if parcel else ""
    kept.tracking_number = number
    kept.raw = _plain(order.raw)
    kept.created_at, kept.updated_at = order.created_at, order.updated_at
    kept.paid_at, kept.ship_by = order.paid_at, order.ship_by
    kept.save()
    _keep_lines(held, kept, order)
    _keep_cancelled(kept, fewer)
    if wish_is_new:
        tell_of_wish(kept)
    if wish_is_over:
        wish_is_answered(kept)
    if moves_stock:
        _doubt(kept)
    held.account.last_order_seen_at = held.clock()
    held.account.save(update_fields=["last_order_seen_at"])
    return kept, True


def _same(kept: ChannelOrder, order: contract.ChannelOrder, number: str) -> bool:
    """Of the order as a whole nothing is told that the row doesn't say."""
    now = (order.updated_at, order.status.value, order.remote_status, order.paid_at, number)
    return now == (kept.updated_at, kept.status, kept.remote_status, kept.paid_at, kept.tracking_number)


def _plain(value):
    """JSON with whole numbers where the channel sent decimals."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    return value


def _keep_lines(held: Held, kept: ChannelOrder, order: contract.ChannelOrder) -> None:
    for line in order.lines:
        ChannelOrderLine.objects.get_or_create(
            channel_order=kept,
            line_id=line.line_id,
            defaults={
                "item_id": line.ref.item_id,
                "model_id": line.ref.model_id,
                "sku": line.ref.sku,
                "title": line.title[:300],
                "variation": line.variation[:200],
                "quantity": line.quantity,
                "original_price": line.original_price.dong if line.original_price else None,
                "unit_price": line.unit_price.dong if line.unit_price else None,
                "record": resolve(held.account, line),
            },
        )


def _cancelled_since(kept: ChannelOrder, order: contract.ChannelOrder) -> list[ChannelOrderLine]:
    """The lines of which fewer units stand than we knew, with that said. Reported lines may change their order, so what
    counts is the sum of each SKU. An order cancelled as a whole still reports all of its lines."""
    if order.status is OrderStatus.CANCELLED or not order.lines:
        return []
    lines = sorted(kept.lines.all(), key=lambda line: line.pk)
    there = {line.line_id: line.quantity for line in order.lines}
    excess = Counter()
    for line in lines:
        excess[line.item_id, line.model_id] += line.standing
    for reported in order.lines:
        excess[reported.ref.item_id, reported.ref.model_id] -= reported.quantity
    changed = []
    for line in lines:
        gone = min(line.standing - there.get(line.line_id, 0), excess[line.item_id, line.model_id])
        if gone > 0:
            excess[line.item_id, line.model_id] -= gone
            line.cancelled += gone
            changed.append(line)
    return changed


def _keep_cancelled(kept: ChannelOrder, lines: list[ChannelOrderLine]) -> None:
    """What is held for an order that is not placed yet is reckoned anew by `settle`."""
    ChannelOrderLine.objects.bulk_update(lines, ["cancelled"])
    if lines and kept.state == State.HELD:
        _release_units(kept)
        _end_shortages(kept)


def _place(kept: ChannelOrder) -> None:
    lines = _resolved(kept)
    if not lines or not all(line.record_id for line in lines):
        _hold_units(kept, lines)
        return
    by_producer = defaultdict(list)
    for line in lines:
        by_producer[line.record.partner.producer].append(line)
    try:
        with transaction.atomic():
            _release_units(kept)
            for producer in sorted(by_producer, key=lambda one: one.pk):
                suffix = f"-{producer.pk}" if len(by_producer) > 1 else ""
                kept.orders.add(_place_one(kept, producer, by_producer[producer], suffix))
            kept.state = State.PLACED
            kept.save(update_fields=["state"])
    except ledger.OutOfStock:
        kept.state = State.HELD
        _hold_units(kept, lines)
        return
    _doubt(kept)
    _end_shortages(kept)


def _doubt(kept: ChannelOrder) -> None:
    doubt_stock(kept.account, kept.lines.exclude(record=None).values_list("record_id", flat=True))


def _place_one(kept: ChannelOrder, producer, lines, suffix: str) -> Order:
    return place_order(
        producer=producer,
        lines=[OrderedLine(line.record, line.standing, line.price_each) for line in lines],
        number=f"{kept.account.channel}-{kept.account_id}-{kept.remote_id}{suffix}",
        status=Status.WAITING_PAYMENT if kept.status == OrderStatus.UNPAID else Status.PLACED,
        channel=kept.account.channel,
        shipping_method=kept.carrier,
        shipping_code="channel",
        shipping_address=_address(kept),
    )


def _address(kept: ChannelOrder) -> ShippingAddress:
    """As the channel shows it: masked names and streets stay masked, the phone is left out."""
    given = kept.recipient
    country, _made = Country.objects.get_or_create(
        iso_3166_1_a2="VN", defaults={"printable_name": "Việt Nam", "name": "Việt Nam", "iso_3166_1_a3": "VNM"}
    )
    places = [given.get(name) for name in ("ward", "district", "province")]
    return ShippingAddress.objects.create(
        first_name=given.get("name", "")[:255],
        line1=given.get("street", "")[:255],
        line4=", ".join(place for place in places if place)[:255],
        country=country,
    )


def _resolved(kept: ChannelOrder) -> list[ChannelOrderLine]:
    """The lines that stand, with the record of those that have become known meanwhile."""
    standing = kept.lines.filter(cancelled__lt=F("quantity"))
    lines = list(standing.select_related("record__partner__producer", "record__product").order_by("pk"))
    for line in lines:
        if line.record_id is None and (record := resolve(kept.account, line)):
            line.record = record
            line.save(update_fields=["record"])
    return lines


def _hold_units(kept: ChannelOrder, lines: list[ChannelOrderLine]) -> None:
    """Promise what can be promised; what cannot is a shortage, and every channel shows 0 of it from now on."""
    wanted: dict[int, list[ChannelOrderLine]] = defaultdict(list)
    for line in lines:
        if line.record_id:
            wanted[line.record_id].append(line)
    for record_id in sorted(wanted):
        held = 0
        for line in wanted[record_id]:
            try:
                ledger.reserve(line.record, line.standing, claim=_claim(line))
            except ledger.OutOfStock as error:
                _short(kept, wanted[record_id], held + max(error.available, 0))
                break
            held += line.standing


def _claim(line: ChannelOrderLine) -> str:
    """Released claims stay in the ledger, so each holding of the same line has its own."""
    stem = f"channel-line:{line.pk}"
    settled = Reservation.objects.filter(claim__startswith=f"{stem}:").exclude(state=Reservation.State.HELD).count()
    return f"{stem}:{settled}"


def _release_units(kept: ChannelOrder) -> None:
    for line in kept.lines.all():
        held = Reservation.objects.filter(claim__startswith=f"channel-line:{line.pk}:", state=Reservation.State.HELD)
        for reservation in held.select_related("record"):
            ledger.release(reservation)


def _short(kept: ChannelOrder, lines: list[ChannelOrderLine], available: int) -> None:
    """`lines` are those of one record: some channels send a line for each unit."""
    record, wanted = lines[0].record, sum(line.standing for line in lines)
    found = {"wanted": wanted, "available": available, "resolved_at": None}
    row, created = Shortage.objects.get_or_create(channel_order=kept, record=record, defaults=found)
    if not created and row.resolved_at:
        Shortage.objects.filter(pk=row.pk).update(**found)
        row.wanted, row.available = wanted, available
    if created or row.resolved_at:
        tell_of_shortage(row)
        bump_skus(Q(record=record), "stock")


def _end_shortages(kept: ChannelOrder) -> None:
    open_ones = kept.shortages.filter(resolved_at=None)
    records = list(open_ones.values_list("record_id", flat=True))
    if records:
        open_ones.update(resolved_at=timezone.now())
        shortage_is_over(kept)
        bump_skus(Q(record__in=records), "stock")
