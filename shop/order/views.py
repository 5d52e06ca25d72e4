"""The buyer's own view of an order: by signed link, or by number and phone."""

from django.contrib import messages
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, View

from .display import shown
from .forms import TrackForm
from .links import number_of, track_url
from .models import Order
from .pipeline import BUYER_MAY_CANCEL, Status
from .statuses import StepRefused, advance
from .throttle import too_many


@method_decorator(never_cache, name="dispatch")
class TrackView(FormView):
    """Number and phone, both right: nothing tells which of the two was wrong."""

    template_name = "orders/track.html"
    form_class = TrackForm
    extra_context = {"section": "orders"}

    def form_valid(self, form) -> HttpResponse:
        number, phone = form.cleaned_data["number"], form.cleaned_data["phone"]
        if too_many(f"track:{self.request.META['REMOTE_ADDR']}", f"track:{number}"):
            form.add_error(None, _("Too many tries. Wait a quarter of an hour, or call us."))
            return self.render_to_response(self.get_context_data(form=form), status=429)
        if not Order.objects.filter(number=number, facts__purchase__phone=phone).exists():
            form.add_error(None, _("No order with this number and this phone. Check both."))
            return self.form_invalid(form)
        return redirect(track_url(number))


def _order_of(token: str) -> Order:
    try:
        number = number_of(token)
    except BadSignature as error:
        raise Http404 from error
    return get_object_or_404(Order.objects.for_display(), number=number)


@method_decorator(never_cache, name="dispatch")
class OrderView(View):
    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        context = {"order": shown(_order_of(token)), "token": token, "section": "orders"}
        return render(request, "orders/track.html", context)


class CancelView(View):
    """The buyer changes her mind, until the producer packs."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        order = _order_of(token)
        if order.facts.channel:
            raise Http404
        try:
            advance(order, Status.CANCELLED, note=_("cancelled by the buyer"), only_from=BUYER_MAY_CANCEL)
        except StepRefused:
            messages.warning(request, _("It is packed already and can no longer be cancelled here. Please call us."))
        else:
            messages.success(request, _("The order is cancelled. You need not do anything else."))
        return redirect(track_url(order.number))
