"""“Nhập quyết định”: upload → preview → apply → result. The preview that was shown is what is applied."""

import hashlib
from datetime import date

from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, View

from catalogue.certification.importing import FileRefused, PlanOutdated, answered, apply_plan, plan_file
from catalogue.certification.states import today
from shop.programme.models import DecisionImport

from . import access
from .forms import UploadForm

STATUSES = {
    "new": gettext_lazy("new"),
    "changed": gettext_lazy("changed"),
    "unchanged": gettext_lazy("unchanged"),
    "ask": gettext_lazy("your answer needed"),
    "refused": gettext_lazy("refused"),
}
LEFT = gettext_lazy("left for later")
"""What a row without an answer is called once the others are recorded."""
CHOICE = "producer-"
WRITES = ("new", "changed")


class ImportView(access.RegisterView, WagtailAdminTemplateMixin):
    needs = access.IMPORT
    page_title = gettext_lazy("Import decisions")
    header_icon = "upload"

    def get_breadcrumbs_items(self):
        crumbs = [{"url": reverse("programme_imports"), "label": _("Import decisions")}]
        if getattr(self, "stored", None):
            crumbs.append({"url": "", "label": self.stored.file_name})
        return super().get_breadcrumbs_items() + crumbs


class Upload(ImportView, FormView):
    template_name = "programme/register/upload.html"
    form_class = UploadForm

    def form_valid(self, form):
        upload = form.cleaned_data["file"]
        content = upload.read()
        try:
            plan = plan_file(content, today(), access.provinces_of(self.request.user))
        except FileRefused as refusal:
            form.add_error("file", str(refusal))
            return self.form_invalid(form)
        stored = DecisionImport.objects.create(
            file_name=upload.name[-255:],
            sha256=hashlib.sha256(content).hexdigest(),
            evidence=form.cleaned_data["evidence"],
            plan=plan,
            actor=self.request.user,
        )
        return redirect("programme_import", stored.pk)

    def get_context_data(self, **kwargs):
        recent = access.visible(DecisionImport, self.request.user).defer("plan").select_related("actor")
        return super().get_context_data(recent=recent[:10], **kwargs)


class Preview(ImportView, View):
    template_name = "programme/register/preview.html"

    def setup(self, request, *args, pk: int, **kwargs):
        super().setup(request, *args, **kwargs)
        self.pk = pk

    def get(self, request, **kwargs):
        self.stored = self._get(access.visible(DecisionImport, request.user).select_related("actor"))
        if self.stored.applied_at:
            self.template_name = "programme/register/result.html"
        return self.render_to_response(self.get_context_data())

    def post(self, request, **kwargs):
        try:
            with transaction.atomic():
                mine = access.visible(DecisionImport, request.user).select_for_update(of=("self",))
                self.stored = self._get(mine.filter(applied_at=None))
                done = self._apply(request)
        except PlanOutdated as outdated:
            messages.error(request, str(outdated))
            return redirect("programme_import", self.pk)
        messages.success(
            request,
            ngettext("%(count)s recognition recorded.", "%(count)s recognitions recorded.", len(done.new))
            % {"count": len(done.new)},
        )
        if done.waiting:
            left = ngettext(
                "%(count)s row was left for later: upload the file again to answer.",
                "%(count)s rows were left for later: upload the file again to answer.",
                done.waiting,
            )
            messages.warning(request, left % {"count": done.waiting})
        return redirect("programme_import", self.pk)

    def _get(self, queryset) -> DecisionImport:
        return get_object_or_404(queryset, pk=self.pk)

    def _apply(self, request):
        keys = list(self.stored.plan["producers"])
        choices = {
            keys[int(name.removeprefix(CHOICE))]: value
            for name, value in request.POST.items()
            if name.startswith(CHOICE) and name.removeprefix(CHOICE).isdigit() and int(name[len(CHOICE) :]) < len(keys)
        }
        done = apply_plan(
            self.stored.plan,
            actor=request.user,
            choices=choices,
            evidence=self.stored.evidence,
            provinces=access.provinces_of(request.user),
        )
        self.stored.applied_at = timezone.now()
        self.stored.plan = answered(self.stored.plan, choices)
        self.stored.save(update_fields=["applied_at", "plan"])
        self.stored.certificates.set([*done.new, *done.corrected])
        return done

    def get_context_data(self, **kwargs):
        plan = self.stored.plan
        wanted = self.request.GET.get("status", "")
        if wanted and wanted not in STATUSES:
            raise Http404
        counts = dict.fromkeys(STATUSES, 0)
        for row in plan["rows"]:
            counts[row["status"]] += 1
        recorded = self.stored.certificates.select_related("decision", "producer").prefetch_related(
            "coverages__product"
        )
        return super().get_context_data(
            stored=self.stored,
            counts=[(status, self._called(status), counts[status]) for status in STATUSES],
            wanted=wanted,
            total=len(plan["rows"]),
            to_apply=sum(counts[status] for status in WRITES),
            waiting=counts["ask"],
            rows=[self._shown(row) for row in plan["rows"] if row["status"] == wanted or not wanted],
            doubtful=self._doubtful(),
            skipped=plan["skipped"],
            warnings=plan.get("warnings", []),
            recorded=recorded if self.stored.applied_at else [],
            header_title=self.stored.file_name,
            **kwargs,
        )

    def _called(self, status: str):
        return LEFT if status == "ask" and self.stored.applied_at else STATUSES[status]

    def _shown(self, row: dict) -> dict:
        outcomes = list(row["outcomes"].values())
        producer = self.stored.plan["producers"].get(row["producer"])
        holder = (producer.get("holder") or producer) if producer and row["status"] != "ask" else None
        return {
            **row,
            "name": self._called(row["status"]),
            "differences": outcomes[0]["differences"] if len(outcomes) == 1 else [],
            "certificate": outcomes[0]["certificate"] if len(outcomes) == 1 else None,
            "links_product": bool(outcomes and outcomes[0]["product"]),
            "producer": producer,
            "holder": holder,
            "under_another_name": holder and holder["name"] != row["facts"]["producer_name"],
            "valid_to": date.fromisoformat(row["facts"]["valid_to"]) if row["facts"]["valid_to"] else None,
        }

    def _doubtful(self) -> list[dict]:
        """The questions: which stored producer, if any, each doubtful name means."""
        asked = []
        for number, (key, producer) in enumerate(self.stored.plan["producers"].items()):
            if producer["match"] == "doubtful":
                rows = [row for row in self.stored.plan["rows"] if row["producer"] == key]
                candidates = [{**one, "writes": _writes(rows, one["id"])} for one in producer["candidates"]]
                asked.append(
                    {
                        **producer,
                        "field": f"{CHOICE}{number}",
                        "rows": [row["row"] for row in rows],
                        "asked": sum(row["status"] == "ask" for row in rows),
                        "candidates": candidates,
                        "writes_as_new": _writes(rows, "new"),
                    }
                )
        return asked


def _writes(rows: list[dict], choice: int | str) -> int:
    """How many of a question's rows that answer records."""
    return sum(row["outcomes"][str(choice)]["status"] in WRITES for row in rows if row["outcomes"])
