from django.core.signing import Signer
from django.urls import reverse

_ORDER = Signer(salt="order.track")


def track_url(number: str) -> str:
    return reverse("orders:show", kwargs={"token": _ORDER.sign(number)})


def number_of(token: str) -> str:
    """The order number behind a token.

    Raises:
        BadSignature: we did not sign it.
    """
    return _ORDER.unsign(token)
