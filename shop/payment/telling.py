"""Letters to the buyer about money: that it has come, and that it goes back. Nothing without an e-mail address."""

from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.notices.tasks import send_letter
from shop.order.pipeline import HOLDING
from shop.order.remarks import told
from shop.theming.templatetags.money import dong

from .models import PaymentAttempt


def tell_of_payment(attempt: PaymentAttempt) -> None:
    """The money for this attempt is there; the letter leaves once the transaction is committed."""
    held_for = _held_for(attempt)
    if held_for:
        text = gettext_lazy("your payment of %(amount)s has arrived. The order is on hold: %(why)s")
    else:
        text = gettext_lazy("your payment of %(amount)s has arrived. The producer now confirms and packs.")
    _write(attempt, attempt.amount, gettext_lazy("your payment has arrived"), text, why=held_for)


def tell_of_money_back(attempt: PaymentAttempt, amount: Decimal) -> None:
    """Money that came for this attempt was sent back."""
    _write(attempt, amount, gettext_lazy("money goes back to you"), gettext_lazy("%(amount)s goes back to you."))


def _held_for(attempt: PaymentAttempt) -> str:
    """Why the office holds what it pays, or an empty text."""
    facts = attempt.purchase.orders.exclude(held_for="").filter(order__status__in=HOLDING)
    held = facts.filter(order=attempt.order_id) if attempt.order_id else facts
    return held.values_list("held_for", flat=True).first() or ""


def _write(attempt: PaymentAttempt, amount: Decimal, news, text, why: str = "") -> None:
    from shop.checkout.links import thanks_url

    purchase = attempt.purchase
    if not purchase.email:
        return
    with translation.override(purchase.language):
        code = attempt.order.number if attempt.order else purchase.reference
        subject = _("Order %(number)s: %(news)s") % {"number": code, "news": news}
        context = {
            "name": purchase.name,
            "code": code,
            "text": text % {"amount": dong(amount), "why": told(why)},
            "url": settings.WAGTAILADMIN_BASE_URL + thanks_url(purchase.reference),
            "operator": settings.OPERATOR,
        }
        body = render_to_string("checkout/mail/money.txt", context)
    transaction.on_commit(lambda: send_letter(subject, body, purchase.email), robust=True)
