"""Alcohol: shown and not sold, until the operator turns it on; then to adults, and never for cash."""

import pytest

from django.test import Client
from django.urls import reverse

from catalogue.certification.models import ProductGroup
from shop.checkout.models import Purchase
from tests.factories import make_certificate, make_product
from tests.shop.checkout.buying import add, choose_payment, fill_address, review_form
from tests.shop.payment.paying import make_account

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
REVIEW = "/thanh-toan/xem-lai/"


@pytest.fixture
def liquor():
    group = ProductGroup.objects.filter(group="Đồ uống có cồn").first()
    return make_product("Rượu cần", sheet={"group": group, "ingredients": "Gạo nếp, men lá, 16% vol"})


@pytest.fixture
def sold(settings):
    settings.ALCOHOL_SOLD_ONLINE = True
    make_account()


def opened(client, product) -> str:
    """Its page, for who said to be of age."""
    client.post(product.get_absolute_url())
    return client.get(product.get_absolute_url()).content.decode()


def test_its_page_opens_to_who_says_to_be_18_until_the_browser_is_closed(client, liquor):
    address = liquor.get_absolute_url()
    asked = client.get(address).content.decode()
    assert "Bạn đã đủ 18 tuổi chưa?" in asked and "Gạo nếp" not in asked and '"@type": "Product"' not in asked
    answer = client.post(address, headers={"origin": "http://testserver"})
    assert (answer.status_code, answer.url) == (302, address)
    assert (answer.cookies["of_age"].value, answer.cookies["of_age"]["max-age"]) == ("1", "")
    assert "Gạo nếp" in client.get(address).content.decode()
    assert "Bạn đã đủ 18 tuổi chưa?" in Client().get(address).content.decode()


def test_nobody_gets_the_open_page_from_what_the_process_keeps(settings, liquor):
    settings.PAGE_CACHE_BYTES = 1_000_000
    adult, address = Client(), liquor.get_absolute_url()
    assert "Gạo nếp" in opened(adult, liquor)
    for _again in range(2):
        assert "Gạo nếp" not in Client().get(address).content.decode()
        assert "Gạo nếp" in adult.get(address).content.decode()


def test_only_public_products_take_an_answer(client, liquor):
    liquor.is_public = False
    liquor.save()
    assert client.post(liquor.get_absolute_url()).status_code == 404


def test_the_proof_of_its_stars_is_open_and_other_products_ask_nothing(client, liquor):
    make_certificate(liquor)
    assert "Bạn đã đủ 18 tuổi chưa?" not in client.get(proof_url(liquor)).content.decode()
    assert f'href="{proof_url(liquor)}"' in client.get(liquor.get_absolute_url()).content.decode()
    assert "Bạn đã đủ 18 tuổi chưa?" not in client.get(make_product().get_absolute_url()).content.decode()


def proof_url(product) -> str:
    return reverse("catalogue:proof", kwargs={"slug": product.slug, "pk": product.pk})


def test_it_is_shown_and_not_sold_unless_the_operator_says_so(client, liquor):
    html = opened(client, liquor)
    assert "Rượu bia không bán trực tuyến ở đây" in html and 'name="quantity"' not in html
    add(client, liquor)
    assert client.get(reverse("checkout:address")).headers["Location"].endswith("/gio-hang/")


def test_it_is_never_sold_for_cash(client, liquor, sold):
    add(client, liquor)
    fill_address(client)
    assert "không bán thu tiền mặt" in client.get(reverse("checkout:delivery")).content.decode()
    refused = choose_payment(client, payment_method="cod")
    assert refused.headers["Location"] == reverse("checkout:delivery")


def test_the_buyer_says_that_she_is_of_age_and_the_purchase_keeps_it(client, liquor, sold):
    add(client, liquor)
    fill_address(client)
    choose_payment(client, payment_method="qr")
    form = review_form(client) | {"consent": "on"}
    assert client.post(REVIEW, form).headers["Location"].endswith(REVIEW)
    assert not Purchase.objects.exists()
    assert "field--bad" in client.get(REVIEW).content.decode()
    client.post(REVIEW, form | {"of_age": "on"})
    assert Purchase.objects.get().of_age is True


def test_nobody_is_asked_for_anything_else(client, sold):
    add(client, make_product())
    fill_address(client)
    choose_payment(client)
    assert "of_age" not in client.get(REVIEW).content.decode()


def test_the_page_says_for_whom_it_is(client, liquor, sold):
    assert "từ đủ 18 tuổi" in client.get(liquor.get_absolute_url()).content.decode()
