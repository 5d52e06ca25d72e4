"""An order as people see it: buyer's page, confirmation, packing slip, the producer's desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from shop.checkout.links import thanks_url
from shop.checkout.models import Purchase

from .elsewhere import Elsewhere, elsewhere
from .links import track_url
from .models import Order
from .pipeline import BUYER_MAY_CANCEL, HOLDING, Status
from .remarks import told

_WAY = (Status.PLACED, Status.CONFIRMED, Status.PACKED, Status.SHIPPED, Status.DELIVERED)


@dataclass(frozen=True)
class ShownLine:
    """`full` is the price before what vouchers and offers took off, `total` after."""

    title: str
    sku: str
    quantity: int
    unit_price: Decimal
    total: Decimal
    full: Decimal
    star: int | None
    decision: str
    about: str


@dataclass(frozen=True)
class ShownDiscount:
    name: str
    amount: Decimal


@dataclass(frozen=True)
class ShownStep:
    label: str
    at: datetime | None
    done: bool
    current: bool


@dataclass(frozen=True)
class ShownOrder:
    order: Order
    number: str
    placed_at: datetime
    status: str
    status_label: str
    status_note: str
    steps: list[ShownStep]
    lines: list[ShownLine]
    producer_name: str
    producer_phone: str
    seller: str
    seller_address: str
    payee: str
    delivery_name: str
    delivery: Decimal
    delivery_full: Decimal
    discounts: list[ShownDiscount]
    total: Decimal
    cod_amount: Decimal
    payment_label: str
    buyer_name: str
    buyer_phone: str
    address_text: str
    note: str
    invoice: str
    invoice_issuer: str
    channel_label: str
    carrier: str
    tracking_code: str
    track_url: str
    pay_url: str
    may_cancel: bool
    held_for: str
    is_prepaid: bool


def shown_orders(orders: Iterable[Order]) -> list[ShownOrder]:
    """`orders` come from `Order.objects.for_confirmation()`, and tell what stands on the labels and what was off."""
    return [shown(order, labels=True) for order in orders]


def shown(order: Order, *, labels: bool = False, there: Elsewhere | None = None) -> ShownOrder:
    """`order` comes from `Order.objects.for_display()`, with `labels` from `for_confirmation()`; `there` is what its
    channel says of it: a list asks once for all of its orders, here it is asked for one."""
    facts, purchase, address = order.facts, order.facts.purchase, order.shipping_address
    status = Status(order.status)
    took = list(order.steps.all())
    off = list(order.discounts.all()) if labels else []
    held_for = told(facts.held_for) if status in HOLDING else ""
    return ShownOrder(
        order=order,
        number=order.number,
        placed_at=order.date_placed,
        status=order.status,
        status_label=str(status.label),
        status_note=told(took[-1].note) if took and not held_for else "",
        steps=_way_of(status, {step.status: step.at for step in reversed(took)}),
        lines=[_line(line, labels) for line in order.lines.all() if line.quantity],
        producer_name=facts.producer.name,
        producer_phone=facts.producer.phone,
        seller=facts.seller,
        seller_address=_address_of_seller(facts),
        payee=facts.payee,
        delivery_name=order.shipping_method,
        delivery=order.shipping_incl_tax,
        delivery_full=order.shipping_incl_tax + sum(row.amount for row in off if row.is_shipping_discount),
        discounts=[ShownDiscount(row.voucher_code or row.offer_name, row.amount) for row in off],
        total=order.total_incl_tax,
        cod_amount=facts.cod_amount,
        payment_label=payment_words(order, there),
        buyer_name=purchase.name if purchase else (address.first_name if address else ""),
        buyer_phone=purchase.phone if purchase else "",
        address_text=_address(address),
        note=purchase.note if purchase else "",
        invoice=_invoice(purchase),
        invoice_issuer=facts.invoice_issuer,
        channel_label=facts.channel.title() or _("our shop"),
        carrier=facts.carrier,
        tracking_code=facts.tracking_code,
        track_url=track_url(order.number),
        pay_url=thanks_url(purchase.reference) if _is_to_pay(status, purchase) and not held_for else "",
        may_cancel=not facts.channel and order.status in BUYER_MAY_CANCEL,
        held_for=held_for,
        is_prepaid=bool(purchase) and not facts.cod_amount and any(step.status == Status.PLACED for step in took),
    )


def _is_to_pay(status: Status, purchase: Purchase | None) -> bool:
    return bool(purchase) and status == Status.WAITING_PAYMENT


def _line(line, labels: bool) -> ShownLine:
    facts = getattr(line, "facts", None)
    return ShownLine(
        title=line.title,
        sku=line.partner_sku,
        quantity=line.quantity,
        unit_price=line.unit_price_incl_tax,
        total=line.line_price_incl_tax,
        full=line.line_price_before_discounts_incl_tax,
        star=facts.star if facts else None,
        decision=facts.decision if facts else "",
        about=_label(line.product) if labels else "",
    )


def _label(product) -> str:
    """Measure, origin and shelf life, as far as stated; a pack size falls back on its family."""
    sheets = [getattr(one, "sheet", None) for one in (product, product.parent if product else None) if one]
    size = next((sheet.size_told for sheet in sheets if sheet and sheet.size), "")
    said = [size] + [
        next((f"{label}: {getattr(sheet, name)}" for sheet in sheets if sheet and getattr(sheet, name)), "")
        for name, label in (("origin", _("Origin")), ("shelf_life", _("Shelf life")))
    ]
    return " · ".join(part for part in said if part)


def _address_of_seller(facts) -> str:
    if facts.seller == settings.OPERATOR["name"]:
        return settings.OPERATOR["address"]
    producer = facts.producer
    if producer.address or not (producer.address_printed and producer.place_renamed):
        return producer.address or producer.address_printed or producer.place_name
    return _("%(printed)s (today: %(now)s)") % {"printed": producer.address_printed, "now": producer.place_renamed}


def _way_of(status: Status, took: dict[str, datetime]) -> list[ShownStep]:
    """The usual way with how far it got; another end (cancelled, returned) closes what was really taken."""
    if status in _WAY or status == Status.WAITING_PAYMENT:
        reached = _WAY.index(status) if status in _WAY else -1
        way = [(step, number <= reached) for number, step in enumerate(_WAY)]
        if status == Status.WAITING_PAYMENT:
            way.insert(0, (status, True))
    else:
        way = [(Status(step), True) for step in took]
    return [ShownStep(str(step.label), took.get(step), done, step == status) for step, done in way]


def _invoice(purchase: Purchase | None) -> str:
    """For whom the buyer wants an invoice; empty if she wants none."""
    if purchase is None or not purchase.invoice_tax_code:
        return ""
    return ", ".join((purchase.invoice_name, purchase.invoice_tax_code, purchase.invoice_address))


def payment_words(order: Order, there: Elsewhere | None = None) -> str:
    """How it is paid: as its channel tells, or as the buyer chose with us. `there` as for `shown`."""
    there = there or elsewhere([order]).get(order.pk)
    if there:
        return there.payment
    if order.facts.cod_amount:
        return _("Cash on delivery")
    purchase = order.facts.purchase
    return capfirst(Purchase.Payment(purchase.payment).label) if purchase else _("As the sales channel says")


def _address(address) -> str:
    """As ordered: the places keep the names that they had then; put right in the dashboard, it is right everywhere."""
    if address is None:
        return ""
    return ", ".join(part for part in (address.line1, address.line2, address.line3, address.line4) if part)
