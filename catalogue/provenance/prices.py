"""The one function that changes a price."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from .models import PricePoint


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
