"""What channels told of buyers goes when the shop makes its old orders anonymous (`anonymise_orders`)."""

from datetime import datetime

from shop.order.anonymising import NOBODY
from shop.order.models import Order

from .models import Call, ChannelOrder, InboundEvent


def forget(before: datetime) -> None:
    """Registered with `shop.order.anonymising`: clear recipients and raw answers of ended orders, and what was said.

    An order that waits for a person, or of which one of ours still names somebody, keeps them.
    """
    still_named = Order.objects.exclude(shipping_address=None).exclude(shipping_address__first_name=NOBODY)
    ended = ChannelOrder.objects.filter(created_at__lt=before).exclude(state=ChannelOrder.State.HELD)
    ended.exclude(orders__in=still_named.values("pk")).update(recipient={}, raw={})
    Call.objects.filter(started_at__lt=before).update(request="", response="")
    InboundEvent.objects.filter(received_at__lt=before).update(body="")
