"""Bank transfer by VietQR: the order is placed and its units held first, the money comes after.

`settings.BUSINESS_MODEL` says whose account: the operator's, one payment for the whole purchase (direct), or each
producer's own, one payment per order (intermediary).
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.producers.models import Producer
from shop.checkout.models import Purchase
from shop.order.pipeline import Status
from shop.theming.templatetags.money import dong

from . import sepay
from .holds import too_large_a_share, too_many_unpaid
from .models import PaymentAccount, PaymentAttempt
from .ports import PaymentMethod, WantedParcel


class BankTransfer(PaymentMethod):
    code = Purchase.Payment.QR
    name = gettext_lazy("Bank transfer by QR")
    description = gettext_lazy("Scan one picture with your bank's app. The goods are packed once the money has come.")
    first_status = Status.WAITING_PAYMENT

    def is_offered(self, producers: Sequence[Producer]) -> bool:
        accounts = accounts_of(producers)
        return all(producer.pk in accounts for producer in producers)

    def refusal(self, *, phone: str, parcels: Sequence[WantedParcel], instead_of=None) -> str:
        amounts = [parcel.total for parcel in parcels]
        largest = sum(amounts, Decimal(0)) if _is_joint() else max(amounts, default=Decimal(0))
        if largest > settings.QR_LARGEST_AMOUNT:
            return _("Banks send at most %(most)s at once.") % {"most": dong(settings.QR_LARGEST_AMOUNT)}
        return too_many_unpaid(phone, instead_of) or too_large_a_share(parcels, instead_of)

    def begin(self, purchase, orders: Sequence) -> None:
        accounts = accounts_of([order.facts.producer for order in orders])
        if _is_joint():
            self._attempt(purchase, None, purchase.total, orders[0].facts.producer, accounts)
        else:
            for order in orders:
                self._attempt(purchase, order, order.total_incl_tax, order.facts.producer, accounts)

    def held_until(self, producer: Producer, placed_at: datetime) -> datetime:
        return self._held_until(accounts_of([producer])[producer.pk], placed_at)

    def _attempt(self, purchase, order, amount: Decimal, producer: Producer, accounts) -> None:
        account = accounts[producer.pk]
        PaymentAttempt.objects.create(
            purchase=purchase,
            order=order,
            method=self.code,
            account=account,
            amount=amount,
            reference=purchase.reference,
            expires_at=self._held_until(account, purchase.placed_at),
        )

    @staticmethod
    def _held_until(account: PaymentAccount, placed_at: datetime) -> datetime:
        told_at_once = account.has_webhook and sepay.is_connected()
        return placed_at + (settings.QR_HOLD if told_at_once else settings.QR_HOLD_WITHOUT_WEBHOOK)


def accounts_of(producers: Sequence[Producer]) -> dict[int, PaymentAccount]:
    """The account that takes the money for each producer's goods, by producer key; who has none is left out."""
    in_use = PaymentAccount.objects.filter(is_active=True)
    if _is_joint():
        account = in_use.filter(producer=None).order_by("pk").first()
        return {producer.pk: account for producer in producers} if account else {}
    own = in_use.filter(producer__in=producers).order_by("-pk")
    return {account.producer_id: account for account in own if account.producer_id}


def _is_joint() -> bool:
    return settings.BUSINESS_MODEL == "direct"
