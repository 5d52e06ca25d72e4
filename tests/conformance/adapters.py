"""What the suite has to know of a channel beyond its connector: one small class for each.

An adapter drives the practice marketplace as its people would (`/_control/…` and the consent
page) and never looks inside. A new channel adds one class here; see ADDING_A_CHANNEL.md.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from PIL import Image
from requests.adapters import BaseAdapter

from connectors.contract import (
    AttributeValue,
    ChannelConfig,
    Connector,
    Dimensions,
    DraftSku,
    Grant,
    ListingDraft,
    ListingRef,
    LogisticsChoice,
    Money,
    Reference,
)
from connectors.http import CallRecord, Http
from connectors.registry import connector_class

QUIRK = re.compile(r'<select[^>]*name="([a-z0-9_]+)"[^>]*>(.*?)</select>', re.DOTALL)
POSITION = re.compile(r'<option[^>]*?(?:value="([^"]*)")?[^>]*>([^<]*)')


class Adapter:
    """One channel with its practice marketplace."""

    name: str
    app_id: str
    app_secret: str
    shop_id: str
    other_shop_id: str
    fault_paths: Mapping[str, str]
    """Path patterns of calls: `check`, `create` and `stock`."""
    quirks_apart: frozenset[str] = frozenset()
    """Positions ("quirk=position") in which the journey does not end well, each with its reason."""
    connector_class: type[Connector] | None = None
    """Only for a channel that is not registered; the registry knows the others."""

    def __init__(self, base: str, webhook_url: str = "http://127.0.0.1:9/push") -> None:
        self.base = base
        self.records: list[CallRecord] = []
        self.config = ChannelConfig(
            self.app_id,
            self.app_secret,
            base,
            redirect_url="http://127.0.0.1:9/connect",
            webhook_url=webhook_url,
        )

    def connector(self, grant: Grant | None = None, adapter: BaseAdapter | None = None, **changes: Any) -> Connector:
        http = Http(
            self.name,
            origins=[self.base],
            recorder=self.records.append,
            clock=lambda: datetime.now(UTC),
            adapter=adapter,
            read_timeout=5.0,
        )
        kind = self.connector_class or connector_class(self.name)
        return kind(replace(self.config, **changes), http, grant)

    def control(self, call: str, **fields: Any) -> Any:
        answer = requests.post(f"{self.base}/_control/{call}", json=fields, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def look(self, what: str) -> Any:
        return requests.get(f"{self.base}/_control/{what}", timeout=10).json()

    def reset(self) -> None:
        """A new marketplace, every quirk in its first position, no fault."""
        self.control("reset")
        self.control("faults", clear=1)
        self.control("quirks", **{name: positions[0] for name, positions in self.quirks().items()})

    def fault(self, call: str, effect: str, **options: Any) -> None:
        self.control("faults", effect=effect, path=self.fault_paths[call], next_calls=1, **options)

    def quirks(self) -> dict[str, list[str]]:
        """Each named quirk with its positions, as the control page offers them."""
        page = requests.get(f"{self.base}/_control/", timeout=10).text
        known = self.look("quirks")
        found = {
            name: [value or text.strip() for value, text in POSITION.findall(options)]
            for name, options in QUIRK.findall(page)
        }
        return {name: positions for name, positions in found.items() if name in known}

    # --- what people do ---

    def consent(self, shop_id: str = "") -> dict[str, str]:
        """The seller opens the link, picks a shop and comes back with a code."""
        url = self.connector().authorise_url("state:signed")
        sent_back = requests.post(url, data=self.choice(shop_id or self.shop_id), allow_redirects=False, timeout=10)
        assert sent_back.status_code == 302, sent_back.text
        return dict(parse_qsl(urlsplit(sent_back.headers["location"]).query))

    def grant(self, shop_id: str = "") -> Grant:
        (grant,) = self.connector().exchange(self.consent(shop_id))
        return grant

    def choice(self, shop_id: str) -> dict[str, str]:
        raise NotImplementedError

    def buy(self, connector: Connector, ref: ListingRef, quantity: int = 1) -> str:
        """A buyer orders the first thing of a listing, to pay on delivery; the order's number."""
        raise NotImplementedError

    def ask_to_cancel(self, order_id: str) -> None:
        """The buyer wishes to cancel, and the seller has to decide."""
        raise NotImplementedError

    def push_to(self, url: str) -> None:
        """From now on pushes go there."""
        raise NotImplementedError

    def listed(self) -> list[str]:
        """A key of every listing there is."""
        raise NotImplementedError

    # --- what is listed ---

    def draft(self, connector: Connector, *skus: DraftSku, **changes: Any) -> ListingDraft:
        """A honey that answers what the channel asks."""
        category_id = connector.suggest_category("Mật ong bạc hà")[0]
        known = Reference(connector.limits(category_id), connector.attributes(category_id), connector.logistics())
        ways = [way for way in known.logistics if way.enabled and not way.sizes and not way.needs_fee][:1]
        fields: dict[str, Any] = {
            "item_sku": "MO-01",
            "title": "Mật ong bạc hà Mèo Vạc",
            "description": "Mật ong bạc hà từ cao nguyên đá Đồng Văn.\n\nĐóng chai 500 g.",
            "category_id": category_id,
            "image_ids": (connector.upload_image(picture(), "mat-ong.jpg").id,),
            "weight_grams": 700,
            "skus": skus or (DraftSku("MO-01", Money(199000), 5),),
            "attributes": tuple(answer(one) for one in known.attributes if one.mandatory),
            "dimensions": Dimensions(10, 10, 20),
            "logistics": tuple(LogisticsChoice(way.id) for way in ways),
        }
        draft = ListingDraft(**(fields | changes))
        assert connector.preview(draft, known) == ()
        return draft


def answer(attribute: Any) -> AttributeValue:
    if attribute.options:
        return AttributeValue(attribute.id, (attribute.options[0].id,))
    return AttributeValue(attribute.id, text="12")


def picture(size: int = 600, colour: str = "orange") -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (size, size), colour).save(data, "JPEG")
    return data.getvalue()


class ShopeeAdapter(Adapter):
    name = "shopee"
    app_id = "2001887"
    app_secret = "5a4d6e6a7a745a767276586f53476849"
    shop_id = "322300222"
    other_shop_id = "322300333"
    fault_paths = {"check": "shop/get_shop_info", "create": "product/add_item", "stock": "product/update_stock"}
    # Uploads are signed as the reference says (public); stock of several warehouses needs a location of each level.
    quirks_apart = frozenset({"upload_signature=shop", "warehouse=multi"})

    def choice(self, shop_id: str) -> dict[str, str]:
        return {"shop_id": shop_id, "days": "365"}

    def buy(self, connector: Connector, ref: ListingRef, quantity: int = 1) -> str:
        return str(self.control("buy", item_id=int(ref.item_id), quantity=quantity, payment="cod")["order_sn"])

    def ask_to_cancel(self, order_id: str) -> None:
        self.control("cancel", order_sn=order_id)

    def push_to(self, url: str) -> None:
        self.control("push_target", partner_id=int(self.app_id), callback_url=url)

    def listed(self) -> list[str]:
        return [str(item["item_sku"]) for item in self.look("items")]


class LazadaAdapter(Adapter):
    name = "lazada"
    app_id = "115527"
    app_secret = "bMnR4qLxT7vKz2WcYd9HsGf3PjQe6AuN"
    shop_id = "200166591"
    other_shop_id = "200166592"
    fault_paths = {"check": "seller/get", "create": "product/create", "stock": "product/stock/sellable/update"}

    def choice(self, shop_id: str) -> dict[str, str]:
        return {"seller_id": shop_id}

    def buy(self, connector: Connector, ref: ListingRef, quantity: int = 1) -> str:
        sku = connector.read_back([ref])[0].skus[0].ref
        bought = self.control(
            "buy", item_id=int(ref.item_id), sku_id=int(sku.model_id), quantity=quantity, payment="cod"
        )
        return str(bought["order_id"])

    def ask_to_cancel(self, order_id: str) -> None:
        self.control("cancel", order_id=int(order_id))

    def push_to(self, url: str) -> None:
        self.control("push_target", app_key=self.app_id, callback_url=url)

    def listed(self) -> list[str]:
        return [str(item["item_id"]) for item in self.look("items")]


ADAPTERS: dict[str, type[Adapter]] = {one.name: one for one in (ShopeeAdapter, LazadaAdapter)}
