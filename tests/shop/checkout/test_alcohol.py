"""Alcohol: shown and not sold, until the operator turns it on; then to adults, and never for cash."""

import pytest

from django.urls import reverse

from catalogue.certification.models import ProductGroup
from shop.checkout.models import Purchase
from tests.factories import make_product
from tests.shop.checkout.buying import add, choose_payment, fill_address, review_form
from tests.shop.payment.paying import make_account

pytestmark = pytest.mark.django_db
REVIEW = "/thanh-toan/xem-lai/"


@pytest.fixture
def liquor():
    group = ProductGroup.objects.filter(group="Đồ uống có cồn").first()
    return make_product("Rượu cần", sheet={"group": group, "ingredients": "Gạo nếp, men lá, 16% vol"})


@pytest.fixture
def sold(settings):
    settings.ALCOHOL_SOLD_ONLINE = True
    make_account()


def test_it_is_shown_and_not_sold_unless_the_operator_says_so(client, liquor):
    html = client.get(liquor.get_absolute_url()).content.decode()
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
