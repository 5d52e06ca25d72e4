"""Orders of a Lazada shop: pull, fetch, ship, track, cancel."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from connectors.contract import (
    Action,
    CancelReason,
    ChannelOrder,
    OrderLine,
    Outcome,
    Page,
    Parcel,
    Problem,
    ShipRequest,
)
from connectors.contract.wire import rows, truth
from connectors.errors import BugError, RefusedError, TransientError
from connectors.lazada import order_mapping
from connectors.lazada.base import LazadaBase
from connectors.lazada.errors import refusal
from connectors.lazada.mapping import ZONE
from connectors.lazada.problems import card, problem, refused
from connectors.lazada.wire import UnitWire, payload, read

ORDERS_PER_CALL = 100
ITEMS_PER_CALL = 50
DEEPEST = 5000
RETRY_PACK = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reading of /orders/get stands: Unix seconds from and until, and rows to skip."""

    start: int
    until: int
    offset: int = 0

    @classmethod
    def first(cls, since: datetime, now: datetime) -> Self:
        return cls(int(since.timestamp()), int(now.timestamp()))

    @classmethod
    def parse(cls, text: str) -> Self:
        start, until, offset = text.split(":")
        return cls(int(start), int(until), int(offset))

    def __str__(self) -> str:
        return f"{self.start}:{self.until}:{self.offset}"


class LazadaOrders(LazadaBase):
    """Order and fulfilment calls. See `connectors.contract.Connector` for each operation."""

    def pull_orders(self, since: datetime, cursor: str = "") -> Page[ChannelOrder]:
        place = Place.parse(cursor) if cursor else Place.first(since, self.http.clock())
        if place.start > place.until:
            return Page(())
        answer = self.client.get_orders(_iso(place.start), _iso(place.until), place.offset, ORDERS_PER_CALL)
        found = [row for row in rows(answer, "data", "orders") if isinstance(row, Mapping)]
        orders, unreadable = self._details(found)
        following = self._next(place, found, orders) if len(found) >= ORDERS_PER_CALL else None
        return Page(tuple(orders), str(following or ""), unreadable)

    def fetch_order(self, order_id: str) -> ChannelOrder:
        raw = payload(self.client.get_order(order_id))
        if not raw:
            raise RefusedError(
                channel=self.name,
                operation="order/get",
                code="order_not_found",
                problem=problem("order_not_found", order_id),
            )
        return order_mapping.order(raw, rows(self.client.get_order_items(order_id), "data"))

    def ship(self, request: ShipRequest) -> Outcome[Parcel]:
        """Packs what is pending and says that all that is packed is ready. An order is handed over
        whole; a repeat takes up where it was left."""
        parcel = Parcel(request.order_id, request.parcel_id)
        try:
            units = self._units(request.order_id)
            to_pack = [unit.order_item_id for unit in units if unit.status in order_mapping.PACKABLE]
            packages = {unit.package_id for unit in units if unit.status in order_mapping.PACKED}
            if not to_pack and not packages:
                return self._nothing_to_ship(parcel, units)
            if to_pack:
                answer = payload(self.client.pack(request.order_id, to_pack))
                packed = [row for order in rows(answer, "pack_order_list") for row in rows(order, "order_item_list")]
                if failed := _failed(parcel, packed, "order/fulfill/pack", self.http.clock()):
                    return failed
                packages |= {str(row.get("package_id") or "") for row in packed}
            names = sorted(packages - {""})
            answer = payload(self.client.ready_to_ship(names))
        except RefusedError as error:
            return refused(parcel, error)
        failed = _failed(parcel, rows(answer, "packages"), "order/package/rts", self.http.clock())
        return failed or Outcome(Parcel(request.order_id, names[0] if names else ""), Action.UPDATED)

    def tracking(self, order_id: str, parcel_id: str = "") -> Parcel:
        units = [unit for unit in self._units(order_id) if parcel_id in ("", unit.package_id)]
        numbered = next((unit for unit in units if unit.tracking_code), None)
        return order_mapping.parcel(order_id, numbered) if numbered else Parcel(order_id, parcel_id)

    def cancel(self, order_id: str, reason: CancelReason, lines: Sequence[OrderLine] = ()) -> Outcome[str]:
        asked = {line.line_id for line in lines}
        try:
            units = [unit for unit in self._units(order_id) if not asked or unit.order_item_id in asked]
            ids = [unit.order_item_id for unit in units if unit.status in order_mapping.CANCELLABLE]
            if not ids:
                gone = bool(units) and all(unit.status == "canceled" for unit in units)
                return _unless(gone, order_id, problem("cancel_impossible"))
            options = rows(payload(self.client.validate_cancel(order_id, ids)), "reason_options")
            chosen = order_mapping.reason_id(reason, options)
            if not chosen:
                return Outcome(order_id, Action.REFUSED, problem("cancel_impossible"))
            self.client.create_cancel(order_id, ids, chosen)
        except RefusedError as error:
            return Outcome(order_id, Action.REFUSED, card(error))
        return Outcome(order_id, Action.UPDATED)

    def decide_cancel(self, order_id: str, *, accept: bool) -> Outcome[str]:
        """Answers every wish to cancel of the order that still waits."""
        try:
            wishes = rows(payload(self.client.get_reverse_orders(order_id)), "items")
            waiting = [str(wish["reverse_order_id"]) for wish in wishes if _waits(wish, order_id)]
            for reverse_order_id in waiting:
                self.client.decide_cancel(reverse_order_id, agree=accept)
        except RefusedError as error:
            return Outcome(order_id, Action.REFUSED, card(error))
        if not waiting:
            return Outcome(order_id, Action.REFUSED, problem("no_cancel_request"))
        return Outcome(order_id, Action.UPDATED)

    # --- reading ---

    def _next(self, place: Place, found: Sequence[Mapping[str, Any]], orders: Sequence[ChannelOrder]) -> Place:
        """The next hundred; beyond the deepest row the reading begins anew at the last order's time."""
        if place.offset + ORDERS_PER_CALL <= DEEPEST:
            return Place(place.start, place.until, place.offset + len(found))
        last = max((int(order.updated_at.timestamp()) for order in orders), default=0) - 1
        if last <= place.start:
            raise TransientError(
                "more orders in one second than can be read",
                channel=self.name,
                operation="orders/get",
                code="endless_pages",
            )
        return Place(last, place.until)

    def _details(self, found: Sequence[Mapping[str, Any]]) -> tuple[list[ChannelOrder], tuple[str, ...]]:
        """Whole orders, and the numbers of those that can't be understood or came without units."""
        by_id = {str(raw.get("order_id")): raw for raw in found}
        names = list(by_id)
        orders: dict[str, ChannelOrder] = {}
        for start in range(0, len(names), ITEMS_PER_CALL):
            some = names[start : start + ITEMS_PER_CALL]
            units = _by_order(rows(self.client.get_orders_items(some), "data"))
            for name in some:
                try:
                    if units[name]:
                        orders[name] = order_mapping.order(by_id[name], units[name])
                except BugError:
                    continue
        return list(orders.values()), tuple(name for name in names if name not in orders)

    def _units(self, order_id: str) -> list[UnitWire]:
        answer = self.client.get_order_items(order_id)
        return [read(UnitWire, row, "order/items/get") for row in rows(answer, "data")]

    def _nothing_to_ship(self, parcel: Parcel, units: Sequence[UnitWire]) -> Outcome[Parcel]:
        standing = [unit for unit in units if unit.status != "canceled"]
        gone = bool(standing) and all(unit.status in order_mapping.HANDED_OVER for unit in standing)
        words = ", ".join(sorted({unit.status for unit in units}))
        return _unless(gone, parcel, problem("not_ready_to_ship", words))


def _unless(done: bool, item: Any, why: Problem) -> Outcome[Any]:
    return Outcome(item, Action.UNCHANGED) if done else Outcome(item, Action.REFUSED, why)


def _failed(parcel: Parcel, done: Sequence[Any], operation: str, now: datetime) -> Outcome[Parcel] | None:
    """The first row that did not succeed: "success" of the whole says nothing. None when all did."""
    for row in done:
        code = str(row.get("item_err_code", "0"))
        if code == "0":
            continue
        why = refusal(code, str(row.get("msg") or ""), operation)
        why = why if why.code == "package_cancelled" else problem("ship_refused", why.detail)
        if truth(row.get("retry")):
            return Outcome(parcel, Action.WAITING, why, not_before=now + RETRY_PACK)
        return Outcome(parcel, Action.REFUSED, why)
    return None if done else Outcome(parcel, Action.REFUSED, problem("ship_refused"))


def _by_order(data: Sequence[Mapping[str, Any]]) -> defaultdict[str, list[Mapping[str, Any]]]:
    """Units grouped by order; they come nested in their order, or flat."""
    found: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in data:
        name = str(row.get("order_id"))
        found[name] += rows(row, "order_items") if "order_items" in row else [row]
    return found


def _waits(wish: Mapping[str, Any], order_id: str) -> bool:
    if str(wish.get("request_type") or "CANCEL") != "CANCEL" or str(wish.get("trade_order_id")) != order_id:
        return False
    words = [str(line.get("reverse_status") or "") for line in rows(wish, "reverse_order_lines")]
    return not words or any("INIT" in word.upper() for word in words)


def _iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).astimezone(ZONE).isoformat()
