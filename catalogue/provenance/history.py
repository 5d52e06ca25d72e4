"""The one place that notes a change of a product: who, when, what; and tells channels that there is something new."""

from django.db import transaction
from django.db.models import F

from .models import ProductChange, ProductSheet


def record(product, actor, what: dict, *, shown: bool = True) -> ProductChange:
    """Note a change as `{field: [old, new]}`.

    `shown`: a channel shows it, so the revision of the sheet, and of the family's sheet, grows by one. Price and stock
    have records of their own and pass False.
    """
    with transaction.atomic():
        if shown:
            sheets = ProductSheet.objects.filter(product__in=[product.pk, product.parent_id or product.pk])
            sheets.update(revision=F("revision") + 1)
        return ProductChange.objects.create(product=product, actor=actor, what=what)


def changes(product):
    """The history of a product or a family with its variants, newest first."""
    family = product.parent_id or product.pk
    return (
        ProductChange.objects.filter(product__in=[family, *_variants(family)])
        .select_related("actor", "product__sheet")
        .order_by("-at", "-pk")
    )


def _variants(family: int):
    return ProductSheet.objects.filter(product__parent=family).values_list("product", flat=True)
