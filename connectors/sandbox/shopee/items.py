"""Listings as the marketplace keeps them, and the promotions that hold some of their stock."""

import json
from dataclasses import asdict, dataclass, field

from connectors.sandbox.documents import Documents

LISTED = ("NORMAL", "BANNED", "UNLIST", "REVIEWING")
GONE = ("SELLER_DELETE", "SHOPEE_DELETE")
SUGGESTION = "Sửa nội dung bị nêu rồi lưu lại"


@dataclass
class Sku:
    """What is bought: model 0 of a simple item, or one model.

    `stock` is by location ("" without warehouses); `held` counts units in orders not yet shipped.
    """

    model_id: int
    original_price: int
    stock: dict[str, int]
    model_sku: str = ""
    tier_index: list[int] = field(default_factory=list)
    pre_order: dict | None = None
    held: int = 0

    @property
    def total(self) -> int:
        return sum(self.stock.values())

    def take(self, quantity: int) -> None:
        """Remove sold units, from the first location that has them."""
        for location in self.stock:
            part = min(quantity, self.stock[location])
            self.stock[location] -= part
            quantity -= part
        if quantity:
            raise ValueError("more units taken than there are")

    def give_back(self, quantity: int) -> None:
        self.stock[next(iter(self.stock))] += quantity


@dataclass
class Item:
    """One listing; field names are the protocol's, `wanted_status` is what a passed review turns it into."""

    item_id: int
    shop_id: int
    category_id: int
    item_name: str
    description: str
    item_sku: str
    image_id_list: list[str]
    attribute_list: list[dict]
    brand: dict
    weight: float
    dimension: dict
    logistic_info: list[dict]
    pre_order: dict
    condition: str
    skus: list[Sku]
    create_time: int
    update_time: int = 0
    item_status: str = "REVIEWING"
    wanted_status: str = "NORMAL"
    review_at: int | None = None
    reason: str = ""
    demoted_for: str = ""
    mend_by: int | None = None
    tiers: list[dict] = field(default_factory=list)

    @property
    def violations(self) -> dict[str, list[dict]]:
        """What is held against it: banned, or shown lower in the search for `demoted_for`, to mend by a Unix second."""
        return {
            "item_status_details": self._violation(self.reason, "Prohibited Listing"),
            "deboost_details": self._violation(self.demoted_for, "Insufficient Information"),
        }

    def _violation(self, reason: str, kind: str) -> list[dict]:
        if not reason:
            return []
        found = {"violation_type": kind, "violation_reason": reason, "suggestion": SUGGESTION}
        return [found | {"fix_deadline_time": self.mend_by, "update_time": self.update_time}]

    @property
    def readable(self) -> str:
        return f"{self.item_name} {self.description}"

    @property
    def has_model(self) -> bool:
        return bool(self.tiers)

    def sku(self, model_id: int) -> Sku | None:
        return next((sku for sku in self.skus if sku.model_id == model_id), None)

    def model_name(self, sku: Sku) -> str:
        options = [tier["options"][place]["name"] for tier, place in zip(self.tiers, sku.tier_index, strict=False)]
        return ",".join(options)


@dataclass(frozen=True)
class Promotion:
    """A campaign that reserves stock of one SKU and fixes its price while it runs (Unix seconds)."""

    promotion_id: int
    item_id: int
    model_id: int
    promotion_type: str
    promotion_price: int
    reserved: int
    start_time: int
    end_time: int

    def ongoing(self, now: int) -> bool:
        return self.start_time <= now < self.end_time


class Items(Documents[Item]):
    """Listings over the store."""

    table, number = "item", "item_id"

    def read(self, body: str) -> Item:
        return _from_json(body)

    def save(self, item: Item, now: int) -> None:
        item.update_time = now
        self.store.run(
            "INSERT OR REPLACE INTO item VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(item.item_id, item.shop_id, item.item_status, item.item_sku, now, item.review_at),
            json.dumps(asdict(item), ensure_ascii=False),
        )

    def promotions(self, item_id: int, now: int) -> list[Promotion]:
        """Ongoing and upcoming ones."""
        rows = self.store.rows(
            "SELECT * FROM promotion WHERE item_id = ? AND end_time > ? ORDER BY promotion_id", item_id, now
        )
        return [Promotion(**row) for row in map(dict, rows)]

    def reserved(self, item_id: int, model_id: int, now: int) -> int:
        return sum(found.reserved for found in self.promotions(item_id, now) if found.model_id == model_id)

    def current_price(self, item: Item, sku: Sku, now: int) -> int:
        running = [
            found.promotion_price
            for found in self.promotions(item.item_id, now)
            if found.model_id == sku.model_id and found.ongoing(now)
        ]
        return min(running, default=sku.original_price)

    def sold_from_promotion(self, item_id: int, model_id: int, quantity: int, now: int) -> None:
        """Units sold while a promotion runs come out of what it holds."""
        for found in self.promotions(item_id, now):
            if found.model_id == model_id and found.ongoing(now):
                self.store.run(
                    "UPDATE promotion SET reserved = max(0, reserved - ?) WHERE promotion_id = ?",
                    *(quantity, found.promotion_id),
                )
                return


def _from_json(text: str) -> Item:
    body = json.loads(text)
    body["skus"] = [Sku(**sku) for sku in body["skus"]]
    return Item(**body)
