"""Products by Excel: out, changed, previewed cell by cell, and applied exactly as previewed."""

import io
import itertools
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from catalogue.models import Product
from catalogue.places.models import Province
from catalogue.provenance.models import ProductImport, ProductSheet
from shop.programme.products import workbook
from shop.programme.products.columns import COLUMNS
from shop.programme.products.variants import add_variant
from tests.factories import make_producer, make_product

from .test_office import make_officer

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
AT = {column.name: number for number, column in enumerate(COLUMNS, start=1)}


@pytest.fixture
def office(client):
    client.force_login(make_officer())
    return client


def exported(client, **query):
    answer = client.get(reverse("programme_products_export"), query)
    assert answer["Content-Disposition"].startswith('attachment; filename="san-pham-')
    return load_workbook(io.BytesIO(answer.content))


def upload(client, book) -> ProductImport | None:
    content = book
    if isinstance(book, Workbook):
        target = io.BytesIO()
        book.save(target)
        content = target.getvalue()
    answer = client.post(reverse("programme_products_import"), {"file": SimpleUploadedFile("sp.xlsx", content)})
    return ProductImport.objects.first() if answer.status_code == 302 else None


def apply(client, stored):
    return client.post(reverse("programme_product_import", args=[stored.pk]), follow=True)


def test_what_goes_out_comes_in_unchanged(office):
    product = make_product(sheet={"story": "Một.\n\nHai  ba.", "usage": "=1+1", "gtin": "8938505974194"})
    add_variant(make_product("Chè"), {"net_content": "0.25", "net_unit": "kg"})
    book = exported(office)
    sheet = book.active
    assert sheet.max_row == 5
    assert [cell.value for cell in sheet[2]][:6] == [
        product.pk, "Măng nứa khô", product.stockrecords.get().partner_sku, 85_000, "500", "g",
    ]  # fmt: skip
    assert sheet.cell(2, AT["usage"]).data_type == "s"
    assert sheet.cell(2, AT["story"]).value == "Một. ¶ Hai ba."
    assert upload(office, book).plan == []


WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=40)


@pytest.mark.one_database
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_an_unedited_export_changes_nothing_in_either_language(data):
    amounts = st.decimals(min_value="0.001", max_value=99999, places=3)
    product = make_product(
        data.draw(WORDS.filter(str.strip)),
        sheet={
            "handling": data.draw(st.sampled_from(["", *ProductSheet.Handling.values])),
            "net_unit": data.draw(st.sampled_from(ProductSheet.Unit.values)),
            "net_content": data.draw(st.none() | amounts),
            "parcel_weight": data.draw(st.none() | st.integers(0, 100_000)),
            **{name: data.draw(WORDS) for name in ("ingredients", "shelf_life", "storage", "allergens", "origin")},
            "story": "\n".join(data.draw(st.lists(WORDS, max_size=4))),
        },
    )
    products = Product.objects.filter(pk=product.pk)
    for written, read in itertools.product(("vi", "en"), repeat=2):
        with override(written):
            content = workbook.write(products)
        with override(read):
            assert workbook.plan(content, products) == ([], [])


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_was_written_stands_unchanged_when_read_again(office, language):
    product = make_product(sheet={"handling": "", "net_unit": "g"})
    book = exported(office)
    for name, value in {"handling": "GIỮ LẠNH, dễ vỡ", "net_unit": "chiếc", "net_content": 0.125}.items():
        book.active.cell(2, AT[name]).value = value
    target = io.BytesIO()
    book.save(target)
    with override(language):
        planned = workbook.plan(target.getvalue(), Product.objects.all())
    assert {cell["name"]: (cell["new"], cell["problem"]) for cell in planned.rows[0]["cells"]} == {
        "handling": ("giữ lạnh, dễ vỡ", ""), "net_unit": ("cái", ""), "net_content": ("0.125", ""),
    }  # fmt: skip
    apply(office, upload(office, book))
    sheet = ProductSheet.objects.get(product=product)
    assert (sheet.handling, sheet.net_unit, sheet.net_content) == ("cold_fragile", "piece", Decimal("0.125"))
    assert upload(office, book).plan == []


def test_the_preview_names_the_columns_and_sheets_that_are_not_read(office):
    make_product()
    book = exported(office)
    for name in ("Ghi chú", "SKU"):
        book.active.cell(1, book.active.max_column + 1).value = name
    book.active.cell(2, book.active.max_column).value = "SECOND-SKU"
    book.active.cell(2, book.active.max_column + 2).value = 0
    book.create_sheet("Nháp")["A1"] = "nháp"
    stored = upload(office, book)
    told = [
        "Cột W “Ghi chú” không được đọc.",
        "Cột X “SKU” không được đọc.",
        "Cột Z (không có tiêu đề) không được đọc.",
        "Chỉ đọc một trang tính; 1 trang tính khác không được đọc.",
    ]
    assert (stored.plan, stored.warnings) == ([], told)
    page = office.get(reverse("programme_product_import", args=[stored.pk])).content.decode()
    assert "Cần xem lại trong tệp này" in page and [one for one in told if f"<li>{one}</li>" not in page] == []


def test_a_file_that_is_read_whole_has_nothing_to_check(office):
    make_product()
    stored = upload(office, exported(office))
    page = office.get(reverse("programme_product_import", args=[stored.pk])).content.decode()
    assert stored.warnings == [] and "Cần xem lại trong tệp này" not in page


def test_a_number_below_0_is_refused_in_plain_words(office):
    make_product()
    book = exported(office)
    book.active.cell(2, AT["parcel_length"]).value = -1
    ((cell,),) = [row["cells"] for row in upload(office, book).plan]
    assert cell["problem"] == "Ghi số từ 0 trở lên."


def test_the_preview_names_old_new_and_why_a_cell_is_refused_and_apply_does_only_that(office):
    product = make_product(sheet={"storage": "Nơi khô"})
    book = exported(office)
    sheet = book.active
    for name, value in {
        "price": "90.000 đ", "storage": "Nơi khô mát", "gtin": "8938505974195", "net_unit": "KG", "net_content": 0.5,
        "story": "Một ¶ hai", "parcel_weight": "nặng",
    }.items():  # fmt: skip
        sheet.cell(2, AT[name]).value = value
    stored = upload(office, book)
    (row,) = stored.plan
    cells = {cell["name"]: cell for cell in row["cells"]}
    assert {name for name, cell in cells.items() if cell["problem"]} == {"gtin", "parcel_weight"}
    assert (cells["price"]["at"], cells["price"]["old"], cells["price"]["new"]) == ("D2", "85000", "90000")
    html = office.get(reverse("programme_product_import", args=[stored.pk])).content.decode()
    assert "Nơi khô mát" in html and cells["gtin"]["problem"] in html
    assert ProductSheet.objects.get(product=product).storage == "Nơi khô"
    apply(office, stored)
    fresh = Product.objects.get(pk=product.pk)
    assert (fresh.sheet.storage, fresh.sheet.size, fresh.sheet.story) == ("Nơi khô mát", "0,5 kg", "Một\nhai")
    assert (fresh.sheet.gtin, fresh.sheet.parcel_weight, fresh.stockrecords.get().price) == ("", 600, 90_000)


@pytest.mark.parametrize(
    ("written", "stored"), [("giữ lạnh", "cold"), ("Giu lanh, de vo", "cold_fragile"), ("dễ vỡ", "fragile")]
)
def test_what_the_way_asks_for_is_written_in_vietnamese_and_read_however_typed(office, written, stored):
    product = make_product(sheet={"handling": "cold_fragile" if stored != "cold_fragile" else "cold"})
    book = exported(office)
    assert book.active.cell(2, AT["handling"]).value in ("giữ lạnh, dễ vỡ", "giữ lạnh")
    book.active.cell(2, AT["handling"]).value = written
    apply(office, upload(office, book))
    assert ProductSheet.objects.get(product=product).handling == stored


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("net_unit", "“túi” không nằm trong các lựa chọn: g, kg, ml, l, cái."),
        ("handling", "“túi” không nằm trong các lựa chọn: dễ vỡ, giữ lạnh, giữ lạnh, dễ vỡ."),
    ],
)
def test_a_word_that_is_no_choice_is_refused_with_the_choices(office, name, said):
    make_product()
    book = exported(office)
    book.active.cell(2, AT[name]).value = "túi"
    ((cell,),) = [row["cells"] for row in upload(office, book).plan]
    assert cell["problem"] == said


def test_importing_twice_changes_nothing(office):
    product = make_product()
    book = exported(office)
    book.active.cell(2, AT["price"]).value = 91_000
    stored = upload(office, book)
    apply(office, stored)
    changes = product.changes.count()
    apply(office, stored)
    again = upload(office, book)
    assert again.plan == []
    assert product.changes.count() == changes


def test_rows_without_a_code_are_refused_as_such_and_do_not_clash(office):
    make_product()
    sheet = (book := exported(office)).active
    for title in ("Trà mới", "Trà mới nữa"):
        sheet.append([None, title])
    without, again = upload(office, book).plan
    assert without["problem"] == again["problem"]
    assert without["problem"].startswith("Dòng này không có mã nên không được đọc")


def test_a_preview_that_was_overtaken_writes_nothing(office):
    product = make_product(sheet={"storage": "Nơi khô"})
    book = exported(office)
    book.active.cell(2, AT["storage"]).value = "Tủ lạnh"
    book.active.cell(2, AT["price"]).value = 91_000
    stored = upload(office, book)
    ProductSheet.objects.filter(product=product).update(storage="Chỗ mát")
    apply(office, stored)
    fresh = Product.objects.get(pk=product.pk)
    assert (fresh.sheet.storage, fresh.stockrecords.get().price) == ("Chỗ mát", 85_000)
    stored.refresh_from_db()
    assert stored.applied_at is None


def test_one_sku_cannot_be_given_twice_in_a_file(office):
    producer = make_producer()
    for title in ("Một", "Hai"):
        make_product(title, producer=producer)
    book = exported(office)
    for line in (2, 3):
        book.active.cell(line, AT["sku"]).value = "TRUNG"
    problems = [cell["problem"] for row in upload(office, book).plan for cell in row["cells"]]
    assert [bool(problem) for problem in problems] == [False, True]


def test_only_the_ticked_or_the_found_go_out(office):
    one, _two = make_product("Một"), make_product("Hai", is_public=False)
    assert exported(office, pk=one.pk).active.max_row == 2
    assert exported(office, shown="0").active.cell(2, AT["title"]).value == "Hai"


def test_rows_of_another_province_are_neither_given_nor_taken(client):
    mine = make_product("Cà phê", producer=make_producer(province=Province.objects.get(code="68")))
    theirs = make_product("Mắm", producer=make_producer(province=Province.objects.get(code="04")))
    client.force_login(make_officer("68"))
    book = exported(client, pk=[mine.pk, theirs.pk])
    assert book.active.max_row == 2
    book.active.cell(2, 1).value = theirs.pk
    book.active.cell(2, AT["price"]).value = 1
    stored = upload(client, book)
    assert [row["pk"] for row in stored.plan] == [None]
    apply(client, stored)
    assert theirs.stockrecords.get().price == 85_000
    client.force_login(make_officer())
    assert client.get(reverse("programme_product_import", args=[stored.pk])).status_code == 404


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 old", b"a,b\n1,2\n"])
def test_files_that_are_no_products_list_are_refused_with_a_reason(office, content):
    answer = office.post(reverse("programme_products_import"), {"file": SimpleUploadedFile("sp.xlsx", content or b" ")})
    assert answer.status_code == 200
    assert answer.context["problem"]
    assert ProductImport.objects.count() == 0
