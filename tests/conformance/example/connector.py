"""The example's connector: small enough to be read in one go."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

from connectors.contract import (
    Action,
    Attribute,
    AttributeOption,
    BatchRule,
    Brand,
    CancelReason,
    Capability,
    Category,
    ChannelOrder,
    Connector,
    Event,
    EventKind,
    Grant,
    Limits,
    ListingDraft,
    ListingRef,
    ListingState,
    LogisticsChannel,
    Money,
    OrderLine,
    OrderStatus,
    Outcome,
    Page,
    Parcel,
    PriceLevel,
    Problem,
    PushedListing,
    Range,
    Reference,
    RemoteImage,
    RemoteListing,
    RemoteSku,
    ShipRequest,
    Shop,
    SkuRef,
    StockLevel,
)
from connectors.errors import (
    ChannelError,
    ConfigurationError,
    ReconnectError,
    RefusedError,
    ThrottledError,
    TokenError,
    TransientError,
)
from connectors.http import Call, Reply

OCCUPIED_SECONDS = 2.0
KINDS: dict[str, type[ChannelError]] = {
    "sign": ConfigurationError,
    "token": TokenError,
    "permission": ReconnectError,
    "busy": TransientError,
}
STATES = {
    "new": OrderStatus.TO_SHIP,
    "shipped": OrderStatus.PROCESSED,
    "cancelled": OrderStatus.CANCELLED,
}


def problem(code: str, detail: str = "") -> Problem:
    """A real channel has a table with a row for each code."""
    return Problem("", code, "Chợ Nhỏ không nhận thay đổi này.", "Xem lý do kèm theo, sửa rồi gửi lại.", detail)


def judge(reply: Reply) -> ChannelError | None:
    found = reply.data.get("error")
    if not found:
        return None
    code, told = str(found["code"]), str(found["message"])
    if code == "too_often":
        return ThrottledError(told, code=code, retry_after=reply.retry_after() or OCCUPIED_SECONDS)
    return KINDS.get(code, RefusedError)(told, code=code, problem=problem(code, told))


class ExampleConnector(Connector):
    """One stall on Chợ Nhỏ."""

    name = "example"
    title = "Chợ Nhỏ"
    provides: ClassVar[frozenset[Capability]] = frozenset(
        {
            Capability.LISTINGS,
            Capability.STOCK,
            Capability.PRICES,
            Capability.ORDERS,
            Capability.FULFILMENT,
            Capability.WEBHOOKS,
        }
    )
    stock_batch = price_batch = BatchRule(20)
    read_batch = 20
    calls_per_second = 20.0
    sale_prices = False

    def _call(self, name: str, *, repeatable: bool = True, open_to_all: bool = False, **sent: Any) -> dict[str, Any]:
        token = self.grant.access_token if self.grant and not open_to_all else ""
        at = str(int(self.http.clock().timestamp()))
        message = f"{name}|{at}|{token}".encode()
        sign = hmac.new(self.config.app_secret.encode(), message, hashlib.sha256).hexdigest()
        query = [("app", self.config.app_id), ("at", at), ("token", token), ("sign", sign)]
        secret = frozenset({"token", "sign", "code"})
        call = Call(
            name,
            "POST",
            f"{self.config.api_url}/api/{name}",
            query,
            json=sent,
            secret_fields=secret,
            idempotent=repeatable,
        )
        return self.http.send(call, judge)

    # --- permission ---

    def authorise_url(self, state: str) -> str:
        return f"{self.config.api_url}/consent?{urlencode({'back': self.config.redirect_url, 'state': state})}"

    def exchange(self, callback: Mapping[str, str]) -> tuple[Grant, ...]:
        return (self._granted(self._call("grant", repeatable=False, open_to_all=True, code=callback.get("code", ""))),)

    def refresh(self) -> Grant:
        if self.grant is None:
            raise ReconnectError("no grant", channel=self.name, operation="renew")
        token = self.grant.refresh_token
        self.grant = self._granted(self._call("renew", repeatable=False, open_to_all=True, refresh_token=token))
        return self.grant

    def _granted(self, said: Mapping[str, Any]) -> Grant:
        ends = self.http.clock() + timedelta(seconds=int(said["expires_in"]))
        return Grant(str(said["shop"]), said["access_token"], said["refresh_token"], ends)

    def check(self) -> Shop:
        said = self._call("shop_name")
        return Shop(str(said["shop"]), said["name"], active=True)

    # --- reference data ---

    def categories(self) -> tuple[Category, ...]:
        return (Category("1", "", "Hàng làng nghề", leaf=True),)

    def attributes(self, category_id: str) -> tuple[Attribute, ...]:
        options = tuple(AttributeOption(name, name) for name in ("Hà Giang", "Lào Cai"))
        return (Attribute("province", "Tỉnh", mandatory=True, options=options, custom=False),)

    def brands(self, category_id: str, cursor: str = "") -> Page[Brand]:
        return Page(())

    def suggest_category(self, title: str) -> tuple[str, ...]:
        return ("1",)

    def limits(self, category_id: str) -> Limits:
        return Limits(title=Range(1, 120), description=Range(0, 3000), images=Range(1, 5))

    def logistics(self) -> tuple[LogisticsChannel, ...]:
        return ()

    # --- listings ---

    def upload_image(self, data: bytes, filename: str) -> RemoteImage:
        return RemoteImage(str(self._call("image", data=base64.b64encode(data).decode())["name"]))

    def preview(self, draft: ListingDraft, reference: Reference) -> tuple[Problem, ...]:
        answered = {value.attribute_id for value in draft.attributes}
        asked = [one for one in reference.attributes if one.mandatory and one.id not in answered]
        found = [Problem("attributes", "missing", f"Thiếu {one.name}.", f"Chọn {one.name}.") for one in asked]
        if not reference.limits.title.holds(len(draft.title)):
            found.append(Problem("title", "length", "Tên quá dài hoặc trống.", "Sửa tên sản phẩm."))
        return tuple(found)

    def push_listing(
        self, draft: ListingDraft, ref: ListingRef | None = None, *, resume: bool = False
    ) -> Outcome[PushedListing]:
        if ref is None and resume:
            earlier = self.find_by_sku(draft.skus[0].sku)
            ref = earlier.ref if earlier else None
        try:
            held = next(iter(self._items([ref.item_id])), None) if ref else None
            if ref and held is None:
                return Outcome(PushedListing(ref), Action.REFUSED, problem("not_found", ref.item_id))
            wanted = _body(draft)
            if held and all(held.get(name) == value for name, value in wanted.items() if name != "skus"):
                keys = [sku["sku"] for sku in held["skus"]]
                if keys == [sku.sku for sku in draft.skus]:
                    return Outcome(_pushed(held), Action.UNCHANGED)
            given = {"id": ref.item_id} if ref else {}
            made = self._call("put", repeatable=ref is not None, **wanted, **given)
        except RefusedError as error:
            return Outcome(PushedListing(ref), Action.REFUSED, error.problem)
        return Outcome(_pushed(made), Action.UPDATED if ref else Action.CREATED)

    def withdraw_listing(self, ref: ListingRef) -> Outcome[ListingRef]:
        return self._show(ref, shown=False)

    def restore_listing(self, ref: ListingRef) -> Outcome[ListingRef]:
        return self._show(ref, shown=True)

    def _show(self, ref: ListingRef, *, shown: bool) -> Outcome[ListingRef]:
        try:
            self._call("show", id=ref.item_id, shown=shown)
        except RefusedError as error:
            return Outcome(ref, Action.REFUSED, error.problem)
        return Outcome(ref, Action.UPDATED)

    def find_by_sku(self, item_sku: str) -> RemoteListing | None:
        found = self._call("items", sku=item_sku)["items"]
        return _listing(found[0]) if found else None

    def read_back(self, refs: Sequence[ListingRef]) -> tuple[RemoteListing, ...]:
        return tuple(_listing(row) for row in self._items([ref.item_id for ref in refs]))

    def _items(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        return [row for row in self._call("items", ids=list(ids))["items"] if row]

    def push_stock(self, levels: Sequence[StockLevel]) -> tuple[Outcome[StockLevel], ...]:
        rows = [{"id": level.ref.item_id, "sku": level.ref.sku, "units": level.quantity} for level in levels]
        return self._fates(levels, self._call("levels", rows=rows)["rows"])

    def push_prices(self, levels: Sequence[PriceLevel]) -> tuple[Outcome[PriceLevel], ...]:
        rows = [{"id": level.ref.item_id, "sku": level.ref.sku, "price": level.original.dong} for level in levels]
        return self._fates(levels, self._call("levels", rows=rows)["rows"])

    @staticmethod
    def _fates(levels: Sequence[Any], codes: Sequence[str]) -> tuple[Outcome[Any], ...]:
        actions = {"": Action.UPDATED, "busy": Action.WAITING}
        return tuple(
            Outcome(level, actions.get(code, Action.REFUSED), problem(code) if code else None)
            for level, code in zip(levels, codes, strict=True)
        )

    # --- orders ---

    def pull_orders(self, since: datetime, cursor: str = "") -> Page[ChannelOrder]:
        said = self._call("orders", since=int(since.timestamp()), after=int(cursor or 0))
        return Page(tuple(_order(row) for row in said["orders"]), str(said["next"] or ""))

    def fetch_order(self, order_id: str) -> ChannelOrder:
        return _order(self._call("order", id=order_id))

    def ship(self, request: ShipRequest) -> Outcome[Parcel]:
        try:
            row = self._call("move", id=request.order_id, to="shipped")
        except RefusedError as error:
            return Outcome(Parcel(request.order_id), Action.REFUSED, error.problem)
        return Outcome(Parcel(request.order_id, tracking_number=row["parcel"]), Action.UPDATED)

    def tracking(self, order_id: str, parcel_id: str = "") -> Parcel:
        return Parcel(order_id, parcel_id, tracking_number=self._call("order", id=order_id)["parcel"])

    def cancel(self, order_id: str, reason: CancelReason, lines: Sequence[OrderLine] = ()) -> Outcome[str]:
        return self._settled("move", order_id, to="cancelled")

    def decide_cancel(self, order_id: str, *, accept: bool) -> Outcome[str]:
        return self._settled("decide", order_id, agree=accept)

    def _settled(self, name: str, order_id: str, **sent: Any) -> Outcome[str]:
        try:
            self._call(name, id=order_id, **sent)
        except RefusedError as error:
            return Outcome(order_id, Action.REFUSED, error.problem)
        return Outcome(order_id, Action.UPDATED)

    # --- pushes ---

    def verify_webhook(self, headers: Mapping[str, str], body: bytes) -> bool:
        given = next((value for name, value in headers.items() if name.lower() == "authorization"), "")
        wanted = hmac.new(self.config.app_secret.encode(), body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(given.encode(), wanted.encode())

    def read_webhook(self, body: bytes) -> tuple[Event, ...]:
        push = json.loads(body)
        if not isinstance(push, dict):
            raise ValueError("a push must be a JSON object")
        kind = EventKind.ORDER if push.get("about") == "order" else EventKind.OTHER
        return (Event(kind, str(push.get("shop", "")), (str(push["order"]),) if "order" in push else (), raw=push),)


# --- wire ↔ contract ---


def _body(draft: ListingDraft) -> dict[str, Any]:
    answers = {value.attribute_id: ",".join(value.option_ids) or value.text for value in draft.attributes}
    skus = [{"sku": sku.sku, "price": sku.price.dong, "units": sku.stock} for sku in draft.skus]
    return {
        "key": draft.item_sku,
        "title": draft.title,
        "text": draft.description,
        "category": draft.category_id,
        "images": list(draft.image_ids),
        "answers": answers,
        "shown": draft.visible,
        "skus": skus,
    }


def _pushed(row: Mapping[str, Any]) -> PushedListing:
    item = str(row["id"])
    return PushedListing(ListingRef(item), tuple(SkuRef(item, "", sku["sku"]) for sku in row["skus"]))


def _listing(row: Mapping[str, Any]) -> RemoteListing:
    skus = []
    for sku in row["skus"]:
        price = Money.parse(sku["price"])
        skus.append(RemoteSku(SkuRef(str(row["id"]), "", sku["sku"]), price, price, sku["units"]))
    return RemoteListing(
        ref=ListingRef(str(row["id"])),
        state=ListingState.LIVE if row["shown"] else ListingState.UNLISTED,
        title=row["title"],
        description=row["text"],
        category_id=row["category"],
        item_sku=row["key"],
        skus=tuple(skus),
        image_ids=tuple(row["images"]),
        raw=row,
    )


def _order(row: Mapping[str, Any]) -> ChannelOrder:
    name, price, at = str(row["id"]), Money.parse(row["price"]), datetime.fromtimestamp(row["at"], UTC)
    ref = SkuRef(str(row["item"]), "", row["sku"])
    asked = row["wish"] and row["state"] == "new"
    return ChannelOrder(
        order_id=name,
        status=OrderStatus.CANCEL_REQUESTED if asked else STATES.get(row["state"], OrderStatus.UNKNOWN),
        remote_status=row["state"],
        cod=True,
        currency="VND",
        created_at=at,
        updated_at=at,
        lines=(OrderLine("1", ref, row["title"], "", row["count"], price, price),),
        total=Money(price.dong * row["count"]),
        raw=row,
    )
