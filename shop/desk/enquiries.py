"""Booking requests at the desk: who asks for a service of the producer, and whom she called back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from catalogue.certification.models import ProductGroup
from catalogue.producers.models import Producer
from catalogue.provenance.models import ProductSheet
from shop.enquiries.models import Enquiry
from shop.enquiries.sending import mark_answered

from .access import DeskMixin

ENQUIRIES_A_PAGE = 20


def waiting(user) -> int | None:
    """Requests that wait for this user's answer; None where she offers no service and was never asked."""
    mine = ProductSheet.objects.filter(producer__in=Producer.objects.of(user))
    asked_for = mine.filter(Q(group__set_no=ProductGroup.TOURISM) | Q(product__enquiries__isnull=False))
    is_open = Q(product__enquiries__answered_at=None, product__enquiries__phone__gt="")
    found = asked_for.aggregate(services=Count("pk"), open=Count("product__enquiries", filter=is_open, distinct=True))
    return found["open"] if found["services"] else None


class EnquiriesView(DeskMixin, TemplateView):
    """Open requests on top, newest first. At most 14 queries."""

    panel = "enquiries"
    template_name = "desk/enquiries.html"

    def get_context_data(self, **kwargs):
        mine = Enquiry.objects.of(self.request.user).select_related("product", "answered_by").open_first()
        page = Paginator(mine, ENQUIRIES_A_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            **self.desk_context(),
            page_obj=page,
            page_range=page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
            **kwargs,
        )


class AnsweredView(DeskMixin, View):
    """The producer called back."""

    panel = "enquiries"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        enquiry = get_object_or_404(Enquiry.objects.of(request.user), pk=pk)
        if mark_answered(enquiry, actor=request.user):
            messages.success(request, _("Noted: you have answered %(name)s.") % {"name": enquiry.name})
        else:
            messages.warning(request, _("This request was answered before."))
        return redirect("desk:enquiries")
