"""Orders from the buyer's click to delivery, one row per unit, with the stock that follows each step (protocol B4)."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from connectors.sandbox.clock import Clock
from connectors.sandbox.lazada.items import Item, Items, Sku
from connectors.sandbox.lazada.pushes import Pushes
from connectors.sandbox.quirks import Quirks
from connectors.sandbox.refused import NotNow
from connectors.sandbox.store import Store

SHIPPING_FEE = 22_000
PAY_SECONDS = 30 * 60
SHIP_SECONDS = 2 * 86400
PROVIDERS = {"GHN": "GHN", "LEX_VN": "LEX VN", "NINJAVAN": "Ninja Van"}
PROVIDER = "LEX VN"
FIRST_ORDER = 560_600_000_000_000
BUYERS = (
    ("N******a", "84******12", ("Hà Nội", "Quận Ba Đình", "Phường Cống Vị")),
    ("T******h", "84******87", ("Lào Cai", "Thị xã Sa Pa", "Xã Tả Van")),
    ("P******n", "84******64", ("Lâm Đồng", "Huyện Lạc Dương", "Xã Lát")),
)
CANCELLABLE = ("pending", "packed", "repacked", "ready_to_ship")
EMPTYING_REASONS = (10000021, 10000023)


@dataclass
class Unit:
    """One bought unit; `held` says where its stock lies: withheld, occupied, or "" once it left or came back."""

    order_item_id: int
    item_id: int
    sku_id: int
    seller_sku: str
    shop_sku: str
    name: str
    variation: str
    picture: str
    item_price: int
    voucher_seller: int
    voucher_platform: int
    shipping_fee: int
    warehouse_code: str
    status: str
    held: str
    package_id: str = ""
    tracking_code: str = ""
    shipment_provider: str = ""
    reason: str = ""
    reason_detail: str = ""
    cancelled_by: str = ""
    wish: str = ""
    updated: int = 0

    @property
    def paid_price(self) -> int:
        return self.item_price - self.voucher_seller - self.voucher_platform


@dataclass
class Purchase:
    """One order of one seller: several may share an `order_id` when a buyer buys in several shops at once."""

    order_id: int
    seller_id: int
    cod: bool
    create_time: int
    units: list[Unit]
    buyer: int
    buyer_note: str = ""
    pay_due: int | None = None
    update_time: int = 0
    history: list[list] = field(default_factory=list)

    @property
    def statuses(self) -> list[str]:
        return list(dict.fromkeys(unit.status for unit in self.units))

    @property
    def price(self) -> int:
        return sum(unit.item_price for unit in self.units)

    @property
    def voucher(self) -> int:
        return sum(unit.voucher_seller + unit.voucher_platform for unit in self.units)

    @property
    def shipping_fee(self) -> int:
        return sum(unit.shipping_fee for unit in self.units)

    @property
    def paid(self) -> int:
        return self.price - self.voucher + self.shipping_fee

    @property
    def wished(self) -> list[Unit]:
        """Units that the buyer wants to cancel and the seller has not decided on."""
        return [unit for unit in self.units if unit.wish]

    def unit(self, order_item_id: int) -> Unit | None:
        return next((unit for unit in self.units if unit.order_item_id == order_item_id), None)

    def package(self, package_id: str) -> list[Unit]:
        return [unit for unit in self.units if unit.package_id == package_id]


def shares(amount: int, count: int) -> list[int]:
    """An amount cut into `count` whole parts that add up to it."""
    return [amount // count + (place < amount % count) for place in range(count)]


class Purchases:
    """Orders over the store."""

    def __init__(self, store: Store, clock: Clock, quirks: Quirks, items: Items, pushes: Pushes):
        self.store, self.clock, self.quirks, self.items, self.pushes = store, clock, quirks, items, pushes

    def load(self, order_id: int, seller_id: int) -> Purchase | None:
        sql = "SELECT body FROM purchase WHERE order_id = ? AND seller_id = ?"
        row = self.store.row(sql, order_id, seller_id)
        return _from_json(row["body"]) if row else None

    def of_number(self, order_id: int) -> list[Purchase]:
        """All sellers' orders under one number."""
        return self.where("order_id = ?", order_id)

    def of_package(self, package_id: str, seller_id: int) -> Purchase | None:
        sql = "SELECT order_id FROM package WHERE package_id = ? AND seller_id = ?"
        row = self.store.row(sql, package_id, seller_id)
        return self.load(row["order_id"], seller_id) if row else None

    def where(self, condition: str, *values: object, order: str = "create_time, order_id") -> list[Purchase]:
        """Orders by an SQL condition of our own; whatever came from outside is among `values`."""
        sql = f"SELECT body FROM purchase WHERE {condition} ORDER BY {order}"  # noqa: S608
        return [_from_json(row["body"]) for row in self.store.rows(sql, *values)]

    def newest(self, limit: int = 200) -> list[Purchase]:
        return self.where("1", limit, order="create_time DESC, rowid DESC LIMIT ?")

    def place(
        self, wanted: list[tuple[int, int, int]], cod: bool, note: str = "", vouchers: tuple[int, int] = (0, 0)
    ) -> list[Purchase]:
        """Buy (item_id, sku_id, quantity) lines: one order per seller, all under one number.

        `vouchers` are the seller's and the platform's, taken from the first seller's order.
        """
        found = [self._buyable(*line) for line in wanted]
        order_id = FIRST_ORDER + self.store.next("order", 1)
        buyer = self.store.next("buyer", 0) % len(BUYERS)
        purchases = []
        for seller_id in dict.fromkeys(item.seller_id for item, _, _ in found):
            lines = [line for line in found if line[0].seller_id == seller_id]
            units = [unit for item, sku, count in lines for unit in self._units(item, sku.sku_id, count, cod)]
            self._share_out(units, vouchers if not purchases else (0, 0))
            due = None if cod else self.clock.now() + PAY_SECONDS
            purchase = Purchase(order_id, seller_id, cod, self.clock.now(), units, buyer, note, due)
            self._tell(purchase, units)
            purchases.append(purchase)
        return purchases

    def _buyable(self, item_id: int, sku_id: int, quantity: int) -> tuple[Item, Sku, int]:
        """`sku_id` 0 takes the only SKU of an item."""
        item = self.items.load(item_id)
        on_sale = item.on_sale if item else []
        sku = next((sku for sku in on_sale if sku.sku_id == sku_id or (not sku_id and len(on_sale) == 1)), None)
        if item is None or sku is None:
            raise NotNow("Sản phẩm này hiện không bán.")
        if quantity < 1 or sku.sellable < quantity:
            raise NotNow(f"Chỉ còn {sku.sellable} sản phẩm.")
        return item, sku, quantity

    def _units(self, item: Item, sku_id: int, quantity: int, cod: bool) -> list[Unit]:
        item = self.items.load(item.item_id) or item
        sku = item.sku(sku_id)
        if sku is None or sku.sellable < quantity:
            raise NotNow(f"Chỉ còn {sku.sellable if sku else 0} sản phẩm.")
        now, held = self.clock.now(), "occupied" if cod else "withheld"
        units = []
        for _ in range(quantity):
            code = next(code for code, pile in sku.piles.items() if pile.sellable)
            sku.piles[code].sellable -= 1
            setattr(sku.piles[code], held, getattr(sku.piles[code], held) + 1)
            units.append(
                Unit(
                    order_item_id=FIRST_ORDER + self.store.next("order", 1),
                    item_id=item.item_id,
                    sku_id=sku.sku_id,
                    seller_sku=sku.seller_sku,
                    shop_sku=item.shop_sku(sku),
                    name=item.name,
                    variation=sku.variation,
                    picture=item.picture(sku),
                    item_price=sku.current_price(now),
                    voucher_seller=0,
                    voucher_platform=0,
                    shipping_fee=0,
                    warehouse_code=code,
                    status="pending" if cod else "unpaid",
                    held=held,
                    updated=now,
                )
            )
        if sku.campaign and sku.locked(now):
            sku.campaign.reserved = max(0, sku.campaign.reserved - quantity)
        self.items.save(item, item.update_time)
        self.pushes.shallow_stock(item)
        return units

    def _share_out(self, units: list[Unit], vouchers: tuple[int, int]) -> None:
        count = len(units)
        parts = (shares(amount, count) for amount in (*vouchers, SHIPPING_FEE))
        for unit, seller, platform, fee in zip(units, *parts, strict=True):
            unit.voucher_seller, unit.voucher_platform, unit.shipping_fee = seller, platform, fee

    def pay(self, purchase: Purchase) -> None:
        units = self.require(purchase.units, "unpaid")
        purchase.pay_due = None
        for unit in units:
            self._move(unit, "occupied")
        self._become(purchase, units, "pending")

    def cancel_unpaid(self) -> None:
        """After half an hour without payment the units go back on sale."""
        for purchase in self.where("pay_due IS NOT NULL AND pay_due <= ?", self.clock.now()):
            self.cancel(purchase, purchase.units, "system", "Payment Timeout")

    def pack(self, purchase: Purchase, units: list[Unit]) -> str:
        """One new package with its tracking number; returns the package_id."""
        package_id = f"FP{22_511_752_246_000 + self.store.next('package')}"
        self.store.run("INSERT INTO package VALUES (?, ?, ?)", package_id, purchase.order_id, purchase.seller_id)
        tracking = f"LEXVN{9_000_000_000 + self.store.next('tracking')}"
        for unit in units:
            unit.package_id, unit.tracking_code, unit.shipment_provider = package_id, tracking, PROVIDER
        self._become(purchase, units, "packed")
        return package_id

    def repack(self, purchase: Purchase, units: list[Unit]) -> None:
        for unit in units:
            unit.package_id = unit.tracking_code = ""
        self._become(purchase, units, "repacked")

    def ready(self, purchase: Purchase, units: list[Unit]) -> None:
        """Ready to ship: the units leave the stock."""
        for unit in units:
            self._move(unit, "")
        self._become(purchase, units, "ready_to_ship")

    def pick_up(self, purchase: Purchase) -> None:
        self._become(purchase, self.require(purchase.units, "ready_to_ship"), "shipped")

    def deliver(self, purchase: Purchase) -> None:
        if "ready_to_ship" in purchase.statuses:
            self.pick_up(purchase)
        self._become(purchase, self.require(purchase.units, "shipped"), "delivered")

    def fail_delivery(self, purchase: Purchase) -> None:
        """Nobody took the parcel; it travels back, and its units do not return to the listing."""
        if "ready_to_ship" in purchase.statuses:
            self.pick_up(purchase)
        units = self.require(purchase.units, "shipped")
        for unit in units:
            unit.reason = "Failed Delivery"
        self._become(purchase, units, self.quirks["failed_delivery_status"])

    def cancel(self, purchase: Purchase, units: list[Unit], by: str, reason: str, reason_id: int = 0) -> None:
        """Units go back on sale, unless they left; two of the seller's reasons set the SKU's stock to 0."""
        for unit in self.require(units, "unpaid", *CANCELLABLE):
            if unit.held:
                self._move(unit, "", back=True)
            if reason_id in EMPTYING_REASONS:
                self._with_sku(unit, _emptied)
            if unit.wish:
                self._grant_wish(purchase, unit)
            unit.reason, unit.cancelled_by, unit.wish = reason, by, ""
        if all(unit.status == "canceled" or unit in units for unit in purchase.units):
            purchase.pay_due = None
        self._become(purchase, units, "canceled")

    def _grant_wish(self, purchase: Purchase, unit: Unit) -> None:
        """Whoever cancels, the buyer has what was wished for."""
        self.store.run(
            "UPDATE reverse_order SET status = 'CANCEL_SUCCESS', update_time = ? "
            "WHERE order_id = ? AND seller_id = ? AND order_item_id = ? AND status = 'REQUEST_INITIATE'",
            *(self.clock.now(), purchase.order_id, purchase.seller_id, unit.order_item_id),
        )

    def returned(self, purchase: Purchase, unit: Unit) -> None:
        self._become(purchase, [unit], "returned")

    def require(self, units: list[Unit], *statuses: str) -> list[Unit]:
        """Those of the units in one of these states; refuses when there is none."""
        found = [unit for unit in units if unit.status in statuses]
        if not found:
            raise NotNow("Đơn hàng không còn ở bước này.")
        return found

    def _move(self, unit: Unit, held: str, *, back: bool = False) -> None:
        """Move a unit's stock from where it is held to `held`, out of the house (""), or `back` on sale."""

        def change(sku: Sku) -> None:
            pile = sku.piles.get(unit.warehouse_code) or next(iter(sku.piles.values()))
            setattr(pile, unit.held, getattr(pile, unit.held) - 1)
            target = "sellable" if back else held
            if target:
                setattr(pile, target, getattr(pile, target) + 1)

        self._with_sku(unit, change)
        unit.held = held

    def _with_sku(self, unit: Unit, change: Callable[[Sku], None]) -> None:
        """Change what the unit was bought from, as far as the listing still has it."""
        item = self.items.load(unit.item_id)
        sku = next((sku for sku in item.skus if sku.sku_id == unit.sku_id), None) if item else None
        if item and sku:
            change(sku)
            self.items.save(item, item.update_time)

    def _become(self, purchase: Purchase, units: list[Unit], status: str) -> None:
        for unit in units:
            unit.status = status
        self._tell(purchase, units)

    def _tell(self, purchase: Purchase, units: list[Unit]) -> None:
        now = self.clock.now()
        for unit in units:
            unit.updated = now
            purchase.history.append([now, unit.order_item_id, unit.status])
        self.save(purchase)
        for unit in units:
            self.pushes.trade_order(purchase.seller_id, purchase.order_id, unit.order_item_id, unit.status)

    def save(self, purchase: Purchase) -> None:
        purchase.update_time = self.clock.now()
        self.store.run(
            "INSERT OR REPLACE INTO purchase VALUES (?, ?, ?, ?, ?, ?)",
            *(purchase.order_id, purchase.seller_id, purchase.create_time, purchase.update_time, purchase.pay_due),
            json.dumps(asdict(purchase), ensure_ascii=False),
        )


def _emptied(sku: Sku) -> None:
    for pile in sku.piles.values():
        pile.sellable = 0


def _from_json(text: str) -> Purchase:
    body = json.loads(text)
    body["units"] = [Unit(**unit) for unit in body["units"]]
    return Purchase(**body)
