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
from shop.partner.models import StockRecord
from shop.stock import ledger

from .models import Line, LinePrice, Order


@dataclass(frozen=True)
class OrderedLine:
    """So many units of a record at a price in whole đồng, tax included."""

    record: StockRecord
    quantity: int
    unit_price: Decimal

    @property
    def total(self) -> Decimal:
        return self.unit_price * self.quantity


@transaction.atomic
def place_order(
    *,
    producer: Producer,
    lines: Sequence[OrderedLine],
    number: str,
    status: str,
    shipping_charge: Decimal | int = 0,
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

    Who places orders of several producers in one transaction does so in producer key order.

    Raises:
        ledger.OutOfStock: a line cannot be had. Nothing was written.
        ValueError: no lines, another producer's product, or a fraction of a đồng.
    """
    lines = sorted(lines, key=lambda line: line.record.pk)
    records = _records(producer, lines)
    goods = sum((line.total for line in lines), Decimal(0))
    order = Order.objects.create(
        number=number,
        status=status,
        site_id=settings.SITE_ID,
        basket=basket,
        user=user,
        guest_email=purchase.email if purchase and not user else "",
        currency=settings.OSCAR_DEFAULT_CURRENCY,
        total_incl_tax=goods + shipping_charge,
        total_excl_tax=goods + shipping_charge,
        shipping_incl_tax=shipping_charge,
        shipping_excl_tax=shipping_charge,
        shipping_method=shipping_method,
        shipping_code=shipping_code,
        shipping_address=shipping_address,
    )
    written = Line.objects.bulk_create([_line(order, line, records[line.record.pk]) for line in lines])
    LinePrice.objects.bulk_create([_line_price(line) for line in written])
    party = settings.OPERATOR["name"] if settings.BUSINESS_MODEL == "direct" else producer.name
    OrderFacts.objects.create(
        order=order,
        purchase=purchase,
        producer=producer,
        channel=channel,
        seller=party,
        payee=party,
        invoice_issuer=party,
        cod_amount=cod_amount,
    )
    _keep_proof(written, records)
    StatusChange.objects.create(order=order, status=status)
    ledger.reserve_lines(written, expires_at=expires_at)
    return order


def _records(producer: Producer, lines: Sequence[OrderedLine]) -> dict[int, StockRecord]:
    if not lines:
        raise ValueError("An order needs a line.")
    for line in lines:
        if line.record.partner_id != producer.partner_id:
            raise ValueError(f"stock record {line.record.pk} is not {producer}'s")
        if line.unit_price != line.unit_price.to_integral_value():
            raise ValueError(f"{line.unit_price} is not a whole number of đồng")
    wanted = {line.record.pk for line in lines}
    return StockRecord.objects.select_related("product__parent", "partner").in_bulk(wanted)


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
        line_price_before_discounts_incl_tax=total,
        line_price_before_discounts_excl_tax=total,
        status=order.status,
    )


def sold_as(product) -> str:
    """The full name on a line: family and variant, or the product's own."""
    if product.is_child and product.title and product.title != product.parent.title:
        return f"{product.parent.title}, {product.title}"[:255]
    return product.get_title()[:255]


def _line_price(line: Line) -> LinePrice:
    return LinePrice(
        order_id=line.order_id,
        line=line,
        quantity=line.quantity,
        price_incl_tax=line.unit_price_incl_tax,
        price_excl_tax=line.unit_price_excl_tax,
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
