"""Alcohol: sold online only where the operator turned that on, to adults, and paid before it is sent.

Source: Law 44/2019/QH14, its conditions for sale by e-commerce (domain/ocop.md §6): no cash, nobody under 18.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q

from catalogue.models import Product

from .incomplete import ALCOHOL_GROUP

IS_ALCOHOL = Q(sheet__group__group=ALCOHOL_GROUP) | Q(parent__sheet__group__group=ALCOHOL_GROUP)


def any_alcohol(products: Iterable[int]) -> bool:
    """Whether one of these products (ids) is; without a query where none can be sold."""
    return settings.ALCOHOL_SOLD_ONLINE and Product.objects.filter(IS_ALCOHOL, pk__in=list(products)).exists()
