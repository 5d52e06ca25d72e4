"""Goods that were taken off sale because they may not be safe."""

from collections.abc import Iterable

from .models import CertificateCoverage, CertificateEvent

SAFETY_GROUNDS = (CertificateEvent.Ground.LAW_BROKEN,)


def is_on_show(product) -> bool:
    """Buyers see a pack size with its family only."""
    return product.is_public and not (product.is_child and not product.parent.is_public)


def stopped_for_safety(products: Iterable) -> set[int]:
    """Keys of those that are hidden from buyers, and whose certificate or their family's was withdrawn on such a
    ground. One query, none where all are on sale."""
    hidden = {product.pk: {product.pk, product.parent_id} for product in products if not is_on_show(product)}
    if not hidden:
        return set()
    withdrawn = set(
        CertificateCoverage.objects.filter(
            product__in=set().union(*hidden.values()) - {None},
            certificate__events__kind=CertificateEvent.Kind.WITHDRAWN,
            certificate__events__ground__in=SAFETY_GROUNDS,
        ).values_list("product", flat=True)
    )
    return {pk for pk, keys in hidden.items() if keys & withdrawn}
