"""One certificate in the office: its history and the acts."""

from datetime import date

import pytest
import time_machine

from django.contrib.auth.models import Group, Permission

from catalogue.certification.models import Certificate
from catalogue.certification.standing import standing
from catalogue.producers.models import Producer
from tests.factories import make_certificate, make_producer, make_product, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def certificate():
    return make_certificate(make_product(), valid_from=date(2025, 6, 19), valid_to=date(2028, 6, 19))


def page(certificate, act: str = "") -> str:
    return f"/van-phong/giay-chung-nhan/{certificate.pk}/{act}"


def test_the_page_says_who_recorded_what_and_when(office, officer, certificate):
    office.post(page(certificate, "thu-hoi/"), {"on": "01/06/2026", "ground": "c", "note": "KL 12", "sure": "on"})
    shown = office.get(page(certificate)).content.decode()
    for words in ("đã bị thu hồi", "vi phạm pháp luật về chất lượng", "KL 12", "01/06/2026", officer.full_name):
        assert words in shown


def test_the_decision_of_a_withdrawal_stands_in_the_history_and_on_the_proof_page(office, client, certificate):
    told = {"on": "01/06/2026", "ground": "c", "decision_number": " 77/QĐ-UBND ", "sure": "on"}
    office.post(page(certificate, "thu-hoi/"), told)
    assert certificate.events.get().decision_number == "77/QĐ-UBND"
    assert "đã bị thu hồi theo Quyết định số 77/QĐ-UBND: vi phạm" in office.get(page(certificate)).content.decode()
    product = certificate.coverages.get().product
    proof = client.get(f"/san-pham/chung-nhan/{product.slug}_{product.pk}/").content.decode()
    assert "Quyết định số 77/QĐ-UBND: vi phạm" in proof


def test_a_certificate_that_is_gone_has_no_filing_window(office, certificate):
    def text() -> str:
        return office.get(page(certificate)).content.decode()

    assert "22/12/2027 – 20/02/2028" in text()
    assert text().count("Thời hạn nộp hồ sơ") == 1
    office.post(page(certificate, "thu-hoi/"), {"on": "01/06/2026", "ground": "c", "sure": "on"})
    assert "22/12/2027" not in text()
    assert "Thời hạn nộp hồ sơ" not in text()


def test_a_withdrawal_needs_the_confirmation(office, certificate):
    answer = office.post(page(certificate, "thu-hoi/"), {"on": "01/06/2026", "ground": "c"})
    assert "sure" in answer.context["form"].errors
    assert certificate.events.count() == 0


def test_a_withdrawal_takes_the_star_at_once(office, certificate):
    office.post(page(certificate, "thu-hoi/"), {"on": "01/06/2026", "ground": "c", "sure": "on"})
    product = certificate.coverages.get().product
    assert standing(product, date(2026, 6, 1)).star is None
    assert office.get(page(certificate)).context["acts"] == []


def test_an_error_stands_at_its_field(office, certificate):
    answer = office.post(page(certificate, "nop-ho-so/"), {"on": "01/06/2026"})
    assert list(answer.context["form"].errors) == ["on"]
    assert certificate.events.count() == 0


@pytest.mark.parametrize(
    ("act", "said", "kind"),
    [
        ("nop-ho-so/", {"on": "20/05/2026"}, "refiled"),
        ("minh-chung/", {"on": "01/06/2026", "evidence": "B1", "note": "Tin của Sở"}, "evidence"),
    ],
)
def test_the_other_acts_are_recorded(office, officer, certificate, act, said, kind):
    answer = office.post(page(certificate, act), said)
    assert answer.status_code == 302
    assert [(event.kind, event.actor) for event in certificate.events.all()] == [(kind, officer)]


def test_an_extension_years_before_the_end_is_refused_with_the_first_day_that_can_be(office, certificate):
    said = {"on": "01/06/2026", "until": "16/12/2028", "note": "Điều 12", "sure": "on"}
    errors = office.post(page(certificate, "gia-han/"), said).context["form"].errors
    assert [text for field in errors.values() for text in field] == [
        "Chỉ kéo dài giấy chứng nhận đã đến kỳ đánh giá lại (Điều 12 Quyết định 26/2026/QĐ-TTg): giấy này từ ngày "
        "22/12/2027, không sớm hơn."
    ]
    assert certificate.events.count() == 0


def test_an_extension_where_filing_was_possible_needs_the_confirmation(office, officer):
    with time_machine.travel("2026-11-22 09:00+07:00", tick=False):
        certificate = make_certificate(make_product(), valid_from=date(2023, 12, 20), valid_to=date(2026, 12, 20))
        said = {"on": "20/11/2026", "until": "20/03/2027", "note": "Công văn 12"}
        answer = office.post(page(certificate, "gia-han/"), said)
        assert list(answer.context["form"].errors) == ["sure"]
        office.post(page(certificate, "gia-han/"), said | {"sure": "on"})
    assert [(event.kind, event.actor) for event in certificate.events.all()] == [("extended", officer)]


def test_an_extension_where_no_window_could_be_met_needs_none(office):
    with time_machine.travel("2026-11-22 09:00+07:00", tick=False):
        certificate = make_certificate(make_product(), valid_from=date(2023, 9, 1), valid_to=date(2026, 9, 1))
        assert "sure" not in office.get(page(certificate, "gia-han/")).context["form"].fields
        office.post(page(certificate, "gia-han/"), {"on": "20/11/2026", "until": "20/01/2027", "note": "Điều 12"})
    assert certificate.events.get().until == date(2027, 1, 20)


def test_a_correction_leads_to_the_new_record(office, certificate):
    form = office.get(page(certificate, "dinh-chinh/")).context["form"]
    said = {name: form[name].value() or "" for name in form.fields} | {
        "star": "3", "on": "01/06/2026", "note": "gõ nhầm", "valid_from": "19/06/2025", "valid_to": "19/06/2028",
    }  # fmt: skip
    answer = office.post(page(certificate, "dinh-chinh/"), said, follow=True)
    right = Certificate.objects.get(corrects=certificate)
    assert answer.request["PATH_INFO"] == page(right)
    assert right.star == 3
    assert "đính chính" in answer.content.decode()


def test_an_unknown_act_is_not_found(office, certificate):
    assert office.get(page(certificate, "xoa/")).status_code == 404


def test_who_may_only_look_finds_no_acts(client, certificate):
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name="Editors"))
    for name in ("view_certificate", "change_productsheet"):
        user.user_permissions.add(Permission.objects.get(codename=name))
    client.force_login(user)
    assert client.get(page(certificate)).context["acts"] == []
    assert client.get(page(certificate, "thu-hoi/")).status_code in (302, 403)


def test_the_page_asks_a_fixed_number_of_questions(office, certificate, django_assert_max_num_queries):
    office.get(page(certificate))
    with django_assert_max_num_queries(19):
        office.get(page(certificate))


def test_a_tax_code_that_another_producer_has_is_refused_in_plain_words(office, certificate):
    make_producer("HTX Thử Một", tax_code="5801234567")
    address = f"/van-phong/chu-the/{certificate.producer_id}/"
    form = office.get(address).context["form"]
    said = {name: form[name].value() or "" for name in form.fields}
    errors = office.post(address, said | {"tax_code": "5801234567"}).context["form"].errors
    assert errors["tax_code"] == ["Chủ thể HTX Thử Một đang mang mã số thuế này."]
    assert list(errors) == ["tax_code"]
    assert office.post(address, said | {"tax_code": ""}).status_code == 302


def test_a_producers_facts_are_kept_by_staff(office, certificate):
    address = f"/van-phong/chu-the/{certificate.producer_id}/"
    form = office.get(address).context["form"]
    said = {name: form[name].value() or "" for name in form.fields} | {"tax_code": "5801234567"}
    assert office.post(address, said).status_code == 302
    assert Producer.objects.get(pk=certificate.producer_id).tax_code == "5801234567"
