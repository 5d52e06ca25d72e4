"""Lists as offices really keep them: where the header stands, how stars and dates are written, merged cells, totals."""

from datetime import date, datetime

import pytest

from django.utils.translation import override

from catalogue.certification.importing import plan_file
from catalogue.certification.importing.parsing import Unreadable, day, months_later, ocop_code, star, tax_code
from tests.catalogue.importing import files

pytestmark = pytest.mark.one_database

TODAY = date(2026, 11, 22)


def planned(rows, **kwargs) -> dict:
    return plan_file(files.workbook(rows, **kwargs), TODAY)


def only(rows) -> dict:
    (row,) = planned(rows)["rows"]
    return row


@pytest.mark.parametrize(
    "written", [4, 4.0, "4", "4 sao", "04 sao", "****", "★★★★", "4 *", "4*", "bốn sao", "Bốn (4) sao", "hạng 4 sao",
                "OCOP 4 sao", "Đạt 4 sao", "4 Sao"],
)  # fmt: skip
def test_a_star_is_read_however_it_is_written(written):
    assert star(written) == 4


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("tiềm năng 5 sao", "Potential"), ("5 sao (tiềm năng)", "Potential"), ("3-4 sao", "no star rank"),
        ("đạt", "no star rank"), ("2 sao", "Below three"), ("*", "Below three"), (6, "no star rank"),
        (4.5, "no star rank"), ("******", "no star rank"), ("vàng", "no star rank"), ("3 sao, 4 sao", "no star rank"),
    ],
)  # fmt: skip
def test_what_is_no_star_is_refused_with_a_reason(written, why):
    with override("en"), pytest.raises(Unreadable, match=why):
        star(written)


@pytest.mark.parametrize(
    "written", ["19/06/2025", "19/6/2025", "19-06-2025", "19.6.2025", "2025-06-19", "2025-06-19 00:00:00",
                "ngày 19 tháng 6 năm 2025", "19 tháng 06 năm 2025", "Ngày 19/6/2025", date(2025, 6, 19),
                datetime(2025, 6, 19, 8)],  # noqa: DTZ001 - Excel knows no zone
)  # fmt: skip
def test_a_date_is_read_however_it_is_written(written):
    assert day(written) == date(2025, 6, 19)


@pytest.mark.parametrize("written", ["06/19/2025", "31/02/2025", "19/6/25", "tháng 6 năm 2025", 45827, "chưa rõ"])
def test_a_date_is_never_guessed(written):
    with pytest.raises(Unreadable):
        day(written)


@pytest.mark.parametrize("code", ["68-24765-3-2026", "83-829-28780-3-2022", "01-005-00166-1-2021"])
def test_both_shapes_of_the_ocop_code_are_known(code):
    assert ocop_code(code) == code


@pytest.mark.parametrize("code", ["OCOP-1", "68-2476-3-2026", "68-24765-3-1999"])
def test_other_shapes_of_code_are_refused(code):
    with pytest.raises(Unreadable):
        ocop_code(code)


def test_tax_codes_of_firms_branches_and_households():
    assert [tax_code(one) for one in (5801234567.0, "5801234567-001", "5801234567001", "068085001234")] == [
        "5801234567", "5801234567-001", "5801234567-001", "068085001234",
    ]  # fmt: skip


def test_thirty_six_months_end_in_a_shorter_month():
    assert months_later(date(2024, 2, 29), 36) == date(2027, 2, 28)
    assert months_later(date(2025, 6, 19), 36) == date(2028, 6, 19)
    assert months_later(date(2025, 12, 31), 36) == date(2028, 12, 31)


TITLE = [
    ["ỦY BAN NHÂN DÂN TỈNH LÂM ĐỒNG"],
    ["DANH SÁCH SẢN PHẨM OCOP"],
    ["(Kèm theo Quyết định số 3981/QĐ-UBND ngày 05 tháng 8 năm 2026 của UBND tỉnh Lâm Đồng)"],
    [],
]
SHORT = ["TT", "Tên sản phẩm OCOP", "Tên chủ thể sản xuất", "Kết quả phân hạng (sao)", "Địa chỉ sản xuất"]


@pytest.mark.django_db
def test_the_decision_may_stand_in_merged_title_rows_above_the_list():
    rows = [*TITLE, SHORT, [1, "Măng nứa khô", "HTX Mẫu Một", "***", "Thôn 1, xã Quảng Trực, tỉnh Lâm Đồng"]]
    plan = planned(rows, merges=["A1:E1", "A2:E2", "A3:E3"])
    facts = plan["rows"][0]["facts"]
    assert plan["rows"][0]["status"] == "new"
    assert (facts["decision_no"], facts["decision_date"], facts["authority"], facts["star"], facts["valid_to"]) == (
        "3981/QĐ-UBND", "2026-08-05", "UBND tỉnh Lâm Đồng", 3, "2029-08-05",
    )  # fmt: skip


@pytest.mark.django_db
def test_a_producer_merged_over_its_products_holds_for_each():
    rows = [files.HEADER, files.ROW, files.row(product="Chè shan", producer=None), files.row(product="Mật ong")]
    plan = planned(rows, merges=["C2:C3"])
    assert [row["facts"]["producer_name"] for row in plan["rows"]] == ["HTX Mẫu Một"] * 3
    assert len(plan["producers"]) == 1


@pytest.mark.django_db
def test_totals_headings_and_signatures_are_no_products():
    rows = [
        files.HEADER, ["I", "Nhóm thực phẩm"], files.ROW, ["Tổng cộng", "1 sản phẩm"], ["", "TM. ỦY BAN NHÂN DÂN"],
    ]  # fmt: skip
    plan = planned(rows)
    assert [row["row"] for row in plan["rows"]] == [3]
    assert [(line["row"], line["text"]) for line in plan["skipped"]] == [
        (2, "I Nhóm thực phẩm"), (4, "Tổng cộng 1 sản phẩm"), (5, "TM. ỦY BAN NHÂN DÂN"),
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_a_csv_is_read_in_each_encoding_that_offices_use(encoding):
    text = files.csv_file([files.HEADER, files.ROW]).decode()
    if encoding == "cp1258":
        text = _as_windows_wrote_it(text)
    (row,) = plan_file(text.replace(",", ";").encode(encoding), TODAY)["rows"]
    assert row["problems"] == []
    assert row["facts"]["product_name"] == "Măng nứa khô"
    assert row["facts"]["address"].startswith("Thôn 1")


def _as_windows_wrote_it(text: str) -> str:
    """Windows-1258 has the letters and, apart, the five tones."""
    import unicodedata

    tones = "\u0300\u0301\u0303\u0309\u0323"
    out = ""
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        mark = "".join(one for one in parts if one in tones)
        base = unicodedata.normalize("NFC", "".join(one for one in parts if one not in tones))
        out += base + mark
    return out


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "cell"),
    [
        ({"star": "tiềm năng 5 sao"}, "F2"),
        ({"star": "5"}, "F2"),
        ({"star": None}, "F2"),
        ({"product": None}, "B2"),
        ({"product": "@SUM(1)"}, "B2"),
        ({"number": "không rõ"}, "G2"),
        ({"date": "15/01/2027"}, "H2"),
        ({"date": "15/01/2017"}, "H2"),
        ({"valid_to": "16/01/2029"}, "I2"),
        ({"valid_to": "14/01/2026"}, "I2"),
        ({"authority": "UBND xã Quảng Trực"}, "J2"),
        ({"authority": "Hội Nông dân tỉnh"}, "J2"),
        ({"authority": "UBND huyện Tuy Đức"}, "F2"),
        ({"authority": "Bộ Nông nghiệp và Môi trường"}, "F2"),
    ],
)
def test_a_refused_row_names_its_cell(changes, cell):
    row = only([files.HEADER, files.row(**changes)])
    assert (row["status"], [problem["cell"] for problem in row["problems"]]) == ("refused", [cell])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({}, "province"),
        ({"authority": "Chủ tịch UBND tỉnh Lâm Đồng"}, "province"),
        ({"authority": "Ủy ban nhân dân thành phố Hà Nội"}, "province"),
        ({"authority": "UBND huyện Đắk Song", "star": "3", "date": "16/06/2025"}, "district"),
        ({"authority": "UBND thành phố Gia Nghĩa", "star": "3", "date": "16/06/2025"}, "district"),
        ({"authority": "Bộ Nông nghiệp và Môi trường", "star": "5"}, "ministry"),
    ],
)
def test_the_level_follows_from_the_authority(changes, level):
    row = only([files.HEADER, files.row(**changes)])
    assert (row["status"], row["facts"]["level"]) == ("new", level)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("score", "star_written", "status"),
    [("70", 4, "new"), ("69,99", 4, "refused"), ("89,5", 4, "new"), ("50", 3, "new"), ("49.9", 3, "refused"),
     ("72", 3, "new"), ("101", 4, "refused")],
)  # fmt: skip
def test_a_given_score_may_not_lie_below_the_stars_band(score, star_written, status):
    row = only([[*files.HEADER, "Điểm"], [*files.row(star=star_written), score]])
    assert row["status"] == status


@pytest.mark.django_db
def test_the_same_product_twice_in_a_file_is_refused_the_second_time():
    plan = planned([files.HEADER, files.ROW, files.row(product="MĂNG NỨA KHÔ")])
    assert [row["status"] for row in plan["rows"]] == ["new", "refused"]
