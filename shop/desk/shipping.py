"""The tracking code at the desk: asked for when a parcel leaves, and put right while it is under way."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from shop.order.models import Order
from shop.order.statuses import StepRefused
from shop.order.tracking import change_tracking

from .views import OwnOrderView, typed_parcel


class TrackingView(OwnOrderView):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        order = self.own_order(number)
        if order.facts.channel:
            raise Http404
        code, carrier = typed_parcel(request)
        if not code:
            messages.warning(request, _("Write the tracking code of the parcel."))
            return self.back(order)
        try:
            changed = change_tracking(order, code, carrier, actor=request.user)
        except StepRefused:
            messages.warning(request, _("Order %(number)s was changed meanwhile.") % {"number": number})
        else:
            if changed:
                messages.success(request, _("The tracking code is noted; the buyer sees it."))
        return self.back(Order.objects.get(pk=order.pk))
