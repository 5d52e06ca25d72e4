"""Some units of an order that is still in the house fall away; the rest goes its way."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F

from shop.checkout.models import StatusChange
from shop.stock import ledger

from .models import Line, LinePrice, Order
from .pipeline import HOLDING


@transaction.atomic
def take_out(order: Order, units: Mapping[int, int], *, note: str, actor=None) -> bool:
    """Free so many units of these lines (by key), take their price off the order and leave `note` among its steps.

    For lines without offers, as channel orders have them. A line of which nothing is left stays, with 0 units. False
    if the order has left the house or was given up: nothing was written then.
    """
    order.status = Order.objects.select_for_update().values_list("status", flat=True).get(pk=order.pk)
    if order.status not in HOLDING:
        return False
    lines = Line.objects.filter(order=order, pk__in=units).select_related("reservation__record")
    taken = sum(_shorten(line, min(units[line.pk], line.quantity)) for line in lines.order_by("stockrecord_id", "pk"))
    Order.objects.filter(pk=order.pk).update(
        total_incl_tax=F("total_incl_tax") - taken, total_excl_tax=F("total_excl_tax") - taken
    )
    StatusChange.objects.create(order=order, status=order.status, note=note[:300], actor=actor)
    return True


def _shorten(line: Line, gone: int):
    """What that was worth, in đồng."""
    ledger.release_some(line.reservation, gone)
    left = line.quantity - gone
    price = line.unit_price_incl_tax * left
    Line.objects.filter(pk=line.pk).update(
        quantity=left,
        num_allocated=left,
        allocation_cancelled=not left,
        line_price_incl_tax=price,
        line_price_excl_tax=price,
        line_price_before_discounts_incl_tax=price,
        line_price_before_discounts_excl_tax=price,
    )
    prices = LinePrice.objects.filter(line=line)
    prices.update(quantity=left) if left else prices.delete()
    return line.line_price_incl_tax - price
