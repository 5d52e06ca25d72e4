"""The stock record of a sellable product: its SKU and price. Stock itself is `shop.stock.ledger`'s."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalogue.models import Product
from catalogue.provenance.history import record as note
from catalogue.provenance.prices import set_price
from shop.partner.models import Partner, StockRecord


def record_of(product: Product) -> StockRecord | None:
    """The one stock record of a standalone product or variant, if it has one yet."""
    return next(iter(product.stockrecords.all()), None)


def own_record(product: Product, partner: Partner) -> StockRecord:
    """The stock record, made with a SKU of our own where there is none."""
    return record_of(product) or StockRecord.objects.create(
        product=product, partner=partner, partner_sku=free_sku(partner, f"SP{product.pk:05d}")
    )


def sku_is_taken(partner: Partner, sku: str, but: StockRecord | None = None) -> bool:
    others = StockRecord.objects.filter(partner=partner, partner_sku=sku)
    return others.exclude(pk=but.pk).exists() if but else others.exists()


def free_sku(partner: Partner, wanted: str) -> str:
    sku, number = wanted, 1
    while sku_is_taken(partner, sku):
        number += 1
        sku = f"{wanted}-{number}"
    return sku


def save_offer(product: Product, partner: Partner, *, sku: str, price: Decimal | None, actor) -> dict:
    """Set SKU and price; answers what changed. An empty SKU or price leaves what is there.

    Raises:
        ValidationError: the SKU belongs to other goods of this producer, or the price is no whole positive đồng.
    """
    if not sku and price is None and record_of(product) is None:
        return {}
    with transaction.atomic():
        record = own_record(product, partner)
        changed = {}
        if sku and sku != record.partner_sku:
            if sku_is_taken(partner, sku, but=record):
                raise ValidationError(_("Other goods of this producer have this SKU."), code="sku")
            changed["sku"] = [record.partner_sku, sku]
            StockRecord.objects.filter(pk=record.pk).update(partner_sku=sku)
            record.partner_sku = sku
        if price is not None and price != record.price:
            changed["price"] = [str(record.price) if record.price is not None else None, str(price)]
            set_price(record, price, actor)
        if changed:
            note(product, actor, changed, shown="sku" in changed)
    return changed
