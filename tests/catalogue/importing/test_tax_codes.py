"""A tax code that speaks for one producer while name or place speak for another: asked, never guessed."""

from datetime import date

import pytest

from catalogue.certification.importing import apply_plan, plan_file
from catalogue.certification.models import Certificate
from catalogue.places.models import Commune
from catalogue.producers.models import Producer
from tests.catalogue.importing import files
from tests.factories import make_producer, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TODAY = date(2026, 11, 22)
CODE = "5801234567"
HEADER = [*files.HEADER, "Mã số thuế"]


def commune(name: str, province: str) -> Commune:
    return Commune.objects.get(name=name, province=province)


@pytest.fixture
def owner() -> Producer:
    return make_producer(
        "HTX Thử Một",
        tax_code=CODE,
        commune=commune("Xã Nguyên Bình", "04"),
        province=commune("Xã Nguyên Bình", "04").province,
    )


def five(code: str = CODE, **changes) -> list:
    told = {"producer": "HTX Thử Năm", "address": "Xã Ninh Gia, Lâm Đồng", **changes}
    return [*files.row(**told), code]


def planned(*rows, provinces=None) -> dict:
    return plan_file(files.csv_file([HEADER, *rows]), TODAY, provinces)


def statuses(plan: dict) -> list[str]:
    return [row["status"] for row in plan["rows"]]


def load(*rows, answer=None) -> dict:
    plan = planned(*rows)
    apply_plan(plan, actor=make_user(), choices=dict.fromkeys(plan["producers"], answer) if answer else None)
    return plan


def holders() -> list[tuple]:
    rows = Certificate.objects.order_by("pk").values_list(
        "producer__name", "producer__tax_code", "producer__commune__name"
    )
    return list(rows)


def test_a_code_of_another_producer_is_asked_for(owner):
    plan = load(five())
    assert statuses(plan) == ["ask"]
    (asked,) = plan["producers"].values()
    assert [(one["id"], one["why"]) for one in asked["candidates"]] == [
        (owner.pk, "cùng mã số thuế: đã đổi tên hoặc chuyển địa bàn")
    ]
    assert (asked["name"], asked["place"]) == ("HTX Thử Năm", "Xã Ninh Gia, Lâm Đồng")
    assert plan["rows"][0]["warnings"] == [
        {
            "cell": "K2",
            "message": f"{CODE} là mã số thuế của HTX Thử Một (Xã Nguyên Bình, Cao Bằng), nhưng dòng này ghi tên "
            "hoặc địa bàn khác.",
        }
    ]
    assert holders() == []


def test_the_answer_it_moved_or_was_renamed_keeps_the_known_producer(owner):
    load(five(), answer=str(owner.pk))
    assert holders() == [("HTX Thử Một", CODE, "Xã Nguyên Bình")]
    assert statuses(planned(five())) == ["unchanged"]


def test_the_answer_another_producer_makes_one_without_the_wrong_code(owner):
    load(five(), answer="new")
    assert holders() == [("HTX Thử Năm", "", "Xã Ninh Gia")]
    assert statuses(planned(five())) == ["unchanged"]


@pytest.mark.parametrize(
    "changes",
    [
        {"producer": "HTX Thử Một"},  # the same name elsewhere
        {"producer": "HTX Thử Một", "address": "Xã Minh Tâm, Cao Bằng"},  # another commune of the province
        {"address": "Xã Nguyên Bình, Cao Bằng"},  # another name at the place
        {"address": None, "authority": "UBND tỉnh Cao Bằng"},
    ],
)
def test_another_name_or_another_place_is_a_doubt(owner, changes):
    assert statuses(planned(five(**changes))) == ["ask"]


@pytest.mark.parametrize(
    "changes",
    [
        {"producer": "Hợp tác xã THỬ MỐT", "address": "Thôn 1, xã Nguyên Bình, tỉnh Cao Bằng"},
        {"producer": "HTX Thử Một", "address": "Xóm 2, huyện Nguyên Bình, tỉnh Cao Bằng"},
        {"producer": "HTX Thử Một", "address": "xã Nguyên Bình", "authority": "UBND tỉnh Cao Bằng"},
    ],
)
def test_another_spelling_or_a_place_told_less_fully_is_none(owner, changes):
    plan = load(five(**changes))
    assert statuses(plan) == ["new"]
    assert holders() == [("HTX Thử Một", CODE, "Xã Nguyên Bình")]


def test_a_producer_whose_province_merged_has_not_moved():
    quang_truc = commune("Xã Quảng Trực", "68")
    make_producer("HTX Thử Năm", tax_code=CODE, commune=quang_truc)
    assert statuses(planned(five(address="xã Quảng Trực, huyện Tuy Đức, tỉnh Đắk Nông"))) == ["new"]


def test_a_namesake_without_a_code_is_offered_beside_the_codes_owner(owner):
    namesake = make_producer("HTX Thử Năm", commune=commune("Xã Ninh Gia", "68"))
    plan = planned(five())
    (asked,) = plan["producers"].values()
    assert [one["id"] for one in asked["candidates"]] == [owner.pk, namesake.pk]
    apply_plan(plan, actor=make_user(), choices=dict.fromkeys(plan["producers"], str(namesake.pk)))
    assert holders() == [("HTX Thử Năm", "", "Xã Ninh Gia")]


def test_one_code_for_two_names_in_one_file_is_asked_for_the_second(owner):
    first = five(producer="HTX Thử Một", address="Xã Nguyên Bình, Cao Bằng")
    plan = load(first, five(product="Chè shan"))
    assert statuses(plan) == ["new", "ask"]
    assert holders() == [("HTX Thử Một", CODE, "Xã Nguyên Bình")]


@pytest.mark.parametrize(
    ("answer", "second"),
    [("row-2", ("HTX Thử Sáu", CODE, "Xã Quảng Trực")), ("new", ("HTX Thử Năm", "", "Xã Ninh Gia"))],
)
def test_one_code_for_two_new_names_is_asked_for_the_second(answer, second):
    six = five(producer="HTX Thử Sáu", address="Xã Quảng Trực, Lâm Đồng")
    plan = planned(six, five(product="Chè shan"))
    assert statuses(plan) == ["new", "ask"]
    (asked,) = [one for one in plan["producers"].values() if one["match"] == "doubtful"]
    assert [one["why"] for one in asked["candidates"]] == ["cùng mã số thuế ở dòng 2 của tệp này"]
    apply_plan(plan, actor=make_user(), choices=dict.fromkeys(plan["producers"], answer))
    assert holders() == [("HTX Thử Sáu", CODE, "Xã Quảng Trực"), second]


def test_both_answered_as_new_make_two_producers_of_whom_one_has_the_code():
    make_producer("HTX Thử Năm", commune=commune("Xã Quảng Trực", "68"))  # a namesake: the first row is asked for too
    plan = load(five(), five(product="Chè shan", producer="HTX Thử Sáu"), answer="new")
    assert statuses(plan) == ["ask", "ask"]
    assert sorted(holders()) == [("HTX Thử Năm", CODE, "Xã Ninh Gia"), ("HTX Thử Sáu", "", "Xã Ninh Gia")]


def test_rows_of_one_producer_stay_one_whether_they_name_the_commune_or_not():
    plan = load(five(address="Lâm Đồng"), five(product="Chè shan"), five("", product="Chè xanh"))
    assert statuses(plan) == ["new", "new", "new"]
    assert set(holders()) == {("HTX Thử Năm", CODE, "Xã Ninh Gia")}


def test_an_officer_is_offered_no_producer_of_another_province(owner):
    plan = planned(five(), provinces=["68"])
    (asked,) = plan["producers"].values()
    assert asked["candidates"] == []
    apply_plan(plan, actor=make_user(), choices=dict.fromkeys(plan["producers"], str(owner.pk)), provinces=["68"])
    assert holders() == []


def test_a_row_that_the_register_has_elsewhere_does_not_outdate_the_others(owner):
    load(five("", product="Chè shan", producer="HTX Thử Một", address="Xã Ninh Gia, Lâm Đồng"), answer="new")
    elsewhere = five(product="Chè shan", producer="HTX Thử Một", address="Cao Bằng")
    plan = load(elsewhere, five(producer="HTX Thử Một", address="Xã Nguyên Bình, Cao Bằng"))
    assert statuses(plan) == ["refused", "new"]
    assert Certificate.objects.count() == 2
