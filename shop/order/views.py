"""The buyer's own view of an order: by signed link, or by number and phone."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import View

from catalogue.certification.states import today
from shop.checkout.links import thanks_url
from shop.checkout.models import Purchase
from shop.checkout.retyping import forget, refuse, refused, tell_again
from shop.payment.going_back import came_so_far, going_back
from shop.payment.models import Refund
from shop.returns.handling import refusal
from shop.returns.models import ReturnRequest
from shop.theming.templatetags.money import dong

from .display import ShownOrder, shown
from .forms import TrackForm
from .links import order_of, track_url
from .models import Order
from .pipeline import BUYER_MAY_CANCEL, Status
from .statuses import StepRefused, advance
from .throttle import too_many


@method_decorator(never_cache, name="dispatch")
class TrackView(View):
    """Number (or the code of a purchase) and phone, both right: nothing tells which of the two was wrong."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = TrackForm(refused(request))
        tell_again(request, form)
        return render(request, "orders/track.html", {"form": form, "section": "orders"})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = TrackForm(request.POST)
        if not form.is_valid():
            return refuse(request)
        number, phone = form.cleaned_data["number"], form.cleaned_data["phone"]
        if too_many(f"track:{request.META['REMOTE_ADDR']}", f"track:{number}"):
            return refuse(request, _("Too many tries. Wait a quarter of an hour, or call us."))
        found = self._found(number, phone)
        if found is None:
            return refuse(request, _("No order with this number and this phone. Check both."))
        forget(request)
        return redirect(found)

    @staticmethod
    def _found(number: str, phone: str) -> str | None:
        if Order.objects.filter(number=number, facts__purchase__phone=phone).exists():
            return track_url(number)
        if Purchase.objects.filter(reference=number, phone=phone).exists():
            return thanks_url(number)
        return None


@method_decorator(never_cache, name="dispatch")
class OrderView(View):
    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        order = order_of(token)
        context = {
            "order": shown(order),
            "back": going_back(order),
            "came": came_so_far(order),
            "returns": ReturnRequest.objects.filter(order=order).for_display(),
            "refunds": order.refunds.exclude(state=Refund.State.FAILED),
            "may_return": not refusal(order, today()),
            "token": token,
            "section": "orders",
        }
        return render(request, "orders/track.html", context)


@method_decorator(never_cache, name="dispatch")
class CancelView(View):
    """The buyer changes her mind, until the producer packs; she is asked once more."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        order = shown(self._own(token))
        if not order.may_cancel:
            return redirect(order.track_url)
        return render(request, "orders/cancel.html", {"order": order, "section": "orders"})

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        order = self._own(token)
        was = shown(order)
        try:
            advance(order, Status.CANCELLED, note=_("cancelled by the buyer"), only_from=BUYER_MAY_CANCEL)
        except StepRefused:
            messages.warning(request, _("It is packed already and can no longer be cancelled here. Please call us."))
        else:
            messages.success(request, self._done(was))
        return redirect(track_url(order.number))

    @staticmethod
    def _own(token: str) -> Order:
        order = order_of(token)
        if order.facts.channel:
            raise Http404
        return order

    @staticmethod
    def _done(was: ShownOrder) -> str:
        if not was.is_prepaid:
            return _("The order is cancelled. You need not do anything else.")
        return _("The order is cancelled. %(payee)s pays %(amount)s back to you.") % {
            "payee": was.payee,
            "amount": dong(was.total),
        }
