"""Stock by Excel: opening stock once, then counts; the figure on the shelf is shown and never typed over."""

from decimal import Decimal

import pytest

from django.urls import reverse

from shop.programme.products.variants import add_variant
from shop.stock import ledger
from shop.stock.checking import differences
from tests.factories import make_product

from .test_office import make_officer
from .test_workbook import AT, apply, exported, upload

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def officer():
    return make_officer()


@pytest.fixture
def office(client, officer):
    client.force_login(officer)
    return client


def cells(book, line: int = 2) -> list:
    return [book.active.cell(line, AT[f"stock_{name}"]).value for name in ("opening", "on_hand", "counted")]


def with_figures(client, line: int = 2, **figures):
    book = exported(client)
    for name, figure in figures.items():
        book.active.cell(line, AT[f"stock_{name}"]).value = figure
    return book


def planned(stored) -> list[tuple]:
    return [
        (cell["name"], cell["old"], cell["new"], cell["problem"])
        for row in stored.plan
        for cell in row.get("cells", [])
    ]


def test_opening_stock_is_received_once_and_the_same_file_again_changes_nothing(office, officer):
    product = make_product(stock=0)
    assert cells(exported(office)) == [None, None, None]
    book = with_figures(office, opening="1.200")
    stored = upload(office, book)
    assert planned(stored) == [("stock_opening", "0", "1200", "")]
    page = office.get(reverse("programme_product_import", args=[stored.pk])).content.decode()
    assert "<td>0</td><td><strong>1200</strong></td><td>nhập làm tồn kho đầu</td>" in page
    assert not product.stockrecords.get().movements.exists()
    apply(office, stored)
    apply(office, stored)
    (movement,) = product.stockrecords.get().movements.all()
    assert (movement.kind, movement.quantity, movement.actor) == ("receipt", 1200, officer)
    assert movement.reason == "Excel: sp.xlsx"
    assert cells(exported(office)) == [1200, 1200, None]
    assert upload(office, book).plan == [] and upload(office, exported(office)).plan == []
    assert list(differences()) == []


def test_goods_without_a_stock_record_get_one_with_their_opening_stock(office):
    product = make_product(price=None, stock=0)
    product.stockrecords.all().delete()
    apply(office, upload(office, with_figures(office, opening=7)))
    assert product.stockrecords.get().num_in_stock == 7


def test_a_count_is_a_figure_of_its_own_as_on_the_page(office, officer):
    product = make_product(stock=10)
    assert cells(exported(office)) == [10, 10, None]
    stored = upload(office, with_figures(office, counted=8))
    assert planned(stored) == [("stock_counted", "10", "8", "")]
    assert "đặt theo kiểm kho" in office.get(reverse("programme_product_import", args=[stored.pk])).content.decode()
    apply(office, stored)
    movement = product.stockrecords.get().movements.first()
    assert (movement.kind, movement.quantity, movement.actor) == ("count", -2, officer)
    assert upload(office, with_figures(office, counted=8)).plan == []


def test_a_figure_of_an_old_export_never_brings_sold_units_back(office):
    product = make_product(stock=10)
    old = exported(office)
    record = product.stockrecords.get()
    ledger.consume(ledger.reserve(record, 3, claim="order-line:1"))
    stored = upload(office, old)
    ((name, now, new, problem),) = planned(stored)
    assert (name, now, new) == ("stock_on_hand", "7", "10")
    assert problem == "Số này theo hàng nhập, kiểm kho và bán ra. Muốn ghi số đếm được thì điền vào cột “Kiểm kho”."
    apply(office, stored)
    record.refresh_from_db()
    assert record.num_in_stock == 7


def test_what_the_ledger_refuses_is_told_in_the_cell(office):
    product = make_product(stock=10)
    ledger.reserve(product.stockrecords.get(), 4, claim="order-line:1")
    for figures, problem in (
        ({"counted": 3}, "Đã hứa 4 đơn vị cho đơn hàng; trên kệ không thể ít hơn."),
        ({"opening": 20}, "Hàng này đã từng có trong kho. Ghi số đang có trên kệ vào cột “Kiểm kho”."),
        ({"counted": -1}, "Ghi số từ 0 trở lên."),
        ({"counted": 2.5}, "Nhập một số tổng thể."),
    ):
        stored = upload(office, with_figures(office, **figures))
        assert [cell[3] for cell in planned(stored)] == [problem]
        apply(office, stored)
    assert product.stockrecords.get().num_in_stock == 10


def test_a_preview_overtaken_by_a_sale_writes_no_stock(office):
    product = make_product(stock=10)
    record = product.stockrecords.get()
    stored = upload(office, with_figures(office, counted=9))
    ledger.consume(ledger.reserve(record, 3, claim="order-line:1"))
    apply(office, stored)
    record.refresh_from_db()
    assert record.num_in_stock == 7
    fresh = make_product(stock=0)
    stored = upload(office, with_figures(office, line=3, opening=5))
    ledger.receive(fresh.stockrecords.get(), 2)
    apply(office, stored)
    assert fresh.stockrecords.get().num_in_stock == 2


def test_sizes_have_stock_and_their_family_has_none(office):
    family = make_product("Chè", stock=0)
    add_variant(family, {"net_content": Decimal("0.25"), "net_unit": "kg"})
    book = exported(office)
    for line, units in ((2, 1), (3, 30), (4, 40)):
        book.active.cell(line, AT["stock_opening"]).value = units
    stored = upload(office, book)
    assert [(cell[2], bool(cell[3])) for cell in planned(stored)] == [("1", True), ("30", False), ("40", False)]
    apply(office, stored)
    assert sorted(size.stockrecords.get().num_in_stock for size in family.children.all()) == [30, 40]


@pytest.mark.parametrize("number", [2, 12])
def test_the_preview_takes_the_same_queries_whatever_the_number_of_goods(office, number, django_assert_max_num_queries):
    for n in range(number):
        make_product(f"Hàng {n}", stock=5)
    book = exported(office)
    for line in range(2, number + 2):
        book.active.cell(line, AT["stock_counted"]).value = 4
    with django_assert_max_num_queries(16):
        upload(office, book)
