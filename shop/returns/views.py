"""The buyer asks for a return on the order's own page, by the same signed link."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import View

from catalogue.certification.states import today
from shop.checkout.retyping import forget, refuse, refused, tell_again
from shop.order.display import shown
from shop.order.links import order_of, track_url
from shop.order.models import Order
from shop.order.pipeline import Status

from .forms import AskForm
from .handling import ReturnRefused, ask, open_units, refusal


@method_decorator(never_cache, name="dispatch")
class AskView(View):
    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        order = order_of(token)
        if why := refusal(order, today()):
            messages.warning(request, why)
            return redirect(track_url(order.number))
        form = self._form(order, refused(request))
        tell_again(request, form)
        context = {"order": shown(order), "form": form, "token": token, "section": "orders"}
        return render(request, "orders/return.html", context)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        order = order_of(token)
        if order.facts.channel:
            raise Http404
        form = self._form(order, request.POST)
        if not form.is_valid():
            return refuse(request)
        data = form.cleaned_data
        try:
            ask(
                order,
                reason=data["reason"],
                text=data["text"],
                quantities=form.units(),
                day=today(),
                pay_back_to=data.get("pay_back_to", ""),
            )
        except ReturnRefused as why:
            return refuse(request, str(why))
        forget(request)
        messages.success(request, _("The producer has your request and answers on this page."))
        return redirect(track_url(order.number))

    @staticmethod
    def _form(order: Order, data=None) -> AskForm:
        left = open_units(order)
        only = {line: units for line, units in left.items() if len(left) == 1}
        return AskForm(
            data,
            lines=order.lines.all(),
            most=left,
            start=only,
            was_cash=bool(order.facts.cod_amount),
            is_delivered=order.status == Status.DELIVERED,
        )
