"""One certificate: its facts, its state, its history, and the acts that record what happened to it."""

from dataclasses import dataclass
from datetime import date, datetime

from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from catalogue.certification import events
from catalogue.certification.models import Certificate, CertificateEvent, NationalCandidacy
from catalogue.certification.safety import SAFETY_GROUNDS
from catalogue.certification.states import State, state_on, today

from . import access, forms


@dataclass(frozen=True)
class Act:
    """Something an officer can record: its form, and the function of `events` that records it."""

    title: str
    button: str
    form: type[forms.ActForm]
    done: str
    help: str = ""


ACTS = {
    "thu-hoi": Act(
        gettext_lazy("Withdraw"), gettext_lazy("Withdraw the certificate"), forms.WithdrawForm,
        gettext_lazy("The certificate is withdrawn; its star is gone."),
    ),
    "gia-han": Act(
        gettext_lazy("Extend"), gettext_lazy("Record the extension"), forms.ExtendForm,
        gettext_lazy("The extension is recorded."),
    ),
    "nop-ho-so": Act(
        gettext_lazy("Re-evaluation filed"), gettext_lazy("Record the filing"), forms.FilingForm,
        gettext_lazy("The filing is recorded."),
    ),
    "minh-chung": Act(
        gettext_lazy("Change the evidence"), gettext_lazy("Record the evidence"), forms.EvidenceForm,
        gettext_lazy("The evidence is recorded."),
        gettext_lazy("A star is shown only for a signed decision or government news that it was awarded."),
    ),
    "de-nghi-5-sao": Act(
        gettext_lazy("Proposed for five stars"), gettext_lazy("Record the proposal"), forms.CandidacyForm,
        gettext_lazy("The proposal is recorded; the stars stay as they are."),
        gettext_lazy("Only the ministry's decision makes five stars. Pages say that it was proposed, in words."),
    ),
    "dinh-chinh": Act(
        gettext_lazy("Correct the record"), gettext_lazy("Record the correction"), forms.CorrectForm,
        gettext_lazy("The correction is recorded; the wrong record stays in the history."),
        gettext_lazy("A certificate is never edited: the right facts become a new record that replaces this one."),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Happening:
    """One line of the history: the day it took effect, what, who recorded it and when."""

    on: date
    what: str
    note: str
    who: object
    recorded_at: datetime


class CertificateScreen(access.RegisterView, WagtailAdminTemplateMixin):
    header_icon = "doc-full-inverse"

    def setup(self, request, *args, pk: int, **kwargs):
        super().setup(request, *args, **kwargs)
        self.pk = pk

    def found(self) -> Certificate:
        if not hasattr(self, "certificate"):
            rows = access.visible(Certificate, self.request.user).select_related(
                "decision", "producer__province", "producer__commune", "timeline", "group", "corrects", "corrected_by"
            )
            self.certificate = get_object_or_404(rows, pk=self.pk)
        return self.certificate

    def get_page_title(self):
        return self.found().product_name

    def get_breadcrumbs_items(self):
        here = self.found()
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("programme_certificates"), "label": _("Certificates")},
            {"url": reverse("programme_certificate", args=[here.pk]), "label": here.product_name},
        ]


class CertificatePage(CertificateScreen, TemplateView):
    template_name = "programme/register/certificate.html"

    def get_context_data(self, **kwargs):
        certificate, day = self.found(), today()
        state = state_on(certificate.timeline, day)
        replaced = getattr(certificate, "corrected_by", None)
        can_act = access.allowed(self.request.user, access.ACT) and replaced is None and state != State.WITHDRAWN
        proposed = events.candidacy(certificate)
        past = {"de-nghi-5-sao"} if proposed or certificate.star == 5 else set()
        acts = [(slug, act) for slug, act in ACTS.items() if slug not in past] if can_act else []
        return super().get_context_data(
            certificate=certificate,
            state=state,
            day=day,
            replaced_by=replaced,
            may_be_filed=replaced is None and state not in (State.WITHDRAWN, State.SUPERSEDED),
            history=history(certificate),
            candidacy=proposed,
            coverages=certificate.coverages.select_related("product", "said_by").order_by("pk"),
            acts=acts,
            may_stop=state == State.WITHDRAWN and access.allowed(self.request.user, access.ACT),
            **kwargs,
        )


class CertificateAct(CertificateScreen, FormView):
    needs = access.ACT
    template_name = "programme/register/act.html"

    def setup(self, request, *args, act: str, **kwargs):
        super().setup(request, *args, **kwargs)
        if act not in ACTS:
            raise Http404
        self.slug, self.act = act, ACTS[act]

    def get_form_class(self):
        return self.act.form

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "certificate": self.found()}

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.act.title}]

    def get_context_data(self, **kwargs):
        return super().get_context_data(certificate=self.found(), act=self.act, **kwargs)

    def form_valid(self, form):
        try:
            recorded = self._record(dict(form.cleaned_data))
        except ValidationError as problem:
            form.add_error(None, _fitting(problem, form))
            return self.form_invalid(form)
        messages.success(self.request, str(self.act.done))
        # Goods may be unsafe: the office is asked at once whether they stay on sale.
        concerns_safety = self.slug == "thu-hoi" and form.cleaned_data["ground"] in SAFETY_GROUNDS
        return redirect("programme_certificate_stop" if concerns_safety else "programme_certificate", recorded.pk)

    def _record(self, said: dict) -> Certificate:
        certificate, actor = self.found(), self.request.user
        said.pop("sure", None)
        record = {
            "thu-hoi": events.withdraw,
            "gia-han": events.extend,
            "nop-ho-so": events.record_filing,
            "minh-chung": events.change_evidence,
            "de-nghi-5-sao": events.propose_for_five,
        }.get(self.slug)
        if record:
            record(certificate, actor=actor, **said)
            return certificate
        on, note = said.pop("on"), said.pop("note")
        return events.correct(certificate, said, on=on, note=note, actor=actor)


def _fitting(problem: ValidationError, form) -> ValidationError:
    """The problem with its field names where the form has such fields, else as a whole."""
    fits = hasattr(problem, "error_dict") and all(name in form.fields for name in problem.error_dict)
    return problem if fits else ValidationError(problem.messages)


def history(certificate: Certificate) -> list[Happening]:
    """Who recorded what and when, newest first; a corrected record's history is part of it."""
    chain = [certificate]
    while chain[-1].corrects:
        chain.append(chain[-1].corrects)
    found = [_recorded(one) for one in chain]
    rows = CertificateEvent.objects.filter(certificate__in=chain).select_related("actor")
    found += [Happening(row.on, _described(row), row.note, row.actor, row.recorded_at) for row in rows]
    found += [
        Happening(row.proposed_on, _("proposed for five stars"), row.note, row.actor, row.recorded_at)
        for row in NationalCandidacy.objects.filter(certificate__in=chain).select_related("actor")
    ]
    return sorted(found, key=lambda one: one.recorded_at, reverse=True)


def _recorded(certificate: Certificate) -> Happening:
    said = certificate.coverages.exclude(said_by=None).select_related("said_by").order_by("pk").first()
    source = certificate.imports.order_by("pk").values_list("file_name", flat=True).first()
    note = _("from the file %(name)s") % {"name": source} if source else ""
    what = _("recorded with %(star)s stars, valid to %(date)s") % {
        "star": certificate.star,
        "date": f"{certificate.valid_to:%d/%m/%Y}",
    }
    return Happening(certificate.valid_from, what, note, said.said_by if said else None, certificate.created_at)


def _described(event: CertificateEvent) -> str:
    what = event.get_kind_display()
    if event.kind == CertificateEvent.Kind.WITHDRAWN:
        by = _("by decision %(number)s") % {"number": event.decision_number} if event.decision_number else ""
        return f"{what} {by}".rstrip() + f": {event.get_ground_display()}"
    if event.kind == CertificateEvent.Kind.EXTENDED and event.until:
        return _("extended until %(date)s") % {"date": f"{event.until:%d/%m/%Y}"}
    if event.kind == CertificateEvent.Kind.EVIDENCE:
        return f"{what}: {event.get_evidence_display()}"
    return what
