"""Cards through Stripe Checkout: the order is placed and its units held first, the buyer pays on Stripe's own page.

Only a shop that sells itself (`settings.BUSINESS_MODEL` "direct") offers it: one session pays one purchase, and the
money of several producers may not come together on an account that is theirs.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from catalogue.producers.models import Producer
from shop.checkout.models import Purchase
from shop.order.pipeline import Status
from shop.theming.templatetags.money import dong

from . import card_settling, stripe_api
from .card_refunds import record
from .holds import GRACE, hold_until, too_large_a_share, too_many_unpaid
from .models import PaymentAttempt, Refund
from .ports import PaymentMethod, ProviderSilent, WantedParcel
from .transactions import locked

State = PaymentAttempt.State


class Card(PaymentMethod):
    code = Purchase.Payment.CARD
    name = gettext_lazy("Card")
    description = gettext_lazy(
        "Visa, Mastercard, JCB and others, on Stripe's secure page. The goods are packed once it is paid."
    )
    first_status = Status.WAITING_PAYMENT
    returns_money = True

    def is_offered(self, producers: Sequence[Producer]) -> bool:
        return stripe_api.is_connected() and settings.BUSINESS_MODEL == "direct"

    def refusal(self, *, phone: str, parcels: Sequence[WantedParcel], instead_of=None) -> str:
        total = sum((parcel.total for parcel in parcels), Decimal(0))
        least, most = settings.CARD_SMALLEST_AMOUNT, settings.CARD_LARGEST_AMOUNT
        if not least <= total <= most:
            return _("Cards take from %(least)s to %(most)s at once.") % {"least": dong(least), "most": dong(most)}
        return too_many_unpaid(phone, instead_of) or too_large_a_share(parcels, instead_of)

    def begin(self, purchase, orders: Sequence) -> None:
        PaymentAttempt.objects.create(
            purchase=purchase,
            method=self.code,
            amount=purchase.total,
            reference=purchase.reference,
            expires_at=purchase.placed_at + settings.CARD_SESSION,
        )

    def held_until(self, producer: Producer, placed_at: datetime) -> datetime:
        return placed_at + settings.CARD_SESSION + GRACE

    def pay_at(self, purchase, back: str) -> str:
        """The page of the session that is open, or of a new one. Ended ones are settled on the way."""
        for _turn in range(2):
            attempt = purchase.attempts.filter(method=self.code, state=State.PENDING).order_by("-pk").first()
            if attempt is None:
                return ""
            try:
                session = self._session(attempt, back)
            except stripe_api.Declined:
                card_settling.fail(attempt)
                continue
            if session is not None and session.open:
                return session.url
            if session is not None:
                card_settling.settle(attempt, session)
        return ""

    def refund(self, refund: Refund) -> None:
        attempt = refund.attempt
        key = f"re-{attempt.reference}-{refund.pk}"
        try:
            told = stripe_api.create_refund(attempt.remote_payment, int(refund.amount), refund.pk, key)
        except ProviderSilent:
            return
        except stripe_api.Declined as why:
            pending = Refund.objects.filter(pk=refund.pk, state=Refund.State.PENDING)
            pending.update(state=Refund.State.FAILED, problem=str(why)[:300], settled_at=timezone.now())
        else:
            record(attempt, told)

    @staticmethod
    def _session(attempt: PaymentAttempt, back: str) -> stripe_api.Session | None:
        """Also asked twice at once, by a double click, both get the same session. None if the try is over."""
        if attempt.remote_id:
            return stripe_api.fetch_session(attempt.remote_id)
        asked = _ask_once(attempt, back)
        if asked is None:
            return None
        session = stripe_api.create_session(asked, card_settling.session_key(attempt))
        PaymentAttempt.objects.filter(pk=attempt.pk, remote_id="").update(remote_id=session.id)
        attempt.refresh_from_db()
        if attempt.state != State.PENDING:  # cancelled in the meantime
            card_settling.end(attempt)
            return None
        return session


@transaction.atomic
def _ask_once(attempt: PaymentAttempt, back: str) -> dict | None:
    """What is asked of Stripe, written down before it is asked; as it was the first time, if it was asked before."""
    attempt, orders = locked(attempt)
    if attempt.state != State.PENDING:
        return None
    if attempt.asked is None:
        attempt.asked = _session_of(attempt, back, card_settling.session_end(timezone.now()))
        attempt.save(update_fields=["asked"])
        hold_until(attempt, orders, datetime.fromtimestamp(attempt.asked["expires_at"], UTC))
    return attempt.asked


def _session_of(attempt: PaymentAttempt, back: str, expires_at: int) -> dict:
    product = {"name": f"{settings.OSCAR_SHOP_NAME} {attempt.reference}"}
    price = {"currency": stripe_api.CURRENCY, "unit_amount": int(attempt.amount), "product_data": product}
    email = attempt.purchase.email
    return {
        "mode": "payment",
        "client_reference_id": attempt.reference,
        "line_items": [{"quantity": 1, "price_data": price}],
        "metadata": {"attempt": str(attempt.pk)},
        "success_url": f"{back}?card=returned",
        "cancel_url": back,
        "expires_at": expires_at,
        "locale": "vi" if get_language() == "vi" else "en",
        **({"customer_email": email} if email else {}),
    }
