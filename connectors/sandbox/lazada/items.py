"""Listings as the marketplace keeps them: an item with its SKUs, and each SKU's stock (protocol B3)."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta, timezone

from connectors.sandbox.documents import Documents

ACTIVE, INACTIVE, PENDING, REJECTED, DELETED = "Active", "InActive", "Pending QC", "Rejected", "Deleted"
VIETNAM = timezone(timedelta(hours=7))


@dataclass
class Pile:
    """The stock of one SKU in one warehouse: unpaid orders withhold, paid ones occupy, until ready to ship."""

    sellable: int = 0
    withheld: int = 0
    occupied: int = 0

    @property
    def total(self) -> int:
        return self.sellable + self.withheld + self.occupied


@dataclass
class Campaign:
    """Units of the sellable stock that a promotion has locked, and its price, until Unix second `until`."""

    reserved: int
    price: int | None
    until: int


@dataclass
class Sku:
    """One variant; prices in whole đồng, the special price's window as the seller sent it (Vietnamese time)."""

    sku_id: int
    seller_sku: str
    price: int
    piles: dict[str, Pile]
    sale_prop: dict[str, str] = field(default_factory=dict)
    details: dict[str, str] = field(default_factory=dict)
    images: list[str] = field(default_factory=list)
    special_price: int | None = None
    special_from: str = ""
    special_to: str = ""
    status: str = "active"
    campaign: Campaign | None = None

    @property
    def sellable(self) -> int:
        return sum(pile.sellable for pile in self.piles.values())

    @property
    def total(self) -> int:
        return sum(pile.total for pile in self.piles.values())

    def locked(self, now: int) -> int:
        return self.campaign.reserved if self.campaign and self.campaign.until > now else 0

    def current_price(self, now: int) -> int:
        """The campaign's, the special one within its window, or the plain price."""
        if self.campaign and self.campaign.until > now and self.campaign.price is not None:
            return self.campaign.price
        begun = not self.special_from or moment(self.special_from) <= now
        running = begun and (not self.special_to or now < moment(self.special_to))
        return self.special_price if self.special_price is not None and running else self.price

    @property
    def variation(self) -> str:
        return ", ".join(f"{name}:{value}" for name, value in self.sale_prop.items())


def moment(text: str) -> int:
    """`YYYY-MM-DD HH:MM[:SS]` in Vietnam as Unix seconds; raises ValueError."""
    found = datetime.fromisoformat(text)
    return int((found if found.tzinfo else found.replace(tzinfo=VIETNAM)).timestamp())


@dataclass
class Item:
    """One listing; `wanted_status` is what a passed review turns it into."""

    item_id: int
    seller_id: int
    primary_category: int
    attributes: dict[str, str]
    images: list[str]
    skus: list[Sku]
    create_time: int
    variation: dict = field(default_factory=dict)
    update_time: int = 0
    item_status: str = PENDING
    wanted_status: str = ACTIVE
    review_at: int | None = None
    reason: str = ""

    @property
    def name(self) -> str:
        return self.attributes["name"]

    @property
    def readable(self) -> str:
        return " ".join(self.attributes.values())

    @property
    def alive(self) -> list[Sku]:
        return [sku for sku in self.skus if sku.status != "deleted"]

    @property
    def on_sale(self) -> list[Sku]:
        return [sku for sku in self.skus if sku.status == "active"] if self.item_status == ACTIVE else []

    def sku(self, sku_id: int) -> Sku | None:
        return next((sku for sku in self.alive if sku.sku_id == sku_id), None)

    def shop_sku(self, sku: Sku) -> str:
        return f"{self.item_id}_VN-{sku.sku_id}"

    def picture(self, sku: Sku) -> str:
        return (sku.images or self.images)[0]

    def settle(self) -> None:
        """Let the state follow the SKUs, unless a review holds it."""
        if not self.alive:
            self.item_status, self.review_at = DELETED, None
            return
        self.wanted_status = ACTIVE if any(sku.status == "active" for sku in self.skus) else INACTIVE
        if self.item_status in (ACTIVE, INACTIVE):
            self.item_status = self.wanted_status


class Items(Documents[Item]):
    """Listings over the store."""

    table, number = "item", "item_id"

    def read(self, body: str) -> Item:
        return _from_json(body)

    def save(self, item: Item, now: int) -> None:
        item.update_time = now
        self.store.run(
            "INSERT OR REPLACE INTO item VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(item.item_id, item.seller_id, item.item_status, item.create_time, now, item.review_at),
            json.dumps(asdict(item), ensure_ascii=False),
        )
        self.store.run("DELETE FROM seller_sku WHERE item_id = ?", item.item_id)
        for sku in item.alive:
            self.store.run(
                "INSERT INTO seller_sku VALUES (?, ?, ?, ?)", item.seller_id, sku.seller_sku, item.item_id, sku.sku_id
            )

    def by_seller_sku(self, seller_id: int, names: Iterable[str]) -> dict[str, int]:
        """The item that holds each of the seller's SKU names."""
        found = {}
        for name in names:
            sql = "SELECT item_id FROM seller_sku WHERE seller_id = ? AND seller_sku = ?"
            if row := self.store.row(sql, seller_id, name):
                found[name] = row["item_id"]
        return found


def _from_json(text: str) -> Item:
    body = json.loads(text)
    body["skus"] = [_sku(sku) for sku in body["skus"]]
    return Item(**body)


def _sku(body: dict) -> Sku:
    body["piles"] = {code: Pile(**pile) for code, pile in body["piles"].items()}
    body["campaign"] = Campaign(**body["campaign"]) if body["campaign"] else None
    return Sku(**body)
