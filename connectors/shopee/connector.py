"""Shopee (Open Platform v2, region VN) as a sales channel."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

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
from connectors.contract.wire import part, rows
from connectors.errors import ReconnectError
from connectors.shopee import pushes, reference
from connectors.shopee.client import push_signature
from connectors.shopee.listings import ShopeeListings
from connectors.shopee.orders import ShopeeOrders
from connectors.shopee.problems import problem
from connectors.shopee.wire import AttributeWire, BrandListWire, CategoryWire, read

CATEGORY_LANGUAGE = "vi"
ATTRIBUTE_LANGUAGE = "vn"
REFRESH_TOKEN_LIFE = timedelta(days=30)
ABSOLUTE_TIME = 10**9
"""`expire_in` above this is a Unix time, not a duration."""


class ShopeeConnector(ShopeeListings, ShopeeOrders):
    """One Shopee shop. See `connectors.contract.Connector` for the meaning of each operation."""

    name = "shopee"
    title = "Shopee"
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
    stock_batch = BatchRule(50, per_item=True)
    price_batch = BatchRule(50, per_item=True)
    read_batch = 50
    calls_per_second = 10.0
    sale_prices = False

    # --- permission ---

    def authorise_url(self, state: str) -> str:
        """Shopee has no `state` of its own, so it travels in the redirect's query."""
        joint = "&" if "?" in self.config.redirect_url else "?"
        redirect = self.config.redirect_url + joint + urlencode({"state": state})
        return self.client.authorise_url(redirect)

    def exchange(self, callback: Mapping[str, str]) -> tuple[Grant, ...]:
        """A main account opens several shops, which share the pair until the first refresh."""
        owner = "shop_id" if callback.get("shop_id") else "main_account_id"
        code, number = callback.get("code", ""), callback.get(owner, "")
        if not code or not number.isascii() or not number.isdigit():
            raise ReconnectError(
                channel=self.name,
                operation="auth/token/get",
                code="callback_incomplete",
                problem=problem("invalid_code"),
            )
        answer = self.client.get_access_token(code, {owner: int(number)})
        shops = [number] if owner == "shop_id" else [str(x) for x in rows(answer, "shop_id_list")]
        return tuple(self._grant(answer, shop_id) for shop_id in shops)

    def refresh(self) -> Grant:
        if self.grant is None:
            raise ReconnectError("no grant", channel=self.name, operation="auth/access_token/get")
        answer = self.client.refresh_access_token(self.grant)
        grant = self._grant(answer, self.grant.shop_id)
        self.use(grant)
        return grant

    def check(self) -> Shop:
        info = self.client.get_shop_info()
        status = str(info.get("status") or "")
        until = info.get("expire_time")
        return Shop(
            shop_id=self.grant.shop_id if self.grant else "",
            name=str(info.get("shop_name") or ""),
            active=status == "NORMAL",
            region=str(info.get("region") or ""),
            status=status,
            authorised_until=datetime.fromtimestamp(int(until), UTC) if until else None,
        )

    def _grant(self, answer: Mapping[str, Any], shop_id: str) -> Grant:
        now = self.http.clock()
        lasts = int(answer["expire_in"])
        ends = datetime.fromtimestamp(lasts, UTC) if lasts > ABSOLUTE_TIME else None
        return Grant(
            shop_id=shop_id,
            access_token=str(answer["access_token"]),
            refresh_token=str(answer["refresh_token"]),
            access_expires_at=ends or now + timedelta(seconds=lasts),
            refresh_expires_at=now + REFRESH_TOKEN_LIFE,
        )

    # --- reference data ---

    def categories(self) -> tuple[Category, ...]:
        answer = self.client.get_category(CATEGORY_LANGUAGE)
        return tuple(
            reference.category(read(CategoryWire, row, "product/get_category"))
            for row in rows(answer, "response", "category_list")
        )

    def attributes(self, category_id: str) -> tuple[Attribute, ...]:
        answer = self.client.get_attribute_tree(int(category_id), ATTRIBUTE_LANGUAGE)
        return tuple(
            reference.attribute(read(AttributeWire, row, "product/get_attribute_tree"))
            for tree in rows(answer, "response", "list")
            if str(tree.get("category_id")) == category_id
            for row in rows(tree, "attribute_tree")
        )

    def brands(self, category_id: str, cursor: str = "") -> Page[Brand]:
        wire = self._brand_list(category_id, int(cursor or 0))
        found = tuple(
            Brand(str(row.brand_id), row.display_brand_name or row.original_brand_name)
            for row in wire.brand_list
            if row.brand_id
        )
        return Page(found, str(wire.next_offset) if wire.has_next_page else "")

    def suggest_category(self, title: str) -> tuple[str, ...]:
        answer = self.client.category_recommend(title)
        found = part(answer, "response").get("category_id") or []
        return tuple(str(category_id) for category_id in found)

    def limits(self, category_id: str) -> Limits:
        answer = self.client.get_item_limit(int(category_id))
        return reference.limits(part(answer, "response"), self._brand_list(category_id, 0))

    def logistics(self) -> tuple[LogisticsChannel, ...]:
        """Channels that a seller may choose: the children of a masked channel follow it."""
        answer = self.client.get_channel_list()
        return tuple(
            reference.logistics_channel(row)
            for row in rows(answer, "response", "logistics_channel_list")
            if not row.get("mask_channel_id")
        )

    def _brand_list(self, category_id: str, offset: int) -> BrandListWire:
        answer = self.client.get_brand_list(int(category_id), offset)
        return read(BrandListWire, part(answer, "response"), "product/get_brand_list")

    # --- pushes ---

    def verify_webhook(self, headers: Mapping[str, str], body: bytes) -> bool:
        given = next((v for k, v in headers.items() if k.lower() == "authorization"), "")
        expected = push_signature(self.config, body)
        return hmac.compare_digest(given.encode(), expected.encode())

    def read_webhook(self, body: bytes) -> tuple[Event, ...]:
        return pushes.events(body)
