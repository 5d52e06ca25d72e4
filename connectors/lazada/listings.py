"""Listings of a Lazada shop: create, change, hide, find, read back, stock and prices."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from connectors.contract import (
    Action,
    ListingDraft,
    ListingRef,
    ListingState,
    Outcome,
    PriceLevel,
    Problem,
    PushedListing,
    Reference,
    RemoteImage,
    RemoteListing,
    SkuRef,
    StockLevel,
)
from connectors.contract.wire import part, rows
from connectors.errors import BugError, RefusedError
from connectors.lazada import drafts, mapping
from connectors.lazada.base import LazadaBase
from connectors.lazada.errors import DetailedRefusal
from connectors.lazada.levels import guilty, lacks_quantity, price_row, splits, stock_row
from connectors.lazada.preview import problems_of
from connectors.lazada.problems import card, problem, refused
from connectors.lazada.wire import ItemWire, read

SKUS_PER_SEARCH = 50
STOCK = "product/stock/sellable/update"
PRICE = "product/price_quantity/update"

L = TypeVar("L", StockLevel, PriceLevel)


class LazadaListings(LazadaBase):
    """Product calls. See `connectors.contract.Connector` for the meaning of each operation."""

    def upload_image(self, data: bytes, filename: str) -> RemoteImage:
        """A picture's address is its id: drafts must name what Lazada hosts."""
        image = part(self.client.upload_image(data, filename), "data", "image")
        url = str(image.get("url") or "")
        if not url:
            raise BugError(channel=self.name, operation="image/upload", code="no_image_url")
        return RemoteImage(url, url)

    def preview(self, draft: ListingDraft, reference: Reference) -> tuple[Problem, ...]:
        return problems_of(draft, reference)

    def push_listing(
        self, draft: ListingDraft, ref: ListingRef | None = None, *, resume: bool = False
    ) -> Outcome[PushedListing]:
        if ref is None and resume:
            found = self._find([sku.sku for sku in draft.skus])
            ref = found.ref if found else None
        try:
            return self._create(draft) if ref is None else self._change(draft, ref)
        except RefusedError as error:
            return refused(PushedListing(ref), error)

    def withdraw_listing(self, ref: ListingRef) -> Outcome[ListingRef]:
        return self._show(ref, visible=False)

    def restore_listing(self, ref: ListingRef) -> Outcome[ListingRef]:
        return self._show(ref, visible=True)

    def find_by_sku(self, item_sku: str) -> RemoteListing | None:
        return self._find([item_sku])

    def read_back(self, refs: Sequence[ListingRef]) -> tuple[RemoteListing, ...]:
        """One call for those whose SKU is known, one more for each other."""
        asked = {ref.item_id for ref in refs}
        found = {}
        for raw in self._search([ref.sku for ref in refs if ref.sku]):
            if str(raw.get("item_id")) in asked:
                found[str(raw["item_id"])] = raw
        for ref in refs:
            if ref.item_id not in found and (raw_item := self._raw_item(ref.item_id)):
                found[ref.item_id] = raw_item
        ordered = [found[ref.item_id] for ref in refs if ref.item_id in found]
        return tuple(self._listing(raw) for raw in ordered)

    def push_stock(self, levels: Sequence[StockLevel]) -> tuple[Outcome[StockLevel], ...]:
        def send(batch: Sequence[StockLevel]) -> Mapping[str, Any]:
            return self.client.update_sellable([stock_row(level) for level in batch])

        return self._push_levels(levels, send, STOCK)

    def push_prices(self, levels: Sequence[PriceLevel]) -> tuple[Outcome[PriceLevel], ...]:
        """A level without a sale leaves a running one alone: it ends with its window."""

        def send(batch: Sequence[PriceLevel]) -> Mapping[str, Any]:
            bodies = [price_row(level) for level in batch]
            try:
                return self.client.update_price_quantity(bodies)
            except RefusedError as error:
                if not lacks_quantity(error):
                    raise
            totals = self._totals(batch)
            full = [body | {"Quantity": totals.get(body["SkuId"], "")} for body in bodies]
            return self.client.update_price_quantity(full)

        return self._push_levels(levels, send, PRICE)

    # --- creating and changing ---

    def _create(self, draft: ListingDraft) -> Outcome[PushedListing]:
        data = part(self.client.create_product(drafts.new_product(draft)), "data")
        item_id = str(data.get("item_id") or "")
        if not item_id:
            raise BugError(channel=self.name, operation="product/create", code="no_item_id")
        skus = tuple(
            SkuRef(item_id, str(row.get("sku_id") or ""), str(row.get("seller_sku") or ""))
            for row in rows(data, "sku_list")
        )
        if not draft.visible:
            self.client.deactivate_product(item_id, [sku.model_id for sku in skus])
        return Outcome(PushedListing(ListingRef(item_id), skus), Action.CREATED)

    def _change(self, draft: ListingDraft, ref: ListingRef) -> Outcome[PushedListing]:
        item = self._item(ref.item_id)
        if item is None or mapping.state(item) is ListingState.DELETED:
            return Outcome(PushedListing(ref), Action.REFUSED, problem("item_not_found", ref.item_id))
        todo = drafts.plan(draft, item)
        for body in todo.updates:
            self.client.update_product(body)
        for body in todo.additions:
            self.client.create_product(body)
        for start in range(0, len(todo.removed), drafts.SKUS_PER_CALL):
            self.client.remove_skus(item.item_id, todo.removed[start : start + drafts.SKUS_PER_CALL])
        if todo.additions or todo.removed:
            item = self._item(ref.item_id) or item
        turned = self._turn(item, visible=draft.visible)
        action = Action.UPDATED if todo or turned else Action.UNCHANGED
        return Outcome(PushedListing(ref, mapping.sku_refs(item)), action)

    def _show(self, ref: ListingRef, *, visible: bool) -> Outcome[ListingRef]:
        try:
            item = self._item(ref.item_id)
            if item is None:
                return Outcome(ref, Action.REFUSED, problem("item_not_found", ref.item_id))
            turned = self._turn(item, visible=visible)
        except RefusedError as error:
            return refused(ref, error)
        return Outcome(ref, Action.UPDATED if turned else Action.UNCHANGED)

    def _turn(self, item: ItemWire, *, visible: bool) -> bool:
        """Shows or hides; says whether anything was written."""
        hidden = mapping.state(item) is ListingState.UNLISTED
        if hidden != visible:
            return False
        if visible:
            self.client.update_product(drafts.reactivation(item))
        else:
            self.client.deactivate_product(item.item_id, [sku.model_id for sku in mapping.sku_refs(item)])
        return True

    # --- reading ---

    def _find(self, skus: Sequence[str]) -> RemoteListing | None:
        """The oldest living listing that sells one of these."""
        wanted = set(skus)
        found = []
        for raw in self._search(skus):
            item = read(ItemWire, raw, "products/get")
            ours = any(sku.SellerSku in wanted for sku in mapping.living(item))
            if ours and mapping.state(item) is not ListingState.DELETED:
                found.append((int(item.item_id), raw))
        return self._listing(min(found, key=lambda one: one[0])[1]) if found else None

    def _search(self, skus: Sequence[str]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for start in range(0, len(skus), SKUS_PER_SEARCH):
            found += rows(self.client.get_products(skus[start : start + SKUS_PER_SEARCH]), "data", "products")
        return found

    def _item(self, item_id: str) -> ItemWire | None:
        raw = self._raw_item(item_id)
        return read(ItemWire, raw, "product/item/get") if raw else None

    def _raw_item(self, item_id: str) -> dict[str, Any] | None:
        try:
            return part(self.client.get_product_item(item_id), "data") or None
        except RefusedError as error:
            if card(error).code != "item_not_found":
                raise
        return None

    def _listing(self, raw: dict[str, Any]) -> RemoteListing:
        return mapping.listing(read(ItemWire, raw, "products/get"), raw, self.http.clock())

    # --- numbers ---

    def _totals(self, levels: Sequence[PriceLevel]) -> dict[str, str]:
        """The total of each SKU as Lazada has it. An order does not change it, only its hand-over
        does: it may be sent back with a price."""
        found = self._search([level.ref.sku for level in levels])
        items = [read(ItemWire, raw, "products/get") for raw in found]
        return {sku.SkuId: str(sku.quantity) for item in items for sku in item.skus}

    def _push_levels(
        self, levels: Sequence[L], send: Callable[[Sequence[L]], Mapping[str, Any]], operation: str
    ) -> tuple[Outcome[L], ...]:
        """One batch. When it is refused for some rows' sake, these are told apart and the others
        sent again: absolute figures may be repeated."""
        if not 0 < len(levels) <= self.stock_batch.size:
            raise ValueError("one batch: cut with stock_batch.split")
        try:
            answer = send(levels)
        except RefusedError as error:
            return self._without_guilty(levels, send, operation, error)
        named = guilty(levels, rows(answer, "detail"), "501", operation)
        return tuple(named.get(place) or Outcome(level, Action.UPDATED) for place, level in enumerate(levels))

    def _without_guilty(
        self,
        levels: Sequence[L],
        send: Callable[[Sequence[L]], Mapping[str, Any]],
        operation: str,
        error: RefusedError,
    ) -> tuple[Outcome[L], ...]:
        details = error.rows if isinstance(error, DetailedRefusal) else ()
        named = guilty(levels, details, error.code, operation)
        half = len(levels) // 2
        if named:
            rest = [level for place, level in enumerate(levels) if place not in named]
            others = iter(self._push_levels(rest, send, operation) if rest else ())
            return tuple(named[place] if place in named else next(others) for place in range(len(levels)))
        if half and splits(card(error)):
            first = self._push_levels(levels[:half], send, operation)
            return first + self._push_levels(levels[half:], send, operation)
        return tuple(refused(level, error) for level in levels)
