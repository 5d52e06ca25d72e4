"""Orders of a Shopee shop: pull, fetch, ship, track, cancel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from connectors.contract import (
    Action,
    CancelReason,
    ChannelOrder,
    OrderLine,
    Outcome,
    Page,
    Parcel,
    ShipRequest,
)
from connectors.contract.wire import part, rows
from connectors.errors import BugError, RefusedError, TransientError
from connectors.shopee import order_mapping
from connectors.shopee.base import ShopeeBase
from connectors.shopee.errors import bare
from connectors.shopee.problems import card, problem, refused

DETAILS_PER_CALL = 50
WINDOW = int(timedelta(days=15).total_seconds())


@dataclass(frozen=True, slots=True)
class Slice:
    """One window of get_order_list, in Unix seconds, and its place in the whole reading."""

    start: int
    end: int
    until: int
    cursor: str = ""

    @classmethod
    def first(cls, since: datetime, now: datetime) -> Self:
        start, until = int(since.timestamp()), int(now.timestamp())
        return cls(start, min(start + WINDOW, until), until)

    @classmethod
    def parse(cls, text: str) -> Self:
        start, end, until, cursor = text.split(":", 3)
        return cls(int(start), int(end), int(until), cursor)

    def __str__(self) -> str:
        return f"{self.start}:{self.end}:{self.until}:{self.cursor}"

    def following(self) -> Self | None:
        """The next window, None after the last."""
        if self.end >= self.until:
            return None
        return type(self)(self.end, min(self.end + WINDOW, self.until), self.until)


class ShopeeOrders(ShopeeBase):
    """Order and logistics calls. See `connectors.contract.Connector` for each operation."""

    def pull_orders(self, since: datetime, cursor: str = "") -> Page[ChannelOrder]:
        window = Slice.parse(cursor) if cursor else Slice.first(since, self.http.clock())
        if window.start > window.end:
            return Page(())
        answer = self.client.get_order_list(window.start, window.end, window.cursor)
        names = [str(row["order_sn"]) for row in rows(answer, "response", "order_list")]
        orders, unreadable = self._details(names)
        in_window = tuple(o for o in orders if o.updated_at.timestamp() <= window.end)
        response = part(answer, "response")
        following = window.following()
        if response.get("more"):
            following = self._deeper(window, str(response.get("next_cursor") or ""))
        return Page(in_window, str(following or ""), unreadable)

    def fetch_order(self, order_id: str) -> ChannelOrder:
        answer = self.client.get_order_detail([order_id])
        for raw in rows(answer, "response", "order_list"):
            if str(raw.get("order_sn")) == order_id:
                return order_mapping.order(raw)
        raise RefusedError(
            channel=self.name,
            operation="order/get_order_detail",
            code="order_not_found",
            problem=problem("order_not_found", order_id),
        )

    def ship(self, request: ShipRequest) -> Outcome[Parcel]:
        parcel = Parcel(request.order_id, request.parcel_id)
        try:
            offer = self.client.get_shipping_parameter(request.order_id, request.parcel_id)
            body = order_mapping.ship_body(request, part(offer, "response"))
            if body is None:
                return Outcome(parcel, Action.REFUSED, problem("no_way_to_ship"))
            self.client.ship_order(body)
        except RefusedError as error:
            if bare(error.code) == "package_already_shipped":
                return Outcome(parcel, Action.UNCHANGED)
            return refused(parcel, error)
        return Outcome(parcel, Action.UPDATED)

    def tracking(self, order_id: str, parcel_id: str = "") -> Parcel:
        answer = self.client.get_tracking_number(order_id, parcel_id)
        number = str(part(answer, "response").get("tracking_number") or "")
        return Parcel(order_id, parcel_id, tracking_number=number)

    def cancel(self, order_id: str, reason: CancelReason, lines: Sequence[OrderLine] = ()) -> Outcome[str]:
        body: dict[str, object] = {
            "order_sn": order_id,
            "cancel_reason": order_mapping.REASONS[reason],
        }
        if reason is CancelReason.OUT_OF_STOCK:
            body["item_list"] = [
                {"item_id": int(line.ref.item_id), "model_id": int(line.ref.model_id or 0)} for line in lines
            ]
        try:
            self.client.cancel_order(body)
        except RefusedError as error:
            return Outcome(order_id, Action.REFUSED, card(error))
        return Outcome(order_id, Action.UPDATED)

    def decide_cancel(self, order_id: str, *, accept: bool) -> Outcome[str]:
        try:
            self.client.handle_buyer_cancellation(order_id, "ACCEPT" if accept else "REJECT")
        except RefusedError as error:
            return Outcome(order_id, Action.REFUSED, card(error))
        return Outcome(order_id, Action.UPDATED)

    def _deeper(self, window: Slice, cursor: str) -> Slice:
        if cursor in ("", window.cursor):
            raise TransientError(
                "more orders announced without a way on",
                channel=self.name,
                operation="order/get_order_list",
                code="endless_pages",
            )
        return Slice(window.start, window.end, window.until, cursor)

    def _details(self, names: Sequence[str]) -> tuple[list[ChannelOrder], tuple[str, ...]]:
        """Whole orders, and the numbers of those that are missing or can't be understood."""
        orders: dict[str, ChannelOrder] = {}
        for start in range(0, len(names), DETAILS_PER_CALL):
            answer = self.client.get_order_detail(names[start : start + DETAILS_PER_CALL])
            for raw in rows(answer, "response", "order_list"):
                try:
                    order = order_mapping.order(raw)
                except BugError:
                    continue
                orders[order.order_id] = order
        return list(orders.values()), tuple(name for name in names if name not in orders)
