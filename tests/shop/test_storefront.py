"""The consumer's pages, as a browser without JavaScript gets them."""

import json
import re
from datetime import date, timedelta

import pytest
import time_machine

from django.urls import reverse

from catalogue.certification.models import CertificateEvent
from catalogue.certification.states import today
from catalogue.certification.timeline import refresh
from catalogue.models import Product
from catalogue.provenance.models import ProductSheet
from catalogue.provenance.prices import set_price
from shop.partner.models import StockRecord
from shop.stock import ledger
from tests.factories import make_certificate, make_producer, make_product, make_user

pytestmark = pytest.mark.django_db


def proof_url(product) -> str:
    return reverse("catalogue:proof", kwargs={"slug": product.slug, "pk": product.pk})


def page(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def every_public_page(client, product) -> dict[str, str]:
    return {
        "list": page(client, "/san-pham/"),
        "search": page(client, "/tim-kiem/?q=mang"),
        "product": page(client, product.get_absolute_url()),
        "producer": page(client, product.sheet.producer.get_absolute_url()),
        "proof": page(client, proof_url(product)),
    }


@time_machine.travel("2026-11-22 08:00 +0700")
def test_a_withdrawn_star_is_gone_from_every_page_on_the_next_request(client):
    product = make_product("Măng nứa khô")
    certificate = make_certificate(product, star=4)
    for name, html in every_public_page(client, product).items():
        assert "star-badge--4" in html, name
    assert "hasCertification" in page(client, product.get_absolute_url())

    CertificateEvent.objects.create(certificate=certificate, kind="withdrawn", on=date(2026, 11, 22), ground="c")
    refresh(certificate)
    for name, html in every_public_page(client, product).items():
        assert "star-badge" not in html, name
    assert "hasCertification" not in page(client, product.get_absolute_url())
    assert "22/11/2026" in page(client, proof_url(product))
    assert "22/11/2026" in page(client, product.get_absolute_url())


def test_the_star_goes_at_midnight_in_vietnam_without_anybody_doing_anything(client):
    product = make_product()
    make_certificate(product, star=3, valid_from=date(2023, 11, 22), valid_to=date(2026, 11, 22))
    with time_machine.travel("2026-11-22 23:59:59 +0700"):
        assert "star-badge--3" in page(client, product.get_absolute_url())
        assert "star-badge--3" in page(client, "/san-pham/?sao=3")
    with time_machine.travel("2026-11-23 00:00:00 +0700"):
        assert "star-badge" not in page(client, product.get_absolute_url())
        assert "star-badge" not in page(client, "/san-pham/")
        assert product.title not in page(client, "/san-pham/?sao=3")


@pytest.mark.parametrize("size", [5, 21])
def test_a_list_costs_at_most_twelve_queries_whatever_its_size(client, size, django_assert_max_num_queries):
    producer = make_producer()
    for number in range(size):
        make_certificate(make_product(f"Măng {number}", producer=producer), star=3 + number % 2)
    client.get("/san-pham/")
    with django_assert_max_num_queries(12):
        html = page(client, "/san-pham/?sao=3&sao=4")
    assert html.count('class="card"') == min(size, 20)


def test_a_product_page_costs_at_most_twelve_queries(client, django_assert_max_num_queries):
    product = make_product()
    make_certificate(product)
    client.get(product.get_absolute_url())
    with django_assert_max_num_queries(12):
        page(client, product.get_absolute_url())


def test_filters_narrow_together_and_keep_their_counts(client):
    dear = make_product("Mật ong", price=300_000)
    make_certificate(dear, star=4)
    cheap = make_product("Mật mía", price=50_000)
    make_certificate(cheap, star=3)
    html = page(client, "/san-pham/?sao=4&gia_tu=100.000")
    assert "Mật ong" in html and "Mật mía" not in html
    both = page(client, "/san-pham/?sao=3&sao=4")
    assert "Mật ong" in both and "Mật mía" in both


def test_nonsense_in_the_url_is_ignored(client):
    make_product("Mật ong")
    html = page(client, "/san-pham/?sao=abc&nhom=99999999999999999999&gia_tu=x&page=zz&sap_xep=drop&con_hang=2")
    assert "<h1>" in html


def test_a_draft_is_nowhere_in_the_shop(client):
    draft = make_product("Bản nháp", is_public=False)
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert "Bản nháp" not in page(client, "/san-pham/")
    assert client.get(proof_url(draft)).status_code == 404


def test_a_family_shows_a_badge_only_if_every_variant_is_covered(client):
    family = make_product("Mật ong", price=None, stock=0)
    family.structure = Product.PARENT
    family.save()
    StockRecord.objects.filter(product=family).delete()
    for size in (250, 500):
        child = Product.objects.create(title=f"{size} g", structure=Product.CHILD, parent=family, is_public=True)
        ProductSheet.objects.create(product=child, producer=family.sheet.producer, net_content=size, net_unit="g")
        record = StockRecord.objects.create(
            product=child, partner=family.sheet.producer.partner, partner_sku=f"MO-{size}"
        )
        set_price(record, size * 300)
        ledger.receive(record, 5)
    one = family.children.first()
    certificate = make_certificate(one, producer=family.sheet.producer, star=4)
    assert "star-badge" not in page(client, "/san-pham/")
    other = family.children.last()
    certificate.coverages.create(product=other)
    refresh(certificate)
    assert "star-badge--4" in page(client, "/san-pham/")
    html = page(client, family.get_absolute_url())
    assert html.count('name="child_id"') == 2


def test_the_proof_is_there_as_data_too(client):
    product = make_product()
    certificate = make_certificate(product, star=4, valid_to=today() + timedelta(days=400))
    data = client.get(proof_url(product)[:-1] + ".json").json()
    assert (data["star"], data["decision"]) == (4, certificate.decision.number)


def test_structured_data_offers_the_product_and_never_rates_it_by_its_star(client):
    product = make_product(price=85_000)
    make_certificate(product, star=4)
    html = page(client, product.get_absolute_url())
    found = re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', html, re.S)
    data, way = map(json.loads, found)
    assert (data["@type"], way["@type"]) == ("Product", "BreadcrumbList")
    assert data["offers"]["price"] == "85000"
    assert "aggregateRating" not in data


@pytest.mark.parametrize("typed", ["mang nua", "măng nứa", "MANG NUA", "Măng  Nứa ", "mang nu"])
def test_search_finds_with_and_without_marks(client, typed):
    make_product("Măng nứa khô nấu ngay")
    make_product("Mật ong hoa nhãn")
    html = page(client, f"/tim-kiem/?q={typed}")
    assert "Măng nứa khô nấu ngay" in html and "Mật ong" not in html


def test_typed_marks_rank_first(client):
    make_product("Chè lam")
    make_product("Che nắng")
    html = page(client, "/tim-kiem/?q=chè")
    assert html.index("Chè lam") < html.index("Che nắng")


def test_one_slip_of_a_letter_still_finds_and_says_so(client):
    make_product("Miến dong Phja Đén")
    assert "Miến dong" in page(client, "/tim-kiem/?q=phja denn mien domg")


@pytest.mark.parametrize("typed", ['"', "%00", "*", "(", "'; DROP TABLE", "%25", " ", "a" * 5000, "\u202e"])
def test_hostile_words_are_only_words(client, typed):
    make_product("Mật ong")
    assert client.get("/tim-kiem/", {"q": typed}).status_code == 200


def test_the_address_that_stays_has_no_empty_fields(client):
    make_product("Mật ong")
    sent = "/san-pham/?sap_xep=&gia_tu=&sao=&q=m%E1%BA%ADt&gia_den=90000"
    kept = "/san-pham/?q=m%E1%BA%ADt&gia_den=90000"
    assert client.get(sent).headers["Location"] == kept
    swapped = client.get(sent, headers={"HX-Request": "true"})
    assert (swapped.status_code, swapped.headers["HX-Push-Url"]) == (200, kept)
    assert client.get("/tim-kiem/?q=").headers["Location"] == "/tim-kiem/"
    assert client.get(kept).status_code == 200


def test_a_shop_without_goods_does_not_ask_to_take_a_filter_away(client):
    html = page(client, "/san-pham/")
    assert "Chưa có sản phẩm nào được bày bán" in html and "bỏ bớt" not in html


def test_an_empty_result_offers_something_useful(client):
    make_product("Mật ong hoa nhãn")
    assert "Mật ong hoa nhãn" in page(client, "/tim-kiem/?q=zzzzzz")


def test_every_storefront_page_keeps_its_scripts_and_styles_in_files(client):
    product = make_product()
    make_certificate(product)
    for name, html in every_public_page(client, product).items():
        inline = [one for one in re.findall(r"<script[^>]*>", html) if "src=" not in one and "ld+json" not in one]
        assert not inline, name
        assert "<style" not in html and " style=" not in html and " onclick" not in html, name
    policy = client.get("/san-pham/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe-inline" not in policy


@pytest.mark.parametrize(
    ("typed", "leads_to"),
    [
        ("OCOP 4 sao", "/san-pham/?sao=4"),
        ("mật ong 5 sao", "/tim-kiem/?q=m%E1%BA%ADt+ong&sao=5"),
        ("ocop", "/san-pham/?"),
    ],
)
def test_stars_that_are_typed_become_the_filter(client, typed, leads_to):
    assert client.get("/tim-kiem/", {"q": typed}).headers["Location"] == leads_to


def test_the_proof_tells_what_replaced_a_star_and_never_tells_of_a_mere_proposal(client):
    product = make_product()
    make_certificate(product, star=3, valid_from=date(2025, 1, 10))
    make_certificate(product, star=4, valid_from=date(2026, 3, 5))
    make_certificate(product, star=5, valid_from=date(2026, 9, 1), evidence="B2")
    told = client.get(proof_url(product).rstrip("/") + ".json").json()["history"]
    assert [(one["star"], one["replaced_on"]) for one in told] == [(4, None), (3, "2026-03-05")]
    assert "05/03/2026" in page(client, proof_url(product))


def test_the_proof_data_names_the_decision_that_took_a_star_away(client):
    product = make_product()
    certificate = make_certificate(product, star=4)
    gone = {"kind": "withdrawn", "on": date(2026, 10, 1), "ground": "c", "decision_number": "77/QĐ-UBND"}
    CertificateEvent.objects.create(certificate=certificate, note="not for the public", **gone)
    CertificateEvent.objects.create(certificate=certificate, kind="evidence", on=date(2026, 10, 2), evidence="A")
    refresh(certificate)
    [told] = client.get(proof_url(product).rstrip("/") + ".json").json()["history"]
    [event] = told["events"]
    assert (event["kind"], event["on"], event["decision"], event["until"]) == (
        "withdrawn", "2026-10-01", "77/QĐ-UBND", None,
    )  # fmt: skip
    assert "note" not in event and event["ground"]


def test_a_family_shows_the_price_and_unit_price_of_the_size_that_is_chosen(client):
    family = make_product("Mật ong", price=None, stock=0, structure=Product.PARENT)
    family.stockrecords.all().delete()
    for size, price, stock in ((250, 60_000, 0), (500, 110_000, 4)):
        child = make_product(
            f"{size} g", producer=family.sheet.producer, price=price, stock=stock, sheet={"net_content": size}
        )
        child.parent, child.structure, child.product_class = family, Product.CHILD, None
        child.save()
    html = page(client, family.get_absolute_url())
    assert re.search(r'id="price">110.000\s₫<', html)
    assert re.search(r'id="unit-price">22.000\s₫/100 g<', html)


def test_invented_label_facts_are_marked_where_they_stand(client):
    product = make_product(sheet={"is_demo": True, "shelf_life": "12 tháng"})
    html = page(client, product.get_absolute_url())
    assert re.search(r"Thông tin trên nhãn <span class=\"tag tag--demo\">mẫu</span>", html)
    assert "nhãn <span" not in page(client, make_product(sheet={"shelf_life": "12 tháng"}).get_absolute_url())


def test_a_product_without_a_star_says_so(client):
    assert "Sổ chưa có quyết định OCOP nào" in page(client, make_product().get_absolute_url())


def test_a_producer_who_strays_into_the_office_is_told_where_to_go(client):
    client.force_login(make_user())
    response = client.get("/van-phong/", follow=True)
    assert (response.status_code, "/gian-hang/" in response.content.decode()) == (403, True)
