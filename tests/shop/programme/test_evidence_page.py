"""A decision's evidence and a producer's facts in the office: who changed what."""

import pytest

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories import make_certificate, make_producer, make_product

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%%EOF"


def test_evidence_is_saved_with_who_changed_it_and_the_decision_stays_as_printed(office, officer):
    decision = make_certificate(make_product()).decision
    number, page = decision.number, f"/van-phong/quyet-dinh/{decision.pk}/"
    said = {"batch": "Đợt 1", "checked_on": "20/11/2026", "source_url": "https://example.vn/qd"}
    office.post(page, {**said, "number": "1/X", "scan": SimpleUploadedFile("qd.pdf", PDF)})
    decision.refresh_from_db()
    assert (decision.number, decision.batch) == (number, "Đợt 1")
    change = decision.changes.get()
    assert (change.actor, set(change.what)) == (officer, {"batch", "checked_on", "source_url", "scan"})
    assert officer.full_name in office.get(page).content.decode()
    assert b"".join(office.get(f"{page}ban-quet/").streaming_content) == PDF
    office.post(page, said)
    assert decision.changes.count() == 1


def test_a_scan_has_no_public_address(office, settings):
    decision = make_certificate(make_product()).decision
    page = f"/van-phong/quyet-dinh/{decision.pk}/"
    office.post(page, {"batch": "", "checked_on": "20/11/2026", "scan": SimpleUploadedFile("qd.pdf", PDF)})
    decision.refresh_from_db()
    assert decision.scan.read() == PDF
    with pytest.raises(ValueError):
        decision.scan.url
    assert not (settings.MEDIA_ROOT / decision.scan.name).exists()
    assert Client().get(f"{page}ban-quet/").status_code == 302


def test_an_officer_of_another_province_reaches_neither_decision_nor_scan(office, of_cao_bang):
    decision = make_certificate(make_product()).decision
    for end in ("", "ban-quet/"):
        assert office.get(f"/van-phong/quyet-dinh/{decision.pk}/{end}").status_code == 404
    assert office.post(f"/van-phong/quyet-dinh/{decision.pk}/", {"batch": "x"}).status_code == 404


def test_a_change_of_a_producer_is_noted(office, officer):
    producer = make_producer("HTX Mẫu Cũ")
    office.post(f"/van-phong/chu-the/{producer.pk}/", {"name": "HTX Mẫu Mới", "kind": producer.kind, "province": "68"})
    change = producer.changes.get()
    assert (change.actor, change.what) == (officer, {"name": ["HTX Mẫu Cũ", "HTX Mẫu Mới"]})
