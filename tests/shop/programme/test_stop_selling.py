"""A withdrawal on a safety ground leads to the question whether the goods stay on sale."""

import pytest

from django.test import Client

from catalogue.provenance.models import ProductChange
from shop.notices.models import Notice
from shop.order.models import Order
from tests.factories import make_certificate, make_producer, make_product, make_user
from tests.shop.checkout.buying import buy

pytestmark = pytest.mark.django_db


@pytest.fixture
def product():
    return make_product("Măng khô", producer=make_producer("HTX Măng", users=[make_user()]))


@pytest.fixture
def certificate(product):
    return make_certificate(product)


def page(certificate, act: str = "ngung-ban/") -> str:
    return f"/van-phong/giay-chung-nhan/{certificate.pk}/{act}"


def withdraw(office, certificate, ground: str = "c"):
    return office.post(page(certificate, "thu-hoi/"), {"on": "01/06/2026", "ground": ground, "sure": "on", "note": "x"})


def withdraw_events(certificate) -> None:
    from catalogue.certification.events import withdraw as record

    record(certificate, on=certificate.valid_from, ground="c")


def test_a_safety_ground_leads_to_the_open_orders_and_the_offer_to_stop(office, certificate, product):
    buy(Client(), product)
    answer = withdraw(office, certificate)
    assert answer.url == page(certificate)
    shown = office.get(answer.url)
    assert shown.context["on_sale"] and [line.order for line in shown.context["lines"]] == [Order.objects.get()]
    assert Order.objects.get().number in shown.content.decode()
    assert "0912345678" not in shown.content.decode()


def test_another_ground_leads_back_to_the_certificate(office, certificate):
    assert withdraw(office, certificate, "e").url == page(certificate, "")
    assert page(certificate) in office.get(page(certificate, "")).content.decode()


def test_stopping_hides_the_goods_notes_the_change_and_tells_the_producer(office, officer, certificate, product):
    withdraw(office, certificate)
    Notice.objects.all().delete()
    for _ in range(2):
        office.post(page(certificate), {"product": [product.pk]})
    product.refresh_from_db()
    assert product.is_public is False
    change = ProductChange.objects.get(product=product)
    assert (change.what, change.actor) == ({"is_public": [True, False]}, officer)
    assert Notice.objects.get().kind == "safety"
    assert office.get(page(certificate)).context["on_sale"] is False


def test_goods_of_another_certificate_are_not_touched(office, certificate):
    other = make_product()
    withdraw(office, certificate)
    office.post(page(certificate), {"product": [other.pk, "x"]})
    other.refresh_from_db()
    assert other.is_public is True


def test_an_officer_of_another_province_finds_nothing(office, of_cao_bang, certificate, product):
    withdraw_events(certificate)
    assert office.get(page(certificate)).status_code == 404
    assert office.post(page(certificate), {"product": [product.pk]}).status_code == 404
    product.refresh_from_db()
    assert product.is_public is True


def test_a_certificate_in_force_is_no_reason_to_stop(office, certificate, product):
    assert office.post(page(certificate), {"product": [product.pk]}).status_code == 404
    product.refresh_from_db()
    assert product.is_public is True
