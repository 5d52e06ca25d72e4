"""Signed links: whoever has one was given it by us."""

from django.core.signing import Signer
from django.urls import reverse

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
