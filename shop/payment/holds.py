"""What is held without being paid: for how long, how much per phone, and which part of a product's units on hand."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import ROUND_CEILING

from django.conf import settings
from django.db.models import Sum
from django.utils.translation import gettext as _

from shop.order.pipeline import Status
from shop.order.placing import sold_as
from shop.stock import ledger
from shop.stock.models import Reservation

from .models import PaymentAttempt
from .ports import WantedParcel

# The provider's message may need a moment for money that was sent in time.
GRACE = timedelta(minutes=5)


def hold_until(attempt: PaymentAttempt, orders: Sequence, expires_at: datetime) -> None:
    """The attempt may be paid until `expires_at`, the units of its orders stay held a little longer."""
    PaymentAttempt.objects.filter(pk=attempt.pk).update(expires_at=expires_at)
    for reservation in Reservation.objects.filter(order_line__order__in=orders).order_by("record_id"):
        ledger.extend(reservation, expires_at + GRACE)


def too_many_unpaid(phone: str, instead_of) -> str:
    """Why this phone may hold no further purchase that waits for its money, or an empty text."""
    unpaid = PaymentAttempt.objects.filter(
        purchase__phone=phone, expires_at__isnull=False, state=PaymentAttempt.State.PENDING
    ).exclude(purchase=instead_of)
    waiting = unpaid.values("purchase").distinct().count()
    if waiting < settings.QR_UNPAID_PURCHASES:
        return ""
    return _("%(count)d purchases with this phone number still wait for their payment. Pay or cancel those first.") % {
        "count": waiting
    }


def too_large_a_share(parcels: Sequence[WantedParcel], instead_of) -> str:
    """Unpaid holds may take a part of a product only, so that nobody empties the shelf without paying."""
    lines = [line for parcel in parcels for line in parcel.lines]
    held = Reservation.objects.filter(
        state=Reservation.State.HELD,
        record__in=[line.record.pk for line in lines],
        order_line__order__status=Status.WAITING_PAYMENT,
    ).exclude(order_line__order__facts__purchase=instead_of)
    unpaid = dict(held.order_by().values_list("record").annotate(Sum("quantity")))
    for line in lines:
        on_hand = line.record.num_in_stock or 0
        allowed = max(int((on_hand * settings.QR_UNPAID_SHARE).to_integral_value(ROUND_CEILING)), 1)
        left = max(allowed - unpaid.get(line.record.pk, 0), 0)
        if line.quantity > left:
            return _("Of “%(title)s” %(left)d can be held until it is paid. Take fewer, or pay on delivery.") % {
                "title": sold_as(line.record.product),
                "left": left,
            }
    return ""
