"""A wrong digit in a tax code is found at its field, and who works on the order sees whom the invoice is for."""

import pytest

from django.test import Client
from django.urls import reverse

from shop.checkout.models import Purchase
from shop.checkout.tax_codes import is_tax_code
from tests.factories import make_producer, make_product, make_user
from tests.shop.checkout.buying import add, choose_payment, fill_address, review_form

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
COMPANY = {"wants_invoice": "on", "company_name": "Công ty Măng Rừng", "company_address": "Đà Lạt"}


@pytest.mark.parametrize("code", ["0100109106", "5800123458", "0100109106001", "068085001234"])
def test_codes_of_firms_branches_and_persons_are_known(code):
    assert is_tax_code(code)


# 580123456…: its check would be 10, which no digit is
@pytest.mark.parametrize(
    "code", ["0100109107", "0100109116", "0100109107001", "5801234560", "12345678901", "", "٠" * 12]
)
def test_a_code_with_a_wrong_digit_is_none(code):
    assert not is_tax_code(code)


def test_a_wrong_tax_code_is_told_at_its_field(client):
    add(client, make_product())
    fill_address(client)
    typed = {"payment_method": "cod", **COMPANY, "tax_code": "0100109107"}
    answer = client.post(reverse("checkout:delivery"), typed, follow=True)
    assert list(answer.context["form"].errors) == ["tax_code"]
    assert "chữ số sai" in answer.content.decode() and 'value="0100109107"' in answer.content.decode()


def test_the_wanted_invoice_is_seen_at_desk_slip_and_dashboard(client):
    user = make_user()
    add(client, make_product(producer=make_producer(users=[user])))
    fill_address(client)
    choose_payment(client, **COMPANY, tax_code="0100109106-001")
    client.post(reverse("checkout:review"), {**review_form(client), "consent": "on"})
    order = Purchase.objects.get().orders.get().order
    producer, office = Client(), Client()
    producer.force_login(user)
    office.force_login(make_user(is_staff=True, is_superuser=True))
    pages = [
        producer.get(reverse("desk:orders")),
        producer.get(reverse("desk:slip", args=[order.number])),
        office.get(f"/dashboard/orders/{order.number}/"),
        office.get(f"/van-phong/hoan-tien/{order.number}/"),
    ]
    for page in pages:
        assert "0100109106-001" in page.content.decode() and "Công ty Măng Rừng" in page.content.decode()
    assert "initTable" not in pages[2].content.decode() and "initTabs()" in pages[2].content.decode()
