"""Invented recognitions for the fictitious producers: every case a register knows, dated from the day of loading."""

from dataclasses import dataclass
from datetime import date, timedelta

from catalogue.certification import events
from catalogue.certification.importing.parsing import months_later
from catalogue.certification.models import (
    Certificate,
    CertificateCoverage,
    CertificateEvent,
    Decision,
    EvidenceLevel,
    NationalCandidacy,
)
from catalogue.certification.timeline import refresh
from catalogue.models import Product
from catalogue.producers.models import Producer


@dataclass(frozen=True)
class Case:
    """`ends_in`: days from today to the last day of validity; a certificate runs 36 months."""

    ends_in: int
    evidence: str = EvidenceLevel.A


CASES = {
    "valid": Case(ends_in=620),
    "upgraded": Case(ends_in=300),
    "downgraded": Case(ends_in=250),
    "filing_open": Case(ends_in=150),
    "filing_missed": Case(ends_in=60),
    "expired": Case(ends_in=-45),
    "in_extension": Case(ends_in=-20),
    "withdrawn": Case(ends_in=500),
    "candidate": Case(ends_in=700),
    "unproven": Case(ends_in=800, evidence=EvidenceLevel.B2),
}


def recognise(product: Product, producer: Producer, told: str, number: int, *, actor, today: date) -> Certificate:
    """Give `product` the certificate told as "STAR CASE", with an invented decision marked as demo."""
    star, name = told.split()
    case = CASES[name]
    last_day = today + timedelta(days=case.ends_in)
    decided = months_later(last_day, -36)
    decision, _ = Decision.objects.get_or_create(
        number=f"{number}/QĐ-MẪU",
        date=decided,
        authority=f"UBND tỉnh {producer.province} (mẫu)",
        defaults={
            "level": Decision.Level.PROVINCE,
            "evidence": case.evidence,
            "is_demo": True,
            "checked_on": today,
        },
    )
    certificate = Certificate.objects.create(
        decision=decision,
        producer=producer,
        product_name=product.title,
        producer_name=producer.name,
        address=producer.address,
        group=product.sheet.group,
        star=int(star),
        valid_from=decided,
        valid_to=last_day,
    )
    CertificateCoverage.objects.create(
        certificate=certificate, product=product, whole_family=product.is_parent, said_by=actor
    )
    refresh(certificate)
    _happen(certificate, name, actor, today)
    return certificate


def _happen(certificate: Certificate, name: str, actor, today: date) -> None:
    if name == "withdrawn":
        events.withdraw(
            certificate,
            on=today - timedelta(days=12),
            ground=CertificateEvent.Ground.CRITERIA_LOST,
            note="Trường hợp mẫu.",
            actor=actor,
        )
    elif name == "in_extension":
        events.extend(
            certificate,
            on=certificate.valid_to,
            until=certificate.valid_to + timedelta(days=150),
            note="Trường hợp mẫu: kéo dài theo Điều 12.",
            actor=actor,
        )
    elif name == "candidate":
        NationalCandidacy.objects.create(
            certificate=certificate, proposed_on=today - timedelta(days=60), note="Trường hợp mẫu."
        )
