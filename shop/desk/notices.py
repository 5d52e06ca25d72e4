"""What a person at the desk was told."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import TemplateView, View

from shop.notices.models import Notice

from .access import DeskMixin

NOTICES_A_PAGE = 30


class NoticesView(DeskMixin, TemplateView):
    """All notices of the person herself, unread ones marked. At most 18 queries."""

    panel = "notices"
    template_name = "desk/notices.html"

    def get_context_data(self, **kwargs):
        page = Paginator(Notice.objects.of(self.request.user), NOTICES_A_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            **self.desk_context(),
            page_obj=page,
            page_range=page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
            **kwargs,
        )


class ReadAllView(DeskMixin, View):
    panel = "notices"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        Notice.objects.of(request.user).unread().update(read_at=timezone.now())
        return redirect("desk:orders")


class OpenView(DeskMixin, View):
    """Read it, and go where it leads."""

    panel = "notices"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        mine = Notice.objects.of(request.user)
        notice = get_object_or_404(mine, pk=pk)
        mine.unread().filter(pk=pk).update(read_at=timezone.now())
        return HttpResponseRedirect(notice.url) if notice.url else redirect("desk:notices")
