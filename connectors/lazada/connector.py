"""Lazada (Open Platform, region VN) as a sales channel."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

from connectors.contract import (
    Attribute,
    BatchRule,
    Brand,
    Capability,
    Category,
    Event,
    Grant,
    Limits,
    LogisticsChannel,
    Page,
    Shop,
)
from connectors.contract.wire import rows
from connectors.errors import ReconnectError, ThrottledError
from connectors.lazada import pushes, reference
from connectors.lazada.client import push_signature
from connectors.lazada.listings import LazadaListings
from connectors.lazada.orders import LazadaOrders
from connectors.lazada.problems import problem
from connectors.lazada.wire import AttributeWire, BrandWire, CategoryWire, payload, read

COUNTRY = "vn"
BRANDS_PER_CALL = 200
BRAND_LIST_REST = 5.0


class LazadaConnector(LazadaListings, LazadaOrders):
    """One Lazada shop. See `connectors.contract.Connector` for the meaning of each operation."""

    name = "lazada"
    title = "Lazada"
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
    stock_batch = BatchRule(50)
    price_batch = BatchRule(50)
    read_batch = 50
    calls_per_second = 10.0
    sale_prices = True

    # --- permission ---

    def authorise_url(self, state: str) -> str:
        return self.client.authorise_url(state)

    def exchange(self, callback: Mapping[str, str]) -> tuple[Grant, ...]:
        code = callback.get("code", "")
        if not code:
            raise self._lost("auth/token/create", "invalid_code")
        answer = self.client.create_token(code)
        shop_id = self._shop_id(answer)
        if not shop_id:
            raise self._lost("auth/token/create", "wrong_country")
        return (self._grant(answer, shop_id),)

    def refresh(self) -> Grant:
        """The seller's permission is not prolonged by it: `refresh_expires_at` only comes nearer."""
        if self.grant is None:
            raise ReconnectError("no grant", channel=self.name, operation="auth/token/refresh")
        answer = self.client.refresh_token(self.grant.refresh_token)
        grant = self._grant(answer, self.grant.shop_id, self.grant)
        self.use(grant)
        return grant

    def check(self) -> Shop:
        seller = payload(self.client.get_seller())
        status = str(seller.get("status") or "ACTIVE")
        return Shop(
            shop_id=str(seller.get("seller_id") or (self.grant.shop_id if self.grant else "")),
            name=str(seller.get("name") or ""),
            active=status.upper() == "ACTIVE",
            region=COUNTRY.upper(),
            status=status,
            authorised_until=self.grant.refresh_expires_at if self.grant else None,
        )

    def _lost(self, operation: str, code: str) -> ReconnectError:
        return ReconnectError(channel=self.name, operation=operation, code=code, problem=problem(code))

    def _shop_id(self, answer: Mapping[str, Any]) -> str:
        """The shop in Vietnam: cross-border grants cover several countries."""
        shops = rows(answer, "country_user_info") or rows(answer, "country_user_info_list")
        ours = [row for row in shops if str(row.get("country", "")).lower() == COUNTRY]
        return str(ours[0].get("seller_id") or "") if ours else ""

    def _grant(self, answer: Mapping[str, Any], shop_id: str, before: Grant | None = None) -> Grant:
        """Lifetimes are always those of the answer: the documents contradict each other."""
        now = self.http.clock()
        lasts = answer.get("refresh_expires_in")
        ends = now + timedelta(seconds=int(lasts)) if lasts not in (None, "") else None
        return Grant(
            shop_id=shop_id,
            access_token=str(answer["access_token"]),
            refresh_token=str(answer.get("refresh_token") or (before.refresh_token if before else "")),
            access_expires_at=now + timedelta(seconds=int(answer["expires_in"])),
            refresh_expires_at=ends or (before.refresh_expires_at if before else None),
        )

    # --- reference data ---

    def categories(self) -> tuple[Category, ...]:
        answer = self.client.get_category_tree()
        tree = [read(CategoryWire, row, "category/tree/get") for row in rows(answer, "data")]
        return tuple(reference.categories(tree))

    def attributes(self, category_id: str) -> tuple[Attribute, ...]:
        asked = self._attributes(category_id)
        return tuple(reference.attribute(wire) for wire in asked if wire.name not in reference.OURS)

    def brands(self, category_id: str, cursor: str = "") -> Page[Brand]:
        """One list for all categories. An empty first page means that its rate, shared by all
        applications, is used up."""
        start = int(cursor or 0)
        answer = self.client.query_brands(start, BRANDS_PER_CALL)
        found = rows(payload(answer), "module")
        if not found and not start:
            raise ThrottledError(
                "an empty brand list",
                retry_after=BRAND_LIST_REST,
                channel=self.name,
                operation="category/brands/query",
                code="brands_empty",
                problem=problem("too_fast"),
            )
        wires = [read(BrandWire, row, "category/brands/query") for row in found]
        known = tuple(reference.brand(wire) for wire in wires if wire.name.lower() != "no brand")
        return Page(known, str(start + len(found)) if len(found) == BRANDS_PER_CALL else "")

    def suggest_category(self, title: str) -> tuple[str, ...]:
        return reference.suggestions(self.client.get_category_suggestion(title))

    def limits(self, category_id: str) -> Limits:
        return reference.limits(self._attributes(category_id))

    def logistics(self) -> tuple[LogisticsChannel, ...]:
        """None to choose from: Lazada assigns the carrier when an order is packed."""
        return ()

    def _attributes(self, category_id: str) -> list[AttributeWire]:
        answer = self.client.get_category_attributes(category_id)
        return [read(AttributeWire, row, "category/attributes/get") for row in rows(answer, "data")]

    # --- pushes ---

    def verify_webhook(self, headers: Mapping[str, str], body: bytes) -> bool:
        given = next((v for k, v in headers.items() if k.lower() == "authorization"), "")
        return hmac.compare_digest(given.encode(), push_signature(self.config, body).encode())

    def read_webhook(self, body: bytes) -> tuple[Event, ...]:
        return pushes.events(body)
