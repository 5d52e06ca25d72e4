"""Nothing of a file is dropped in silence, and each row answers for itself alone."""

from datetime import date

import pytest

from django.utils.translation import override

from catalogue.certification.importing import apply_plan, plan_file
from catalogue.certification.importing.headers import SYNONYMS, _field, _words
from catalogue.certification.models import Certificate
from catalogue.producers.models import Producer
from tests.catalogue.importing import files
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TODAY = date(2026, 11, 22)
EXPIRY = files.HEADER.index("Hết hạn")


def planned(rows, **kwargs) -> dict:
    with override("vi"):
        return plan_file(files.workbook(rows), TODAY, **kwargs)


def headed(heading: str) -> list[str]:
    return [heading if at == EXPIRY else name for at, name in enumerate(files.HEADER)]


def by_row(plan: dict) -> dict[int, dict]:
    return {row["row"]: row for row in plan["rows"]}


def test_no_heading_means_two_things():
    words = [_words(name) for names in SYNONYMS.values() for name in set(map(_words, names))]
    assert sorted(words) == sorted(set(words))


@pytest.mark.parametrize(
    "heading",
    ["Có giá trị đến ngày", "Thời hạn hiệu lực", "Hiệu lực đến", "Ngày hết hạn", "Giá trị đến ngày", "Thời hạn",
     "Có hiệu lực đến ngày", "CÓ GIÁ TRỊ ĐẾN HẾT NGÀY", "Ngày, tháng, năm hết hạn", "Hiệu lực đến ngày (dd/mm/yyyy)",
     "Giấy chứng nhận có giá trị đến", "Thời hạn của giấy chứng nhận", "Thời điểm hết hiệu lực", "Đến ngày"],
)  # fmt: skip
def test_a_printed_expiry_is_read_whatever_its_column_is_called(heading):
    plan = planned([headed(heading), files.row(valid_to="01/06/2027")])
    assert [row["facts"]["valid_to"] for row in plan["rows"]] == ["2027-06-01"]
    assert plan["warnings"] == []


@pytest.mark.parametrize(
    ("written", "read"),
    [("36 tháng", "2029-01-15"), ("03 năm", "2029-01-15"), ("24 tháng", "2028-01-15"), ("đến 01/06/2027", "2027-06-01"),
     ("Đến hết ngày 01/6/2027", "2027-06-01"), ("Có giá trị đến ngày 01 tháng 6 năm 2027", "2027-06-01")],
)  # fmt: skip
def test_an_expiry_may_be_written_as_a_term(written, read):
    (row,) = planned([headed("Thời hạn hiệu lực"), files.row(valid_to=written)])["rows"]
    assert (row["status"], row["facts"]["valid_to"]) == ("new", read)


@pytest.mark.parametrize("written", ["31/02/2029", "14/01/2026", "15/01/2025", "16/01/2029", "48 tháng", "còn hạn"])
def test_an_impossible_expiry_refuses_the_row_with_its_cell(written):
    (row,) = planned([headed("Có giá trị đến ngày"), files.row(valid_to=written)])["rows"]
    assert (row["status"], [problem["cell"] for problem in row["problems"]]) == ("refused", ["I2"])


def test_every_column_that_is_not_read_is_named_by_letter_and_heading():
    header = [*files.HEADER, "Ghi chú", "Hạng sao", None, None]
    plan = planned([header, [*files.ROW, "ok", "3", None, "x"]])
    assert plan["warnings"] == [
        "Cột K “Ghi chú” không được đọc.",
        "Cột L “Hạng sao” không được đọc.",
        "Cột N (không có tiêu đề) không được đọc.",
    ]
    assert plan["rows"][0]["facts"]["star"] == 4


def test_the_36_months_that_are_taken_without_a_column_are_said():
    plan = planned([headed("Ghi chú"), files.row(valid_to="01/06/2027")])
    assert plan["warnings"] == [
        "Cột I “Ghi chú” không được đọc.",
        "Không có cột nào được đọc là ngày hết hạn: mỗi dòng được tính hiệu lực 36 tháng.",
    ]


@pytest.mark.parametrize("heading", ["Hiệu lực", "CÓ HIỆU LỰC", "Giá trị (ngày)", "Có giá trị"])
def test_a_heading_that_says_neither_from_nor_until_is_not_guessed_but_told_what_to_write(heading):
    plan = planned([headed(heading), files.row(valid_to="15/01/2029")])
    assert plan["warnings"][0] == (
        f"Cột I “{heading}” không được đọc. Tên cột không nói là từ ngày nào hay đến ngày nào: hãy đổi thành "
        "“Hiệu lực đến” (hoặc “Ngày hết hạn”), hay “Hiệu lực từ”."
    )
    assert len(plan["warnings"]) == 2


def test_the_names_that_are_proposed_are_read():
    assert [_field(name) for name in ("Hiệu lực đến", "Ngày hết hạn", "Hiệu lực từ")] == [
        "valid_to", "valid_to", "valid_from",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "field"),
    [("Hiệu lực (đến ngày)", "valid_to"), ("Hiệu lực (từ)", "valid_from"), ("Sao (hạng)", "star"), ("()", None)],
)
def test_brackets_decide_where_the_rest_does_not(heading, field):
    assert _field(heading) == field


def test_all_faults_of_a_row_are_told_at_once():
    wrong = files.row(star="bạc", date="15/01/2027", valid_to="31/02/2029", authority="UBND xã Quảng Trực")
    (row,) = planned([[*files.HEADER, "Điểm", "Mã số thuế"], [*wrong, "101", "12"]])["rows"]
    assert sorted(problem["cell"] for problem in row["problems"]) == ["F2", "H2", "I2", "J2", "K2", "L2"]


def test_faults_between_cells_are_told_beside_those_within_one():
    wrong = files.row(product=None, star="5", date="15/01/2027", valid_to="14/01/2026")
    (row,) = planned([[*files.HEADER, "Điểm"], [*wrong, "52,5"]], provinces=["04"])["rows"]
    assert sorted(problem["cell"] for problem in row["problems"]) == ["B2", "E2", "F2", "H2", "I2", "K2"]


def test_an_unknown_commune_is_a_warning_and_stays_as_printed():
    (row,) = planned([files.HEADER, files.row(address="Thôn 1, xã Không Có Thật, tỉnh Lâm Đồng")])["rows"]
    assert (row["status"], row["facts"]["address"]) == ("new", "Thôn 1, xã Không Có Thật, tỉnh Lâm Đồng")
    (warning,) = row["warnings"]
    assert warning["cell"] == "E2"
    assert warning["message"].startswith("“xã Không Có Thật” không có trong danh mục xã, phường hiện nay của")


def test_a_known_commune_and_a_bare_province_give_no_warning():
    plan = planned([files.HEADER, files.ROW, files.row(product="Chè", address="tỉnh Lâm Đồng", producer="HTX Hai")])
    assert [row["warnings"] for row in plan["rows"]] == [[], []]


@pytest.fixture
def namesakes():
    unknown = files.row(address="xã Không Có Thật, tỉnh Lâm Đồng")
    return planned([files.HEADER, unknown, files.row(product="Chè shan"), files.row(product="Mật ong")])


def test_a_row_of_a_doubtful_place_never_takes_its_neighbours_down(namesakes):
    assert {number: row["status"] for number, row in by_row(namesakes).items()} == {2: "ask", 3: "new", 4: "new"}
    doubtful = namesakes["producers"][by_row(namesakes)[2]["producer"]]
    assert [(one["id"], one["why"]) for one in doubtful["candidates"]] == [("row-3", "trùng tên ở dòng 3 của tệp này")]


@pytest.mark.parametrize(
    ("answer", "certificates", "producers"), [("row-3", 3, 1), ("new", 3, 2), ("", 2, 1), ("row-4", 2, 1)]
)
def test_the_office_says_whether_namesakes_of_a_file_are_one(namesakes, answer, certificates, producers):
    choices = {by_row(namesakes)[2]["producer"]: answer}
    apply_plan(namesakes, actor=make_user(), choices=choices)
    assert (Certificate.objects.count(), Producer.objects.count()) == (certificates, producers)
    if certificates == 3:
        again = planned(
            [files.HEADER, files.row(address="xã Không Có Thật, tỉnh Lâm Đồng"), files.row(product="Chè shan"),
             files.row(product="Mật ong")]
        )  # fmt: skip
        assert {row["status"] for row in again["rows"]} == {"unchanged"}


def test_a_refused_row_does_not_make_the_next_one_a_repeat():
    elsewhere = files.row(address="xã Bảo Lạc, tỉnh Cao Bằng")
    plan = planned([files.HEADER, elsewhere, files.ROW, files.row(star="vàng"), files.ROW], provinces=["68"])
    assert [row["status"] for row in plan["rows"]] == ["refused", "new", "refused", "refused"]


@pytest.mark.parametrize(
    ("star", "score", "status", "reached"),
    [(3, "88", "new", "4"), (3, "95", "new", "5"), (4, "90", "new", "5"), (3, "70", "new", "4"),
     (3, "69,99", "new", ""), (4, "89,99", "new", ""), (4, "52,5", "refused", "")],
)  # fmt: skip
def test_a_score_above_the_stars_band_is_lawful_and_said(star, score, status, reached):
    (row,) = planned([[*files.HEADER, "Điểm"], [*files.row(star=star), score]])["rows"]
    assert row["status"] == status
    assert [(one["cell"], f"hạng {reached} sao" in one["message"]) for one in row["warnings"]] == (
        [("K2", True)] if reached else []
    )
