"""Codes from the basket to the order: with their terms, counted once, and never in the buyer's own way."""

from datetime import timedelta

import pytest

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shop.basket.models import Basket
from shop.checkout.models import Purchase
from shop.offer.granted import Granted
from shop.offer.models import Benefit, Condition, ConditionalOffer
from shop.offer.usage import NoLongerGranted, count_use
from shop.order.models import Order, OrderDiscount
from shop.order.statuses import advance
from shop.voucher.models import Voucher, VoucherApplication
from tests.factories import make_product
from tests.shop.checkout.buying import add, go_to_review
from tests.shop.offer.offers import make_offer, make_range, make_voucher

pytestmark = pytest.mark.django_db
SUMMARY, REVIEW = "/gio-hang/", "/thanh-toan/xem-lai/"


def enter(client, code="TET2027"):
    return client.post(reverse("basket:voucher"), {"code": code})


def said(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_a_code_is_entered_in_the_basket_shown_with_its_terms_and_taken_out(client):
    product = make_product(price=100_000)
    goods = make_range(product)
    end = timezone.now() + timedelta(days=3)
    make_voucher(
        Benefit.PERCENTAGE, 10, usage=Voucher.ONCE_PER_CUSTOMER, end=end, goods=goods,
        least=(Condition.VALUE, 150_000), max_discount=5_000_000,
    )  # fmt: skip
    add(client, product, 2)
    enter(client, " tet 2027")
    page = client.get(SUMMARY)
    [shown] = page.context["vouchers"]
    until = timezone.localtime(end).strftime("%H:%M %d/%m/%Y")
    for part in ("10%", goods.name, "150.000", until, "5.000.000"):
        assert part in shown.terms[0]
        assert part in page.content.decode()
    assert shown.problem == ""
    assert (page.context["sums"]["goods"], page.context["sums"]["total"]) == (200_000, 180_000)
    client.post(reverse("basket:voucher"), {"remove": "1"})
    assert client.get(SUMMARY).context["sums"]["total"] == 200_000


def test_a_code_whose_terms_are_not_met_stays_and_says_so(client):
    make_voucher(least=(Condition.VALUE, 500_000))
    add(client, make_product(price=100_000))
    enter(client)
    [shown] = client.get(SUMMARY).context["vouchers"]
    assert "chưa" in shown.problem


@pytest.mark.parametrize(
    ("code", "dates"),
    [
        ("KHAC", {}),
        ("TET2027", {"end": timezone.now() - timedelta(hours=1), "start": timezone.now() - timedelta(days=9)}),
        ("TET2027", {"start": timezone.now() + timedelta(days=1)}),
        ("\x00' OR 1=1 --", {}),
    ],
)
def test_a_code_that_does_not_hold_is_refused_by_name(client, code, dates):
    make_voucher(**dates)
    add(client, make_product())
    assert enter(client, code).url == SUMMARY
    assert code.replace("\x00", "").replace(" ", "") in said(client.get(SUMMARY)).replace("&#x27;", "'")
    assert not Basket.objects.filter(vouchers__isnull=False).exists()


def test_another_code_replaces_the_first(client):
    make_voucher(code="MOT", name="Một")
    make_voucher(code="HAI", name="Hai")
    add(client, make_product())
    enter(client, "MOT")
    enter(client, "HAI")
    assert [one.code for one in Basket.objects.get().vouchers.all()] == ["HAI"]


def order(client, **form):
    return client.post(REVIEW, {**form, "consent": "on"}, follow=True)


def test_a_code_over_two_producers_is_one_use(client):
    voucher = make_voucher()
    for _ in range(2):
        add(client, make_product(price=100_000))
    enter(client)
    order(client, **go_to_review(client))
    purchase = Purchase.objects.get()
    assert [o.order.total_incl_tax for o in purchase.orders.all()] == [112_000, 112_000]
    assert purchase.total == 224_000
    assert VoucherApplication.objects.count() == 1
    assert [(row.voucher_code, row.frequency, row.amount) for row in OrderDiscount.objects.order_by("pk")] == [
        ("TET2027", 1, 10_000),
        ("TET2027", 0, 10_000),
    ]
    voucher.refresh_from_db()
    assert (voucher.num_orders, voucher.total_discount) == (1, 20_000)


def test_a_code_used_up_between_basket_and_order_is_told_and_nothing_is_lost(client):
    make_voucher(usage=Voucher.SINGLE_USE)
    product = make_product(price=100_000)
    quick = Client()
    for buyer in (client, quick):
        add(buyer, product)
        enter(buyer)
    mine, theirs = go_to_review(client), go_to_review(quick, phone="0987 654 321")
    from shop.checkout import views

    place = views.place_purchase

    def rival_first(**kwargs):
        views.place_purchase = place
        order(quick, **theirs)
        return place(**kwargs)

    views.place_purchase = rival_first
    page = order(client, **mine)
    assert page.redirect_chain[-1][0] == SUMMARY
    assert "hết" in said(page) or "dùng" in said(page)
    assert Purchase.objects.get().phone == "0987654321"
    assert (page.context["sums"]["total"], page.context["vouchers"]) == (100_000, [])
    assert product.stockrecords.get().num_allocated == 1


def test_once_for_each_customer_is_known_by_the_phone(client):
    make_voucher(usage=Voucher.ONCE_PER_CUSTOMER)
    product = make_product(price=100_000)
    for buyer, phone in ((client, "0912 345 678"), (Client(), "0912345678"), (Client(), "0987654321")):
        add(buyer, product)
        enter(buyer)
        page = order(buyer, **go_to_review(buyer, phone=phone))
    assert list(Purchase.objects.order_by("pk").values_list("phone", flat=True)) == ["0912345678", "0987654321"]
    assert page.status_code == 200


def test_a_cancelled_order_gives_its_use_back(client, django_capture_on_commit_callbacks):
    voucher = make_voucher(usage=Voucher.SINGLE_USE, max_global_applications=1)
    add(client, make_product(price=100_000))
    enter(client)
    order(client, **go_to_review(client))
    offer = ConditionalOffer.objects.get()
    assert (offer.num_applications, offer.status, voucher.is_available_to_user()[0]) == (1, "Consumed", False)
    with django_capture_on_commit_callbacks(execute=True):
        advance(Order.objects.get(), "cancelled")
    offer.refresh_from_db()
    voucher.refresh_from_db()
    assert (offer.num_applications, offer.total_discount, offer.status) == (0, 0, "Open")
    assert (voucher.num_orders, voucher.total_discount, voucher.is_available_to_user()[0]) == (0, 0, True)


def test_half_a_purchase_cancelled_stays_one_use(client, django_capture_on_commit_callbacks):
    make_voucher(usage=Voucher.SINGLE_USE)
    for _ in range(2):
        add(client, make_product(price=100_000))
    enter(client)
    order(client, **go_to_review(client))
    with django_capture_on_commit_callbacks(execute=True):
        advance(Order.objects.order_by("pk").first(), "cancelled")
    offer = ConditionalOffer.objects.get()
    assert (offer.num_applications, offer.total_discount) == (1, 10_000)
    assert list(OrderDiscount.objects.order_by("pk").values_list("frequency", flat=True)) == [0, 1]
    assert Voucher.objects.get().is_available_to_user()[0] is False


def test_an_offer_that_ended_after_the_review_is_told(client):
    offer = make_offer(Benefit.PERCENTAGE, 10, max_global_applications=1)
    add(client, make_product(price=100_000))
    form = go_to_review(client)
    from shop.checkout import views

    place = views.place_purchase

    def used_up_first(**kwargs):
        ConditionalOffer.objects.filter(pk=offer.pk).update(num_applications=1)
        return place(**kwargs)

    views.place_purchase = used_up_first
    try:
        page = order(client, **form)
    finally:
        views.place_purchase = place
    assert offer.name in said(page)
    assert not Purchase.objects.exists()


def test_half_off_delivery_is_split_over_the_parcels_in_whole_dong(client):
    make_voucher(Benefit.SHIPPING_PERCENTAGE, 33)
    for _ in range(2):
        add(client, make_product(price=100_000))
    enter(client)
    assert client.get(SUMMARY).context["sums"]["discounts"][0]["amount"] is None
    order(client, **go_to_review(client))
    assert [o.order.shipping_incl_tax for o in Purchase.objects.get().orders.all()] == [14_740, 14_740]
    assert [(row.category, row.amount) for row in OrderDiscount.objects.all()] == [("Shipping", 7_260)] * 2


@pytest.mark.parametrize("lines", [1, 5])
def test_with_a_code_and_an_offer_every_screen_keeps_its_share_of_queries(client, lines, django_assert_max_num_queries):
    products = [make_product() for _ in range(lines)]
    make_offer(Benefit.FIXED_UNIT, 1_000, goods=make_range(*products[:1]))
    make_voucher(goods=make_range(*products))
    for product in products:
        add(client, product, 2)
    enter(client)
    form = go_to_review(client)
    client.get(SUMMARY)
    with django_assert_max_num_queries(15):
        assert client.get(SUMMARY).context["vouchers"][0].problem == ""
    for url in ("/thanh-toan/", "/thanh-toan/giao-hang/", REVIEW):
        with django_assert_max_num_queries(20):
            assert client.get(url).status_code == 200
    order(client, **form)
    assert OrderDiscount.objects.exists()


def test_a_code_whose_offer_has_not_begun_is_told_when_it_does_and_takes_nothing_off(client):
    start = timezone.now() + timedelta(minutes=3)
    voucher = make_voucher(start_datetime=start)
    add(client, make_product(price=100_000))
    told = said(client.post(reverse("basket:voucher"), {"code": voucher.code}, follow=True))
    assert timezone.localtime(start).strftime("%H:%M %d/%m/%Y") in told
    Basket.objects.get().vouchers.add(voucher)
    page = client.get(SUMMARY)
    assert page.context["sums"]["total"] == 100_000
    assert timezone.localtime(start).strftime("%H:%M %d/%m/%Y") in page.context["vouchers"][0].problem


def test_an_offer_that_ends_between_review_and_order_is_not_granted(client):
    voucher = make_voucher()
    add(client, make_product(price=100_000))
    enter(client)
    form = go_to_review(client)
    now = timezone.now()
    offer = voucher.offers.get()
    with pytest.raises(NoLongerGranted):
        purchase = Purchase(phone="0912345678")
        ConditionalOffer.objects.update(start_datetime=now + timedelta(hours=1))
        count_use([Granted(offer)], purchase, [])
    client.post(REVIEW, {**form, "consent": "on"})
    assert not Purchase.objects.exists()
