"""A buyer's own unpaid purchase is never in her way, and many unpaid ones are nobody's right."""

import pytest

from django.test import Client

from shop.basket.models import Basket
from shop.checkout.models import Purchase
from shop.stock.checking import differences
from tests.factories import make_product
from tests.shop.checkout.buying import add, buy_through_the_pages
from tests.shop.payment.paying import buy_by_transfer, make_account, order_by_transfer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def account():
    return make_account()


def row(client):
    [group] = client.get("/gio-hang/").context["groups"]
    return group.lines[0]


def test_the_last_jar_that_she_holds_herself_can_be_put_in_the_basket_and_bought(client):
    jar = make_product(stock=1)
    first = buy_through_the_pages(client, jar, payment_method="qr")
    assert add(client, jar).url == "/gio-hang/"
    assert (row(client).problem, row(client).max) == ("", 1)
    second = buy_through_the_pages(client)
    assert (first.orders.get().order.status, second.orders.get().order.status) == ("cancelled", "placed")
    assert jar.stockrecords.get().num_allocated == 1
    assert list(differences()) == []


def test_no_more_than_is_free_and_held_by_her_together(client):
    jar = make_product(stock=4)
    buy_by_transfer(Client(), jar, phone="0987654321")
    buy_by_transfer(client, jar)
    add(client, jar, 4)
    assert Basket.objects.latest("pk").lines.get().quantity == 3
    assert (row(client).problem, row(client).max) == ("", 3)


def test_what_another_buyer_holds_is_sold_out_for_her(client):
    jar = make_product(stock=1)
    buy_by_transfer(Client(), jar)
    assert add(client, jar).url == jar.get_absolute_url()
    assert not Basket.objects.filter(owner=None, status="Open", lines__isnull=False).exists()


def test_a_hold_that_was_paid_is_sold_like_any_other(client):
    from shop.order.statuses import advance

    jar = make_product(stock=1)
    advance(buy_by_transfer(client, jar).orders.get().order, "placed")
    assert add(client, jar).url == jar.get_absolute_url()


def test_one_browser_may_leave_only_so_many_purchases_unpaid_whatever_its_phones(client):
    for number in range(3):
        buy_through_the_pages(client, make_product(), payment_method="qr", phone=f"091234567{number}")
    response = order_by_transfer(client, make_product(), phone="0912345679")
    assert "/cam-on/" not in response.url
    offered = client.get("/thanh-toan/giao-hang/").context["payment_methods"]
    assert {one["method"].code: "3" in one["refusal"] for one in offered}["qr"] is True
    assert Purchase.objects.count() == 3
    assert buy_through_the_pages(client)
