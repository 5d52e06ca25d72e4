"""An address printed before the provinces merged: kept as printed, told with today's place, counted under it alone."""

import pytest

from django.urls import reverse

from catalogue.places.models import Commune
from catalogue.producers.models import Producer
from tests.factories import make_certificate, make_producer, make_product

pytestmark = pytest.mark.django_db
PRINTED = "Bon Đắk Huýt, xã Quảng Trực, huyện Tuy Đức, tỉnh Đắk Nông"


def commune() -> Commune:
    return Commune.objects.get(province="68", name="Xã Quảng Trực")


def make_old_producer(**fields) -> Producer:
    return make_producer(**{"address_printed": PRINTED, "commune": commune(), **fields})


def text(client, url: str) -> str:
    return client.get(url).content.decode()


def fact(label: str, value: str) -> str:
    return f"<dt>{label}</dt><dd>{value}</dd>"


def proof_of(product) -> str:
    return reverse("catalogue:proof", kwargs={"slug": product.slug, "pk": product.pk})


def test_producer_product_and_proof_tell_both_places_and_which_is_which(client):
    product = make_product(producer=make_old_producer())
    make_certificate(product)
    for url in (product.sheet.producer.get_absolute_url(), product.get_absolute_url(), proof_of(product)):
        html = text(client, url)
        assert fact("Địa chỉ như bản in", PRINTED) in html, url
        assert fact("Địa bàn hiện nay", "Xã Quảng Trực, Lâm Đồng") in html, url
        assert "<dt>Địa chỉ</dt>" not in html, url


def test_the_proof_tells_the_address_that_its_decision_prints(client):
    product = make_product(producer=make_old_producer(address="Thôn 2, xã Quảng Trực, tỉnh Lâm Đồng"))
    certificate = make_certificate(product)
    type(certificate).objects.filter(pk=certificate.pk).update(address="Thôn 1, huyện Tuy Đức, tỉnh Đắk Nông")
    html = text(client, proof_of(product))
    assert fact("Địa chỉ như bản in", "Thôn 1, huyện Tuy Đức, tỉnh Đắk Nông") in html
    assert '<span class="muted">Thôn 2, xã Quảng Trực, tỉnh Lâm Đồng</span>' in html


def test_what_a_decision_prints_is_marked_as_vietnamese_on_an_english_proof(client):
    product = make_product(producer=make_old_producer())
    certificate = make_certificate(product)
    type(certificate).objects.filter(pk=certificate.pk).update(product_name="Măng khô", group_printed="Thực phẩm")
    html = text(client, f"/en{proof_of(product)}")
    for words in ("UBND tỉnh Lâm Đồng", "Măng khô", "Thực phẩm", PRINTED, "Xã Quảng Trực, Lâm Đồng"):
        assert f'<dd lang="vi">{words}</dd>' in html, words


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        (PRINTED, "Xã Quảng Trực, Lâm Đồng"),
        ("Thôn 1, xã Quảng Trực, tỉnh Lâm Đồng", ""),
        ("Thôn 1, xã Đắk Ngo, tỉnh Lâm Đồng", "Xã Quảng Trực, Lâm Đồng"),
        ("", "Xã Quảng Trực, Lâm Đồng"),
    ],
)
def test_the_place_of_today_is_told_where_the_print_has_other_names(printed, told):
    assert make_old_producer(address_printed=printed).place_renamed == told


def test_an_address_of_today_stands_alone(client):
    product = make_product(producer=make_old_producer(address=PRINTED.replace("Đắk Nông", "Lâm Đồng")))
    assert "Đắk Nông" not in text(client, product.get_absolute_url())


def test_the_list_counts_it_under_the_province_of_today_alone(client):
    make_product(producer=make_old_producer())
    make_product(producer=make_producer(address_printed="Phường 1, thành phố Đà Lạt, tỉnh Lâm Đồng"))
    (provinces,) = [one for one in client.get("/san-pham/").context["facets"] if one["name"] == "tinh"]
    assert [(one["label"], one["count"]) for one in provinces["choices"]] == [("Lâm Đồng", 2)]
