"""The lists of certificates, decisions and producers, each in a number of queries that does not grow with it."""

from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalogue.certification.models import Certificate, Decision
from catalogue.certification.states import LIVE, State, state_expression, today
from catalogue.producers.models import Producer
from catalogue.slugs import fold

from . import access, filters

STATE_NAMES = dict(State.choices)


class RegisterList(access.RegisterView, BaseListingView):
    paginate_by = 50
    is_searchable = True

    def get_base_queryset(self):
        return access.visible(self.model, self.request.user)


class Days(DateColumn):
    """A calendar day, as it is written here."""

    cell_template_name = "wagtailadmin/tables/cell.html"

    def get_value(self, instance):
        return f"{super().get_value(instance):%d/%m/%Y}"


class CertificateList(RegisterList):
    model = Certificate
    page_title = _("Certificates")
    header_icon = "doc-full-inverse"
    index_url_name = "programme_certificates"
    index_results_url_name = "programme_certificates_results"
    filterset_class = filters.CertificateFilters
    verbose_name_plural = _("certificates")
    default_ordering = "timeline__valid_to"
    columns = [
        TitleColumn("product_name", label=_("Product"), url_name="programme_certificate", sort_key="product_name"),
        Column("producer_name", label=_("Producer"), sort_key="producer_name"),
        Column("star", label=_("Stars"), accessor=lambda row: f"{row.star} ★", sort_key="star"),
        Column("decision", label=_("Decision"), accessor=lambda row: str(row.decision)),
        Days("valid_to", label=_("Valid to"), sort_key="timeline__valid_to"),
        StatusTagColumn(
            "state",
            label=pgettext_lazy("of a certificate", "State"),
            accessor=lambda row: STATE_NAMES[row.state],
            primary=lambda row: row.state in LIVE,
        ),
    ]

    def get_base_queryset(self):
        return super().get_base_queryset().filter(corrected_by=None).select_related("decision", "timeline")

    def filter_queryset(self, queryset):
        queryset = super().filter_queryset(queryset)
        if "state" in queryset.query.annotations:
            return queryset
        return queryset.annotate(state=state_expression(today(), prefix="timeline__"))

    def search_queryset(self, queryset):
        return filters.by_words(queryset, "folded", self.search_query, fold)


class DecisionList(RegisterList):
    model = Decision
    page_title = _("Decisions")
    header_icon = "doc-full"
    index_url_name = "programme_decisions"
    index_results_url_name = "programme_decisions_results"
    filterset_class = filters.DecisionFilters
    verbose_name_plural = _("decisions")
    default_ordering = "-date"
    columns = [
        TitleColumn(
            "number",
            label=_("Decision"),
            sort_key="number",
            get_url=lambda row: reverse("programme_decision", args=[row.pk]),
        ),
        Days("date", label=_("Date"), sort_key="date"),
        Column("authority", label=_("Authority")),
        Column("level", label=_("Level"), accessor="get_level_display"),
        Column("evidence", label=_("Evidence"), accessor="get_evidence_display"),
        Column("recognised", label=_("Products"), sort_key="recognised"),
    ]

    def get_base_queryset(self):
        mine = Q(certificates__corrected_by=None, certificates__in=access.visible(Certificate, self.request.user))
        return super().get_base_queryset().annotate(recognised=Count("certificates", filter=mine))

    def search_queryset(self, queryset):
        if not self.is_searching:
            return queryset
        printed = filters.by_words(Certificate.objects.all(), "folded", self.search_query, fold)
        number = Q(number__icontains=self.search_query)
        return queryset.filter(number | Exists(printed.filter(decision=OuterRef("pk"))))


class ProducerList(RegisterList):
    model = Producer
    page_title = _("Producers")
    header_icon = "group"
    index_url_name = "programme_producers"
    index_results_url_name = "programme_producers_results"
    filterset_class = filters.ProducerFilters
    verbose_name_plural = _("producers")
    default_ordering = "name"
    columns = [
        TitleColumn("name", label=_("Producer"), url_name="programme_producer", sort_key="name"),
        Column("kind", label=_("Kind"), accessor="get_kind_display"),
        Column("place_name", label=_("Place")),
        Column("tax_code", label=_("Tax code")),
        Column("recognised", label=_("Certificates"), sort_key="recognised"),
        Column("live", label=_("In force"), sort_key="live"),
    ]

    def get_base_queryset(self):
        kept = Q(certificates__corrected_by=None)
        live = Q(certificates__in=filters.live_certificates())
        counted = Count("certificates", filter=kept, distinct=True), Count("certificates", filter=live, distinct=True)
        rows = super().get_base_queryset().select_related("province", "commune")
        return rows.annotate(recognised=counted[0], live=counted[1])

    def search_queryset(self, queryset):
        if not self.is_searching:
            return queryset
        named = filters.by_words(Producer.objects.all(), "folded_name", self.search_query, fold)
        return queryset.filter(Q(pk__in=named.values("pk")) | Q(tax_code__startswith=self.search_query.strip()))
