"""Write one order of one producer: the same for the shop's own checkout and for every channel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction

from catalogue.certification.standing import standings
from catalogue.producers.models import Producer
from shop.checkout.models import LineFacts, OrderFacts, StatusChange
from shop.offer.granted import Granted, Off, total_off
from shop.partner.models import StockRecord
from shop.stock import ledger

from .models import Line, LinePrice, Order, OrderDiscount, OrderLineDiscount


@dataclass(frozen=True)
class OrderedLine:
    """So many units of a record at a price in whole đồng, tax included, and what offers took off the line."""

    record: StockRecord
    quantity: int
    unit_price: Decimal
    off: Off = ()

    @property
    def full(self) -> Decimal:
        return self.unit_price * self.quantity

    @property
    def total(self) -> Decimal:
        return self.full - total_off(self.off)


@transaction.atomic
def place_order(**order) -> Order:
    """`write_order`, all or nothing: what surrounds it may go on after `OutOfStock`."""
    return write_order(**order)


def write_order(
    *,
    producer: Producer,
    lines: Sequence[OrderedLine],
    number: str,
    status: str,
    shipping_charge: Decimal | int = 0,
    shipping_off: Off = (),
    shipping_method: str = "",
    shipping_code: str = "",
    purchase=None,
    channel: str = "",
    shipping_address=None,
    basket=None,
    user=None,
    cod_amount: Decimal | int = 0,
    expires_at: datetime | None = None,
) -> Order:
    """Write the order with its facts and hold its units, until `expires_at` or, without it, for good.

    Inside a transaction that an error ends; `place_order` brings one of its own. Who places orders of several
    producers in one transaction does so in producer key order.

    Raises:
        ledger.OutOfStock: a line cannot be had.
        ValueError: no lines, another producer's product, a fraction of a đồng, or more off than there was.
    """
    lines = sorted(lines, key=lambda line: line.record.pk)
    records = _records(producer, lines)
    goods, shipping = sum((line.total for line in lines), Decimal(0)), shipping_charge - total_off(shipping_off)
    _whole(shipping)
    order = Order.objects.create(
        number=number,
        status=status,
        site_id=settings.SITE_ID,
        basket=basket,
        user=user,
        guest_email=purchase.email if purchase and not user else "",
        currency=settings.OSCAR_DEFAULT_CURRENCY,
        total_incl_tax=goods + shipping,
        total_excl_tax=goods + shipping,
        shipping_incl_tax=shipping,
        shipping_excl_tax=shipping,
        shipping_method=shipping_method,
        shipping_code=shipping_code,
        shipping_address=shipping_address,
    )
    written = Line.objects.bulk_create([_line(order, line, records[line.record.pk]) for line in lines])
    LinePrice.objects.bulk_create([price for line in written for price in _line_prices(line)])
    _keep_discounts(order, list(zip(lines, written, strict=True)), shipping_off)
    _keep_facts(order, producer, purchase=purchase, channel=channel, cod_amount=cod_amount)
    _keep_proof(written, records)
    StatusChange.objects.create(order=order, status=status)
    ledger.reserve_lines(written, expires_at=expires_at)
    return order


def _keep_facts(order: Order, producer: Producer, **facts) -> None:
    """Whose sale and whose money it is follows from the business model (law 8)."""
    party = settings.OPERATOR["name"] if settings.BUSINESS_MODEL == "direct" else producer.name
    OrderFacts.objects.create(order=order, producer=producer, seller=party, payee=party, invoice_issuer=party, **facts)


def _records(producer: Producer, lines: Sequence[OrderedLine]) -> dict[int, StockRecord]:
    if not lines:
        raise ValueError("An order needs a line.")
    for line in lines:
        if line.record.partner_id != producer.partner_id:
            raise ValueError(f"stock record {line.record.pk} is not {producer}'s")
        _whole(line.unit_price)
        _whole(line.total)
    wanted = {line.record.pk for line in lines}
    return StockRecord.objects.select_related("product__parent", "partner").in_bulk(wanted)


def _whole(amount: Decimal) -> None:
    if amount != Decimal(amount).to_integral_value() or amount < 0:
        raise ValueError(f"{amount} is not a whole number of đồng from 0 on")


def _line(order: Order, ordered: OrderedLine, record: StockRecord) -> Line:
    product, total = record.product, ordered.total
    return Line(
        order=order,
        partner=record.partner,
        partner_name=record.partner.name,
        partner_sku=record.partner_sku,
        stockrecord=record,
        product=product,
        title=sold_as(product),
        upc=product.upc,
        quantity=ordered.quantity,
        num_allocated=ordered.quantity,
        unit_price_incl_tax=ordered.unit_price,
        unit_price_excl_tax=ordered.unit_price,
        line_price_incl_tax=total,
        line_price_excl_tax=total,
        line_price_before_discounts_incl_tax=ordered.full,
        line_price_before_discounts_excl_tax=ordered.full,
        status=order.status,
    )


def sold_as(product) -> str:
    """The full name on a line: family and variant, unless the variant's name says both; or the product's own."""
    if product.is_child and product.title.startswith(product.parent.title):
        return product.title[:255]
    if product.is_child and product.title:
        return f"{product.parent.title}, {product.title}"[:255]
    return product.get_title()[:255]


def _line_prices(line: Line) -> list[LinePrice]:
    """What each unit came to: a total that cannot be divided makes some units cost one đồng more."""
    each, more = divmod(line.line_price_incl_tax, line.quantity)
    parts = ((int(line.quantity - more), each), (int(more), each + 1))
    return [
        LinePrice(order_id=line.order_id, line=line, quantity=units, price_incl_tax=price, price_excl_tax=price)
        for units, price in parts
        if units
    ]


def _keep_discounts(order: Order, lines: Sequence[tuple[OrderedLine, Line]], shipping_off: Off) -> None:
    """Oscar's rows: per offer what it took off this order, and off which lines."""
    per_offer: dict[Granted, list[tuple[Line, Decimal]]] = {}
    for ordered, line in lines:
        for granted, amount in ordered.off:
            per_offer.setdefault(granted, []).append((line, amount))
    rows = [
        _discount(order, granted, OrderDiscount.BASKET, sum(amount for _line, amount in parts))
        for granted, parts in per_offer.items()
    ]
    rows += [_discount(order, granted, OrderDiscount.SHIPPING, amount) for granted, amount in shipping_off]
    if not rows:
        return
    written = OrderDiscount.objects.bulk_create(rows)
    OrderLineDiscount.objects.bulk_create(
        OrderLineDiscount(line=line, order_discount=row, is_incl_tax=True, amount=amount)
        for row, parts in zip(written, per_offer.values(), strict=False)
        for line, amount in parts
    )


def _discount(order: Order, granted: Granted, category: str, amount: Decimal) -> OrderDiscount:
    return OrderDiscount(
        order=order,
        category=category,
        offer_id=granted.offer.pk,
        offer_name=granted.offer.name,
        voucher_id=granted.voucher.pk if granted.voucher else None,
        voucher_code=granted.voucher.code if granted.voucher else "",
        frequency=granted.times,
        amount=amount,
    )


def _keep_proof(lines: Sequence[Line], records: dict[int, StockRecord]) -> None:
    standing_of = standings([record.product for record in records.values()])
    facts = []
    for line in lines:
        now = standing_of[line.product_id]
        facts.append(
            LineFacts(
                line=line,
                certificate=now.certificate,
                star=now.star,
                state=now.state or "",
                decision=now.decision_no,
            )
        )
    LineFacts.objects.bulk_create(facts)
