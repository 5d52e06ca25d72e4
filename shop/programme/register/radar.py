"""The radar: which certificates need somebody soon, by days before their end, and which are gone."""

from dataclasses import dataclass
from datetime import date, timedelta

from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from catalogue.certification.models import Certificate
from catalogue.certification.states import State, state_expression, today

from . import access

PER_PAGE = 50
NOT_FILED = Q(timeline__refiled_on=None)


@dataclass(frozen=True)
class Mark:
    """A place on the radar; `nearest` and `farthest` are days before the end, both included."""

    slug: str
    name: str
    todo: str
    farthest: int | None = None
    nearest: int | None = None
    state: str = ""
    only_unfiled: bool = False

    def condition(self, day: date) -> Q:
        if self.state:
            return Q(state=self.state)
        first, last = day + timedelta(days=self.nearest), day + timedelta(days=self.farthest)
        begun = Q(state__in=[State.VALID, State.FILING_OPEN, State.FILING_MISSED])
        found = begun & Q(timeline__valid_to__range=(first, last))
        return found & NOT_FILED if self.only_unfiled else found


MARKS = [
    Mark("mo-nop", _("180 to 151 days left"), _("The filing window is open: tell the producer."), 180, 151,
         only_unfiled=True),
    Mark("nhac-lai", _("150 to 131 days left"), _("Ask how far the file is."), 150, 131, only_unfiled=True),
    Mark("sap-dong", _("130 to 121 days left"), _("The window closes within ten days."), 130, 121, only_unfiled=True),
    Mark("ngay-cuoi", _("120 days left: last filing day"), _("File today."), 120, 120, only_unfiled=True),
    Mark("lo-han", _("Window missed, not filed"), _("119 to 31 days left and no file recorded."), 119, 31,
         only_unfiled=True),
    Mark("sap-het", _("30 days left or fewer"), _("The star ends soon."), 30, 0),
    Mark("keo-dai", _("In extension"), _("In force by a recorded extension."), state=State.IN_EXTENSION),
    Mark("het-han", _("Expired"), _("No star is shown."), state=State.EXPIRED),
    Mark("thu-hoi", _("Withdrawn"), _("No star is shown."), state=State.WITHDRAWN),
]  # fmt: skip
BY_SLUG = {mark.slug: mark for mark in MARKS}


def on_radar(certificates: QuerySet, day: date) -> QuerySet:
    """The certificates with `mark`, the slug of their place on the radar; empty for those far from it."""
    current = certificates.filter(corrected_by=None).annotate(state=state_expression(day, prefix="timeline__"))
    cases = [When(mark.condition(day), then=Value(mark.slug)) for mark in MARKS]
    return current.annotate(mark=Case(*cases, default=Value(""), output_field=CharField()))


def counts(certificates: QuerySet, day: date) -> dict[str, int]:
    """How many are at each place, in one query."""
    found = (
        on_radar(certificates, day).order_by().values("mark").annotate(count=Count("pk")).values_list("mark", "count")
    )
    return dict.fromkeys(BY_SLUG, 0) | dict(found)


class Radar(access.RegisterView, WagtailAdminTemplateMixin, TemplateView):
    template_name = "programme/register/radar.html"
    page_title = _("Certificate radar")
    header_icon = "time"

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        day = today()
        mine = access.visible(Certificate, self.request.user)
        counted = counts(mine, day)
        chosen = BY_SLUG.get(self.request.GET.get("moc", "")) or next(
            (mark for mark in MARKS if counted[mark.slug]), MARKS[0]
        )
        rows = on_radar(mine, day).filter(mark=chosen.slug).select_related("decision", "producer", "timeline")
        page = WagtailPaginator(rows.order_by("timeline__valid_to", "pk"), PER_PAGE).get_page(self.request.GET.get("p"))
        for row in page.object_list:
            row.days_left = (row.timeline.valid_to - day).days
        return super().get_context_data(
            day=day,
            marks=[(mark, counted[mark.slug]) for mark in MARKS],
            chosen=chosen,
            page_obj=page,
            **kwargs,
        )
