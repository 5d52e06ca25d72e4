"""“Mã giảm giá” in the office: the usual code in one small form, and its terms as buyers will read them."""

import re

from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from catalogue.certification.states import today
from catalogue.producers.models import Producer
from shop.offer.applicator import OFFERS
from shop.offer.models import Benefit
from shop.offer.ranges import learn
from shop.offer.terms import terms

from .making import Usual, end_now, make_voucher
from .models import Voucher

VIEW, ADD, CHANGE = "voucher.view_voucher", "voucher.add_voucher", "voucher.change_voucher"
PER_PAGE = 50


def allowed(user, permission: str) -> bool:
    return bool(user.is_authenticated and user.is_active and user.is_staff and user.has_perm(permission))


def day_field(label: str, **more) -> forms.DateField:
    widget = AdminDateInput(format="%d/%m/%Y")
    return forms.DateField(label=label, input_formats=["%d/%m/%Y", "%Y-%m-%d"], widget=widget, **more)


class UsualForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Discount code"),
        max_length=20,
        help_text=gettext_lazy("Letters and digits, such as TET2027."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What it takes off"),
        choices=[
            (Benefit.PERCENTAGE, gettext_lazy("a part of the price, in percent")),
            (Benefit.FIXED, gettext_lazy("an amount in đồng")),
        ],
        initial=Benefit.PERCENTAGE,
        widget=forms.RadioSelect,
    )
    off = forms.DecimalField(label=gettext_lazy("How much"), min_value=1, max_digits=12, decimal_places=0)
    least = forms.DecimalField(
        label=gettext_lazy("From how many đồng of goods on"),
        min_value=0,
        max_digits=12,
        decimal_places=0,
        required=False,
        help_text=gettext_lazy("Empty: any basket."),
    )
    first = day_field(gettext_lazy("From this day on"), initial=today)
    last = day_field(gettext_lazy("Until this day, to its end"))
    usage = forms.ChoiceField(
        label=gettext_lazy("How often"),
        choices=[
            (Voucher.ONCE_PER_CUSTOMER, gettext_lazy("once for each customer, known by the phone number")),
            (Voucher.MULTI_USE, gettext_lazy("as often as anybody likes")),
            (Voucher.SINGLE_USE, gettext_lazy("for one order only")),
        ],
        initial=Voucher.ONCE_PER_CUSTOMER,
        widget=forms.RadioSelect,
    )
    producer = forms.ModelChoiceField(
        label=gettext_lazy("For whose goods"),
        queryset=Producer.objects.order_by("name"),
        required=False,
        empty_label=gettext_lazy("the whole shop"),
    )

    def clean_code(self) -> str:
        code = "".join(self.cleaned_data["code"].split()).upper()
        if not re.fullmatch(r"[A-Z0-9]{3,20}", code):
            raise forms.ValidationError(_("3 to 20 letters without accents, or digits."))
        if Voucher.objects.filter(code=code).exists() or Voucher.objects.filter(name=code).exists():
            raise forms.ValidationError(_("This code was used before. Take another one."))
        return code

    def clean(self) -> dict:
        data = super().clean()
        if data.get("kind") == Benefit.PERCENTAGE and data.get("off", 0) > 100:
            self.add_error("off", _("At most 100 percent."))
        if data.get("kind") == Benefit.FIXED and data.get("off", 0) > (data.get("least") or 0):
            self.add_error("least", _("At least what the code takes off, or somebody gets goods for nothing."))
        if data.get("first") and data.get("last") and data["last"] < max(data["first"], today()):
            self.add_error("last", _("This day is over, or before the first."))
        return data

    def usual(self) -> Usual:
        data = self.cleaned_data
        return Usual(**{**data, "least": data["least"] or 0})


class VoucherScreen(WagtailAdminTemplateMixin):
    """Every screen here: refuses whoever lacks `needs`."""

    needs = VIEW
    page_title = gettext_lazy("Discount codes")
    header_icon = "tag"

    def dispatch(self, request, *args, **kwargs):
        if not allowed(request.user, self.needs):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        here = [{"url": reverse("vouchers"), "label": _("Discount codes")}]
        return super().get_breadcrumbs_items() + here


class VoucherList(VoucherScreen, TemplateView):
    """The newest first, each with its terms. At most 20 queries."""

    template_name = "voucher/office/list.html"

    def get_context_data(self, **kwargs):
        page = Paginator(_with_offers(), PER_PAGE).get_page(self.request.GET.get("p"))
        learn([offer for voucher in page for offer in voucher.all_offers], [])
        return super().get_context_data(
            page=page,
            rows=[_shown(voucher) for voucher in page],
            may_add=allowed(self.request.user, ADD),
            header_title=_("Discount codes"),
            **kwargs,
        )


class VoucherNew(VoucherScreen, FormView):
    needs = ADD
    template_name = "voucher/office/form.html"
    form_class = UsualForm

    def form_valid(self, form):
        voucher = make_voucher(form.usual())
        messages.success(self.request, _("The code %(code)s is made.") % {"code": voucher.code})
        return redirect("voucher", voucher.pk)

    def get_context_data(self, **kwargs):
        return super().get_context_data(header_title=_("New discount code"), **kwargs)


class VoucherPage(VoucherScreen, TemplateView):
    """One code as buyers read it; it can be ended."""

    template_name = "voucher/office/voucher.html"

    def post(self, request, pk: int):
        if not allowed(request.user, CHANGE):
            raise PermissionDenied
        voucher = get_object_or_404(Voucher, pk=pk)
        end_now(voucher)
        messages.success(request, _("The code %(code)s has ended.") % {"code": voucher.code})
        return redirect("voucher", pk)

    def get_context_data(self, pk: int, **kwargs):
        voucher = get_object_or_404(_with_offers(), pk=pk)
        learn(voucher.all_offers, [])
        return super().get_context_data(
            one=_shown(voucher), may_end=allowed(self.request.user, CHANGE), header_title=voucher.code, **kwargs
        )


def _with_offers():
    return Voucher.objects.prefetch_related(Prefetch("offers", OFFERS, to_attr="all_offers")).order_by("-pk")


def _shown(voucher: Voucher) -> dict:
    """`state`: is it open, to come, or over."""
    now = timezone.now()
    if voucher.end_datetime and voucher.end_datetime < now:
        state = _("ended")
    else:
        state = _("open") if not voucher.start_datetime or voucher.start_datetime <= now else _("to come")
    return {
        "voucher": voucher,
        "terms": [terms(offer, voucher) for offer in voucher.all_offers],
        "state": state,
        "is_over": bool(voucher.end_datetime and voucher.end_datetime < now),
    }
