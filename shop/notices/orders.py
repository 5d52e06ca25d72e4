"""Who is told of what happens to an order: its producer by screen and e-mail, its buyer by e-mail."""

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from shop.checkout.models import OrderFacts, Purchase, StatusChange
from shop.order.links import track_url
from shop.order.models import Order
from shop.order.pipeline import Status
from shop.order.remarks import told
from shop.theming.templatetags.money import dong

from .models import Notice
from .sending import notify
from .tasks import send_letter

TELLS_BUYER = (Status.SHIPPED, Status.CANCELLED, Status.REFUSED)


def tell_of_step(sender, instance: StatusChange, created: bool, raw: bool = False, **kwargs) -> None:
    """A step was taken: runs inside its transaction. A remark on where the order stands is told by who made it."""
    if not created or raw or _is_remark(instance):
        return
    with translation.override(settings.LANGUAGE_CODE):
        if instance.status == Status.PLACED:
            _tell_of_new_order(instance.order)
        else:
            _new_order_is_answered(instance.order)
        if instance.status == Status.CANCELLED and _was_placed(instance.order):
            _tell_of_cancelling(instance)
    if instance.status in TELLS_BUYER:
        with translation.override(language_of(instance.order)):
            write_to_buyer(instance.order, _headline(instance), told(instance.note))


def language_of(order: Order) -> str:
    """In which its buyer bought, and is written to."""
    bought_in = Purchase.objects.filter(orders__order=order).values_list("language", flat=True).first()
    return bought_in or settings.LANGUAGE_CODE


def write_to_buyer(order: Order, headline: str, text: str = "") -> None:
    """A letter with what is new, where the parcel is, and the way to the order's page; nothing without an address.

    `headline` and `text` are in her language already: `language_of`.
    """
    facts = OrderFacts.objects.select_related("purchase", "producer").get(order=order)
    if facts.purchase is None or not facts.purchase.email:
        return
    with translation.override(facts.purchase.language):
        subject = _("Order %(number)s: %(news)s") % {"number": order.number, "news": headline}
        body = render_to_string(
            "orders/mail/news.txt",
            {
                "name": facts.purchase.name,
                "number": order.number,
                "producer": facts.producer.name,
                "headline": headline,
                "text": text,
                "carrier": facts.carrier,
                "tracking_code": facts.tracking_code,
                "url": settings.WAGTAILADMIN_BASE_URL + track_url(order.number),
                "operator": settings.OPERATOR,
            },
        )
    address = facts.purchase.email
    transaction.on_commit(lambda: send_letter(subject, body, address), robust=True)


def _is_remark(step: StatusChange) -> bool:
    return StatusChange.objects.filter(order=step.order_id, status=step.status, pk__lt=step.pk).exists()


def _was_placed(order: Order) -> bool:
    """The producer was told of it: an order that nobody paid was never hers."""
    return order.steps.filter(status=Status.PLACED).exists()


def _tell_of_new_order(order: Order) -> None:
    facts = order.facts
    said = _("%(total)s, by way of %(channel)s. Please confirm that you have it.")
    if facts.held_for:
        said = _("%(total)s, by way of %(channel)s. On hold: do not send it. %(why)s")
    text = said % {
        "why": facts.held_for,
        "total": dong(order.total_incl_tax),
        "channel": facts.channel.title() or _("our shop"),
    }
    notify(facts.producer, Notice.Kind.ORDER, _new_order(order), text, f"{reverse('desk:orders')}?queue=confirm")


def _new_order(order: Order) -> str:
    return _("New order %(number)s") % {"number": order.number}


def _new_order_is_answered(order: Order) -> None:
    """Whoever took the step, nobody needs to be asked for it any more."""
    asked = Notice.objects.unread().filter(producer=order.facts.producer_id, kind=Notice.Kind.ORDER)
    asked.filter(subject=_new_order(order)).update(read_at=timezone.now())


def _tell_of_cancelling(step: StatusChange) -> None:
    subject = _("Order %(number)s is cancelled: do not send it") % {"number": step.order.number}
    url = f"{reverse('desk:orders')}?queue=done"
    notify(step.order.facts.producer, Notice.Kind.CANCELLED, subject, step.note, url)


def _headline(step: StatusChange) -> str:
    return str(Status(step.status).label)
