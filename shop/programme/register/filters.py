"""What the register's lists are narrowed by. A state is always the state on a day, today unless another is asked."""

from datetime import timedelta

import django_filters
from wagtail.admin.filters import WagtailFilterSet

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalogue.certification.groups import CURRENT
from catalogue.certification.models import Certificate, Decision, ProductGroup
from catalogue.certification.states import LIVE, State, state_expression, today
from catalogue.places.choosing import PlaceFilter
from catalogue.places.models import Commune, Province
from catalogue.producers.models import Producer

from .access import visible
from .forms import DayField

WITHIN = [(days, _("%(count)s days") % {"count": days}) for days in (30, 60, 90, 120, 180)]


class DayFilter(django_filters.DateFilter):
    field_class = DayField


def provinces(request) -> QuerySet[Province]:
    return Province.objects.filter(producers__in=visible(Producer, request.user)).distinct()


def communes(request) -> QuerySet[Commune]:
    return Commune.objects.filter(producers__in=visible(Producer, request.user)).distinct().select_related("province")


def decisions(request) -> QuerySet[Decision]:
    return visible(Decision, request.user)


def producers(request) -> QuerySet[Producer]:
    return visible(Producer, request.user)


def by_words(queryset: QuerySet, column: str, query: str, fold) -> QuerySet:
    """Rows whose folded text has every word of the query, typed with or without marks."""
    for word in fold(query).split():
        queryset = queryset.filter(**{f"{column}__contains": word})
    return queryset


class CertificateFilters(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=pgettext_lazy("of a certificate", "State"), choices=State.choices, empty_label=_("all"), method="keep"
    )
    day = DayFilter(label=_("State on (day)"), method="keep")
    star = django_filters.ChoiceFilter(
        label=_("Stars"), choices=[(n, f"{n} ★") for n in (3, 4, 5)], empty_label=_("all")
    )
    within = django_filters.ChoiceFilter(
        label=_("Expiring within"), choices=WITHIN, empty_label=_("any time"), method="expiring"
    )
    group = django_filters.ModelChoiceFilter(
        label=_("Group"),
        queryset=ProductGroup.objects.filter(legal_document=CURRENT),
        empty_label=_("all"),
    )
    province = PlaceFilter(
        label=_("Province"), field_name="producer__province", queryset=provinces, empty_label=_("all")
    )
    commune = PlaceFilter(label=_("Commune"), field_name="producer__commune", queryset=communes, empty_label=_("all"))
    decision = django_filters.ModelChoiceFilter(label=_("Decision"), queryset=decisions, empty_label=_("all"))
    producer = django_filters.ModelChoiceFilter(label=_("Producer"), queryset=producers, empty_label=_("all"))

    class Meta:
        model = Certificate
        fields = ["state", "day", "star", "within", "group", "province", "commune", "decision", "producer"]

    @property
    def on(self):
        return self.form.cleaned_data.get("day") or today()

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        queryset = queryset.annotate(state=state_expression(self.on, prefix="timeline__"))
        if state := self.form.cleaned_data.get("state"):
            queryset = queryset.filter(state=state)
        return super().filter_queryset(queryset)

    def keep(self, queryset: QuerySet, name: str, value) -> QuerySet:
        return queryset  # `filter_queryset` annotates and narrows, for the day that was asked

    def expiring(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        last = self.on + timedelta(days=int(value))
        return queryset.filter(timeline__valid_to__range=(self.on, last), state__in=LIVE)


class DecisionFilters(WagtailFilterSet):
    level = django_filters.ChoiceFilter(label=_("Level"), choices=Decision.Level.choices, empty_label=_("all"))
    year = django_filters.NumberFilter(label=_("Year"), field_name="date", lookup_expr="year")

    class Meta:
        model = Decision
        fields = ["level", "year"]


class ProducerFilters(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Producer.Kind.choices, empty_label=_("all"))
    province = PlaceFilter(label=_("Province"), queryset=provinces, empty_label=_("all"))
    commune = PlaceFilter(label=_("Commune"), queryset=communes, empty_label=_("all"))
    certified = django_filters.ChoiceFilter(
        label=_("Certificates"),
        choices=[("live", _("in force")), ("none", _("none in force"))],
        empty_label=_("all"),
        method="by_certificates",
    )

    class Meta:
        model = Producer
        fields = ["kind", "province", "commune", "certified"]

    def by_certificates(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        live = live_certificates().filter(producer=OuterRef("pk"))
        return queryset.filter(Exists(live) if value == "live" else ~Exists(live))


def live_certificates() -> QuerySet[Certificate]:
    """Certificates in force today, as the register sees them."""
    state = state_expression(today(), prefix="timeline__")
    return Certificate.objects.alias(state=state).filter(state__in=LIVE)
