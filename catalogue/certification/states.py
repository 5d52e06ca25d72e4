"""The state of a certificate on a day: pure rules, in Python and as one SQL expression that agree.

Decision 26/2026/QĐ-TTg: valid 36 months (Art. 4.3); re-evaluation is filed not earlier than 180 and not later than
120 days before the end (Art. 7.6.a); an extension of at most 180 days after the end is set by staff (Art. 12).
A day is a calendar day at +07:00 and is always a parameter.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

FILING_OPENS_BEFORE = timedelta(days=180)
LAST_FILING_DAY_BEFORE = timedelta(days=120)
LONGEST_EXTENSION = timedelta(days=180)


class State(models.TextChoices):
    UPCOMING = "upcoming", _("not in force yet")
    VALID = "valid", _("valid")
    FILING_OPEN = "filing_open", _("valid, re-evaluation may be filed")
    FILING_MISSED = "filing_missed", _("valid, filing window missed")
    IN_EXTENSION = "in_extension", _("in extension")
    EXPIRED = "expired", _("expired")
    WITHDRAWN = "withdrawn", _("withdrawn")
    SUPERSEDED = "superseded", _("superseded")


LIVE = frozenset({State.VALID, State.FILING_OPEN, State.FILING_MISSED, State.IN_EXTENSION})
PROVEN = frozenset({"A", "B1"})


@dataclass(frozen=True)
class Dates:
    """The dates that decide; `CertificateTimeline` has the same fields."""

    valid_from: date
    valid_to: date
    filing_opens_on: date
    last_filing_day: date
    refiled_on: date | None = None
    extended_until: date | None = None
    withdrawn_on: date | None = None
    superseded_on: date | None = None


def today() -> date:
    """The calendar day in Vietnam now."""
    return timezone.localdate()


def state_on(dates: Any, day: date, superseded_on: date | None = None) -> State:
    """The state on `day`. `superseded_on` overrides the certificate's own when a single product is asked about."""
    superseded = superseded_on or dates.superseded_on
    if dates.withdrawn_on and dates.withdrawn_on <= day:
        return State.WITHDRAWN
    if superseded and superseded <= day:
        return State.SUPERSEDED
    if day < dates.valid_from:
        return State.UPCOMING
    if day > dates.valid_to:
        return State.IN_EXTENSION if dates.extended_until and day <= dates.extended_until else State.EXPIRED
    if day < dates.filing_opens_on or (dates.refiled_on and dates.refiled_on <= day):
        return State.VALID
    return State.FILING_OPEN if day <= dates.last_filing_day else State.FILING_MISSED


def state_expression(day: date, prefix: str = "", superseded: str = "superseded_on") -> Case:
    """`state_on` as SQL over a timeline reached by `prefix` (for example `timeline__`)."""

    def q(**conditions: object) -> Q:
        return Q(**{f"{prefix}{name}": value for name, value in conditions.items()})

    return Case(
        When(q(withdrawn_on__lte=day), then=Value(State.WITHDRAWN.value)),
        When(
            Q(**{f"{prefix if superseded == 'superseded_on' else ''}{superseded}__lte": day}),
            then=Value(State.SUPERSEDED.value),
        ),
        When(q(valid_from__gt=day), then=Value(State.UPCOMING.value)),
        When(q(valid_to__lt=day, extended_until__gte=day), then=Value(State.IN_EXTENSION.value)),
        When(q(valid_to__lt=day), then=Value(State.EXPIRED.value)),
        When(q(filing_opens_on__gt=day) | q(refiled_on__lte=day), then=Value(State.VALID.value)),
        When(q(last_filing_day__gte=day), then=Value(State.FILING_OPEN.value)),
        default=Value(State.FILING_MISSED.value),
        output_field=models.CharField(),
    )


def next_boundary(dates: Any, after: date) -> date | None:
    """The next day after `after` on which the state changes by itself, or None."""
    one = timedelta(days=1)
    boundaries: Iterable[date | None] = (
        dates.valid_from,
        dates.filing_opens_on,
        dates.last_filing_day + one,
        dates.refiled_on,
        dates.valid_to + one,
        dates.extended_until + one if dates.extended_until else None,
        dates.withdrawn_on,
        dates.superseded_on,
    )
    changes = (day for day in boundaries if day and day > after and state_on(dates, day) != state_on(dates, day - one))
    return min(changes, default=None)
