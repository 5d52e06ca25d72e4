"""Listings of a Shopee shop: create, change, hide, find, read back, stock and prices."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
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
from connectors.shopee import mapping, variations
from connectors.shopee.base import ShopeeBase
from connectors.shopee.errors import bare, refusal
from connectors.shopee.levels import row_outcomes, splits
from connectors.shopee.preview import problems_of
from connectors.shopee.problems import card, problem, refused
from connectors.shopee.wire import (
    ItemPromotionsWire,
    ItemViolationsWire,
    ItemWire,
    ModelListWire,
    PromotionWire,
    read,
)

VARIATION_DELAY = timedelta(seconds=6)
"""Shopee asks for 5 s between add_item and init_tier_variation; one more for the clocks."""
YOUNG_ITEM = timedelta(minutes=1)
_NOT_READY = re.compile(r"wait|not ready|too early|try later", re.IGNORECASE)

L = TypeVar("L", StockLevel, PriceLevel)


class ShopeeListings(ShopeeBase):
    """Product calls. See `connectors.contract.Connector` for the meaning of each operation."""

    def upload_image(self, data: bytes, filename: str) -> RemoteImage:
        response = part(self.client.upload_image(data, filename), "response")
        for row in rows(response, "image_info_list"):
            if row.get("error"):
                raise RefusedError(
                    channel=self.name,
                    operation="media_space/upload_image",
                    code=str(row["error"]),
                    problem=refusal(str(row["error"]), str(row.get("message") or "")),
                )
        info = part(response, "image_info")
        urls = rows(info, "image_url_list")
        return RemoteImage(str(info.get("image_id") or ""), urls[0]["image_url"] if urls else "")

    def preview(self, draft: ListingDraft, reference: Reference) -> tuple[Problem, ...]:
        return problems_of(draft, reference)

    def push_listing(
        self, draft: ListingDraft, ref: ListingRef | None = None, *, resume: bool = False
    ) -> Outcome[PushedListing]:
        if ref is None and resume:
            found = self.find_by_sku(draft.item_sku)
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
        found: list[int] = []
        offset = ""
        while True:
            response = part(self.client.search_item(item_sku, offset), "response")
            found += rows(response, "item_id_list")
            following = str(response.get("next_offset") or "")
            if following in ("", offset):
                break
            offset = following
        refs = [ListingRef(str(item_id)) for item_id in sorted(found)]
        for start in range(0, len(refs), self.read_batch):
            for listing in self.read_back(refs[start : start + self.read_batch]):
                if listing.item_sku == item_sku and listing.state is not ListingState.DELETED:
                    return listing
        return None

    def read_back(self, refs: Sequence[ListingRef]) -> tuple[RemoteListing, ...]:
        """One call more where Shopee has banned or demoted one, and where buyers pay less than the price: only those
        tell why, and until when."""
        read_items = [
            (read(ItemWire, raw, "product/get_item_base_info"), raw)
            for raw in self._items([int(ref.item_id) for ref in refs])
        ]
        why = self._violations([item for item, _raw in read_items if mapping.is_judged(item)])
        models = {item.item_id: self._models(int(item.item_id)) for item, _raw in read_items if item.has_model}
        reduced = [item for item, _raw in read_items if mapping.is_reduced(item, models.get(item.item_id))]
        promoted = self._promotions(reduced)
        return tuple(
            mapping.listing(item, models.get(item.item_id), raw, why.get(item.item_id), promoted.get(item.item_id, ()))
            for item, raw in read_items
        )

    def push_stock(self, levels: Sequence[StockLevel]) -> tuple[Outcome[StockLevel], ...]:
        def send(item_id: int, batch: Sequence[StockLevel]) -> Mapping[str, Any]:
            stock = [{"model_id": _model_id(x), "seller_stock": [_seller_stock(x)]} for x in batch]
            return self.client.update_stock({"item_id": item_id, "stock_list": stock})

        return self._push_levels(levels, send)

    def push_prices(self, levels: Sequence[PriceLevel]) -> tuple[Outcome[PriceLevel], ...]:
        def send(item_id: int, batch: Sequence[PriceLevel]) -> Mapping[str, Any]:
            prices = [{"model_id": _model_id(x), "original_price": x.original.dong} for x in batch]
            return self.client.update_price({"item_id": item_id, "price_list": prices})

        plain = [level for level in levels if level.sale is None]
        sent = {id(out.item): out for out in (self._push_levels(plain, send) if plain else ())}
        no_sale = problem("sale_price_unsupported")
        return tuple(sent.get(id(x)) or Outcome(x, Action.REFUSED, no_sale) for x in levels)

    # --- creating and changing ---

    def _create(self, draft: ListingDraft) -> Outcome[PushedListing]:
        response = part(self.client.add_item(mapping.new_item(draft)), "response")
        item_id = str(response.get("item_id") or "")
        if not item_id:
            raise BugError(channel=self.name, operation="product/add_item", code="no_item_id")
        ref = ListingRef(item_id)
        if draft.variation_names:
            return self._waiting(ref, self.http.clock())
        sku = SkuRef(item_id, "", draft.item_sku)
        return Outcome(PushedListing(ref, (sku,)), Action.CREATED)

    def _waiting(self, ref: ListingRef, created_at: datetime) -> Outcome[PushedListing]:
        return Outcome(
            PushedListing(ref),
            Action.WAITING,
            problem("variations_pending"),
            not_before=created_at + VARIATION_DELAY,
        )

    def _change(self, draft: ListingDraft, ref: ListingRef) -> Outcome[PushedListing]:
        items = self._items([int(ref.item_id)])
        item = read(ItemWire, items[0], "product/get_item_base_info") if items else None
        if item is None or mapping.STATES.get(item.item_status) is ListingState.DELETED:
            gone = problem("error_item_not_found")
            return Outcome(PushedListing(ref), Action.REFUSED, gone)
        changes = mapping.item_changes(draft, item)
        if changes:
            self.client.update_item({"item_id": int(item.item_id), **changes})
        if draft.variation_names and not item.has_model and self._younger(item, VARIATION_DELAY):
            return self._waiting(ref, item.create_time)
        try:
            rearranged = self._arrange_models(draft, item)
        except RefusedError as error:
            if self._younger(item, YOUNG_ITEM) and _NOT_READY.search(error.message):
                return self._waiting(ref, self.http.clock())
            raise
        turned = self._turn(draft, item)
        models = self._models(int(item.item_id)) if draft.variation_names else None
        skus = (
            tuple(SkuRef(ref.item_id, str(m.model_id), m.model_sku) for m in models.model)
            if models
            else (SkuRef(ref.item_id, "", draft.item_sku),)
        )
        acted = changes or rearranged or turned
        return Outcome(PushedListing(ref, skus), Action.UPDATED if acted else Action.UNCHANGED)

    def _younger(self, item: ItemWire, age: timedelta) -> bool:
        return self.http.clock() < item.create_time + age

    def _arrange_models(self, draft: ListingDraft, item: ItemWire) -> bool:
        """Brings the variants to the draft; says whether anything was written."""
        item_id = int(item.item_id)
        if not item.has_model and not draft.variation_names:
            return False
        if not item.has_model or not draft.variation_names:
            self._rebuild(draft, item_id)
            return True
        todo = variations.plan(draft, item_id, self._models(item_id))
        if todo.rebuild:
            self._rebuild(draft, item_id)
            return True
        for model_id in todo.delete:
            self.client.delete_model(item_id, model_id)
        if todo.retier:
            self.client.update_tier_variation(todo.retier)
        for body in todo.add:
            self.client.add_model(body)
        for body in todo.rename:
            self.client.update_model(body)
        return bool(todo)

    def _rebuild(self, draft: ListingDraft, item_id: int) -> None:
        self.client.init_tier_variation(variations.init_body(draft, item_id))
        for body in variations.remaining(draft, item_id):
            self.client.add_model(body)

    def _turn(self, draft: ListingDraft, item: ItemWire) -> bool:
        """Shows or hides as the draft says; says whether anything was written."""
        hidden = mapping.STATES.get(item.item_status) is ListingState.UNLISTED
        if hidden == (not draft.visible):
            return False
        outcome = self._show(ListingRef(item.item_id), visible=draft.visible)
        if outcome.problem:
            raise RefusedError(channel=self.name, operation="product/unlist_item", problem=outcome.problem)
        return True

    def _show(self, ref: ListingRef, *, visible: bool) -> Outcome[ListingRef]:
        try:
            answer = self.client.unlist_item(int(ref.item_id), unlist=not visible)
        except RefusedError as error:
            return refused(ref, error)
        for row in rows(answer, "response", "failure_list"):
            why = refusal("", str(row.get("failed_reason") or ""))
            return Outcome(ref, Action.REFUSED, why)
        return Outcome(ref, Action.UPDATED)

    # --- reading ---

    def _items(self, item_ids: Sequence[int]) -> list[dict[str, Any]]:
        """Base information; an unknown id among several must not hide the others."""
        if not item_ids:
            return []
        try:
            answer = self.client.get_item_base_info(item_ids)
        except RefusedError as error:
            if bare(error.code) != "error_item_not_found":
                raise
            half = len(item_ids) // 2
            return self._items(item_ids[:half]) + self._items(item_ids[half:]) if half else []
        asked = {str(item_id) for item_id in item_ids}
        return [x for x in rows(answer, "response", "item_list") if str(x.get("item_id")) in asked]

    def _violations(self, items: Sequence[ItemWire]) -> dict[str, ItemViolationsWire]:
        """What Shopee holds against each. An application that may not ask still sees that they are banned."""
        if not items:
            return {}
        try:
            answer = self.client.get_item_violation_info([int(item.item_id) for item in items])
        except (RefusedError, BugError):
            return {}
        found = rows(answer, "response", "item_list")
        told = [read(ItemViolationsWire, row, "product/get_item_violation_info") for row in found]
        return {one.item_id: one for one in told}

    def _promotions(self, items: Sequence[ItemWire]) -> dict[str, Sequence[PromotionWire]]:
        """What runs or is to come on each. An application that may not ask still sees the lower price."""
        if not items:
            return {}
        try:
            answer = self.client.get_item_promotion([int(item.item_id) for item in items])
        except (RefusedError, BugError):
            return {}
        found = rows(answer, "response", "success_list")
        told = [read(ItemPromotionsWire, row, "product/get_item_promotion") for row in found]
        return {one.item_id: one.promotion for one in told}

    def _models(self, item_id: int) -> ModelListWire:
        answer = self.client.get_model_list(item_id)
        return read(ModelListWire, part(answer, "response"), "product/get_model_list")

    def _push_levels(
        self, levels: Sequence[L], send: Callable[[int, Sequence[L]], Mapping[str, Any]]
    ) -> tuple[Outcome[L], ...]:
        """One batch; when the whole call is refused for one row's sake, its halves."""
        if len({x.ref.item_id for x in levels}) != 1 or len(levels) > self.stock_batch.size:
            raise ValueError("one batch of one item: cut with stock_batch.split")
        try:
            answer = send(int(levels[0].ref.item_id), levels)
        except RefusedError as error:
            half = len(levels) // 2
            if half and splits(card(error)):
                return self._push_levels(levels[:half], send) + self._push_levels(levels[half:], send)
            return tuple(refused(level, error) for level in levels)
        return row_outcomes(levels, answer)


def _model_id(level: StockLevel | PriceLevel) -> int:
    return int(level.ref.model_id or 0)


def _seller_stock(level: StockLevel) -> dict[str, Any]:
    place = {"location_id": level.warehouse} if level.warehouse else {}
    return {**place, "stock": level.quantity}
