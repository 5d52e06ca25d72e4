"""“Hoàn tiền” in the office: who waits for money, sending it back in full or in part, and what went back."""

from wagtail.admin import messages

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from shop.checkout.references import read_order_number
from shop.order.models import Order
from shop.returns.forms import RefundForm
from shop.returns.models import ReturnRequest
from shop.returns.paying_back import is_by_hand, pay_back, suggested, waiting_for_money

from .models import Refund
from .office import SETTLE, MoneyView, allowed
from .refunds import RefundError, refundable

MOST_SHOWN = 100


class RefundsView(MoneyView):
    page_title = gettext_lazy("Money back")
    header_icon = "rotate"

    def get_breadcrumbs_items(self):
        items = super().get_breadcrumbs_items()[:-1]
        return [*items, {"url": reverse("payment_refunds"), "label": _("Money back")}]


class RefundList(RefundsView, TemplateView):
    """Orders that wait for money back, and the refunds made. At most 20 queries."""

    template_name = "payment/office/refunds.html"

    def get(self, request, *args, **kwargs):
        if typed := request.GET.get("number", "").strip():
            number = read_order_number(typed)
            if number and Order.objects.filter(number=number, facts__purchase__isnull=False).exists():
                return redirect("payment_refund", number)
            messages.warning(request, _("We have no order %(number)s.") % {"number": typed[:20]})
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        waiting = waiting_for_money().select_related("facts__producer", "facts__purchase")
        accepted = ReturnRequest.objects.exclude(state=ReturnRequest.State.DECLINED)
        return super().get_context_data(
            waiting=waiting.prefetch_related(Prefetch("returns", queryset=accepted))[:MOST_SHOWN],
            refunds=Refund.objects.select_related("order", "attempt__purchase", "actor").order_by("-pk")[:MOST_SHOWN],
            header_title=_("Money back"),
            **kwargs,
        )


class RefundPage(RefundsView, FormView):
    template_name = "payment/office/refund.html"
    form_class = RefundForm

    def setup(self, request, *args, number: str, **kwargs):
        super().setup(request, *args, **kwargs)
        self.number = number

    def dispatch(self, request, *args, **kwargs):
        if allowed(request.user, self.needs):
            orders = Order.objects.filter(facts__purchase__isnull=False).for_display()
            self.order = get_object_or_404(orders, number=self.number)
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if not allowed(request.user, SETTLE):
            raise PermissionDenied
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self):
        left = refundable(self.order)
        kwargs = {**super().get_form_kwargs(), "left": left, "by_hand": is_by_hand(self.order)}
        kwargs["initial"] = {"amount": suggested(self.order, left) or None}
        return kwargs

    def form_valid(self, form):
        data = form.cleaned_data
        try:
            pay_back(
                self.order,
                data["amount"],
                reason=data["reason"],
                reference=data.get("reference", ""),
                by=self.request.user,
            )
        except RefundError as why:
            form.add_error(None, str(why))
            return self.form_invalid(form)
        messages.success(self.request, _("Recorded. The buyer sees it on the order's page."))
        return redirect("payment_refund", self.number)

    def get_context_data(self, **kwargs):
        left = refundable(self.order)
        return super().get_context_data(
            order=self.order,
            left=left,
            by_hand=is_by_hand(self.order),
            refunds=self.order.refunds.select_related("actor"),
            returns=self.order.returns.for_display(),
            may_settle=left and allowed(self.request.user, SETTLE),
            header_title=_("Money back for order %(number)s") % {"number": self.number},
            **kwargs,
        )
