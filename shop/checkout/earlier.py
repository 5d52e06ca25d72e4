"""A buyer is never in the way of herself: her own unpaid purchase is found again, or gives way to the new one."""

from collections import Counter
from collections.abc import Collection, Sequence

from django.conf import settings
from django.db.models import Sum
from django.utils.translation import gettext as _

from shop.order.models import Order
from shop.order.pipeline import Status
from shop.order.statuses import advance
from shop.partner.models import StockRecord
from shop.payment.ports import PaymentMethod, WantedParcel
from shop.stock.models import Reservation

from .models import DeliveryPlace, Purchase


def replaceable(reference: str, parcels: Sequence[WantedParcel]) -> Purchase | None:
    """The purchase of this reference, if it waits for its money and holds some of the same goods."""
    if not reference:
        return None
    wanted = [line.record.pk for parcel in parcels for line in parcel.lines]
    waiting = Purchase.objects.filter(
        reference=reference,
        orders__order__status=Status.WAITING_PAYMENT,
        orders__order__lines__stockrecord__in=wanted,
    )
    return waiting.first()


def own_hold(reference: str) -> dict[int, int]:
    """Units by stock record that the unpaid purchase of this reference holds: its buyer may have them anew."""
    if not reference:
        return {}
    held = Reservation.objects.filter(
        state=Reservation.State.HELD,
        order_line__order__status=Status.WAITING_PAYMENT,
        order_line__order__facts__purchase__reference=reference,
    )
    return dict(held.order_by().values_list("record").annotate(Sum("quantity")))


def too_many_unpaid(references: Collection[str], instead_of: Purchase | None) -> str:
    """Why a browser that placed these purchases may not hold goods without paying once more, or an empty text."""
    if len(references) < settings.QR_UNPAID_PURCHASES:
        return ""
    waiting = Order.objects.filter(facts__purchase__reference__in=references, status=Status.WAITING_PAYMENT)
    unpaid = waiting.exclude(facts__purchase=instead_of).values("facts__purchase").distinct().count()
    if unpaid < settings.QR_UNPAID_PURCHASES:
        return ""
    return _("%(count)d of your purchases still wait for their money. Pay or cancel those first.") % {"count": unpaid}


def is_the_same(earlier: Purchase, parcels: Sequence[WantedParcel], recipient, method: PaymentMethod) -> bool:
    """Whether it was ordered so already: the same goods and sum, to the same person and place, paid the same way."""
    if (earlier.payment, earlier.name, earlier.phone, earlier.note) != (
        method.code,
        recipient.name,
        recipient.phone,
        recipient.note,
    ):
        return False
    wanted = Counter({line.record.pk: line.quantity for parcel in parcels for line in parcel.lines})
    orders = Order.objects.filter(facts__purchase=earlier, status=Status.WAITING_PAYMENT).prefetch_related("lines")
    held = Counter({line.stockrecord_id: line.quantity for order in orders for line in order.lines.all()})
    place = DeliveryPlace.objects.filter(address__order__in=orders, typed=recipient.line, commune=recipient.commune)
    return wanted == held and earlier.total == sum(parcel.total for parcel in parcels) and place.exists()


def give_up(earlier: Purchase, records: Collection[int]) -> None:
    """Cancel what is still unpaid of `earlier`, so that `records` can be promised anew in this transaction.

    Locks orders first and then every record in the order in which placing takes them, as everybody does.
    """
    waiting = Order.objects.select_for_update(of=("self",)).filter(
        facts__purchase=earlier, status=Status.WAITING_PAYMENT
    )
    orders = list(waiting.order_by("pk"))
    held = StockRecord.objects.filter(line__order__in=orders).values("pk")
    both = StockRecord.objects.filter(pk__in=[*records, *(row["pk"] for row in held)])
    list(both.select_for_update(of=("self",)).order_by("partner__producer", "pk"))
    for order in orders:
        advance(order, Status.CANCELLED, note=_("replaced by a newer order"))
