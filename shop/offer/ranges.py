"""Which products lie in which ranges: all of a basket's at once, in one query whatever the number of ranges."""

from collections.abc import Collection, Iterable, Sequence

from oscar.apps.catalogue.expressions import ExpandDownwardsCategoryQueryset

from django.db.models import IntegerField, Q, QuerySet, Value

from catalogue.models import Product

from .models import ConditionalOffer, Range


def learn(offers: Sequence[ConditionalOffer], products: Collection[Product]) -> None:
    """Read the ranges of these offers, and what of `products` lies in them; two queries."""
    parts = [part for offer in offers for part in (offer.condition, offer.benefit)]
    ranges = Range.objects.in_bulk({part.range_id for part in parts if part.range_id})
    for part in parts:
        if part.range_id:
            part.range = ranges[part.range_id]
    _learn([one for one in ranges.values() if not one.proxy_class], {product.pk for product in products})


def _learn(ranges: Sequence[Range], wanted: set[int]) -> None:
    if not (ranges and wanted):
        return
    lying = [_inside(one, wanted) for one in ranges]
    inside = set(lying[0].union(*lying[1:]))
    for one in ranges:
        one.known = {pk: (one.pk, pk) in inside for pk in wanted}


def _inside(one: Range, wanted: Iterable[int]) -> QuerySet:
    """As Oscar's `Range.product_queryset`, variants following their family."""
    out = _of_these(one.excluded_products.values("pk"), one.excluded_categories.values("pk"))
    inside = Product.objects.filter(pk__in=wanted)
    if not one.includes_all_products:
        classes = one.classes.values("pk")
        inside = inside.filter(
            _of_these(one.included_products.values("pk"), one.included_categories.values("pk"))
            | Q(product_class__in=classes)
            | Q(parent__product_class__in=classes)
        )
    pairs = inside.exclude(pk__in=Product.objects.filter(out).values("pk")).order_by()
    return pairs.annotate(of=Value(one.pk, IntegerField())).values_list("of", "pk").distinct()


def _of_these(products: QuerySet, categories: QuerySet) -> Q:
    below = ExpandDownwardsCategoryQueryset(categories)
    return Q(pk__in=products) | Q(parent__in=products) | Q(categories__in=below) | Q(parent__categories__in=below)
