"""One decision in the office: its facts as printed, what proves it, and who changed that."""

from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import UpdateView, View

from catalogue.certification.evidence import save_evidence
from catalogue.certification.models import Certificate, Decision

from . import access
from .forms import DecisionForm


class DecisionPage(access.RegisterView, WagtailAdminTemplateMixin, UpdateView):
    template_name = "programme/register/decision.html"
    form_class = DecisionForm
    header_icon = "doc-full"

    def get_object(self, queryset=None):
        return get_object_or_404(access.visible(Decision, self.request.user), pk=self.kwargs["pk"])

    def post(self, request, *args, **kwargs):
        if not access.allowed(request.user, access.ACT):
            raise PermissionDenied
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        save_evidence(self.object, form.cleaned_data, actor=self.request.user)
        messages.success(self.request, _("The evidence is saved."))
        return redirect("programme_decision", self.object.pk)

    def get_page_title(self):
        return self.object.number

    def get_breadcrumbs_items(self):
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("programme_decisions"), "label": _("Decisions")},
            {"url": "", "label": self.object.number},
        ]

    def get_context_data(self, **kwargs):
        mine = access.visible(Certificate, self.request.user).filter(decision=self.object, corrected_by=None)
        return super().get_context_data(
            recognised=mine.count(),
            can_edit=access.allowed(self.request.user, access.ACT),
            changes=self.object.changes.select_related("actor")[:50],
            **kwargs,
        )


class DecisionScan(access.RegisterView, View):
    def get(self, request, pk: int):
        decision = get_object_or_404(access.visible(Decision, request.user), pk=pk)
        if not decision.scan:
            raise Http404
        return FileResponse(decision.scan.open("rb"), as_attachment=True)
