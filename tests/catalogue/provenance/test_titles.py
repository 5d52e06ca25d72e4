"""A title tells no stars, in any language: they come from the certificate."""

import pytest

from django.urls import reverse

from catalogue.models import Product
from catalogue.provenance.models import ProductText
from catalogue.provenance.titles import NO_STARS, tells_stars, told_stars
from shop.programme.products.variants import add_variant
from tests.factories import make_product
from tests.shop.programme.products.test_office import make_officer, page_of, typed
from tests.shop.programme.products.test_workbook import AT, apply, exported, upload

from .test_publishing import full, lacks

pytestmark = pytest.mark.django_db

TOLD = (
    "Cao Atiso OCOP 5 sao ★★★★★", "Trà OCOP 5 sao", "Trà 5 sao OCOP", "Trà ★",
    "Trà ⭐⭐⭐", "Trà đạt chuẩn 4 sao", "Trà 4 SAO",
    "Trà (3sao)", "OCOP năm sao – Trà", "Trà đạt chuẩn bốn sao", "Trà năm sao OCOP", "Tea 4 stars",
    "Four-star OCOP tea",
    "4-star tea", "OCOP 4-sao trà", "Trà ☆☆☆", "Trà ***", "Trà 4* OCOP", "5 sao: trà",
)  # fmt: skip
PLAIN = (
    "Nước mắm Năm Sao", "Chè sao", "Hạt sen sao giòn", "Five Star fish sauce", "Star anise", "Hộp quà OCOP",
    "Hoa hồi 5 cánh",
    "Trà sao tay 100 g", "Cà phê Sao Mai 2", "Gạo 5 sào", "Bánh 3 * 500 g",
    "Hàng chuẩn OCOP sao tay", "Sao vàng 15 sachets",
)  # fmt: skip


def test_what_tells_stars_is_told_from_brands_and_roasting_in_python_and_in_sql():
    made = {title: make_product(title) for title in TOLD + PLAIN}
    assert [title for title in made if tells_stars(title)] == list(TOLD)
    assert {one.title for one in Product.objects.filter(told_stars())} == set(TOLD)


@pytest.fixture
def office(client):
    client.force_login(make_officer())
    return client


@pytest.mark.parametrize("field", ["title", "text-en-title"])
def test_the_form_refuses_it_at_the_field_and_saves_nothing(office, field):
    product = make_product("Cao Atiso")
    data = typed(office, product, **{field: "Cao Atiso OCOP 5 sao ★★★★★"})
    answer = office.post(page_of(product), data)
    editor = answer.context["editor"]
    form = editor.facts if field == "title" else editor.texts[0]
    assert form.errors == {"title": [NO_STARS]}
    assert "Tên không ghi hạng sao" in answer.content.decode()
    product.refresh_from_db()
    assert (product.title, product.changes.count()) == ("Cao Atiso", 0)


def test_excel_refuses_it_in_its_cell(office):
    product = make_product("Cao Atiso")
    book = exported(office)
    book.active.cell(2, AT["title"]).value = "Cao Atiso 5 sao"
    stored = upload(office, book)
    ((cell,),) = [row["cells"] for row in stored.plan]
    assert cell["problem"] == NO_STARS
    assert cell["problem"] in office.get(reverse("programme_product_import", args=[stored.pk])).content.decode()
    apply(office, stored)
    assert Product.objects.get(pk=product.pk).title == "Cao Atiso"


def test_a_title_that_came_in_another_way_keeps_the_product_from_buyers():
    assert [(fact.field, fact.message) for fact in lacks(full(title="Trà OCOP 4 sao"))] == [
        ("title", "Tên không kèm sao")
    ]
    product = full(title="Trà")
    ProductText.objects.create(product=product, language="en", title="Tea ★★★★")
    assert [fact.field for fact in lacks(product)] == ["text-en-title"]
    family = full(title="Chè")
    size = add_variant(family, {"net_content": 250, "net_unit": "g", "parcel_weight": 300})
    size.stockrecords.create(partner=family.sheet.producer.partner, partner_sku="C-250", price=1000)
    assert lacks(family) == []
    Product.objects.filter(pk=size.pk).update(title="Chè 4 sao 250 g")
    assert [fact.field for fact in lacks(family)] == ["title"]
