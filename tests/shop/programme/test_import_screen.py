"""“Nhập quyết định” through the browser's own requests: what was previewed is what is stored."""

import re
from pathlib import Path

import pytest

from django.core.files.uploadedfile import SimpleUploadedFile

from catalogue.certification.models import Certificate, CertificateCoverage, Decision
from catalogue.models import Product
from catalogue.places.models import Commune
from catalogue.producers.models import Producer
from shop.partner.models import StockRecord
from shop.programme.models import DecisionImport
from tests.catalogue.importing import files
from tests.factories import make_producer

UPLOAD = "/van-phong/nhap-quyet-dinh/"
SHARED = Path("/work/shared/data/decisions_lam_dong_2025_2026.csv")


def upload(office, content: bytes, name: str = "quyet-dinh.csv"):
    return office.post(UPLOAD, {"file": SimpleUploadedFile(name, content), "evidence": "A"}, follow=True)


def counts(response) -> dict[str, int]:
    return {status: count for status, _name, count in response.context["counts"]}


def imported(response) -> DecisionImport:
    return DecisionImport.objects.get(pk=re.search(r"(\d+)/$", response.request["PATH_INFO"])[1])


def test_both_real_decisions_are_imported_whole(office, officer):
    preview = upload(office, files.REAL.read_bytes())
    assert counts(preview) == {"new": 14, "changed": 0, "unchanged": 0, "ask": 0, "refused": 0}
    assert not Certificate.objects.exists()

    result = office.post(preview.request["PATH_INFO"], follow=True)

    assert result.status_code == 200
    assert sorted(Decision.objects.values_list("number", "level", "evidence")) == [
        ("3981/QĐ-UBND", "province", "A"),
        ("858/QĐ-UBND", "province", "A"),
    ]
    assert Certificate.objects.count() == CertificateCoverage.objects.count() == 14
    assert Producer.objects.count() == 7
    assert sorted(Certificate.objects.values_list("star", flat=True)) == [3] * 9 + [4] * 5
    assert set(CertificateCoverage.objects.values_list("said_by", flat=True)) == {officer.pk}
    assert imported(preview).certificates.count() == 14
    assert result.content.decode().count("Hoàn thiện và đăng bán") == 14


def test_old_addresses_find_the_places_of_today_and_stay_as_printed(office):
    preview = upload(office, files.REAL.read_bytes())
    office.post(preview.request["PATH_INFO"])
    producer = Producer.objects.get(name="Hợp tác xã Nông nghiệp xanh Quảng Trực")
    assert (producer.commune, producer.province_id) == (Commune.objects.get(name="Xã Quảng Trực"), "68")
    assert producer.address_printed == "Bon Đắk Huýt, xã Quảng Trực, huyện Tuy Đức, tỉnh Đắk Nông"
    assert producer.kind == "cooperative"
    renamed = Producer.objects.get(name="Công ty TNHH TM XNK Sachi Thịnh Phát")
    assert (renamed.province_id, renamed.commune) == ("68", None)


def test_each_accepted_row_gives_a_draft_that_nobody_sees(office):
    preview = upload(office, files.REAL.read_bytes())
    office.post(preview.request["PATH_INFO"])
    assert Product.objects.filter(is_public=True).count() == 0
    product = Product.objects.get(title="beCHAMP Coffee Natural Nắng Vàng")
    assert (product.structure, product.product_class.name) == ("standalone", "OCOP")
    assert product.sheet.producer.name == "Hợp tác xã Nông sản Hữu cơ Bechamp Đắk Nông"
    assert product.sheet.group.set_no == 13
    record = StockRecord.objects.get(product=product)
    assert (record.partner_sku, record.price, record.num_in_stock) == (f"OCOP-{product.pk}", None, None)


def test_the_same_file_twice_changes_nothing(office):
    first = upload(office, files.REAL.read_bytes())
    office.post(first.request["PATH_INFO"])
    again = upload(office, files.REAL.read_bytes())
    assert counts(again) == {"new": 0, "changed": 0, "unchanged": 14, "ask": 0, "refused": 0}
    office.post(again.request["PATH_INFO"])
    assert (Certificate.objects.count(), Product.objects.count(), Producer.objects.count()) == (14, 14, 7)
    assert imported(again).certificates.count() == 0


def test_an_import_is_applied_once_only(office):
    preview = upload(office, files.REAL.read_bytes())
    office.post(preview.request["PATH_INFO"])
    assert office.post(preview.request["PATH_INFO"]).status_code == 404
    assert Certificate.objects.count() == 14


def test_a_preview_that_no_longer_holds_is_not_applied(office):
    older = upload(office, files.csv_file([files.HEADER, files.ROW]))
    newer = upload(office, files.csv_file([files.HEADER, files.row(star="3 sao")]))
    office.post(newer.request["PATH_INFO"])
    answer = office.post(older.request["PATH_INFO"], follow=True)
    assert "Sổ đăng ký đã thay đổi" in answer.content.decode()
    assert list(Certificate.objects.values_list("star", flat=True)) == [3]
    assert imported(older).applied_at is None


def test_refused_rows_name_their_cell_and_reason_and_are_not_stored(office):
    preview = upload(office, files.csv_file([files.HEADER, files.ROW, files.row(product="Chè shan", star="5 sao")]))
    assert counts(preview) | {"new": 1, "refused": 1} == counts(preview)
    page = preview.content.decode()
    assert "<b>F3</b> Chỉ Bộ mới công nhận 5 sao" in page
    office.post(preview.request["PATH_INFO"])
    assert list(Certificate.objects.values_list("product_name", flat=True)) == ["Măng nứa khô"]


def test_the_preview_can_be_narrowed_to_one_status(office):
    preview = upload(office, files.csv_file([files.HEADER, files.ROW, files.row(product="Chè shan", star="5 sao")]))
    only = office.get(preview.request["PATH_INFO"], {"status": "refused"})
    assert [row["facts"]["product_name"] for row in only.context["rows"]] == ["Chè shan"]
    assert office.get(preview.request["PATH_INFO"], {"status": "xyz"}).status_code == 404


@pytest.fixture
def doubtful(office):
    namesake = make_producer("Hợp tác xã Mẫu Một", commune=Commune.objects.filter(province="68").first())
    return namesake, upload(office, files.csv_file([files.HEADER, files.ROW]))


def test_a_doubtful_producer_is_asked_for_and_waits_without_an_answer(office, doubtful):
    _namesake, preview = doubtful
    assert counts(preview)["ask"] == 1
    assert "HTX Mẫu Một" in preview.content.decode()
    office.post(preview.request["PATH_INFO"], {"producer-0": ""})
    assert not Certificate.objects.exists()


def test_the_answer_is_this_producer_links_the_stored_one(office, doubtful):
    namesake, preview = doubtful
    office.post(preview.request["PATH_INFO"], {"producer-0": str(namesake.pk)})
    assert Certificate.objects.get().producer == namesake
    assert Producer.objects.count() == 1
    again = upload(office, files.csv_file([files.HEADER, files.ROW]))
    assert counts(again)["unchanged"] == 1


def test_the_answer_a_new_producer_makes_one(office, doubtful):
    namesake, preview = doubtful
    office.post(preview.request["PATH_INFO"], {"producer-0": "new"})
    assert Certificate.objects.get().producer != namesake
    assert Producer.objects.count() == 2


def test_after_recording_an_answered_row_reads_as_it_was_answered(office, doubtful):
    namesake, preview = doubtful
    result = office.post(preview.request["PATH_INFO"], {"producer-0": str(namesake.pk)}, follow=True)
    assert counts(result) == {"new": 1, "changed": 0, "unchanged": 0, "ask": 0, "refused": 0}
    [row] = result.context["rows"]
    assert (str(row["name"]), row["holder"]["name"]) == ("mới", namesake.name)
    assert "trả lời" not in result.content.decode()


def test_after_recording_a_row_without_an_answer_is_left_for_later(office, doubtful):
    _namesake, preview = doubtful
    result = office.post(preview.request["PATH_INFO"], {"producer-0": ""}, follow=True)
    assert counts(result)["ask"] == 1
    assert "để lại sau" in result.content.decode()
    assert "cần bạn trả lời" not in result.content.decode()


def test_a_producer_that_was_not_offered_cannot_be_chosen(office, doubtful):
    _namesake, preview = doubtful
    stranger = make_producer("Tổ hợp tác Mẫu Xa")
    office.post(preview.request["PATH_INFO"], {"producer-0": str(stranger.pk)})
    assert not Certificate.objects.exists()


def test_the_button_counts_what_will_be_written_and_says_what_waits(office, doubtful):
    sure = files.row(product="Chè shan", producer="HTX Mẫu Hai", address="Xã Ninh Gia, Lâm Đồng")
    preview = upload(office, files.csv_file([files.HEADER, sure, files.ROW, files.row(product="Chè xanh")]))
    page = preview.content.decode()
    assert re.search(r'<button type="submit" class="button" data-sure="1"[^>]*>Ghi 1 dòng</button>', page)
    assert "<strong>2</strong> <span>dòng đang chờ bạn trả lời ở trên" in page
    assert re.findall(r'data-asked="(\d)"', page) == ["2", "2"]
    assert re.findall(r'value="(\w*)" data-writes="(\d)"', page)[1:] == [("new", "2"), ("", "0")]
    result = office.post(preview.request["PATH_INFO"], {"producer-0": ""}, follow=True)
    assert "2 dòng được để lại sau" in result.content.decode()
    assert list(Certificate.objects.values_list("product_name", flat=True)) == ["Chè shan"]


def test_a_file_of_questions_only_can_be_recorded(office, doubtful):
    _namesake, preview = doubtful
    assert ">Ghi các dòng đã trả lời</button>" in preview.content.decode()


def test_the_preview_names_the_producer_that_will_hold_the_certificate(office):
    commune = Commune.objects.get(name="Xã Quảng Trực", province="68")
    make_producer("HỢP TÁC XÃ MẪU MỘT", commune=commune, tax_code="5801234567")
    preview = upload(office, files.csv_file([[*files.HEADER, "Mã số thuế"], [*files.ROW, "5801234567"]]))
    assert "<small>ghi cho <b>HỢP TÁC XÃ MẪU MỘT</b> · Xã Quảng Trực, Lâm Đồng</small>" in preview.content.decode()


def test_a_tax_code_of_another_producer_is_asked_for_in_the_preview(office):
    owner = make_producer("HTX Thử Một", province_id="04", tax_code="5801234567")
    preview = upload(office, files.csv_file([[*files.HEADER, "Mã số thuế"], [*files.ROW, "5801234567"]]))
    assert counts(preview)["ask"] == 1
    page = preview.content.decode()
    assert "Mã số thuế 5801234567 trong tệp là của HTX Thử Một (Cao Bằng), khác tên hoặc khác địa bàn." in page
    assert "Là chủ thể mới; mã số thuế trong tệp bị sai nên không ghi mã này" in page
    assert "<small>Xã Quảng Trực, Lâm Đồng · chờ bạn trả lời</small>" in page
    office.post(preview.request["PATH_INFO"], {"producer-0": str(owner.pk)})
    assert Certificate.objects.get().producer == owner


def test_an_officer_of_another_province_has_the_rows_refused(office, of_cao_bang):
    preview = upload(office, files.REAL.read_bytes())
    assert counts(preview)["refused"] == 14
    office.post(preview.request["PATH_INFO"])
    assert not Certificate.objects.exists()


def test_a_wrong_file_gets_a_message_and_leaves_nothing(office):
    answer = upload(office, b"%PDF-1.7 ...", "quyet-dinh.xlsx")
    assert "Đây không phải tệp Excel (.xlsx) cũng không phải tệp CSV." in answer.content.decode()
    assert not DecisionImport.objects.exists()


def test_the_preview_says_what_it_did_not_read_and_what_to_compare(office):
    header = [*files.HEADER, "Điểm", "Ghi chú"]
    preview = upload(office, files.csv_file([header, [*files.row(star="3 sao"), "88", "ok"]]))
    page = preview.content.decode()
    assert "Cột L “Ghi chú” không được đọc." in page
    assert '<p class="register-warning"><b>K2</b> 88 điểm thuộc khung điểm của hạng 4 sao' in page
    result = office.post(preview.request["PATH_INFO"], follow=True)
    assert "Cột L “Ghi chú” không được đọc." in result.content.decode()


@pytest.mark.skipif(not SHARED.exists(), reason=f"LOUD: {SHARED} is absent, the copy in tests/data stands for it")
def test_the_copy_in_the_tests_is_the_file_that_was_handed_over():
    assert files.REAL.read_bytes() == SHARED.read_bytes()
