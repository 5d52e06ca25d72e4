from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from shop.checkout.retyping import forget, refuse, refused
from shop.notices.models import Notice
from shop.order.display import ShownOrder, shown
from shop.order.elsewhere import Elsewhere, elsewhere
from shop.order.models import Order
from shop.order.pipeline import HELD_BACK, Status
from shop.order.statuses import OrderHeld, StepRefused, advance
from shop.returns.models import ReturnRequest
from shop.returns.paying_back import ENDED

from .access import DeskMixin
from .queues import MAY_REFUSE, NEXT_STEP, QUEUES, counts

ORDERS_A_PAGE = 20
NEWS_AT_ONCE = 3
_STEPS = {slug: (status, to) for status, (slug, to) in NEXT_STEP.items()}


class OrdersView(DeskMixin, TemplateView):
    """The producer's first screen: her orders by what is to do. At most 17 queries."""

    panel = "orders"
    template_name = "desk/orders.html"

    def get_context_data(self, **kwargs):
        waiting = counts(self.request.user)
        queue = self._queue(waiting)
        orders = Order.objects.of(self.request.user).filter(status__in=queue.statuses).for_display()
        orders = orders.annotate(has_return=Exists(ReturnRequest.objects.filter(order=OuterRef("pk"))))
        newest_first = queue.slug in ("shipped", "done", "off")
        page = Paginator(orders.order_by("-pk" if newest_first else "pk"), ORDERS_A_PAGE).get_page(
            self.request.GET.get("page")
        )
        there = elsewhere(page)
        return super().get_context_data(
            **self.desk_context(),
            queues=[
                {
                    "url": f"{reverse('desk:orders')}?queue={one.slug}",
                    "label": one.label,
                    "count": waiting[one.slug],
                    "current": one is queue,
                }
                for one in QUEUES
            ],
            jobs=[_job(order, there.get(order.pk)) for order in page],
            news=Notice.objects.of(self.request.user).unread()[:NEWS_AT_ONCE],
            page_obj=page,
            page_range=page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
            page_query=f"queue={queue.slug}&",
            **kwargs,
        )

    def _queue(self, waiting: dict[str, int]):
        """The one asked for, or the first with something in it."""
        asked = self.request.GET.get("queue")
        if found := next((queue for queue in QUEUES if queue.slug == asked), None):
            return found
        return next((queue for queue in QUEUES if waiting[queue.slug]), QUEUES[0])


def _job(order: Order, there: Elsewhere | None) -> dict:
    action, to = NEXT_STEP.get(order.status, ("", ""))
    number, channel = order.number, order.facts.channel
    if to in HELD_BACK and (order.facts.held_for or (there and there.asks)):
        action = ""
    under_way = order.status == Status.SHIPPED
    return {
        "shown": shown(order, there=there),
        "there": there,
        "asks_parcel": not channel,
        "tracking_url": reverse("desk:tracking", args=[number]) if under_way and not channel else "",
        "action": action,
        "action_url": reverse("desk:step", args=[number, action]) if action else "",
        "slip_url": reverse("desk:slip", args=[number]) if order.status in MAY_REFUSE else "",
        "came_back_url": reverse("desk:came_back", args=[number]) if _may_come_back(order) else "",
        "refund_url": refund_url(order) if order.status in ENDED else "",
        "refuse_url": reverse("desk:refuse", args=[number]) if order.status in MAY_REFUSE else "",
    }


def _may_come_back(order: Order) -> bool:
    """Under way, or reported as returned by a channel: nobody has said yet what became of the goods."""
    return order.status in (Status.SHIPPED, Status.RETURNED) and not order.has_return


def refund_url(order: Order) -> str:
    """Where the producer records money that she sent back; empty where the shop's operator holds it."""
    if settings.BUSINESS_MODEL != "intermediary" or order.facts.purchase_id is None:
        return ""
    return reverse("desk:refund", args=[order.number])


class OwnOrderView(DeskMixin, View):
    """A page about one order of the user's own producers."""

    panel = "orders"

    def own_order(self, number: str) -> Order:
        return get_object_or_404(Order.objects.of(self.request.user).for_display(), number=number)

    def back(self, order: Order) -> HttpResponse:
        queue = next((queue for queue in QUEUES if order.status in queue.statuses), QUEUES[0])
        return redirect(f"{reverse('desk:orders')}?queue={queue.slug}")


class StepView(OwnOrderView):
    """Confirm, pack, hand over, delivered: each only from the status before it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str, step: str) -> HttpResponse:
        order = self.own_order(number)
        if step not in _STEPS:
            raise Http404
        before, to = _STEPS[step]
        there = elsewhere([order]).get(order.pk)
        if to in HELD_BACK and there and there.asks:
            messages.warning(request, there.asks)
            return redirect(there.url) if there.url else self.back(order)
        parcel, note = {}, ""
        if to == Status.SHIPPED and not order.facts.channel:
            code, carrier = typed_parcel(request)
            by_herself = "own_delivery" in request.POST
            if not (code or by_herself):
                messages.warning(request, _("Write the tracking code, or say that you bring it yourself."))
                return self.back(order)
            parcel = {} if by_herself else {"tracking_code": code, "carrier": carrier}
            note = _("the producer brings it herself") if by_herself else ""
        try:
            advance(order, to, actor=request.user, note=note, only_from=[before], **parcel)
        except OrderHeld as held:
            messages.warning(request, _("On hold: do not send it.") + f" {held.why}")
            return self.back(order)
        except StepRefused:
            messages.warning(request, _("Order %(number)s was changed meanwhile.") % {"number": number})
            return self.back(order)
        messages.success(request, _("Order %(number)s: %(status)s.") % {"number": number, "status": Status(to).label})
        return redirect(f"{reverse('desk:orders')}?queue={_queue_of(before)}")


def typed_parcel(request: HttpRequest) -> tuple[str, str]:
    """Tracking code and carrier as typed, each cut to what is kept."""
    code, carrier = (" ".join(request.POST.get(name, "").split())[:60] for name in ("tracking_code", "carrier"))
    return code, carrier


def _queue_of(status: str) -> str:
    return next(queue.slug for queue in QUEUES if status in queue.statuses)


class SlipView(OwnOrderView):
    """What lies in the parcel, to print and put in."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        order = self.own_order(number)
        there = elsewhere([order]).get(order.pk)
        slip: ShownOrder = shown(order, there=there)
        return render(request, "desk/slip.html", {**self.desk_context(), "order": slip, "there": there})


class RefusalForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why can it not be delivered?"),
        help_text=gettext_lazy("The buyer reads this."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RefuseView(OwnOrderView):
    """The producer cannot deliver; says why, the units are free again."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        context = {**self.desk_context(), "order": shown(self.own_order(number)), "form": RefusalForm(refused(request))}
        return render(request, "desk/refuse.html", context)

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        order, form = self.own_order(number), RefusalForm(request.POST)
        if not form.is_valid():
            return refuse(request)
        forget(request)
        try:
            advance(order, Status.REFUSED, actor=request.user, note=form.cleaned_data["reason"], only_from=MAY_REFUSE)
        except StepRefused:
            messages.warning(request, _("Order %(number)s was changed meanwhile.") % {"number": number})
        return self.back(order)
