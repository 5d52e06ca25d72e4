"""Promised = stored, whatever the order of the rows, however often."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.certification.importing import PlanOutdated, apply_plan, plan_file
from catalogue.certification.models import Certificate, CertificateCoverage, CertificateEvent, Decision
from catalogue.certification.signals import standing_changed
from catalogue.certification.standing import standing
from catalogue.models import Product
from catalogue.producers.models import Producer
from shop.partner.models import Partner, StockRecord
from tests.catalogue.importing import files
from tests.factories import make_certificate, make_producer, make_product, make_user

TODAY = date(2026, 11, 22)


def load(rows, choices=None) -> dict:
    plan = plan_file(files.csv_file(rows), TODAY)
    apply_plan(plan, actor=make_user(), choices=choices)
    return plan


def statuses(plan: dict) -> list[str]:
    return [row["status"] for row in plan["rows"]]


def everything() -> list:
    """The register as facts, without keys and times."""
    certificates = Certificate.objects.values_list(
        "decision__number", "decision__authority", "producer__name", "producer__province", "producer__commune",
        "product_name", "address", "group_printed", "star", "valid_from", "valid_to", "timeline__superseded_on",
        "coverages__product__title", "coverages__product__sheet__producer__name", "coverages__product__is_public",
        "coverages__product__sheet__group__set_no",
    )  # fmt: skip
    models = (Decision, Producer, Partner, Product, StockRecord, Certificate, CertificateCoverage, CertificateEvent)
    return [sorted(certificates, key=repr), *(model.objects.count() for model in models)]


def empty_the_register() -> None:
    CertificateCoverage.objects.all().delete()
    for model in (Certificate, StockRecord, Product, Producer, Partner, Decision):
        model.objects.all().delete()


@pytest.mark.django_db
@pytest.mark.one_database
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_shuffled_part_imported_twice_equals_once(data):
    empty_the_register()
    header, *rows = files.real_rows()
    part = data.draw(st.lists(st.sampled_from(rows), unique_by=lambda row: row[0], min_size=1))
    load([header, *part])
    once = everything()
    assert once[-3] == len(part)
    again = load([header, *data.draw(st.permutations(part))])
    assert set(statuses(again)) == {"unchanged"}
    assert everything() == once
    empty_the_register()
    load([header, *sorted(part, key=lambda row: int(row[0]))])
    assert everything() == once


@pytest.mark.django_db
def test_a_later_decision_renews_the_same_product():
    load([files.HEADER, files.row(number="5/QĐ-UBND", date="15/01/2023", star="3")])
    load([files.HEADER, files.ROW])
    product = Product.objects.get()
    assert Certificate.objects.count() == 2
    assert standing(product, date(2025, 1, 1)).star == 3
    assert standing(product, TODAY).star == 4


@pytest.mark.django_db
def test_a_product_on_sale_is_linked_and_stays_public():
    from catalogue.places.models import Commune

    commune = Commune.objects.get(name="Xã Quảng Trực", province="68")
    product = make_product("MĂNG NỨA KHÔ", producer=make_producer("HTX Mẫu Một", commune=commune))
    load([files.HEADER, files.ROW])
    product.refresh_from_db()
    assert Certificate.objects.get().coverages.get().product == product
    assert (product.is_public, product.title) == (True, "MĂNG NỨA KHÔ")


@pytest.mark.django_db
def test_a_row_that_differs_becomes_a_correction_and_the_old_record_stays():
    load([files.HEADER, files.ROW])
    plan = plan_file(files.csv_file([files.HEADER, files.row(star="3 sao")]), TODAY)
    outcome = next(iter(plan["rows"][0]["outcomes"].values()))
    assert [(one["cell"], one["stored"], one["file"]) for one in outcome["differences"]] == [("F2", "4", "3")]
    actor = make_user()
    apply_plan(plan, actor=actor)
    wrong, right = Certificate.objects.order_by("pk")
    assert (wrong.star, right.star, right.corrects) == (4, 3, wrong)
    assert [(event.kind, event.actor) for event in wrong.events.all()] == [("corrected", actor)]
    assert standing(Product.objects.get(), TODAY).star == 3
    again = plan_file(files.csv_file([files.HEADER, files.row(star="3 sao")]), TODAY)
    assert statuses(again) == ["unchanged"]


@pytest.mark.django_db
def test_what_the_file_leaves_blank_changes_nothing():
    load([files.HEADER, files.ROW])
    assert statuses(load([files.HEADER, files.row(address=None, group=None)])) == ["unchanged"]


@pytest.mark.django_db
def test_nothing_is_stored_when_one_row_cannot_be(monkeypatch):
    from catalogue.certification.importing import applying

    real = applying.draft_product

    def breaks_on_the_second(facts, producer):
        if facts.product_name == "Chè shan":
            raise RuntimeError("the disk is full")
        return real(facts, producer)

    monkeypatch.setattr(applying, "draft_product", breaks_on_the_second)
    plan = plan_file(files.csv_file([files.HEADER, files.ROW, files.row(product="Chè shan")]), TODAY)
    with pytest.raises(RuntimeError):
        apply_plan(plan, actor=make_user())
    assert everything()[1:] == [0] * 8


@pytest.mark.django_db
def test_a_plan_whose_register_moved_on_is_refused():
    plan = plan_file(files.csv_file([files.HEADER, files.ROW]), TODAY)
    load([files.HEADER, files.row(product="Chè shan")])
    before = everything()
    with pytest.raises(PlanOutdated):
        apply_plan(plan, actor=make_user())
    assert everything() == before


@pytest.mark.django_db
def test_a_similar_name_is_offered_and_not_guessed():
    from catalogue.places.models import Commune

    commune = Commune.objects.get(name="Xã Quảng Trực", province="68")
    known = make_producer("Hợp tác xã Nông nghiệp Mẫu Một", commune=commune)
    plan = plan_file(files.csv_file([files.HEADER, files.row(producer="HTX nông nghiệp Mẫu Mốt")]), TODAY)
    assert statuses(plan) == ["new"]  # marks aside it is the same name at the same place
    assert next(iter(plan["producers"].values()))["id"] == known.pk
    plan = plan_file(files.csv_file([files.HEADER, files.row(producer="Công ty Nông nghiệp Mẫu Mộtt")]), TODAY)
    assert statuses(plan) == ["ask"]
    (producer,) = plan["producers"].values()
    assert [one["id"] for one in producer["candidates"]] == [known.pk]


@pytest.mark.django_db
def test_who_depends_on_stars_hears_of_an_import_once():
    heard = []

    def listen(products, **_signal):
        heard.append(sorted(products))

    standing_changed.connect(listen)
    try:
        load(files.real_rows())
    finally:
        standing_changed.disconnect(listen)
    assert heard == [sorted(Product.objects.values_list("pk", flat=True))]


@pytest.mark.django_db
def test_planning_asks_no_more_for_many_rows_than_for_few(django_assert_max_num_queries):
    make_certificate()
    rows = [files.row(product=f"Sản phẩm {number}") for number in range(300)]
    with django_assert_max_num_queries(12):
        plan_file(files.csv_file([files.HEADER, *rows]), TODAY)
