"""The way of a return: asked by the buyer, answered by the producer, received and put back; or a parcel came back.

Each step is one transaction that locks the order first, then the request, then stock, and is taken once.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from shop.notices.models import Notice
from shop.notices.orders import language_of, write_to_buyer
from shop.notices.sending import notify
from shop.order.models import Order
from shop.order.pipeline import Status
from shop.order.statuses import advance, put_back

from .models import ReturnLine, ReturnRequest

State = ReturnRequest.State
Reason = ReturnRequest.Reason
RETURNABLE = (Status.SHIPPED, Status.DELIVERED)


class ReturnRefused(Exception):
    """Says in the user's language why not; nothing was written."""


def open_units(order: Order) -> dict[int, int]:
    """How many units of each line, by its key, nobody has asked to return yet; a declined request does not count."""
    taken = ReturnLine.objects.filter(line__order=order).exclude(request__state=State.DECLINED)
    returned = dict(taken.order_by().values_list("line").annotate(Sum("quantity")))
    return {line.pk: line.quantity - returned.get(line.pk, 0) for line in order.lines.all()}


def refusal(order: Order, day: date) -> str:
    """Why the buyer cannot ask for a return on that day, or an empty text."""
    if order.facts.channel:
        return _("This order was placed on another channel: ask for the return there.")
    if order.status not in RETURNABLE:
        return _("Only what was sent can be returned.")
    delivered = order.steps.filter(status=Status.DELIVERED).first()
    if delivered and day > timezone.localdate(delivered.at) + timedelta(days=settings.RETURN_DAYS):
        return _("The %(days)d days for a return are over. Please call us.") % {"days": settings.RETURN_DAYS}
    if order.returns.filter(state__in=[State.ASKED, State.ACCEPTED]).exists():
        return _("A return of this order is under way already.")
    if not any(open_units(order).values()):
        return _("All of it was returned already.")
    return ""


@transaction.atomic
def ask(
    order: Order, *, reason: str, text: str, quantities: Mapping[int, int], day: date, pay_back_to: str = ""
) -> ReturnRequest:
    """The buyer wants to give back so many units of each line; the producer is told.

    Raises:
        ReturnRefused: see `refusal`; or no units, or more than she has.
    """
    order = Order.objects.select_for_update(of=("self",)).select_related("facts__producer").get(pk=order.pk)
    if why := refusal(order, day):
        raise ReturnRefused(why)
    wanted = _checked(quantities, open_units(order))
    request = ReturnRequest.objects.create(order=order, reason=reason, text=text, pay_back_to=pay_back_to)
    _write_lines(request, wanted)
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Return requested for order %(number)s") % {"number": order.number}
        notify(
            order.facts.producer,
            Notice.Kind.RETURN,
            subject,
            str(Reason(reason).label),
            reverse("desk:return", args=[request.pk]),
        )
    return request


@transaction.atomic
def answer(request: ReturnRequest, *, accepted: bool, text: str, actor) -> None:
    """The producer accepts or declines; the buyer is written to.

    Raises:
        ReturnRefused: answered before.
    """
    state = State.ACCEPTED if accepted else State.DECLINED
    asked = ReturnRequest.objects.filter(pk=request.pk, state=State.ASKED)
    if not asked.update(state=state, answer=text, answered_at=timezone.now(), answered_by=actor):
        raise ReturnRefused(_("Somebody answered this already."))
    with translation.override(language_of(request.order)):
        news = _("your return is accepted") if accepted else _("your return is declined")
        write_to_buyer(request.order, news, text)


@transaction.atomic
def receive(request: ReturnRequest, good: Mapping[int, int], *, actor) -> None:
    """The goods are here: `good` units of each line are sold again, the rest of them is written off.

    An order all of whose units came back is returned.

    Raises:
        ReturnRefused: not accepted, received before, or more good units than came back.
    """
    order = Order.objects.select_for_update(of=("self",)).get(pk=request.order_id)
    accepted = ReturnRequest.objects.filter(pk=request.pk, state=State.ACCEPTED)
    if not accepted.update(state=State.RECEIVED, received_at=timezone.now(), received_by=actor):
        raise ReturnRefused(_("Only an accepted return can be received, and only once."))
    if order.status == Status.SHIPPED:
        advance(order, Status.DELIVERED, actor=actor, note=_("the buyer had it: she returned goods"))
    _restock(request, good, actor)
    returned = ReturnLine.objects.filter(line__order=order, request__state=State.RECEIVED)
    if returned.aggregate(all=Sum("quantity"))["all"] == sum(line.quantity for line in order.lines.all()):
        advance(order, Status.RETURNED, actor=actor)


@transaction.atomic
def came_back(order: Order, good: Mapping[int, int], *, actor) -> ReturnRequest:
    """The carrier brought the parcel back: not found, or not accepted at the door. `good` as in `receive`.

    Raises:
        ReturnRefused: the parcel is not under way, or it was put back before.
    """
    order = Order.objects.select_for_update(of=("self",)).get(pk=order.pk)
    left = open_units(order)
    if order.status not in (Status.SHIPPED, Status.RETURNED) or sum(left.values()) != sum(
        line.quantity for line in order.lines.all()
    ):
        raise ReturnRefused(_("This parcel is not under way, or its goods were put back before."))
    request = ReturnRequest.objects.create(
        order=order,
        reason=Reason.UNDELIVERED,
        state=State.RECEIVED,
        received_at=timezone.now(),
        received_by=actor,
    )
    _write_lines(request, left)
    advance(order, Status.RETURNED, actor=actor, note=str(Reason.UNDELIVERED.label))
    _restock(request, good, actor)
    return request


def _checked(quantities: Mapping[int, int], left: Mapping[int, int]) -> dict[int, int]:
    wanted = {line: units for line, units in quantities.items() if units}
    if not wanted:
        raise ReturnRefused(_("Say what you return."))
    if any(units < 0 or units > left.get(line, 0) for line, units in wanted.items()):
        raise ReturnRefused(_("That is more than this order holds."))
    return wanted


def _write_lines(request: ReturnRequest, units: Mapping[int, int]) -> None:
    ReturnLine.objects.bulk_create(
        [ReturnLine(request=request, line_id=line, quantity=quantity) for line, quantity in sorted(units.items())]
    )


def _restock(request: ReturnRequest, good: Mapping[int, int], actor) -> None:
    """In stock record key order, as everybody takes them."""
    rows = request.lines.select_related("line__reservation__record").order_by("line__stockrecord_id")
    for row in rows:
        units = good.get(row.line_id, 0)
        if not 0 <= units <= row.quantity:
            raise ReturnRefused(_("No more can be put back than came back."))
        if units:
            put_back(
                row.line, units, actor=actor, reason=_("return of order %(number)s") % {"number": row.line.order.number}
            )
            ReturnLine.objects.filter(pk=row.pk).update(restocked=units)
