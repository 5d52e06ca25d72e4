"""Returns at the desk: what buyers ask, what came back, and what of it goes on the shelf again."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from shop.checkout.retyping import forget, refuse, refused
from shop.order.display import shown
from shop.order.models import Order
from shop.returns.forms import AnswerForm, CountsForm
from shop.returns.handling import ReturnRefused, answer, came_back, open_units, receive
from shop.returns.models import ReturnRequest

from .access import DeskMixin
from .views import OwnOrderView, refund_url

RETURNS_A_PAGE = 20
State = ReturnRequest.State
OPEN = (State.ASKED, State.ACCEPTED)


def waiting(user) -> int:
    """Returns that wait for this user to do something."""
    return ReturnRequest.objects.of(user).filter(state__in=OPEN).count()


class ReturnsView(DeskMixin, TemplateView):
    """Open requests first, then those that are done. At most 22 queries."""

    panel = "returns"
    template_name = "desk/returns.html"

    def get_context_data(self, **kwargs):
        mine = ReturnRequest.objects.of(self.request.user).for_display()
        done = Paginator(mine.exclude(state__in=OPEN), RETURNS_A_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            **self.desk_context(),
            open=mine.filter(state__in=OPEN).order_by("asked_at", "pk"),
            page_obj=done,
            page_range=done.paginator.get_elided_page_range(done.number, on_each_side=1, on_ends=1),
            **kwargs,
        )


class ReturnView(DeskMixin, View):
    """One request: answer it, then say what arrived."""

    panel = "returns"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        one, typed = self._own(pk), refused(request)
        answering = typed is not None and typed.get("act") != "receive"
        context = {
            **self.desk_context(),
            "one": one,
            "order": shown(Order.objects.of(request.user).for_display().get(pk=one.order_id)),
            "refunds": one.order.refunds.exclude(state="failed"),
            "refund_url": refund_url(one.order),
            "answer_form": AnswerForm(typed if answering else None),
            "receive_form": self._receive_form(one, None if answering else typed),
        }
        return render(request, "desk/return.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        one = self._own(pk)
        act = {"accept": self._answer, "decline": self._answer, "receive": self._receive}.get(
            request.POST.get("act", "")
        )
        return act(one) if act else redirect("desk:return", pk)

    def _own(self, pk: int) -> ReturnRequest:
        return get_object_or_404(ReturnRequest.objects.of(self.request.user).for_display(), pk=pk)

    def _answer(self, one: ReturnRequest) -> HttpResponse:
        form = AnswerForm(self.request.POST)
        if not form.is_valid():
            return refuse(self.request)
        accepted = self.request.POST["act"] == "accept"
        done = _("Accepted. The buyer was told.") if accepted else _("Declined. The buyer was told.")
        return self._do(
            one, lambda: answer(one, accepted=accepted, text=form.cleaned_data["text"], actor=self.request.user), done
        )

    def _receive(self, one: ReturnRequest) -> HttpResponse:
        form = self._receive_form(one, self.request.POST)
        if not form.is_valid():
            return refuse(self.request)
        return self._do(one, lambda: receive(one, form.units(), actor=self.request.user), _("The goods are recorded."))

    def _do(self, one: ReturnRequest, act, done: str) -> HttpResponse:
        forget(self.request)
        try:
            act()
        except ReturnRefused as why:
            messages.warning(self.request, str(why))
        else:
            messages.success(self.request, done)
        return redirect("desk:return", one.pk)

    @staticmethod
    def _receive_form(one: ReturnRequest, data=None) -> CountsForm:
        units = {row.line_id: row.quantity for row in one.lines.all()}
        return CountsForm(data, lines=[row.line for row in one.lines.all()], most=units, start={})


class CameBackView(OwnOrderView):
    """The carrier brought a parcel back that nobody took: its good units can be sold again."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        order = self.own_order(number)
        context = {**self.desk_context(), "order": shown(order), "form": self._form(order, refused(request))}
        return render(request, "desk/came_back.html", context)

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        order = self.own_order(number)
        form = self._form(order, request.POST)
        if not form.is_valid():
            return refuse(request)
        forget(request)
        try:
            came_back(order, form.units(), actor=request.user)
        except ReturnRefused as why:
            messages.warning(request, str(why))
        else:
            messages.success(request, _("Order %(number)s is back.") % {"number": number})
        return self.back(Order.objects.get(pk=order.pk))

    @staticmethod
    def _form(order: Order, data=None) -> CountsForm:
        units = open_units(order)
        return CountsForm(data, lines=order.lines.all(), most=units, start=units)
