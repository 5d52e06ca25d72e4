"""The one function that changes a price, and what the price history proves of a reduction."""

from datetime import timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from .models import PricePoint

STOOD_FOR = timedelta(days=30)  # our own measure of a true price before (domain/ocop.md §3.6: base-price fraud)


def set_price(record, price: Decimal | int, actor=None) -> None:
    """Set the price of a stock record in whole đồng and keep the price point.

    Raises:
        ValidationError: not a whole, positive number of đồng.
    """
    price = Decimal(price)
    if price <= 0 or price != price.to_integral_value():
        raise ValidationError(_("The price is a whole number of đồng above 0."), code="price")
    if record.price == price and record.price_points.exists():
        return
    with transaction.atomic():
        type(record).objects.filter(pk=record.pk).update(price=price)
        record.price = price
        PricePoint.objects.create(record=record, price=price, actor=actor)
        record.post_save_signal()


def prices_before(products: list[int]) -> dict[int, Decimal]:
    """By product id the higher price that may be struck through beside the present one, in whole đồng; one query.

    Only a price that stood for at least 30 days right up to the reduction, and was charged the last before it: a price
    raised for a few days before a campaign, or an earlier one, proves nothing.
    """
    points = PricePoint.objects.filter(record__product__in=products).select_related("record").order_by("since", "pk")
    history: dict[int, list[PricePoint]] = {}
    for point in points:
        known = history.setdefault(point.record.product_id, [])
        if not known or known[-1].price != point.price:
            known.append(point)
    return {product: known[-2].price for product, known in history.items() if _is_true_reduction(known)}


def _is_true_reduction(known: list[PricePoint]) -> bool:
    """`known` are the prices of one record from the oldest, no two neighbours alike."""
    if len(known) < 2 or known[-1].price != known[-1].record.price:
        return False
    before, now = known[-2:]
    return before.price > now.price and now.since - before.since >= STOOD_FOR
