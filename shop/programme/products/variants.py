"""A family and its pack sizes: 250 g, 500 g, each with its own SKU, price, stock and bar code."""

from oscar.core.loading import get_model

from django.db import transaction

from catalogue.certification.models import CertificateCoverage
from catalogue.certification.timeline import refresh
from catalogue.models import Product
from catalogue.provenance.editing import name_variants
from catalogue.provenance.history import record
from catalogue.provenance.models import ProductSheet
from shop.order.models import Line as OrderLine

# What moves from the product to its first pack size when it becomes a family.
OF_ONE_SIZE = ("net_content", "net_unit", "gtin")


def add_variant(product: Product, facts: dict, *, actor=None) -> Product:
    """Add a pack size; a standalone product becomes a family, what it was becoming the first size.

    `facts`: net_content, net_unit and, if given, gtin and parcel_weight. Price and SKU follow by `selling.save_offer`.
    """
    with transaction.atomic():
        if not product.is_parent:
            _become_family(product, actor)
        variant = _make(product, facts)
        record(variant, actor, {"variant": [None, variant.title]})
    return variant


def remove_variant(variant: Product, *, actor=None) -> bool:
    """Take a pack size away: deleted where nothing ever happened to it (True), else no longer offered (False)."""
    with transaction.atomic():
        family = variant.parent
        stock = variant.stockrecords.all()
        lived = (
            stock.filter(movements__isnull=False).exists()
            or OrderLine.objects.filter(product=variant).exists()
            or variant.coverages.exists()
        )
        if lived:
            offer_variant(variant, False, actor=actor)
            return False
        record(family, actor, {"variant": [variant.title, None]})
        variant.delete()
        return True


def offer_variant(variant: Product, offered: bool, *, actor=None) -> None:
    """Offer a pack size to buyers or stop offering it."""
    changed = Product.objects.filter(pk=variant.pk, is_public=not offered).update(is_public=offered)
    variant.is_public = offered
    if changed:
        record(variant, actor, {"offered": [not offered, offered]})


def cover_every_size(family: Product, covered: bool, *, actor=None) -> None:
    """Staff says that the family's certificates cover every pack size, or takes that back."""
    with transaction.atomic():
        rows = CertificateCoverage.objects.filter(product=family, whole_family=not covered)
        certificates = [row.certificate for row in rows.select_related("certificate")]
        if not certificates:
            return
        rows.update(whole_family=covered, said_by=actor)
        for certificate in certificates:
            refresh(certificate)
        record(family, actor, {"whole_family": [not covered, covered]})


def _become_family(product: Product, actor) -> None:
    sheet = product.sheet
    first = Product.objects.create(structure=Product.CHILD, parent=product, title=product.title, is_public=True)
    ProductSheet.objects.create(
        product=first, producer=sheet.producer, **{name: getattr(sheet, name) for name in OF_ONE_SIZE}
    )
    product.stockrecords.update(product=first)
    get_model("basket", "Line").objects.filter(product=product).update(product=first)
    for row in product.coverages.select_related("certificate"):
        CertificateCoverage.objects.create(certificate=row.certificate, product=first, said_by=actor)
        refresh(row.certificate)
    Product.objects.filter(pk=product.pk).update(structure=Product.PARENT)
    product.structure = Product.PARENT
    ProductSheet.objects.filter(pk=sheet.pk).update(net_content=None, net_unit="", gtin="")
    name_variants(product)
    record(product, actor, {"structure": [Product.STANDALONE, Product.PARENT]})


def _make(family: Product, facts: dict) -> Product:
    variant = Product.objects.create(structure=Product.CHILD, parent=family, title=family.title, is_public=True)
    ProductSheet.objects.create(product=variant, producer=family.sheet.producer, **facts)
    name_variants(family)
    return Product.objects.select_related("sheet").get(pk=variant.pk)
