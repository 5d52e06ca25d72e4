"""“Thu hộ” in the office: cash that carriers collected at doors, and recording that they handed it over."""

from urllib.parse import urlencode

from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from catalogue.certification.importing.reading import FileRefused
from catalogue.certification.states import today
from shop.theming.templatetags.money import dong

from . import remittance
from .office import SETTLE, MoneyView, allowed

PER_PAGE = 100
TABS = {
    "to_come": (gettext_lazy("with the carrier"), remittance.to_come),
    "under_way": (gettext_lazy("on its way"), remittance.under_way),
    "remitted": (gettext_lazy("handed over"), remittance.remitted),
    "refused": (gettext_lazy("not accepted at the door"), remittance.not_accepted),
}


class RemitForm(forms.Form):
    carrier = forms.CharField(label=gettext_lazy("Carrier"), max_length=60)
    reference = forms.CharField(
        label=gettext_lazy("Carrier's reference"),
        help_text=gettext_lazy("Of the transfer or the list, so that it can be found again."),
        max_length=80,
    )
    received_on = forms.DateField(
        label=gettext_lazy("Received on"),
        initial=today,
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        widget=AdminDateInput(format="%d/%m/%Y"),
    )


class ListForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("The carrier's list (Excel or CSV)"))


class CodView(MoneyView, TemplateView):
    page_title = gettext_lazy("Cash from carriers")
    header_icon = "calendar-check"

    def get_breadcrumbs_items(self):
        items = super().get_breadcrumbs_items()[:-1]
        return [*items, {"url": reverse("payment_cod"), "label": _("Cash from carriers")}]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            header_title=_("Cash from carriers"), may_settle=allowed(self.request.user, SETTLE), **kwargs
        )

    def remit(self, template_form: RemitForm):
        """Record what was ticked; None if a field is wrong."""
        if not allowed(self.request.user, SETTLE):
            raise PermissionDenied
        ticked = [int(pk) for pk in self.request.POST.getlist("attempt") if pk.isdecimal()]
        if not template_form.is_valid():
            return None
        try:
            done = remittance.remit(ticked, actor=self.request.user, **template_form.cleaned_data)
        except remittance.NothingToRemit:
            messages.warning(self.request, _("Tick the parcels whose cash was handed over."))
            return redirect("payment_cod")
        count = done.attempts.count()
        told = ngettext("%(n)d parcel, %(amount)s: recorded.", "%(n)d parcels, %(amount)s: recorded.", count)
        messages.success(self.request, told % {"n": count, "amount": dong(done.amount)})
        return redirect(f"{reverse('payment_cod')}?tab=remitted")


class CodList(CodView):
    """Each stage of the cash, newest last; what the carrier has is ticked and recorded. At most 20 queries."""

    template_name = "payment/office/cod.html"

    def post(self, request, *args, **kwargs):
        form = RemitForm(request.POST)
        return self.remit(form) or self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, form=None, **kwargs):
        wanted = self.request.GET.get("tab", "to_come")
        wanted = wanted if wanted in TABS else "to_come"
        rows = TABS[wanted][1]().select_related("order__facts__producer", "purchase").prefetch_related("remittances")
        carrier = self.request.GET.get("carrier", "").strip()
        if carrier:
            rows = rows.filter(order__facts__carrier__iexact=carrier)
        return super().get_context_data(
            tabs=self._tabs(wanted),
            wanted=wanted,
            carrier=carrier,
            page=Paginator(rows.order_by("pk"), PER_PAGE).get_page(self.request.GET.get("p")),
            kept=urlencode({"tab": wanted, **({"carrier": carrier} if carrier else {})}),
            form=form or RemitForm(initial={"carrier": carrier}),
            **kwargs,
        )

    @staticmethod
    def _tabs(wanted: str) -> list[dict]:
        tabs = []
        for slug, (label, rows) in TABS.items():
            counted = rows().aggregate(n=Count("pk"), sum=Sum("amount"))
            tabs.append({"slug": slug, "label": label, **counted, "current": slug == wanted})
        return tabs


class CodUpload(CodView):
    """A carrier's list: what it names is shown, ticked where it fits, and recorded only by the second button."""

    needs = SETTLE
    template_name = "payment/office/cod_upload.html"

    def post(self, request, *args, **kwargs):
        if "attempt" in request.POST or "carrier" in request.POST:
            form = RemitForm(request.POST)
            return self.remit(form) or self.render_to_response(self.get_context_data(form=form))
        upload, named = ListForm(request.POST, request.FILES), []
        if upload.is_valid():
            try:
                named = remittance.named_in(upload.cleaned_data["file"].read())
            except FileRefused as refusal:
                upload.add_error("file", str(refusal))
        return self.render_to_response(self.get_context_data(upload=upload, named=named))

    def get_context_data(self, upload=None, named=(), form=None, **kwargs):
        return super().get_context_data(
            upload=upload or ListForm(),
            named=named,
            form=form or RemitForm(),
            ticked=self.request.POST.getlist("attempt"),
            **kwargs,
        )
