"""The confirmation tells what consumer law asks for, on the screen and in the letter."""

import pytest

from django.core import mail
from django.utils import timezone

from shop.checkout.links import thanks_url
from shop.order.models import OrderDiscount
from tests.factories import make_producer, make_product
from tests.shop.checkout.buying import buy_through_the_pages
from tests.shop.payment.paying import NUMBER, make_account

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SHEET = {"origin": "Lâm Đồng", "shelf_life": "12 tháng"}


@pytest.fixture
def letter(client, django_capture_on_commit_callbacks):
    make_account()
    with django_capture_on_commit_callbacks(execute=True):
        purchase = buy_through_the_pages(
            client, make_product("Mật ong", sheet=SHEET), payment_method="qr", email="hoa@example.vn"
        )
    return purchase, mail.outbox[0].body


def test_a_transfer_is_told_whole(letter):
    purchase, body = letter
    attempt = purchase.attempts.get()
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
    purchase = buy_through_the_pages(client, make_product(producer=make_producer(address="Thôn 5, Đạ Huoai")))
    shown = client.get(thanks_url(purchase.reference))
    assert [order.seller_address for order in shown.context["orders"]] == [address]
    assert address in shown.content.decode()


def test_a_letter_before_payment_says_that_it_is_not_paid_and_what_it_all_costs(letter):
    _, body = letter
    assert "Đơn chưa được thanh toán" in body
    assert "Tổng cộng: 107.000" in body


def test_several_parcels_for_cash_are_summed_up_on_the_page_and_in_the_letter(
    client, django_capture_on_commit_callbacks
):
    goods = [make_product(producer=make_producer()) for _ in range(2)]
    with django_capture_on_commit_callbacks(execute=True):
        purchase = buy_through_the_pages(client, *goods, email="hoa@example.vn")
    page = client.get(thanks_url(purchase.reference))
    assert (page.context["grand_total"], page.context["parcels"]) == (purchase.total, 2)
    total = f"{int(purchase.total):,}".replace(",", ".")
    assert "Tổng cộng 2 kiện hàng" in page.content.decode() and total in page.content.decode()
    (body,) = [one.body for one in mail.outbox if one.to == ["hoa@example.vn"]]
    assert f"Tổng cộng: {total}" in body and "chưa được thanh toán" not in body
    placed = timezone.localtime(purchase.placed_at).strftime("%H:%M %d/%m/%Y")
    assert f"Đặt lúc {placed}" in body and f"Đặt lúc {placed}" in page.content.decode()


def test_a_voucher_is_told_on_the_page_and_in_the_letter(client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        purchase = buy_through_the_pages(client, make_product(price=80_000), email="hoa@example.vn")
        order = purchase.orders.get().order
        line = order.lines.get()
        OrderDiscount.objects.create(order=order, voucher_code="CHOPHIEN10", offer_name="Giảm", amount=10_000)
        order.lines.update(line_price_incl_tax=70_000)
    assert line.line_price_before_discounts_incl_tax == 80_000
    page = client.get(thanks_url(purchase.reference)).content.decode()
    body = mail.outbox[-1].body
    for told in ("80.000", "CHOPHIEN10", "−10.000"):
        assert told in page and told in body
