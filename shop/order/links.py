from django.core.signing import BadSignature, Signer
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from .models import Order

_ORDER = Signer(salt="order.track")


def track_url(number: str) -> str:
    return reverse("orders:show", kwargs={"token": _ORDER.sign(number)})


def number_of(token: str) -> str:
    """The order number behind a token.

    Raises:
        BadSignature: we did not sign it.
    """
    return _ORDER.unsign(token)


def order_of(token: str) -> Order:
    """The order behind a token, ready to be shown.

    Raises:
        Http404: we did not sign it, or the order is gone.
    """
    try:
        number = number_of(token)
    except BadSignature as error:
        raise Http404 from error
    return get_object_or_404(Order.objects.for_display(), number=number)
