"""What people, machines and bad luck do: small acts, drawn by weight from one source of chance."""

from __future__ import annotations

import contextlib
import io
from datetime import timedelta

from PIL import Image

from django.core.files.base import ContentFile
from django.utils import timezone

from catalogue.certification import events
from catalogue.certification.signals import standing_changed
from catalogue.certification.states import today
from catalogue.models import ProductImage
from catalogue.provenance.prices import set_price
from connectors.authorising import ConsentRefused, Intent, connect, consent_url
from connectors.following import ask
from connectors.models import ChannelAccount, ChannelOrder, Listing
from connectors.sandbox.web import Request
from shop.order.models import Order
from shop.order.pipeline import HOLDING
from shop.order.placing import OrderedLine, place_order
from shop.order.statuses import StepRefused, advance
from shop.partner.models import StockRecord
from shop.stock import ledger
from tests.connectors.chaos.fronts import Front
from tests.connectors.chaos.world import World
from tests.factories import make_certificate, make_producer, make_product

PARCEL = {"parcel_length": 20, "parcel_width": 15, "parcel_height": 10, "parcel_weight": 600}
TOLD = "{} hái tay trên núi cao, phơi nắng ba ngày, không chất bảo quản."
WORDS = ("Măng nứa", "Chè shan", "Mật ong", "Tiêu xanh", "Cà phê", "Mắc ca")


class People:
    """The acts. `world.random` decides everything."""

    def __init__(self, world: World):
        self.world, self.random = world, world.random
        self.acts = 0
        self.producer = make_producer("HTX Tam Bình Thuận")
        self.products = [self._product("Măng nứa khô"), self._product("Mật ong bạc hà"), self._family("Chè shan tuyết")]
        for front in world.fronts.values():
            account = self._connect(front, Intent(front.name, 0, self.producer.pk))
            for product in self.products:
                Listing.objects.create(
                    account=account,
                    product=product,
                    item_sku=f"CP-{account.pk}-{product.pk}",
                    category_id=front.category,
                    attributes=front.attributes,
                )

    # --- the beginning ---

    def _product(self, title: str):
        product = make_product(
            title,
            producer=self.producer,
            stock=self.random.randint(3, 12),
            description=TOLD.format(title),
            sheet=PARCEL,
        )
        self._picture(product)
        return product

    def _family(self, title: str):
        family = make_product(
            title, producer=self.producer, price=None, stock=0, structure="parent", description=TOLD.format(title),
            sheet=PARCEL,
        )  # fmt: skip
        family.stockrecords.all().delete()
        self._picture(family)
        for size in ("100 g", "500 g"):
            child = make_product(size, producer=self.producer, stock=self.random.randint(3, 12))
            child.sheet.delete()
            child.parent, child.structure, child.product_class = family, "child", None
            child.save()
        return family

    def _picture(self, product) -> None:
        out = io.BytesIO()
        Image.new("RGB", (600, 600), "#7a5230").save(out, "JPEG")
        ProductImage.objects.create(product=product, original=ContentFile(out.getvalue(), "anh.jpg"), display_order=0)

    def _connect(self, front: Front, intent: Intent) -> ChannelAccount:
        """The seller presses "allow" in the browser."""
        form = {"content-type": "application/x-www-form-urlencoded"}
        chosen = f"shop_id={front.shop_id}&seller_id={front.shop_id}&days=365"
        answer = front.market.handle(Request.to("POST", consent_url(intent), form, chosen.encode()))
        if answer.status != 302:
            raise ConsentRefused("the marketplace is out of order")
        [account] = connect(intent, dict(Request.to("GET", answer.headers["Location"]).query))
        return account

    # --- drawing ---

    def one(self) -> None:
        """Any act, of anybody."""
        self._do(self.random.choices(list(ACTS), list(ACTS.values()))[0])

    def outside(self) -> None:
        """An act that may happen while a visit waits for its answer."""
        names = [name for name in ACTS if name not in ALONE]
        self._do(self.random.choices(names, [ACTS[name] for name in names])[0])

    def _do(self, name: str) -> None:
        self.acts += 1
        self.world.log.append(f"{timezone.now():%d %H:%M:%S} {'  ' * self.world.depth}{name}")
        self.world.process(getattr(self, name))

    def _record(self) -> StockRecord:
        return self.random.choice(list(StockRecord.objects.order_by("pk")))

    def _any_product(self):
        product = self.random.choice(self.products)
        product.refresh_from_db()
        return product

    # --- buyers ---

    def buy_there(self) -> None:
        front = self.world.any_front()
        if goods := front.goods():
            payment = self.random.choice(["cod", "later", "now"])
            wanted = self.random.choice(goods) | {"quantity": self.random.randint(1, 3)}
            front.act("buy", **wanted, payment=payment)

    def order_moves_there(self) -> None:
        front = self.world.any_front()
        if numbers := front.numbers():
            step = self.random.choice(["pay", "cancel", "cancel", "pick_up", "deliver", "fail_delivery"])
            front.act(step, **self.random.choice(numbers))

    def units_cancelled_there(self) -> None:
        """Some units of an order, where buyers may do so; at once or after the seller's answer."""
        front = self.world.any_front()
        if parts := front.parts():
            front.act("cancel", **self.random.choice(parts))

    def buy_here(self) -> None:
        record = self._record()
        number = f"web-{Order.objects.count()}"
        line = OrderedLine(record, self.random.randint(1, 3), record.price)
        with contextlib.suppress(ledger.OutOfStock):
            place_order(producer=self.producer, lines=[line], number=number, status="placed")

    def order_moves_here(self) -> None:
        """At the desk: web orders and those of the channels alike."""
        orders = list(Order.objects.filter(status__in=HOLDING).order_by("-pk")[:10])
        if orders:
            with contextlib.suppress(StepRefused):
                advance(
                    self.random.choice(orders),
                    self.random.choice(["packed", "packed", "shipped", "cancelled", "refused"]),
                )

    def answer_cancellation(self) -> None:
        asked = list(ChannelOrder.objects.filter(status="cancel_requested").order_by("pk"))
        if asked:
            ask(self.random.choice(asked), self.random.choice(["accept_cancel", "reject_cancel"]))

    # --- the desk and the office ---

    def receive(self) -> None:
        ledger.receive(self._record(), self.random.randint(1, 6))

    def count(self) -> None:
        with contextlib.suppress(ledger.OutOfStock):
            ledger.count(self._record(), self.random.randint(0, 8))

    def price(self) -> None:
        set_price(self._record(), self.random.choice([60_000, 75_500, 99_000, 85_000]))

    def text(self) -> None:
        product = self._any_product()
        product.description = TOLD.format(self.random.choice(WORDS))
        product.save()

    def publicity(self) -> None:
        product = self._any_product()
        product.is_public = not product.is_public
        product.save()

    def rules(self) -> None:
        account = self.random.choice(list(ChannelAccount.objects.order_by("pk")))
        account.buffer = self.random.choice([0, 0, 1])
        account.share = self.random.choice([100, 100, 50])
        account.markup = self.random.choice([0, 0, 10])
        account.save(update_fields=["buffer", "share", "markup"])

    def recognise(self) -> None:
        product = self._any_product()
        if product.pk in self.world.stars:
            return
        last = today() + timedelta(days=self.random.choice([4, 400]))
        since = today() - timedelta(days=30)
        certificate = make_certificate(
            product,
            star=self.random.choice([3, 4]),
            valid_from=since,
            valid_to=last,
            whole_family=product.is_parent,
        )
        standing_changed.send(sender=type(certificate), products=[product.pk])
        self.world.stars[product.pk] = (certificate, last)

    def withdraw(self) -> None:
        if self.world.stars:
            product = self.random.choice(sorted(self.world.stars))
            certificate, last = self.world.stars[product]
            if last >= today():
                events.withdraw(certificate, on=today(), ground="b")
            del self.world.stars[product]

    # --- bad luck and time ---

    def fault(self) -> None:
        effect, more = self.random.choice(FAULTS)
        front = self.world.any_front()
        path = self.random.choice(front.fault_paths)
        front.act("faults", add={"effect": effect, "path": path, "next_calls": self.random.randint(1, 3), **more})

    def push_fault(self) -> None:
        effect = self.random.choice(["push_lost", "push_duplicated", "push_delayed", "push_reordered"])
        rule = {"effect": effect, "path": "push/*", "next_calls": self.random.randint(1, 6)}
        self.world.any_front().act("faults", add=rule)

    def deauthorise(self) -> None:
        self.world.any_front().deauthorise()

    def sign_in(self) -> None:
        for account in ChannelAccount.objects.filter(state="needs_sign_in").order_by("pk"):
            intent = Intent(account.channel, 0, account.producer_id, account.pk)
            with contextlib.suppress(ConsentRefused):
                self._connect(self.world.fronts[account.channel], intent)

    def wake(self) -> None:
        self.world.wake_one()

    def timer(self) -> None:
        self.world.minute()

    def pushes(self) -> None:
        self.world.deliver()

    def a_while(self) -> None:
        self.world.pass_time(self.random.choice([5, 40, 300, 1800]))

    def a_day(self) -> None:
        self.world.pass_time(24 * 3600)


ACTS = {
    "buy_there": 14,
    "order_moves_there": 10,
    "units_cancelled_there": 4,
    "buy_here": 8,
    "order_moves_here": 8,
    "answer_cancellation": 3,
    "receive": 5,
    "count": 3,
    "price": 5,
    "text": 3,
    "publicity": 2,
    "rules": 1,
    "recognise": 2,
    "withdraw": 2,
    "fault": 5,
    "push_fault": 3,
    "deauthorise": 0.4,
    "sign_in": 2,
    "wake": 20,
    "timer": 10,
    "pushes": 10,
    "a_while": 5,
    "a_day": 0.5,
}
ALONE = frozenset({"sign_in", "a_day", "deauthorise"})
"""Not in the middle of a visit: it would only end it."""
FAULTS: list[tuple[str, dict]] = [
    ("throttle", {}),
    ("server_error", {"when": "before"}),
    ("server_error", {"when": "after"}),
    ("busy", {}),
    ("html", {"when": "after"}),
    ("timeout_before", {"seconds": 30}),
    ("timeout_after", {"seconds": 30}),
    ("expire_token", {}),
    ("partial", {}),
]
