"""Paying by transfer at the shop's own pages."""

from datetime import timedelta
from decimal import Decimal

import pytest
import zxingcpp
from PIL import Image

from django.test import Client
from django.urls import reverse

from shop.checkout.links import thanks_url
from shop.checkout.models import Purchase
from shop.order.models import Order
from shop.payment.models import PaymentAttempt
from shop.payment.vietqr import payload
from shop.stock.checking import differences
from shop.stock.models import Reservation
from tests.factories import make_producer, make_product
from tests.shop.checkout.buying import add, buy_through_the_pages, choose_payment, fill_address
from tests.shop.payment.paying import NUMBER, buy_by_transfer, make_account, order_by_transfer, tell, told

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def account():
    return make_account()


def page_of(client, purchase) -> str:
    return client.get(thanks_url(purchase.reference)).content.decode()


def test_the_order_waits_and_its_units_are_held_for_half_an_hour(client, account):
    product = make_product(stock=5)
    purchase = buy_through_the_pages(client, product, payment_method="qr")
    order, attempt = Order.objects.get(), PaymentAttempt.objects.get()
    assert (order.status, order.facts.cod_amount) == ("waiting_payment", 0)
    assert (attempt.method, attempt.state, attempt.amount, attempt.order) == ("qr", "pending", purchase.total, None)
    assert (attempt.reference, attempt.account) == (purchase.reference, account)
    until = purchase.placed_at + timedelta(minutes=30)
    assert (attempt.expires_at, Reservation.objects.get().expires_at) == (until, until)
    assert product.stockrecords.get().num_allocated == 1


@pytest.mark.parametrize("without", ["key", "flag"])
def test_without_a_messenger_units_are_held_for_a_day(client, settings, account, without):
    if without == "key":
        settings.SEPAY = {"secret": "", "api_key": ""}
    else:
        account.has_webhook = False
        account.save()
    purchase = buy_by_transfer(client, make_product())
    assert PaymentAttempt.objects.get().expires_at == purchase.placed_at + timedelta(hours=24)


def test_the_page_shows_all_that_a_transfer_needs(client, account, tmp_path):
    purchase = buy_by_transfer(client, make_product(price=85_000))
    page = page_of(client, purchase)
    for words in ("Vietcombank", NUMBER, "HTX MAU", purchase.reference, "<svg", f'data-copy="{purchase.total}"'):
        assert words in page
    attempt = PaymentAttempt.objects.get()
    picture = client.get(f"{thanks_url(purchase.reference)}qr-{attempt.pk}.png")
    assert picture["Content-Type"] == "image/png"
    (tmp_path / "qr.png").write_bytes(picture.content)
    (found,) = zxingcpp.read_barcodes(Image.open(tmp_path / "qr.png"))
    assert found.text == payload("970436", NUMBER, int(purchase.total), purchase.reference)


def test_the_waiting_page_hears_nothing_until_something_changed(client, account):
    purchase = buy_by_transfer(client, make_product())
    response = client.get(thanks_url(purchase.reference))
    url = thanks_url(purchase.reference) + "tien/"
    standing = {"standing": response.context["standing"]}
    assert client.get(url, standing).status_code == 204
    assert tell(client, told(purchase)).status_code == 200
    changed = client.get(url, standing)
    assert changed.status_code == 200
    assert "hx-get" not in changed.content.decode() and "<html" not in changed.content.decode()
    assert changed.context["transfers"][0].paid


def test_the_waiting_page_and_its_fragment_keep_their_share_of_queries(client, account, django_assert_max_num_queries):
    purchase = buy_by_transfer(client, *(make_product() for _ in range(3)))
    for url in (thanks_url(purchase.reference), thanks_url(purchase.reference) + "tien/"):
        client.get(url)
        with django_assert_max_num_queries(20):
            assert client.get(url).status_code == 200


def test_every_checkout_page_keeps_its_share_of_queries(client, account, django_assert_max_num_queries):
    buy_by_transfer(client, make_product())
    for _ in range(3):
        add(client, make_product())
    fill_address(client)
    choose_payment(client, payment_method="qr")
    for name in ("address", "delivery", "review"):
        client.get(reverse(f"checkout:{name}"))
        with django_assert_max_num_queries(20):
            assert client.get(reverse(f"checkout:{name}")).status_code == 200


def test_nobody_sees_a_purchase_without_its_signed_link(client, account):
    purchase = buy_by_transfer(client, make_product())
    other = buy_by_transfer(Client(), make_product(), phone="0987654321")
    theirs = other.attempts.get().pk
    for wrong in (f"{purchase.reference}:x", purchase.reference):
        for part in ("", "tien/", f"qr-{theirs}.png"):
            assert client.get(f"/thanh-toan/cam-on/{wrong}/{part}").status_code == 404
    assert client.get(f"{thanks_url(purchase.reference)}qr-{theirs}.png").status_code == 404


def test_it_is_not_offered_where_the_shop_has_no_account(client):
    add(client, make_product())
    fill_address(client)
    offered = client.get(reverse("checkout:delivery")).context["payment_methods"]
    assert [one["method"].code for one in offered] == ["cod"]
    assert choose_payment(client, payment_method="qr").url == reverse("checkout:delivery")


def test_an_intermediary_shop_pays_each_producer_by_a_transfer_of_her_own(client, settings):
    settings.BUSINESS_MODEL = "intermediary"
    make_account(number="999")
    producers = [make_producer(), make_producer()]
    products = [make_product(producer=producer, price=50_000) for producer in producers]
    add(client, products[0])
    add(client, products[1])
    fill_address(client)
    make_account(producers[0], number="111")
    offered = client.get(reverse("checkout:delivery")).context["payment_methods"]
    assert [one["method"].code for one in offered] == ["cod"]
    make_account(producers[1], number="222")
    purchase = buy_through_the_pages(client, payment_method="qr")
    attempts = PaymentAttempt.objects.order_by("pk")
    orders = Order.objects.order_by("number")
    assert [(one.order, one.amount, one.account.number) for one in attempts] == [
        (orders[0], orders[0].total_incl_tax, "111"),
        (orders[1], orders[1].total_incl_tax, "222"),
    ]
    assert len(client.get(thanks_url(purchase.reference)).context["transfers"]) == 2
    tell(client, told(purchase, orders[1].total_incl_tax, accountNumber="222"))
    assert [order.status for order in Order.objects.order_by("number")] == ["waiting_payment", "placed"]
    tell(client, told(purchase, purchase.total, accountNumber="999"))
    assert Order.objects.order_by("number")[0].status == "waiting_payment"


def test_cancelling_one_of_two_orders_makes_the_joint_payment_smaller(client, account):
    from shop.order.statuses import advance

    purchase = buy_by_transfer(client, make_product(producer=make_producer()), make_product(producer=make_producer()))
    first, second = Order.objects.order_by("number")
    advance(first, "cancelled")
    attempt = PaymentAttempt.objects.get()
    assert (attempt.amount, attempt.state) == (second.total_incl_tax, "pending")
    assert f'data-copy="{int(second.total_incl_tax)}"' in page_of(client, purchase)
    advance(second, "cancelled")
    attempt.refresh_from_db()
    assert attempt.state == "lapsed"
    assert "data-copy" not in page_of(client, purchase)
    assert list(differences()) == []


def test_one_phone_may_leave_only_so_many_purchases_unpaid(account):
    product = make_product(stock=50)
    for _ in range(3):
        buy_by_transfer(Client(), product)
    refused = Client()
    response = order_by_transfer(refused, product)
    assert "/cam-on/" not in response.url
    assert Purchase.objects.count() == 3
    assert buy_through_the_pages(Client(), product, payment_method="qr", phone="0987654321")
    assert buy_through_the_pages(Client(), product)


def test_unpaid_holds_take_only_a_part_of_a_product(account, settings):
    settings.QR_UNPAID_SHARE = Decimal("0.5")
    product = make_product(stock=5)
    buy_by_transfer(Client(), product, quantity=2)
    assert "/cam-on/" not in order_by_transfer(Client(), product, quantity=2, phone="0987654321").url
    buy_through_the_pages(Client(), product, payment_method="qr", quantity=1, phone="0987654321")
    assert product.stockrecords.get().num_allocated == 3


def test_the_last_jar_can_be_bought_by_transfer(client, account):
    assert buy_through_the_pages(client, make_product(stock=1), payment_method="qr")


def test_ordering_the_same_again_leads_back_to_the_purchase_that_waits(client, account):
    product = make_product(stock=10)
    first = buy_through_the_pages(client, product, payment_method="qr")
    assert buy_through_the_pages(client, product, payment_method="qr") == first
    assert Purchase.objects.count() == 1
    assert client.get(reverse("basket:summary")).context["groups"] == []


@pytest.mark.parametrize("then", ["more", "cod"])
def test_her_own_unpaid_purchase_gives_way_to_a_new_one(client, account, then):
    product = make_product(stock=4)
    first = buy_through_the_pages(client, product, payment_method="qr", quantity=2)
    second = buy_through_the_pages(client, product, payment_method="qr" if then == "more" else "cod")
    assert second != first
    assert first.orders.get().order.status == "cancelled"
    assert [step.note for step in first.orders.get().order.steps.all()][-1] == "được thay bằng đơn mới hơn"
    assert first.attempts.get().state == "lapsed"
    assert product.stockrecords.get().num_allocated == 1
    assert list(differences()) == []


def test_an_unpaid_purchase_of_other_goods_stays(client, account):
    first = buy_through_the_pages(client, make_product(), payment_method="qr")
    buy_through_the_pages(client, make_product(), payment_method="qr")
    assert first.orders.get().order.status == "waiting_payment"


def test_the_page_of_the_order_leads_to_the_payment_while_it_waits(client, account):
    purchase = buy_by_transfer(client, make_product())
    from shop.order.links import track_url

    url = track_url(Order.objects.get().number)
    assert thanks_url(purchase.reference) in client.get(url).content.decode()
    tell(client, told(purchase))
    assert thanks_url(purchase.reference) not in client.get(url).content.decode()


def test_only_the_demo_can_pretend_that_money_came(client, settings, account):
    purchase = buy_by_transfer(client, make_product())
    assert "gia-lap" in page_of(client, purchase)
    settings.DEMO = False
    assert "gia-lap" not in page_of(client, purchase)
    assert client.post(thanks_url(purchase.reference) + "gia-lap/").status_code == 404
    assert PaymentAttempt.objects.get().state == "pending"
