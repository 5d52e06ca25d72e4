"""Derive what decides a certificate's state from the certificate, its events and its coverage."""

from datetime import date

from django.db.models import OuterRef, Q, Subquery

from .models import Certificate, CertificateCoverage, CertificateEvent, CertificateTimeline
from .states import FILING_OPENS_BEFORE, LAST_FILING_DAY_BEFORE, PROVEN

Kind = CertificateEvent.Kind


def refresh(certificate: Certificate) -> CertificateTimeline:
    """Write its timeline anew, and those of its products' other certificates. Call inside a transaction."""
    products = list(certificate.coverages.values_list("product_id", flat=True))
    _write(certificate)  # its evidence decides whether it may supersede
    _supersede(products)
    neighbours = Certificate.objects.filter(Q(coverages__product__in=products) | Q(pk=certificate.pk)).distinct()
    for one in neighbours:
        _write(one)
    return CertificateTimeline.objects.get(pk=certificate.pk)


def _supersede(products: list[int]) -> None:
    """For each product the latest recognition wins, even if lower; a withdrawn one never revives its predecessor."""
    for product in products:
        stored = CertificateCoverage.objects.filter(product=product)
        stored.exclude(certificate__corrected_by=None).update(
            superseded_on=Subquery(Certificate.objects.filter(coverages=OuterRef("pk")).values("valid_from")[:1])
        )
        coverages = list(
            stored.filter(certificate__corrected_by=None)
            .select_related("certificate__timeline")
            .order_by("certificate__valid_from", "certificate_id")
        )
        for position, earlier in enumerate(coverages):
            later = (row.certificate for row in coverages[position + 1 :])
            superseded_on = next((one.valid_from for one in later if one.timeline.evidence in PROVEN), None)
            if earlier.superseded_on != superseded_on:
                earlier.superseded_on = superseded_on
                earlier.save(update_fields=["superseded_on"])


def _write(certificate: Certificate) -> None:
    events = list(CertificateEvent.objects.filter(certificate__in=_with_corrected(certificate)))
    CertificateTimeline.objects.update_or_create(
        certificate=certificate,
        defaults={
            "evidence": _last(events, Kind.EVIDENCE, "evidence") or certificate.decision.evidence,
            "valid_from": certificate.valid_from,
            "valid_to": certificate.valid_to,
            "filing_opens_on": certificate.valid_to - FILING_OPENS_BEFORE,
            "last_filing_day": certificate.valid_to - LAST_FILING_DAY_BEFORE,
            "refiled_on": _last(events, Kind.REFILED, "on"),
            "extended_until": _last(events, Kind.EXTENDED, "until"),
            "withdrawn_on": min((event.on for event in events if event.kind == Kind.WITHDRAWN), default=None),
            "superseded_on": _superseded_on(certificate),
        },
    )


def _superseded_on(certificate: Certificate) -> date | None:
    """The day from which it decides for none of its products; a corrected row never did."""
    if Certificate.objects.filter(corrects=certificate).exists():
        return certificate.valid_from
    superseded = list(certificate.coverages.values_list("superseded_on", flat=True))
    return max(superseded) if superseded and all(superseded) else None


def _with_corrected(certificate: Certificate) -> list[Certificate]:
    """The row and those it corrects, directly or in turn: what happened to them happened to it."""
    chain = [certificate]
    while chain[-1].corrects:
        chain.append(chain[-1].corrects)
    return chain


def _last(events: list[CertificateEvent], kind: str, field: str):
    found = [getattr(event, field) for event in events if event.kind == kind]
    return found[-1] if found else None
