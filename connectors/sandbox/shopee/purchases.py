"""Orders from the buyer's click to delivery, with the stock and the pushes that follow each step (protocol A4)."""

import base64
import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from connectors.sandbox.clock import Clock
from connectors.sandbox.quirks import Quirks
from connectors.sandbox.refused import NotNow
from connectors.sandbox.shopee.items import Item, Items, Sku
from connectors.sandbox.shopee.pushes import Pushes
from connectors.sandbox.shopee.reference_calls import CHANNELS
from connectors.sandbox.store import Store

SHIPPING_FEE = 25_000
DEFAULT_LOCATION = "VN10XX2UZ"
TRACKING_SECONDS = 5 * 60
CANCELLABLE = ("UNPAID", "READY_TO_SHIP", "PROCESSED", "IN_CANCEL")
BUYERS = (
    {"name": "N******a", "phone": "******12", "state": "Hà Nội", "city": "Quận Ba Đình", "district": "Phường Cống Vị"},
    {"name": "T******h", "phone": "******87", "state": "Lào Cai", "city": "Thị xã Sa Pa", "district": "Xã Tả Van"},
    {"name": "P******n", "phone": "******64", "state": "Lâm Đồng", "city": "Huyện Lạc Dương", "district": "Xã Lát"},
)


@dataclass
class Line:
    """One bought SKU as it was at that moment; prices in whole đồng."""

    item_id: int
    model_id: int
    item_name: str
    model_name: str
    item_sku: str
    model_sku: str
    quantity: int
    original_price: int
    discounted_price: int
    weight: float
    image_id: str
    promotion_type: str
    promotion_id: int


@dataclass
class Purchase:
    """One order; field names are the protocol's where it has them."""

    order_sn: str
    shop_id: int
    order_status: str
    cod: bool
    create_time: int
    lines: list[Line]
    buyer: int
    package_number: str
    logistics_channel_id: int
    shipping_carrier: str
    ship_by_date: int
    days_to_ship: int
    message_to_seller: str = ""
    update_time: int = 0
    pay_time: int | None = None
    tracking_number: str = ""
    tracking_due: int | None = None
    logistics_status: str = "LOGISTICS_NOT_START"
    pickup_done_time: int = 0
    cancel_by: str = ""
    cancel_reason: str = ""
    buyer_cancel_reason: str = ""
    status_before_cancel: str = ""
    history: list[list] = field(default_factory=list)

    @property
    def goods_total(self) -> int:
        return sum(line.discounted_price * line.quantity for line in self.lines)

    @property
    def total_amount(self) -> int:
        return self.goods_total + SHIPPING_FEE


class Purchases:
    """Orders over the store."""

    def __init__(self, store: Store, clock: Clock, quirks: Quirks, items: Items, pushes: Pushes):
        self.store, self.clock, self.quirks, self.items, self.pushes = store, clock, quirks, items, pushes

    def load(self, order_sn: str) -> Purchase | None:
        row = self.store.row("SELECT body FROM purchase WHERE order_sn = ?", order_sn)
        return _from_json(row["body"]) if row else None

    def newest(self, limit: int = 200) -> list[Purchase]:
        rows = self.store.rows("SELECT body FROM purchase ORDER BY create_time DESC, rowid DESC LIMIT ?", limit)
        return [_from_json(row["body"]) for row in rows]

    def place(self, wanted: list[tuple[int, int, int]], cod: bool, message: str = "") -> Purchase:
        """Buy (item_id, model_id, quantity) lines of one shop; stock leaves at once, paid or not."""
        found = [self._buyable(*line) for line in wanted]
        if len({item.shop_id for item, _, _ in found}) != 1:
            raise NotNow("Mỗi đơn chỉ mua của một gian hàng.")
        now = self.clock.now()
        first = found[0][0]
        carrier = next(row for row in first.logistic_info if row.get("enabled"))
        purchase = Purchase(
            order_sn=self._number(),
            shop_id=first.shop_id,
            order_status="READY_TO_SHIP" if cod else "UNPAID",
            cod=cod,
            create_time=now,
            lines=[self._line(item, sku, quantity) for item, sku, quantity in found],
            buyer=self.store.next("buyer", 0) % len(BUYERS),
            package_number=f"OFG{160_000_000_000_000 + self.store.next('package')}",
            logistics_channel_id=int(carrier["logistic_id"]),
            shipping_carrier=CHANNELS[int(carrier["logistic_id"])].name,
            days_to_ship=first.pre_order["days_to_ship"],
            ship_by_date=now + 86400 * first.pre_order["days_to_ship"],
            message_to_seller=message,
        )
        for line in purchase.lines:
            self._move_stock(line, line.quantity, "place_order")
        self._become(purchase, purchase.order_status)
        return purchase

    def _buyable(self, item_id: int, model_id: int, quantity: int) -> tuple[Item, Sku, int]:
        item = self.items.load(item_id)
        sku = item.sku(model_id) if item else None
        if item is None or sku is None or item.item_status != "NORMAL":
            raise NotNow("Sản phẩm này hiện không bán.")
        if quantity < 1 or sku.total < quantity:
            raise NotNow(f"Chỉ còn {sku.total} sản phẩm.")
        return item, sku, quantity

    def _line(self, item: Item, sku: Sku, quantity: int) -> Line:
        now = self.clock.now()
        running = [
            found
            for found in self.items.promotions(item.item_id, now)
            if found.model_id == sku.model_id and found.ongoing(now)
        ]
        return Line(
            item_id=item.item_id,
            model_id=sku.model_id,
            item_name=item.item_name,
            model_name=item.model_name(sku),
            item_sku=item.item_sku,
            model_sku=sku.model_sku,
            quantity=quantity,
            original_price=sku.original_price,
            discounted_price=self.items.current_price(item, sku, now),
            weight=item.weight,
            image_id=item.image_id_list[0],
            promotion_type=running[0].promotion_type if running else "",
            promotion_id=running[0].promotion_id if running else 0,
        )

    def _number(self) -> str:
        grain = hashlib.sha256(f"{self.store.setting('salt')}:order:{self.store.next('order')}".encode()).digest()
        day = datetime.fromtimestamp(self.clock.now(), UTC).strftime("%y%m%d")
        return day + base64.b32encode(grain).decode()[:8]

    def _move_stock(self, line: Line, quantity: int, action: str) -> None:
        """Take units out for a new order, or give a cancelled one's back (negative quantity)."""
        item, sku = self._sold(line)
        if item is None or sku is None:
            return
        now = self.clock.now()
        if quantity > 0:
            sku.take(quantity)
            self.items.sold_from_promotion(item.item_id, sku.model_id, quantity, now)
        else:
            sku.give_back(-quantity)
        sku.held += quantity
        self.items.save(item, now)
        self.pushes.reserved_stock(item, sku.model_id, action, sku.held - quantity, sku.held)

    def _sold(self, line: Line) -> tuple[Item | None, Sku | None]:
        """What the line sold, as far as the listing still has it."""
        item = self.items.load(line.item_id)
        return item, item.sku(line.model_id) if item else None

    def pay(self, purchase: Purchase) -> None:
        self._require(purchase, "UNPAID")
        purchase.pay_time = self.clock.now()
        self._become(purchase, "READY_TO_SHIP")

    def ship(self, purchase: Purchase) -> None:
        """The seller arranged the shipment; a tracking number comes now or later."""
        self._require(purchase, "READY_TO_SHIP", "RETRY_SHIP")
        purchase.logistics_status = "LOGISTICS_REQUEST_CREATED"
        purchase.tracking_due = self.clock.now() + TRACKING_SECONDS
        self._become(purchase, "PROCESSED")
        if self.quirks["tracking_number"] == "immediate":
            self._assign_tracking(purchase)

    def assign_due_tracking(self) -> None:
        due = "SELECT body FROM purchase WHERE tracking_due IS NOT NULL AND tracking_due <= ?"
        for row in self.store.rows(due, self.clock.now()):
            self._assign_tracking(_from_json(row["body"]))

    def _assign_tracking(self, purchase: Purchase) -> None:
        purchase.tracking_due = None
        purchase.tracking_number = f"SPXVN{26_000_000_000 + self.store.next('tracking')}"
        self._save(purchase)
        self.pushes.tracking_number(
            purchase.shop_id, purchase.order_sn, purchase.package_number, purchase.tracking_number
        )

    def pick_up(self, purchase: Purchase) -> None:
        """The carrier took the parcel."""
        self._require(purchase, "PROCESSED")
        if not purchase.tracking_number:
            self._assign_tracking(purchase)
        purchase.pickup_done_time = self.clock.now()
        purchase.logistics_status = "LOGISTICS_PICKUP_DONE"
        for line in purchase.lines:
            self._unhold(line)
        self._become(purchase, "SHIPPED")

    def _unhold(self, line: Line) -> None:
        item, sku = self._sold(line)
        if item and sku:
            sku.held -= line.quantity
            self.items.save(item, item.update_time)

    def deliver(self, purchase: Purchase) -> None:
        if purchase.order_status == "PROCESSED":
            self.pick_up(purchase)
        self._require(purchase, "SHIPPED")
        purchase.logistics_status = "LOGISTICS_DELIVERY_DONE"
        purchase.pay_time = purchase.pay_time or self.clock.now()
        self._become(purchase, "COMPLETED")

    def fail_delivery(self, purchase: Purchase) -> None:
        """Nobody took the parcel; it travels back, and its units do not return to the listing."""
        if purchase.order_status == "PROCESSED":
            self.pick_up(purchase)
        self._require(purchase, "SHIPPED")
        purchase.logistics_status = "LOGISTICS_DELIVERY_FAILED"
        purchase.cancel_by, purchase.cancel_reason = "system", "Failed Delivery"
        self._become(purchase, self.quirks["failed_delivery_status"])

    def ask_cancellation(self, purchase: Purchase, reason: str) -> None:
        """The buyer's wish: done at once while unpaid, else the seller decides."""
        self._require(purchase, "UNPAID", "READY_TO_SHIP", "PROCESSED")
        purchase.buyer_cancel_reason = reason
        if purchase.order_status == "UNPAID":
            self.cancel(purchase, "buyer", reason)
        else:
            purchase.status_before_cancel = purchase.order_status
            self._become(purchase, "IN_CANCEL")

    def decide_cancellation(self, purchase: Purchase, accepted: bool) -> None:
        self._require(purchase, "IN_CANCEL")
        if accepted:
            self.cancel(purchase, "buyer", purchase.buyer_cancel_reason)
        else:
            self._become(purchase, purchase.status_before_cancel)

    def cancel(self, purchase: Purchase, cancel_by: str, reason: str) -> None:
        """`cancel_by` is buyer, seller or system; the units go back on sale."""
        self._require(purchase, *CANCELLABLE)
        for line in purchase.lines:
            self._move_stock(line, -line.quantity, "cancel_order")
        purchase.cancel_by, purchase.cancel_reason, purchase.tracking_due = cancel_by, reason, None
        self._become(purchase, "CANCELLED")

    def _require(self, purchase: Purchase, *statuses: str) -> None:
        if purchase.order_status not in statuses:
            raise NotNow(f"Đơn đang ở trạng thái {purchase.order_status}, không làm được bước này.")

    def _become(self, purchase: Purchase, status: str) -> None:
        purchase.order_status = status
        purchase.history.append([self.clock.now(), status])
        self._save(purchase)
        self.pushes.order_status(purchase.shop_id, purchase.order_sn, status)

    def _save(self, purchase: Purchase) -> None:
        purchase.update_time = self.clock.now()
        self.store.run(
            "INSERT OR REPLACE INTO purchase VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(purchase.order_sn, purchase.shop_id, purchase.order_status),
            *(purchase.create_time, purchase.update_time, purchase.tracking_due),
            json.dumps(asdict(purchase), ensure_ascii=False),
        )


def _from_json(text: str) -> Purchase:
    body = json.loads(text)
    body["lines"] = [Line(**line) for line in body["lines"]]
    return Purchase(**body)
