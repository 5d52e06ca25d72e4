"""One producer in the office: the facts that staff keep, and the certificates."""

from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import UpdateView

from catalogue.certification.states import state_expression, today
from catalogue.producers.editing import save_producer
from catalogue.producers.models import Producer

from . import access
from .forms import ProducerForm
from .listings import STATE_NAMES


class ProducerPage(access.RegisterView, WagtailAdminTemplateMixin, UpdateView):
    template_name = "programme/register/producer.html"
    form_class = ProducerForm
    header_icon = "group"

    def get_object(self, queryset=None):
        return get_object_or_404(access.visible(Producer, self.request.user), pk=self.kwargs["pk"])

    def post(self, request, *args, **kwargs):
        if not access.allowed(request.user, access.EDIT_PRODUCER):
            raise PermissionDenied
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        bound = access.provinces_of(self.request.user)
        province = form.cleaned_data["province"]
        if bound and (province is None or province.pk not in bound):
            form.add_error("province", _("This producer is outside the provinces that you look after."))
            return self.form_invalid(form)
        save_producer(form.instance, form.changed_data, actor=self.request.user)
        messages.success(self.request, _("The producer is saved."))
        return redirect(self.get_success_url())

    def get_success_url(self):
        return reverse("programme_producer", args=[self.object.pk])

    def get_page_title(self):
        return self.object.name

    def get_breadcrumbs_items(self):
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("programme_producers"), "label": _("Producers")},
            {"url": "", "label": self.object.name},
        ]

    def get_context_data(self, **kwargs):
        certificates = self.object.certificates.filter(corrected_by=None).select_related("decision", "timeline")
        rows = list(certificates.annotate(state=state_expression(today(), prefix="timeline__")))
        return super().get_context_data(
            certificates=[(row, STATE_NAMES[row.state]) for row in rows],
            changes=self.object.changes.select_related("actor")[:50],
            can_edit=access.allowed(self.request.user, access.EDIT_PRODUCER),
            **kwargs,
        )
