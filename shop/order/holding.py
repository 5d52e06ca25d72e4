"""Orders that the office holds back, because goods in them may not be safe: not confirmed, packed or sent meanwhile."""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from shop.checkout.models import OrderFacts, StatusChange
from shop.notices.orders import write_to_buyer

from .models import Order
from .pipeline import HOLDING


@transaction.atomic
def hold(orders: Iterable[Order], why: str, *, actor) -> list[Order]:
    """Hold those of them that have not left the house; their buyers are told `why`. Held ones stay as they are."""
    newly = [order for order in _locked(orders) if order.status in HOLDING and not order.facts.held_for]
    with translation.override(settings.LANGUAGE_CODE):
        for order in newly:
            _mark(order, why[:200], _("held by the office: %(why)s") % {"why": why}, actor)
            write_to_buyer(order, _("on hold"), why)
    return newly


@transaction.atomic
def release(order: Order, *, actor) -> bool:
    """Let it go its way again; the buyer is told. False if it was not held."""
    (order,) = _locked([order])
    if not order.facts.held_for:
        return False
    with translation.override(settings.LANGUAGE_CODE):
        _mark(order, "", _("released by the office"), actor)
        if order.status in HOLDING:
            write_to_buyer(order, _("no longer on hold"), _("The office has looked at it: your order goes on."))
    return True


def _locked(orders: Iterable[Order]) -> list[Order]:
    """Anew, in key order, as everybody locks them."""
    keys = [order.pk for order in orders]
    return list(
        Order.objects.select_for_update(of=("self",)).select_related("facts").filter(pk__in=keys).order_by("pk")
    )


def _mark(order: Order, held_for: str, note: str, actor) -> None:
    OrderFacts.objects.filter(order=order).update(held_for=held_for)
    StatusChange.objects.create(order=order, status=order.status, note=note[:300], actor=actor)
