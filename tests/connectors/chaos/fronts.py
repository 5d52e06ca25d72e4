"""The marketplaces of the simulation, told apart by what only each knows; people act and truth asks in one tongue."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from connectors.sandbox.courier import Sender
from connectors.sandbox.faults import FaultPlan
from connectors.sandbox.lazada.marketplace import Lazada
from connectors.sandbox.lazada.purchases import CANCELLABLE, Unit
from connectors.sandbox.marketplace import Marketplace
from connectors.sandbox.shopee.items import GONE
from connectors.sandbox.shopee.marketplace import Shopee
from connectors.sandbox.web import Request


@dataclass(frozen=True)
class Shown:
    """A listing as it stands there: `key` tells it apart in its shop, `skus` are (stock, price) by our key."""

    item_id: str
    shop_id: str
    key: str
    on_show: bool
    text: str
    skus: dict[str, tuple[int, int]]


@dataclass(frozen=True)
class Bought:
    """An order as it stands there: the words that may describe it, its standing units (all when it is off), and whether
    it is off."""

    words: tuple[str, ...]
    units: int
    cancelled: bool


class Front:
    """A marketplace behind the adapter."""

    name: str
    market_class: type[Marketplace]
    shop_id: str
    settings: dict[str, str]
    category: str
    attributes: list[dict]
    fault_paths: tuple[str, ...]
    create_path: str

    def __init__(self, seed: int, base, send: Sender):
        self.address = f"http://{self.name}.test"
        self.market = self.market_class.open(base=base, send=send, salt=f"chaos-{seed}", faults=FaultPlan(seed))
        self.act("review", delay=0)
        self.act("push_target", **self.app, callback_url=f"http://127.0.0.1:8000/webhooks/{self.name}/")

    @property
    def app(self) -> dict[str, str | int]:
        """How its control page names our application."""
        raise NotImplementedError

    def act(self, name: str, **fields) -> dict | None:
        """A control call; None when the marketplace says not now."""
        headers = {"content-type": "application/json"}
        asked = Request.to("POST", f"{self.address}/_control/{name}", headers, json.dumps(fields).encode())
        answer = self.market.handle(asked)
        assert answer.status in (200, 409), answer.body
        return answer.json() if answer.status == 200 else None

    def goods(self) -> list[dict]:
        """Each thing on sale, as `buy` names it."""
        raise NotImplementedError

    def numbers(self) -> list[dict]:
        """The newest orders, as the control calls name them."""
        raise NotImplementedError

    def parts(self) -> list[dict]:
        """Single units of the newest orders, as the control calls name them; none where an order is cancelled whole."""
        return []

    def deauthorise(self) -> None:
        raise NotImplementedError

    def orders(self) -> dict[str, Bought]:
        raise NotImplementedError

    def listings(self) -> Iterator[Shown]:
        raise NotImplementedError


class ShopeeFront(Front):
    name, market_class = "shopee", Shopee
    shop_id = "322300222"
    settings = {"partner_id": "2001887", "partner_key": "5a4d6e6a7a745a767276586f53476849", "push_key": ""}
    category = "100617"
    attributes = [{"id": "100010", "options": ["1001"]}, {"id": "100020", "options": ["1103"]}]
    fault_paths = ("product/*", "order/*", "*", "product/update_stock", "product/add_item")
    create_path = "product/add_item"

    @property
    def app(self) -> dict[str, str | int]:
        return {"partner_id": 2001887}

    def goods(self) -> list[dict]:
        items = self.market.items.where("item_status = 'NORMAL'")
        return [{"item_id": item.item_id, "model_id": sku.model_id} for item in items for sku in item.skus]

    def numbers(self) -> list[dict]:
        return [{"order_sn": purchase.order_sn} for purchase in self.market.purchases.newest(12)]

    def deauthorise(self) -> None:
        self.act("deauthorise", shop_id=int(self.shop_id), **self.app)

    def orders(self) -> dict[str, Bought]:
        return {
            purchase.order_sn: Bought(
                (purchase.order_status,),
                sum(line.quantity for line in purchase.lines),
                purchase.order_status == "CANCELLED",
            )
            for purchase in self.market.purchases.newest(1_000_000)
        }

    def listings(self) -> Iterator[Shown]:
        for item in self.market.items.where():
            if item.item_status not in GONE:
                skus = {sku.model_sku or item.item_sku: (sku.total, sku.original_price) for sku in item.skus}
                on_show = item.item_status == "NORMAL"
                yield Shown(str(item.item_id), str(item.shop_id), item.item_sku, on_show, item.description, skus)


class LazadaFront(Front):
    name, market_class = "lazada", Lazada
    shop_id = "200166591"
    settings = {"partner_id": "115527", "partner_key": "bMnR4qLxT7vKz2WcYd9HsGf3PjQe6AuN", "auth_url": ""}
    category = "10122"
    attributes = [{"id": "country_of_origin", "options": ["Việt Nam"]}, {"id": "shelf_life", "options": ["12 tháng"]}]
    fault_paths = ("product/*", "order*", "*", "product/stock/sellable/update", "product/create")
    create_path = "product/create"

    def __init__(self, seed: int, base, send: Sender):
        super().__init__(seed, base, send)
        self.act("quirks", buyer_cancel=("immediate", "needs_confirm")[seed % 2])

    @property
    def app(self) -> dict[str, str | int]:
        return {"app_key": "115527"}

    def goods(self) -> list[dict]:
        items = self.market.items.where("item_status = 'Active'")
        return [{"item_id": item.item_id, "sku_id": sku.sku_id} for item in items for sku in item.on_sale]

    def numbers(self) -> list[dict]:
        return [{"order_id": purchase.order_id} for purchase in self.market.purchases.newest(12)]

    def parts(self) -> list[dict]:
        return [
            {"order_id": purchase.order_id, "order_item_id": unit.order_item_id}
            for purchase in self.market.purchases.newest(12)
            for unit in purchase.units
            if unit.status in CANCELLABLE and _standing(purchase.units) > 1
        ]

    def deauthorise(self) -> None:
        self.act("deauthorise", seller_id=int(self.shop_id), **self.app)

    def orders(self) -> dict[str, Bought]:
        return {
            str(purchase.order_id): Bought(
                tuple(purchase.statuses), _standing(purchase.units), purchase.statuses == ["canceled"]
            )
            for purchase in self.market.purchases.newest(1_000_000)
        }

    def listings(self) -> Iterator[Shown]:
        for item in self.market.items.where("item_status <> 'Deleted'"):
            skus = {sku.seller_sku: (sku.sellable, sku.price) for sku in item.alive}
            key = min(skus)
            on_show, text = bool(item.on_sale), item.attributes["description"]
            yield Shown(str(item.item_id), str(item.seller_id), key, on_show, text, skus)


def _standing(units: list[Unit]) -> int:
    return sum(unit.status != "canceled" for unit in units) or len(units)


FRONTS: tuple[type[Front], ...] = (ShopeeFront, LazadaFront)
