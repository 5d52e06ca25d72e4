"""Lists of certificates, decisions and producers, and the radar."""

from datetime import date, timedelta

import pytest
import time_machine

from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.certification import events
from catalogue.certification.groups import leaf_for
from catalogue.places.models import Commune
from shop.programme.register.radar import MARKS
from tests.factories import make_certificate, make_producer, make_product

TODAY = date(2026, 11, 22)
CERTIFICATES = "/van-phong/giay-chung-nhan/"


@pytest.fixture(autouse=True)
def on_this_day():
    with time_machine.travel("2026-11-22 09:00+07:00", tick=False):
        yield


def ending(days: int, **fields):
    """A certificate whose last day is `days` from today."""
    last = TODAY + timedelta(days=days)
    product = make_product(producer=fields.pop("producer", None))
    return make_certificate(product, valid_from=last - timedelta(days=1096), valid_to=last, **fields)


def listed(office, address: str = CERTIFICATES, **query) -> list:
    return list(office.get(address, query).context["object_list"])


def test_certificates_are_narrowed_by_state_star_and_time_left(office):
    valid, soon, gone = ending(900), ending(20, star=3), ending(-5)
    assert listed(office) == [gone, soon, valid]
    assert listed(office, state="expired") == [gone]
    assert listed(office, state="filing_missed") == [soon]
    assert listed(office, star="3") == [soon]
    assert listed(office, within="30") == [soon]


def test_a_state_is_asked_for_any_day(office):
    gone = ending(-5)
    assert listed(office, state="expired", day="17/11/2026") == []
    assert listed(office, state="filing_missed", day="17/11/2026") == [gone]


def test_certificates_are_narrowed_by_group_place_decision_and_producer(office):
    commune = Commune.objects.get(name="Xã Quảng Trực", province="68")
    coffee = ending(900, producer=make_producer(commune=commune))
    coffee.group = leaf_for("Đồ uống", "Cà phê")
    coffee.save()
    other = ending(800, producer=make_producer(province_id="04"))
    assert listed(office, group=coffee.group_id) == [coffee]
    assert listed(office, province="04") == [other]
    assert listed(office, commune=commune.pk) == [coffee]
    assert listed(office, decision=other.decision_id) == [other]
    assert listed(office, producer=coffee.producer_id) == [coffee]


@pytest.mark.parametrize("typed", ["mang nua", "Măng NỨA", "nua kho htx", "qd-ubnd mang"])
def test_search_finds_with_and_without_marks(office, typed):
    found = ending(900)
    make_certificate(make_product("Chè shan tuyết"))
    assert listed(office, q=typed) == [found]


def test_a_corrected_record_is_in_no_list(office):
    wrong = ending(900)
    right = events.correct(wrong, {"star": 3}, on=TODAY, note="gõ nhầm")
    assert listed(office) == [right]
    decisions = listed(office, "/van-phong/quyet-dinh/")
    assert [row.recognised for row in decisions] == [1]
    producers = listed(office, "/van-phong/chu-the/")
    assert [(row.recognised, row.live) for row in producers] == [(1, 1)]


def test_decisions_are_found_by_number_and_by_what_they_recognise(office):
    certificate = ending(900, number="3981/QĐ-UBND")
    make_certificate(make_product("Chè shan tuyết"), number="12/QĐ-UBND")
    for typed in ("3981", "mang nua"):
        assert listed(office, "/van-phong/quyet-dinh/", q=typed) == [certificate.decision]
    assert len(listed(office, "/van-phong/quyet-dinh/", level="ministry")) == 0


def test_producers_are_narrowed_by_name_kind_and_certificates(office):
    with_star = ending(900, producer=make_producer("HTX Cà Phê Mẫu")).producer
    without = ending(-5, producer=make_producer("Hộ Mẫu", kind="household")).producer
    where = "/van-phong/chu-the/"
    assert listed(office, where, q="ca phe") == [with_star]
    assert listed(office, where, kind="household") == [without]
    assert listed(office, where, certified="live") == [with_star]
    assert listed(office, where, certified="none") == [without]


@pytest.mark.parametrize(
    ("address", "headings", "filters"),
    [
        (
            CERTIFICATES,
            ["Sản phẩm", "Chủ thể", "Hạng sao", "Quyết định", "Hiệu lực đến", "Tình trạng"],
            ["Tình trạng", "Tình trạng vào ngày", "Hạng sao", "Hết hạn trong vòng", "Nhóm", "Tỉnh, thành phố",
             "Xã, phường, đặc khu", "Quyết định", "Chủ thể"],
        ),
        (
            "/van-phong/quyet-dinh/",
            ["Quyết định", "Ngày", "Cơ quan công nhận", "Cấp", "Minh chứng", "Sản phẩm"],
            ["Cấp", "Năm"],
        ),
        (
            "/van-phong/chu-the/",
            ["Chủ thể", "Loại hình", "Địa bàn", "Mã số thuế", "Giấy chứng nhận", "Còn hiệu lực"],
            ["Loại hình", "Tỉnh, thành phố", "Xã, phường, đặc khu", "Giấy chứng nhận"],
        ),
    ],
)  # fmt: skip
def test_headings_and_filters_say_what_they_mean_in_vietnamese(office, address, headings, filters):
    ending(20)
    context = office.get(address).context
    assert [str(column.label) for column in context["table"].columns.values()] == headings
    assert [str(field.label) for field in context["filters"].form] == filters


def test_the_decision_and_the_producer_of_a_certificate_are_chosen_from_those_on_the_list(client, officer, of_cao_bang):
    mine, _other = ending(900, producer=make_producer(province_id="04")), ending(800)
    client.force_login(officer)
    form = client.get(CERTIFICATES).context["filters"].form
    assert list(form.fields["decision"].queryset) == [mine.decision]
    assert list(form.fields["producer"].queryset) == [mine.producer]


def test_a_list_asks_no_more_for_many_rows_than_for_few(office):
    most = {CERTIFICATES: 20, "/van-phong/quyet-dinh/": 15, "/van-phong/chu-the/": 17, "/van-phong/radar/": 15}

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert office.get(address).status_code == 200
        return len(queries)

    counted = []
    for more in (1, 1, 12):
        for _ in range(more):
            ending(20)
        counted.append({address: asked(address) for address in most})
    _first, few, many = counted
    assert few == many
    assert {address: count for address, count in many.items() if count > most[address]} == {}


def test_the_radar_puts_each_certificate_at_its_mark(office):
    at = {
        181: "", 180: "mo-nop", 151: "mo-nop", 150: "nhac-lai", 131: "nhac-lai", 130: "sap-dong", 121: "sap-dong",
        120: "ngay-cuoi", 119: "lo-han", 31: "lo-han", 30: "sap-het", 0: "sap-het", -1: "het-han",
    }  # fmt: skip
    placed = {ending(days).pk: mark for days, mark in at.items()}
    for mark in MARKS:
        rows = office.get("/van-phong/radar/", {"moc": mark.slug}).context["page_obj"]
        assert {row.pk for row in rows} == {pk for pk, slug in placed.items() if slug == mark.slug}
    counted = {mark.slug: count for mark, count in office.get("/van-phong/radar/").context["marks"]}
    assert counted == {mark.slug: list(at.values()).count(mark.slug) for mark in MARKS}


def test_a_filed_certificate_leaves_the_filing_marks_but_not_the_last_month(office):
    filed, late = ending(150), ending(10)
    for certificate in (filed, late):
        certificate.timeline.refiled_on = TODAY
        certificate.timeline.save()
    counted = {mark.slug: count for mark, count in office.get("/van-phong/radar/").context["marks"]}
    assert {slug: count for slug, count in counted.items() if count} == {"sap-het": 1}


def test_the_radar_shows_extensions_and_withdrawals(office):
    extended, withdrawn = ending(-5), ending(500)
    events.extend(extended, on=TODAY, until=TODAY + timedelta(days=60), note="Điều 12")
    events.withdraw(withdrawn, on=TODAY, ground="e")
    counted = {mark.slug: count for mark, count in office.get("/van-phong/radar/").context["marks"]}
    assert {slug: count for slug, count in counted.items() if count} == {"keo-dai": 1, "thu-hoi": 1}
