"""One address, the same words wherever it is read."""

import pytest

from django.core import mail
from django.test import Client
from django.urls import reverse

from catalogue.places.models import Commune, Province
from shop.checkout.links import thanks_url
from shop.order.links import track_url
from shop.order.models import Order
from tests.factories import make_producer, make_product, make_user
from tests.shop.checkout.buying import ADDRESS, add, buy, buy_through_the_pages, commune_of, go_to_review
from tests.shop.payment.paying import buy_by_transfer, make_account

pytestmark = pytest.mark.django_db


def pages_of(order: Order, owner) -> dict[str, str]:
    desk = Client()
    desk.force_login(owner)
    buyer = Client()
    return {
        "thanks": buyer.get(thanks_url(order.facts.purchase.reference)).content.decode(),
        "order": buyer.get(track_url(order.number)).content.decode(),
        "desk": desk.get(reverse("desk:orders")).content.decode(),
        "slip": desk.get(reverse("desk:slip", args=[order.number])).content.decode(),
    }


def test_every_page_slip_and_letter_says_where_it_goes_in_the_same_words(client, django_capture_on_commit_callbacks):
    owner = make_user()
    product = make_product(producer=make_producer(users=[owner]))
    commune = Commune.objects.get(pk=commune_of())
    text = f"{ADDRESS['line1']}, {commune.name}, {commune.province.name}"
    add(client, product)
    go_to_review(client)
    assert text in client.get(reverse("checkout:review")).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        buy_through_the_pages(client, email="hoa@example.vn")
    assert text in next(one for one in mail.outbox if one.to == ["hoa@example.vn"]).body
    Province.objects.filter(pk=commune.province_id).update(name="Tỉnh hợp nhất")
    Commune.objects.filter(pk=commune.pk).update(name="Xã đổi tên")
    pages = pages_of(Order.objects.get(), owner)
    assert [name for name, page in pages.items() if text not in page] == []


def test_an_address_that_the_office_put_right_is_right_on_the_slip(client):
    owner = make_user()
    buy(client, make_product(producer=make_producer(users=[owner])))
    order = Order.objects.get()
    staff = Client()
    staff.force_login(make_user(is_staff=True, is_superuser=True))
    url = f"/dashboard/orders/{order.number}/shipping-address/"
    form = staff.get(url).context["form"].initial
    typed = {name: value or "" for name, value in form.items()} | {"line1": "21 thôn 4", "phone_number": "+84912345678"}
    assert staff.post(url, typed).status_code == 302
    pages = pages_of(order, owner)
    assert [name for name, page in pages.items() if "21 thôn 4, " not in page] == []


@pytest.mark.parametrize("own", ["", "Thôn 2, xã Đồng Văn"])
def test_a_sellers_printed_address_is_told_with_todays_names(client, settings, own):
    settings.BUSINESS_MODEL = "intermediary"
    province = Province.objects.get(pk="68")
    producer = make_producer(province=province, address=own, address_printed="Thôn 2, huyện Đồng Văn, tỉnh Hà Giang")
    make_account(producer)
    purchase = buy_by_transfer(client, make_product(producer=producer))
    page = client.get(thanks_url(purchase.reference)).content.decode()
    told = own or f"Thôn 2, huyện Đồng Văn, tỉnh Hà Giang (nay là: {province.name})"
    assert told in page
