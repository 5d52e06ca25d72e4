"""The states of an order and which may follow which: data only, so that the settings can read it too."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    WAITING_PAYMENT = "waiting_payment", _("waiting for payment")
    PLACED = "placed", _("order placed")
    CONFIRMED = "confirmed", _("confirmed by the producer")
    PACKED = "packed", _("packed")
    SHIPPED = "shipped", _("on its way")
    DELIVERED = "delivered", _("delivered")
    RETURNED = "returned", _("returned")
    CANCELLED = "cancelled", _("cancelled")
    REFUSED = "refused", _("the producer cannot deliver")


_BEFORE_SHIPPING = (Status.CONFIRMED, Status.PACKED, Status.SHIPPED)
GIVEN_UP = (Status.CANCELLED, Status.REFUSED)

# Steps forward may be skipped (a marketplace reports "shipped" only), none is ever taken back.
TRANSITIONS: dict[str, tuple[str, ...]] = {
    Status.WAITING_PAYMENT: (Status.PLACED, Status.CANCELLED),
    Status.PLACED: (*_BEFORE_SHIPPING, *GIVEN_UP),
    Status.CONFIRMED: (*_BEFORE_SHIPPING[1:], *GIVEN_UP),
    Status.PACKED: (*_BEFORE_SHIPPING[2:], *GIVEN_UP),
    Status.SHIPPED: (Status.DELIVERED, Status.RETURNED),
    Status.DELIVERED: (Status.RETURNED,),
    Status.RETURNED: (),
    Status.CANCELLED: (),
    Status.REFUSED: (),
}

# Until then the buyer cancels by herself.
BUYER_MAY_CANCEL = (Status.WAITING_PAYMENT, Status.PLACED, Status.CONFIRMED)
# Nothing has left the house: units are still held.
HOLDING = (Status.WAITING_PAYMENT, Status.PLACED, Status.CONFIRMED, Status.PACKED)
# What an order that the office holds may not do. Money that came is taken in, and it may be given up.
HELD_BACK = _BEFORE_SHIPPING
