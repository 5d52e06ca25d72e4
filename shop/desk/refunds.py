"""A producer who is paid herself (business model “intermediary”) pays back herself, and records it here."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shop.checkout.retyping import forget, refuse, refused, tell_again
from shop.order.display import shown
from shop.order.models import Order
from shop.payment.refunds import RefundError, refundable
from shop.returns.forms import RefundForm
from shop.returns.paying_back import is_by_hand, pay_back, suggested

from .views import OwnOrderView


class RefundView(OwnOrderView):
    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if settings.BUSINESS_MODEL != "intermediary":
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        order = self.own_order(number)
        form = self._form(order, refused(request))
        tell_again(request, form)
        context = {
            **self.desk_context(),
            "order": shown(order),
            "left": refundable(order),
            "refunds": order.refunds.all(),
            "form": form,
        }
        return render(request, "desk/refund.html", context)

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        order = self.own_order(number)
        form = self._form(order, request.POST)
        if not form.is_valid():
            return refuse(request)
        data = form.cleaned_data
        try:
            pay_back(order, data["amount"], reason=data["reason"], reference=data.get("reference", ""), by=request.user)
        except RefundError as why:
            return refuse(request, str(why))
        forget(request)
        messages.success(request, _("Recorded. The buyer sees it on the order's page."))
        return redirect("desk:refund", number)

    @staticmethod
    def _form(order: Order, data=None) -> RefundForm:
        left = refundable(order)
        return RefundForm(
            data, left=left, by_hand=is_by_hand(order), initial={"amount": suggested(order, left) or None}
        )
