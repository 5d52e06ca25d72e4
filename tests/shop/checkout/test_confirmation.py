"""The confirmation tells what consumer law asks for, on the screen and in the letter."""

import pytest

from django.core import mail

from shop.checkout.links import thanks_url
from tests.factories import make_producer, make_product
from tests.shop.checkout.buying import buy
from tests.shop.payment.paying import NUMBER, buy_by_transfer, make_account

pytestmark = pytest.mark.django_db
SHEET = {"origin": "Lâm Đồng", "shelf_life": "12 tháng"}


@pytest.fixture
def letter(client, django_capture_on_commit_callbacks):
    make_account()
    with django_capture_on_commit_callbacks(execute=True):
        purchase = buy_by_transfer(client, make_product("Mật ong", sheet=SHEET), email="hoa@example.vn")
    return purchase, mail.outbox[0].body


def test_a_transfer_is_told_whole(letter):
    purchase, body = letter
    attempt = purchase.attempts.get()
    from django.utils import timezone

    until = timezone.localtime(attempt.expires_at).strftime("%H:%M %d/%m/%Y")
    for told in (NUMBER, "HTX MAU", "Vietcombank", purchase.reference, "107.000", until):
        assert told in body


def test_measure_origin_and_shelf_life_of_the_goods_are_told(letter, client):
    purchase, body = letter
    shown = client.get(thanks_url(purchase.reference)).content.decode()
    for told in ("500 g", "Lâm Đồng", "12 tháng"):
        assert told in body and told in shown


@pytest.mark.parametrize(("model", "address"), [("direct", "1 Phố Chợ"), ("intermediary", "Thôn 5, Đạ Huoai")])
def test_the_sellers_address_follows_the_business_model(settings, client, model, address):
    settings.BUSINESS_MODEL = model
    settings.OPERATOR = {**settings.OPERATOR, "name": "Chợ Phiên", "address": "1 Phố Chợ"}
    purchase = buy(client, make_product(producer=make_producer(address="Thôn 5, Đạ Huoai")))
    shown = client.get(thanks_url(purchase.reference))
    assert [order.seller_address for order in shown.context["orders"]] == [address]
    assert address in shown.content.decode()
