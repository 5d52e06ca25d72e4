"""Money that comes for an order which the office holds back: kept, matched, and put before a person."""

import pytest

from django.core import mail

from shop.checkout.links import thanks_url
from shop.notices.models import Notice
from shop.order.holding import hold
from shop.order.models import Order
from shop.order.statuses import OrderHeld, advance
from shop.payment.models import BankTransaction, PaymentAttempt
from shop.payment.refunds import refundable
from shop.payment.statements import _foreseen
from shop.payment.transactions import record
from shop.returns.paying_back import waiting_for_money
from tests.factories import make_producer, make_product, make_user
from tests.shop.payment.paying import buy_by_transfer, make_account, transfer

pytestmark = pytest.mark.django_db
MONEY, WHY = "/van-phong/tien-ve/", "Một số hàng đã ngừng bán vì lý do an toàn."


@pytest.fixture
def order(client):
    """Placed, not paid yet, and held."""
    make_account()
    buy_by_transfer(client, make_product(producer=make_producer(users=[make_user()])), email="hoa@example.vn")
    order = Order.objects.get()
    hold([order], WHY, actor=make_user())
    return order


def test_it_is_kept_matched_and_put_before_a_person_and_the_order_stays_held(order, office):
    purchase = order.facts.purchase
    assert _foreseen(transfer(purchase), set()) == "held"
    row, _ = record(transfer(purchase))
    order.refresh_from_db()
    assert (row.outcome, PaymentAttempt.objects.get().state, order.status) == ("held", "paid", "placed")
    with pytest.raises(OrderHeld):
        advance(order, "confirmed")
    assert [one.pk for one in office.get(MONEY).context["page"]] == [row.pk]
    page = office.get(f"{MONEY}{row.pk}/").content.decode()
    assert WHY in page and order.number in page
    assert refundable(order) == order.total_incl_tax


def test_a_person_notes_it_and_the_money_stays_with_the_order(order, office):
    row, _ = record(transfer(order.facts.purchase))
    assert office.post(f"{MONEY}{row.pk}/", {"note": ""}).status_code == 200
    assert office.post(f"{MONEY}{row.pk}/", {"note": "đã gọi chị Hoa", "act": "refunded"}).status_code == 302
    row.refresh_from_db()
    assert (row.resolution, row.note) == ("attached", "đã gọi chị Hoa")
    assert list(office.get(MONEY).context["page"]) == []
    assert refundable(order) == order.total_incl_tax
    advance(order, "cancelled")
    assert list(waiting_for_money()) == [order]


def test_buyer_and_producer_are_told_that_it_is_on_hold(order, client, django_capture_on_commit_callbacks):
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        record(transfer(order.facts.purchase))
    letter = next(one for one in mail.outbox if one.to == ["hoa@example.vn"])
    assert f"Đơn đang tạm giữ: {WHY}" in letter.body and "đóng gói" not in letter.body
    assert f"Đang tạm giữ: đừng gửi. {WHY}" in Notice.objects.latest("pk").text
    page = client.get(thanks_url(order.facts.purchase.reference)).content.decode()
    assert "Tiền của bạn đã đến" in page and "Xin đừng trả tiền" not in page and "nhận thừa" not in page


def test_of_a_joint_purchase_the_order_that_is_not_held_goes_on(client, office):
    make_account()
    purchase = buy_by_transfer(client, *(make_product(producer=make_producer()) for _ in range(2)))
    first, second = Order.objects.order_by("number")
    hold([first], WHY, actor=make_user())
    record(transfer(purchase))
    assert BankTransaction.objects.get().outcome == "held"
    assert PaymentAttempt.objects.get().state == "paid"
    assert advance(second, "confirmed")
    with pytest.raises(OrderHeld):
        advance(first, "confirmed")
