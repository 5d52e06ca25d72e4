"""What happens to a certificate: the only functions that record it. Each is one transaction with its own checks.

A certificate is never edited. A correction is a new certificate row with the right facts that names the one it
corrects; the wrong row keeps standing in the history, is in force on no day, and what had happened to it (withdrawn,
extended, refiled) holds for the row that corrects it too (`timeline`).
"""

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from .models import Certificate, CertificateCoverage, CertificateEvent, EvidenceLevel, NationalCandidacy
from .signals import standing_changed
from .states import LONGEST_EXTENSION
from .states import today as today_in_vietnam
from .timeline import refresh

Kind = CertificateEvent.Kind
FACTS = (
    "product_name", "producer_name", "address", "group_printed", "star", "score", "number", "ocop_code", "valid_from",
    "valid_to",
)  # fmt: skip
# Since this day re-evaluation is filed 180 to 120 days before the end; earlier files went under other rules.
FILING_WINDOW_SINCE = date(2026, 5, 22)


@transaction.atomic
def withdraw(
    certificate: Certificate, *, on: date, ground: str, decision_number: str = "", note: str = "", actor=None
) -> CertificateEvent:
    """The authority withdrew it on that day, by that decision where its number is known; the star goes from then on.

    Raises:
        ValidationError: no known ground, a day that can't be, or withdrawn before.
    """
    certificate = _locked(certificate)
    _check_day(certificate, on)
    if ground not in CertificateEvent.Ground.values:
        raise ValidationError({"ground": _("Choose one of the six grounds of withdrawal.")})
    if ground == CertificateEvent.Ground.OTHER and not note.strip():
        raise ValidationError({"note": _("Write whose conclusion it was.")})
    number = decision_number.strip()
    return _record(certificate, Kind.WITHDRAWN, on, actor, note, ground=ground, decision_number=number)


@transaction.atomic
def extend(certificate: Certificate, *, on: date, until: date, note: str, actor=None) -> CertificateEvent:
    """Staff recorded that it keeps its force until a day at most 180 days after its end (26/2026/QĐ-TTg Art. 12).

    Art. 12 keeps a certificate that is due for re-evaluation until there is a result: before its filing window opens
    it is not due, and before the decision was in force nothing could be kept by it.

    Raises:
        ValidationError: too early, the day is not within 180 days after the end, no note, or it was withdrawn.
    """
    certificate = _locked(certificate)
    _check_day(certificate, on)
    earliest = max(certificate.timeline.filing_opens_on, FILING_WINDOW_SINCE)
    if on < earliest:
        raise ValidationError(
            {
                "on": _(
                    "Only a certificate that is due for re-evaluation is extended (26/2026/QĐ-TTg Art. 12): "
                    "this one from %(first)s, not before."
                )
                % {"first": f"{earliest:%d/%m/%Y}"}
            }
        )
    last = certificate.valid_to + LONGEST_EXTENSION
    if not certificate.valid_to < until <= last:
        raise ValidationError(
            {
                "until": _("An extension ends between %(first)s and %(last)s.")
                % {"first": f"{certificate.valid_to:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"}
            }
        )
    if not note.strip():
        raise ValidationError({"note": _("Write on what the extension rests.")})
    return _record(certificate, Kind.EXTENDED, on, actor, note, until=until)


def could_be_filed(certificate: Certificate) -> bool:
    """Whether its filing window was still open when windows began, so that Art. 12 hardly speaks of it."""
    return certificate.timeline.last_filing_day >= FILING_WINDOW_SINCE


@transaction.atomic
def record_filing(certificate: Certificate, *, on: date, note: str = "", actor=None) -> CertificateEvent:
    """The producer filed for re-evaluation on that day.

    Raises:
        ValidationError: outside the filing window, or the certificate was withdrawn.
    """
    certificate = _locked(certificate)
    _check_day(certificate, on)
    dates = certificate.timeline
    if on >= FILING_WINDOW_SINCE and not dates.filing_opens_on <= on <= dates.last_filing_day:
        raise ValidationError(
            {
                "on": _("Re-evaluation is filed from %(first)s to %(last)s.")
                % {"first": f"{dates.filing_opens_on:%d/%m/%Y}", "last": f"{dates.last_filing_day:%d/%m/%Y}"}
            }
        )
    return _record(certificate, Kind.REFILED, on, actor, note)


@transaction.atomic
def change_evidence(certificate: Certificate, *, on: date, evidence: str, note: str, actor=None) -> CertificateEvent:
    """How well it is proven was judged anew; a star is shown for A and B1 only.

    Raises:
        ValidationError: unknown or unchanged level, or no note.
    """
    certificate = _locked(certificate)
    _check_day(certificate, on)
    if evidence not in EvidenceLevel.values or evidence == certificate.timeline.evidence:
        raise ValidationError({"evidence": _("Choose another level of evidence than the present one.")})
    if not note.strip():
        raise ValidationError({"note": _("Write what was seen.")})
    return _record(certificate, Kind.EVIDENCE, on, actor, note, evidence=evidence)


@transaction.atomic
def propose_for_five(certificate: Certificate, *, on: date, note: str = "", actor=None) -> NationalCandidacy:
    """The province proposed it to the ministry for five stars; that is no star (domain/ocop.md §1.3).

    Raises:
        ValidationError: it has five stars, was proposed before, or the day can't be.
    """
    certificate = _locked(certificate)
    _check_day(certificate, on)
    if certificate.star == 5:
        raise ValidationError(_("It has five stars."))
    if candidacy(certificate):
        raise ValidationError(_("It was proposed for five stars before."))
    proposed = NationalCandidacy.objects.create(certificate=certificate, proposed_on=on, note=note.strip(), actor=actor)
    _tell(certificate)
    return proposed


def candidacy(certificate: Certificate) -> NationalCandidacy | None:
    """That it was proposed for five stars, recorded for it or for a record that it corrects."""
    found = certificate.candidacies.order_by("-proposed_on").first()
    return candidacy(certificate.corrects) if found is None and certificate.corrects_id else found


@transaction.atomic
def correct(certificate: Certificate, changed: Mapping, *, on: date, note: str, actor=None) -> Certificate:
    """Record that a row of the decision was taken down wrongly; answers the new row with the right facts.

    Raises:
        ValidationError: nothing changes, or the facts contradict each other.
    """
    certificate = _locked(certificate)
    facts = {name: changed.get(name, getattr(certificate, name)) for name in FACTS}
    if all(facts[name] == getattr(certificate, name) for name in FACTS):
        raise ValidationError(_("Nothing differs from what is recorded."))
    right = Certificate(
        decision=certificate.decision,
        producer=certificate.producer,
        group=certificate.group,
        corrects=certificate,
        **facts,
    )
    right.full_clean()
    right.save()
    for coverage in certificate.coverages.all():
        CertificateCoverage.objects.create(
            certificate=right, product_id=coverage.product_id, whole_family=coverage.whole_family, said_by=actor
        )
    CertificateEvent.objects.create(certificate=certificate, kind=Kind.CORRECTED, on=on, note=note, actor=actor)
    refresh(right)
    _tell(right)
    return right


def _locked(certificate: Certificate) -> Certificate:
    """The stored row, locked, so that two people can't record over each other."""
    stored = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if Certificate.objects.filter(corrects=stored).exists():
        raise ValidationError(_("This record was corrected: act on the record that replaced it."))
    return stored


def _check_day(certificate: Certificate, on: date) -> None:
    withdrawn_on = certificate.timeline.withdrawn_on
    if withdrawn_on:
        raise ValidationError(_("It was withdrawn on %(date)s.") % {"date": f"{withdrawn_on:%d/%m/%Y}"})
    if on > today_in_vietnam():
        raise ValidationError({"on": _("The day lies in the future.")})
    if on < certificate.valid_from:
        raise ValidationError(
            {"on": _("The certificate begins on %(date)s.") % {"date": f"{certificate.valid_from:%d/%m/%Y}"}}
        )


def _record(certificate: Certificate, kind: str, on: date, actor, note: str, **fields) -> CertificateEvent:
    event = CertificateEvent.objects.create(
        certificate=certificate, kind=kind, on=on, actor=actor, note=note.strip(), **fields
    )
    refresh(certificate)
    _tell(certificate)
    return event


def _tell(certificate: Certificate) -> None:
    products = list(certificate.coverages.values_list("product_id", flat=True))
    standing_changed.send(sender=Certificate, products=products)
