"""Signed links: whoever has one was given it by us; and where a buyer goes on to pay."""

from django.contrib import messages
from django.core.signing import Signer
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from shop.payment.ports import ProviderSilent, methods

from .models import Purchase

_PURCHASE = Signer(salt="checkout.purchase")


def thanks_url(reference: str) -> str:
    return reverse("checkout:thanks", kwargs={"token": _PURCHASE.sign(reference)})


def purchase_of(token: str) -> Purchase:
    """The purchase behind a token.

    Raises:
        BadSignature: we did not sign it.
        Purchase.DoesNotExist: signed, but gone.
    """
    return Purchase.objects.get(reference=_PURCHASE.unsign(token))


def onward(request: HttpRequest, purchase: Purchase) -> str:
    """Where the buyer of a placed purchase goes: to her provider's page to pay, or to our page of the purchase.

    May call the provider: no transaction is open.
    """
    ours = thanks_url(purchase.reference)
    try:
        return methods()[purchase.payment].pay_at(purchase, request.build_absolute_uri(ours)) or ours
    except ProviderSilent:
        messages.warning(request, _("The card page cannot be reached just now. Your order is held: try once more."))
        return ours
