"""Orders that the office holds back, because goods in them may not be safe: not confirmed, packed or sent meanwhile."""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from shop.accounts.models import User
from shop.checkout.models import OrderFacts, StatusChange
from shop.notices.models import Notice
from shop.notices.orders import language_of, write_to_buyer
from shop.notices.sending import notify

from .links import track_url
from .models import Order
from .pipeline import HOLDING, Status
from .remarks import told
from .statuses import advance


@transaction.atomic
def hold(orders: Iterable[Order], why: str, *, actor) -> list[Order]:
    """Hold those of them that have not left the house; their buyers are told `why`. Held ones stay as they are."""
    newly = [order for order in _locked(orders) if order.status in HOLDING and not order.facts.held_for]
    with translation.override(settings.LANGUAGE_CODE):
        for order in newly:
            _mark(order, why[:200], _("held by the office: %(why)s") % {"why": why}, actor)
            with translation.override(language_of(order)):
                write_to_buyer(order, _("on hold"), told(why))
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
        with translation.override(language_of(order)):
            write_to_buyer(order, _("no longer on hold"), _("The office has looked at it: your order goes on."))
    return True


@transaction.atomic
def left_anyway(order: Order, **parcel) -> bool:
    """Its channel has sent it all the same, and no hold calls it back: it is on its way, and whoever held it and its
    producer are told. `parcel` as in `advance`. False if it was under way before.

    Raises:
        StepRefused: it cannot have left, as it stands.
    """
    facts = OrderFacts.objects.select_related("producer").get(order=order)
    with translation.override(settings.LANGUAGE_CODE):
        note = _("sent by the channel although the office held it: %(why)s") % {"why": facts.held_for}
        if not advance(order, Status.SHIPPED, note=note[:300], despite_hold=True, **parcel):
            return False
        subject = _("Sent although on hold: order %(number)s") % {"number": order.number}
        said = _("%(channel)s has sent it. Reach the buyer there, and have the parcel stopped or taken back. %(why)s")
        text = said % {"channel": facts.channel.title(), "why": facts.held_for}
        notify(facts.producer, Notice.Kind.SAFETY, subject, text, f"{reverse('desk:orders')}?queue=shipped")
        for officer in _who_held(order):
            notify(officer, Notice.Kind.SAFETY, subject, text, track_url(order.number))
    return True


def _who_held(order: Order) -> list[User]:
    """Whoever in the office had a hand in it before it left."""
    steps = StatusChange.objects.filter(order=order, status__in=HOLDING, actor__is_staff=True, actor__is_active=True)
    return list(User.objects.filter(pk__in=steps.values("actor")).order_by("pk"))


def _locked(orders: Iterable[Order]) -> list[Order]:
    """Anew, in key order, as everybody locks them."""
    keys = [order.pk for order in orders]
    return list(
        Order.objects.select_for_update(of=("self",)).select_related("facts").filter(pk__in=keys).order_by("pk")
    )


def _mark(order: Order, held_for: str, note: str, actor) -> None:
    OrderFacts.objects.filter(order=order).update(held_for=held_for)
    StatusChange.objects.create(order=order, status=order.status, note=note[:300], actor=actor)
