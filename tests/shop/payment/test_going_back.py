"""What the buyer reads on both of her pages about money that goes back."""

import pytest

from django.test import Client
from django.utils import timezone

from shop.checkout.links import thanks_url
from shop.order.holding import hold
from shop.order.links import track_url
from shop.order.models import Order
from shop.order.statuses import advance
from shop.payment.models import Refund
from shop.payment.refunds import refund_order
from shop.payment.transactions import record
from shop.theming.templatetags.money import dong
from tests.factories import make_producer, make_product, make_user
from tests.shop.payment.cards import buy_by_card, session_of, tell_all
from tests.shop.payment.paying import buy_by_transfer, make_account, transfer

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
WHY = "Một số hàng đã ngừng bán vì lý do an toàn."
THANKS = ("Xin cảm ơn", "Cảm ơn bạn")


def pages(order: Order) -> list[str]:
    """The order's own page, and that of its purchase."""
    urls = track_url(order.number), thanks_url(order.facts.purchase.reference)
    return [Client().get(url).content.decode() for url in urls]


@pytest.fixture
def by_card(client, stripe_box) -> Order:
    purchase = buy_by_card(client, make_product(price=100_000))
    stripe_box.rehearsal.pay(session_of(purchase))
    tell_all(client, stripe_box)
    return Order.objects.get()


@pytest.fixture
def by_transfer(client) -> Order:
    make_account()
    record(transfer(buy_by_transfer(client, make_product(price=100_000))))
    return Order.objects.get()


def test_a_paid_order_tells_of_no_money_back(by_transfer):
    assert not any(words in page for page in pages(by_transfer) for words in ("sẽ hoàn", "Đã hoàn", "Đơn này đã hủy"))
    assert "Đã nhận được tiền" in pages(by_transfer)[1]


def test_a_transfer_of_a_cancelled_order_is_promised_then_told_with_its_day(by_transfer):
    advance(by_transfer, "cancelled")
    total = dong(by_transfer.total_incl_tax)
    for page in pages(by_transfer):
        assert f"Chúng tôi sẽ hoàn {total} bằng chuyển khoản" in page and "Đơn này đã hủy" in page
        assert not any(words in page for words in (*THANKS, "Đã nhận được tiền"))
    refund = refund_order(by_transfer, by_transfer.total_incl_tax, "đã hủy", make_user())
    for page in pages(by_transfer):
        assert (
            f"Đã hoàn {total} ngày {timezone.localtime(refund.settled_at):%d/%m/%Y}." in page and "sẽ hoàn" not in page
        )


def test_what_goes_back_in_parts_is_told_in_parts(by_transfer):
    advance(by_transfer, "cancelled")
    refund_order(by_transfer, 30_000, "", make_user())
    for page in pages(by_transfer):
        assert "Đã hoàn 30.000\xa0₫ ngày" in page
        assert f"Chúng tôi sẽ hoàn {dong(by_transfer.total_incl_tax - 30_000)} bằng" in page


def test_a_card_payment_of_a_cancelled_order(by_card, django_capture_on_commit_callbacks):
    advance(by_card, "cancelled")
    total = dong(by_card.total_incl_tax)
    for page in pages(by_card):
        assert f"Chúng tôi sẽ hoàn {total} vào thẻ" in page and "Đã thanh toán" not in page
    refund = refund_order(by_card, by_card.total_incl_tax, "", make_user())
    for page in pages(by_card):
        assert f"Đang hoàn {total} vào thẻ" in page and "sẽ hoàn" not in page
    Refund.objects.filter(pk=refund.pk).update(state="failed")
    assert all(f"Chúng tôi sẽ hoàn {total} vào thẻ" in page for page in pages(by_card))
    with django_capture_on_commit_callbacks(execute=True):
        refund_order(by_card, by_card.total_incl_tax, "", make_user())
    for page in pages(by_card):
        assert f"Đã hoàn {total} ngày" in page and not any(words in page for words in (*THANKS, "Đã thanh toán"))


def test_no_day_is_promised_for_the_bank_of_a_card(by_card):
    advance(by_card, "cancelled")
    told = "Khi nào tiền về thẻ là tuỳ ngân hàng của bạn."
    due = pages(by_card)
    refund = refund_order(by_card, by_card.total_incl_tax, "", make_user())
    sending = pages(by_card)
    Refund.objects.filter(pk=refund.pk).update(state="done", settled_at=timezone.now())
    for page in (*due, *sending, *pages(by_card)):
        assert told in page and "ngày làm việc" not in page


def test_of_a_joint_purchase_only_the_cancelled_order_goes_back(client):
    make_account()
    purchase = buy_by_transfer(client, *(make_product(producer=make_producer()) for _ in range(2)))
    record(transfer(purchase))
    first, second = Order.objects.order_by("number")
    advance(first, "cancelled")
    own, joint = pages(first)
    assert joint.count("Chúng tôi sẽ hoàn") == own.count("Chúng tôi sẽ hoàn") == 1
    assert "Đã nhận được tiền" in joint and "Chúng tôi sẽ hoàn" not in pages(second)[0]


def test_part_of_the_money_for_an_order_on_hold_is_told_and_promised(client):
    make_account()
    purchase = buy_by_transfer(client, make_product(price=100_000))
    record(transfer(purchase, 99_000))
    order = Order.objects.get()
    hold([order], WHY, actor=make_user())
    for page in pages(order):
        assert WHY in page and "Chúng tôi đã nhận được 99.000\xa0₫" in page
        assert "nếu đơn bị hủy, số tiền đó được hoàn lại cho bạn" in page
    assert "<h1>Đơn này đang tạm giữ</h1>" in pages(order)[1]
    advance(order, "cancelled")
    for page in pages(order):
        assert "99.000\xa0₫ trước khi đơn kết thúc. Chúng tôi sẽ hoàn lại" in page
