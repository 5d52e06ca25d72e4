"""Every page in the menu of Oscar's dashboard opens on a shop where something has happened."""

import pytest

from django.conf import settings
from django.test import Client
from django.urls import reverse

from shop.offer.models import Benefit, ConditionalOffer
from shop.order.models import Order
from shop.order.statuses import advance
from shop.returns.models import ReturnRequest
from tests.factories import make_product, make_user
from tests.shop.checkout.buying import buy
from tests.shop.offer.offers import make_offer, make_voucher

pytestmark = pytest.mark.django_db


def pages(entries) -> list[str]:
    names = [entry["url_name"] for entry in entries if "url_name" in entry]
    return [*names, *(name for entry in entries for name in pages(entry.get("children", ())))]


@pytest.fixture
def superuser() -> Client:
    browser = Client()
    browser.force_login(make_user(is_staff=True, is_superuser=True))
    return browser


@pytest.fixture
def busy_shop(client):
    make_offer(Benefit.SHIPPING_PERCENTAGE, 33)
    make_voucher()
    buy(client, make_product(stock=5))
    order = Order.objects.get()
    for step in ("shipped", "delivered"):
        advance(order, step)
    ReturnRequest.objects.create(order=order, reason=ReturnRequest._meta.get_field("reason").choices[0][0])


def test_every_page_of_the_menu_opens(superuser, busy_shop):
    answers = {name: superuser.get(reverse(name)).status_code for name in pages(settings.OSCAR_DASHBOARD_NAVIGATION)}
    assert len(answers) > 15
    assert {name: code for name, code in answers.items() if code != 200} == {}


def test_an_offer_is_shown_and_its_page_in_the_shop_leads_to_the_goods(superuser, busy_shop):
    for offer in ConditionalOffer.objects.all():
        assert superuser.get(reverse("dashboard:offer-detail", args=[offer.pk])).status_code == 200
        assert superuser.get(offer.get_absolute_url()).url == reverse("catalogue:index")
