"""Cash on delivery: pending → collected by the carrier → remitted, or refused at the door."""

from collections.abc import Sequence
from decimal import Decimal

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.provenance.alcohol import any_alcohol
from shop.checkout.models import OrderFacts, Purchase
from shop.order.pipeline import HOLDING, Status
from shop.theming.templatetags.money import dong

from .models import PaymentAttempt
from .ports import PaymentMethod, WantedParcel


class CashOnDelivery(PaymentMethod):
    code = Purchase.Payment.COD
    name = gettext_lazy("Cash on delivery")
    description = gettext_lazy("You pay the courier in cash, for each parcel when it comes. No fee.")

    def refusal(self, *, phone: str, parcels: Sequence[WantedParcel], instead_of=None) -> str:
        if any_alcohol(line.record.product_id for parcel in parcels for line in parcel.lines):
            return _("Alcohol is not sold for cash. Please choose another way to pay.")
        amounts = [parcel.total for parcel in parcels]
        if max(amounts, default=Decimal(0)) > settings.COD_LARGEST_AMOUNT:
            return _("Couriers collect at most %(most)s for one parcel.") % {"most": dong(settings.COD_LARGEST_AMOUNT)}
        open_orders = OrderFacts.objects.filter(
            purchase__phone=phone, cod_amount__gt=0, order__status__in=[*HOLDING, Status.SHIPPED]
        ).count()
        if phone and open_orders + len(amounts) > settings.COD_OPEN_ORDERS:
            return _("With this phone number %(open)d parcels are on their way already; receive those first.") % {
                "open": open_orders
            }
        if phone and _refused_by(phone) >= settings.COD_REFUSALS:
            return _("Parcels to this phone number came back unpaid. Please pay this one before it is sent.")
        return ""

    def begin(self, purchase, orders: Sequence) -> None:
        PaymentAttempt.objects.bulk_create(
            [
                PaymentAttempt(
                    purchase=purchase,
                    order=order,
                    method=self.code,
                    amount=order.total_incl_tax,
                    reference=order.number,
                )
                for order in orders
            ]
        )

    def to_collect(self, amount: Decimal) -> Decimal:
        return amount


def _refused_by(phone: str) -> int:
    """Parcels that nobody took at the door; what was delivered and returned later does not count."""
    return PaymentAttempt.objects.filter(
        method=CashOnDelivery.code,
        state=PaymentAttempt.State.REFUSED,
        purchase__phone=phone,
        order__status=Status.RETURNED,
        created_at__gte=timezone.now() - settings.COD_REFUSALS_WITHIN,
    ).count()


def follow_the_parcel(sender, order, new_status, **kwargs) -> None:
    """A delivered parcel was paid at the door; one that came back or never left was not."""
    state = {
        Status.DELIVERED: PaymentAttempt.State.COLLECTED,
        Status.RETURNED: PaymentAttempt.State.REFUSED,
        Status.CANCELLED: PaymentAttempt.State.REFUSED,
        Status.REFUSED: PaymentAttempt.State.REFUSED,
    }.get(new_status)
    if state:
        PaymentAttempt.objects.filter(
            order=order, method=CashOnDelivery.code, state=PaymentAttempt.State.PENDING
        ).update(state=state, settled_at=timezone.now())
