"""Every visible change shows on the next request of a visitor who had a remembered page, or one of remembered parts."""

from __future__ import annotations

import io
from datetime import date

import pytest
import time_machine
from PIL import Image

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalogue.certification.models import CertificateEvent
from catalogue.certification.timeline import refresh
from catalogue.models import Product
from catalogue.provenance import photos
from catalogue.provenance.editing import save_facts
from catalogue.provenance.models import Paper, ProductSheet
from catalogue.provenance.prices import set_price
from catalogue.provenance.publishing import unpublish
from shop.content.models import SiteAppearance, TextPage
from shop.partner.models import StockRecord
from shop.search import revision
from shop.stock import ledger
from tests.factories import make_certificate, make_product, make_user
from tests.shop.pagecache.asking import get, is_remembered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, params=["whole pages", "parts of pages"])
def how_much_is_remembered(request, settings, remembering):
    if request.param == "parts of pages":
        settings.PAGE_CACHE_BYTES = 0


def every_page(product) -> dict[str, str]:
    return {
        "list": get("/san-pham/"),
        "search": get("/tim-kiem/?q=mang"),
        "product": get(product.get_absolute_url()),
        "producer": get(product.sheet.producer.get_absolute_url()),
        "proof": get(reverse("catalogue:proof", kwargs={"slug": product.slug, "pk": product.pk})),
    }


@time_machine.travel("2026-11-22 08:00 +0700")
def test_a_withdrawn_star_is_gone_on_the_next_request():
    product = make_product("Măng nứa khô")
    certificate = make_certificate(product, star=4)
    for name, html in (every_page(product) | every_page(product)).items():
        assert "star-badge--4" in html, name
    assert is_remembered(product.get_absolute_url())
    CertificateEvent.objects.create(certificate=certificate, kind="withdrawn", on=date(2026, 11, 22), ground="c")
    refresh(certificate)
    for name, html in every_page(product).items():
        assert "star-badge" not in html, name
    assert "hasCertification" not in get(product.get_absolute_url())


def test_the_star_goes_at_midnight_in_vietnam_without_anybody_doing_anything():
    product = make_product("Măng nứa khô")
    make_certificate(product, star=3, valid_from=date(2023, 11, 22), valid_to=date(2026, 11, 22))
    with time_machine.travel("2026-11-22 23:59:59 +0700", tick=False):
        for name, html in (every_page(product) | every_page(product)).items():
            assert "star-badge--3" in html, name
        assert is_remembered("/san-pham/")
    with time_machine.travel("2026-11-23 00:00:00 +0700", tick=False):
        for name, html in every_page(product).items():
            assert "star-badge" not in html, name


def test_a_price_shows_on_the_next_request():
    product = make_product(price=85_000)
    before = get(product.get_absolute_url()), get("/san-pham/")
    assert all("85.000" in html for html in before)
    set_price(product.stockrecords.get(), 91_000)
    assert "91.000" in get(product.get_absolute_url())
    assert "91.000" in get("/san-pham/") and "85.000" not in get("/san-pham/")


def test_an_unpublished_product_is_gone_on_the_next_request(client):
    product = make_product("Mật ong")
    get(product.get_absolute_url()), get("/san-pham/")
    unpublish(product, actor=make_user())
    assert client.get(product.get_absolute_url()).status_code == 410
    assert "Mật ong" not in get("/san-pham/")


def test_facts_papers_photos_and_the_producer_show_on_the_next_request():
    product = make_product("Mật ong")
    url, producer = product.get_absolute_url(), product.sheet.producer
    get(url)
    save_facts(product, {"allergens": "phấn hoa"})
    assert "phấn hoa" in get(url)
    Paper.objects.create(product=product, kind=Paper.Kind.values[0], number="77/ATTP")
    assert "77/ATTP" in get(url)
    sent = io.BytesIO()
    Image.new("RGB", (400, 400), "green").save(sent, "JPEG")
    photos.add_photo(product, SimpleUploadedFile("a.jpg", sent.getvalue()), alt="Hũ mật xanh")
    assert "Hũ mật xanh" in get(url)
    producer.phone = "0912 000 111"
    producer.name = "HTX Đổi Tên"
    producer.save()
    assert "HTX Đổi Tên" in get(url)


def family_of_two(title: str = "Mật ong") -> tuple[Product, list[StockRecord]]:
    family = make_product(title, price=None, stock=0)
    family.structure = Product.PARENT
    family.save()
    StockRecord.objects.filter(product=family).delete()
    partner, records = family.sheet.producer.partner, []
    for size in (250, 500):
        child = Product.objects.create(title=f"{size} g", structure=Product.CHILD, parent=family, is_public=True)
        ProductSheet.objects.create(product=child, producer=family.sheet.producer, net_content=size, net_unit="g")
        record = StockRecord.objects.create(product=child, partner=partner, partner_sku=f"MO-{child.pk}")
        set_price(record, size * 300)
        ledger.receive(record, 8)
        records.append(record)
    return family, records


def sold_out_sizes(family: Product) -> int:
    return get(family.get_absolute_url()).count(" disabled")


def test_one_size_of_a_family_sells_out_and_comes_back():
    family, (small, _large) = family_of_two()
    assert sold_out_sizes(family) == 0
    ledger.reserve(small, 2, claim="a")
    assert is_remembered(family.get_absolute_url())
    last = ledger.reserve(small, 6, claim="b")
    assert sold_out_sizes(family) == 1
    ledger.release(last)
    assert sold_out_sizes(family) == 0


def test_a_sale_from_a_full_shelf_changes_nothing():
    product = make_product(stock=10)
    record = product.stockrecords.get()
    before = revision.current()
    ledger.consume(ledger.reserve(record, 4, claim="a"))
    assert revision.current() == before


def test_where_few_are_left_every_sale_changes_the_page():
    product = make_product(stock=10)
    record, url = product.stockrecords.get(), product.get_absolute_url()
    assert "Chỉ còn" not in get(url)
    ledger.reserve(record, 7, claim="a")
    assert "Chỉ còn 3" in get(url)
    ledger.reserve(record, 1, claim="b")
    assert "Chỉ còn 2" in get(url)
    ledger.receive(record, 9)
    assert "Chỉ còn" not in get(url)


def test_the_last_unit_and_the_first_new_one_change_the_page():
    product = make_product(stock=2)
    record, url = product.stockrecords.get(), product.get_absolute_url()
    in_stock = "https://schema.org/InStock"
    assert in_stock in get(url)
    ledger.reserve(record, 2, claim="a")
    assert in_stock not in get(url)
    ledger.receive(record, 1)
    assert in_stock in get(url)


def test_an_edit_of_the_home_page_shows_when_it_is_published(home):
    assert "From the hills" in get("/")
    home.lead = "From the sea"
    draft = home.save_revision()
    assert "From the hills" in get("/")
    draft.publish()
    assert "From the sea" in get("/")


def test_a_text_page_comes_and_goes_with_its_publication(home, client):
    page = home.add_child(instance=TextPage(title="Returns", slug="tra-hang", show_in_menus=True))
    get(page.url)
    assert page.url in get("/")
    page.unpublish()
    assert client.get(page.url).status_code == 404
    assert page.url not in get("/")
    page.save_revision().publish()
    assert page.url in get("/")
    page.delete()
    assert page.url not in get("/")


def test_another_theme_is_worn_on_the_next_request(home):
    assert "themes/cao_bang" not in get("/")
    SiteAppearance.objects.update_or_create(site=home.get_site(), defaults={"theme": "cao_bang"})
    assert "themes/cao_bang" in get("/")


def test_a_change_that_is_taken_back_leaves_the_page_as_it_was():
    from django.db import transaction

    product = make_product(price=85_000)
    get(product.get_absolute_url())
    with pytest.raises(RuntimeError), transaction.atomic():
        set_price(product.stockrecords.get(), 91_000)
        raise RuntimeError
    assert is_remembered(product.get_absolute_url())
    assert "85.000" in get(product.get_absolute_url())
