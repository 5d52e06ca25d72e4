"""Money that goes back: never more than came, once per ask, and what the provider says of it."""

from decimal import Decimal

import pytest

from django.test import Client

from shop.order.models import Order
from shop.order.statuses import advance
from shop.payment.models import BankTransaction, PaymentAttempt, Refund
from shop.payment.refunds import RefundError, refund_order, refundable, send_waiting
from tests.factories import make_producer, make_product, make_user
from tests.shop.checkout.buying import buy
from tests.shop.payment.cards import buy_by_card, events, session_of, tell, tell_all
from tests.shop.payment.paying import buy_by_transfer, make_account
from tests.shop.payment.paying import tell as bank_tells
from tests.shop.payment.paying import told as bank_told

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_user(is_staff=True)


@pytest.fixture
def card_order(client, stripe_box) -> Order:
    purchase = buy_by_card(client, make_product(price=100_000))
    stripe_box.rehearsal.pay(session_of(purchase))
    tell_all(client, stripe_box)
    return Order.objects.get()


@pytest.fixture
def sent(django_capture_on_commit_callbacks):
    """Refund as outside of a transaction."""

    def refund(*args) -> Refund:
        with django_capture_on_commit_callbacks(execute=True):
            row = refund_order(*args)
        row.refresh_from_db()
        return row

    return refund


def test_a_card_payment_goes_back_through_stripe(card_order, stripe_box, officer, sent):
    refund = sent(card_order, 40_000, "vỡ một lọ", officer)
    (there,) = stripe_box.rehearsal.refunds(PaymentAttempt.objects.get().remote_payment)
    assert (there["amount"], there["metadata"]) == (40_000, {"refund": str(refund.pk)})
    assert (refund.state, refund.remote_id, refund.by_hand) == ("done", there["id"], False)
    assert (refund.order, refund.actor, refund.reason) == (card_order, officer, "vỡ một lọ")
    assert refundable(card_order) == card_order.total_incl_tax - 40_000


def test_the_message_of_our_own_refund_writes_no_second_row(client, card_order, stripe_box, officer, sent):
    sent(card_order, 40_000, "", officer)
    tell_all(client, stripe_box)
    assert Refund.objects.count() == 1


def test_the_provider_is_asked_after_the_transaction_only(card_order, stripe_box, officer):
    refund = refund_order(card_order, 40_000, "", officer)
    assert (refund.state, stripe_box.rehearsal.store.all("refund")) == ("pending", [])


@pytest.mark.parametrize("amount", [0, -1, Decimal("1.5"), 10**9])
def test_an_impossible_amount_is_refused(card_order, officer, amount):
    with pytest.raises(RefundError):
        refund_order(card_order, amount, "", officer)
    assert not Refund.objects.exists()


def test_never_more_than_was_paid(card_order, officer, sent):
    sent(card_order, card_order.total_incl_tax - 10_000, "", officer)
    with pytest.raises(RefundError, match=r"10\.000"):
        refund_order(card_order, 10_001, "", officer)
    sent(card_order, 10_000, "", officer)
    assert refundable(card_order) == 0


def test_each_order_of_a_joint_payment_gets_back_its_own_part_at_most(client, stripe_box, officer, sent):
    purchase = buy_by_card(client, make_product(producer=make_producer()), make_product(producer=make_producer()))
    stripe_box.rehearsal.pay(session_of(purchase))
    tell_all(client, stripe_box)
    first, second = Order.objects.order_by("number")
    sent(first, first.total_incl_tax, "", officer)
    assert (refundable(first), refundable(second)) == (0, second.total_incl_tax)


def test_what_stripe_refuses_is_failed_and_may_be_asked_anew(card_order, stripe_box, officer, sent):
    stripe_box.rehearsal.refund({"payment_intent": PaymentAttempt.objects.get().remote_payment})
    refund = sent(card_order, 40_000, "", officer)
    assert (refund.state, "unrefunded" in refund.problem) == ("failed", True)
    assert refundable(card_order) == card_order.total_incl_tax


def test_while_stripe_is_silent_the_refund_waits_and_is_sent_once(card_order, stripe_box, officer, sent, settings):
    working = settings.STRIPE
    settings.STRIPE = {**working, "api_url": "http://127.0.0.1:1"}
    refund = sent(card_order, 40_000, "", officer)
    assert (refund.state, refund.remote_id) == ("pending", "")
    settings.STRIPE = working
    assert send_waiting() == 1
    refund.refresh_from_db()
    assert refund.state == "done"
    Refund.objects.update(remote_id="", state="pending")
    send_waiting()
    assert len(stripe_box.rehearsal.store.all("refund")) == 1
    assert send_waiting() == 0


def test_a_refund_that_fails_later_is_told_by_message(client, card_order, stripe_box, officer, sent):
    stripe_box.rehearsal.refund_status = "pending"
    refund = sent(card_order, 40_000, "", officer)
    assert refund.state == "pending" and refund.remote_id
    stripe_box.rehearsal.settle_refund(refund.remote_id, "failed")
    tell(client, events(stripe_box)[-1])
    refund.refresh_from_db()
    assert refund.state == "failed"


def test_a_refund_made_in_stripes_dashboard_is_recorded(client, card_order, stripe_box):
    stripe_box.rehearsal.refund({"payment_intent": PaymentAttempt.objects.get().remote_payment, "amount": "30000"})
    tell_all(client, stripe_box)
    refund = Refund.objects.get()
    assert (refund.amount, refund.state, refund.actor, refund.order) == (30_000, "done", None, None)
    assert refundable(card_order) == card_order.total_incl_tax - 30_000


def test_a_transfer_is_recorded_as_sent_back_by_hand(client, officer):
    make_account()
    purchase = buy_by_transfer(client, make_product())
    with pytest.raises(RefundError):
        refund_order(Order.objects.get(), 1_000, "", officer)
    bank_tells(client, bank_told(purchase))
    refund = refund_order(Order.objects.get(), 1_000, "chuyển lại ngày 22/11", officer)
    assert (refund.state, refund.by_hand, refund.actor) == ("done", True, officer)


def test_cash_can_go_back_once_it_was_collected(officer):
    buy(Client(), make_product())
    order = Order.objects.get()
    assert refundable(order) == 0
    for step in ("shipped", "delivered"):
        advance(order, step)
    refund = refund_order(order, order.total_incl_tax, "hàng hỏng", officer)
    assert (refund.state, refund.by_hand, refundable(order)) == ("done", True, 0)


def test_late_card_money_is_sent_back_from_the_office(client, stripe_box, django_capture_on_commit_callbacks):
    purchase = buy_by_card(Client(), make_product())
    advance(Order.objects.get(), "cancelled")
    stripe_box.rehearsal.pay(session_of(purchase))
    tell_all(client, stripe_box)
    money = BankTransaction.objects.get()
    assert money.outcome == "late"
    client.force_login(make_user(is_staff=True, is_superuser=True))
    page = client.get(f"/van-phong/tien-ve/{money.pk}/")
    assert "Hoàn tiền về thẻ" in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"/van-phong/tien-ve/{money.pk}/", {"act": "to_card", "note": "đơn đã hủy"})
    assert answer.status_code == 302, answer.content.decode()
    money.refresh_from_db()
    refund = Refund.objects.get()
    assert (money.resolution, refund.state, refund.amount) == ("refunded", "done", purchase.total)
    assert stripe_box.rehearsal.store.all("refund")[0]["amount"] == int(purchase.total)


def test_money_of_a_bank_is_never_offered_to_go_back_to_a_card(client):
    make_account()
    bank_tells(client, bank_told(buy_by_transfer(client, make_product()), 1_000))
    client.force_login(make_user(is_staff=True, is_superuser=True))
    money = BankTransaction.objects.get()
    assert "Hoàn tiền về thẻ" not in client.get(f"/van-phong/tien-ve/{money.pk}/").content.decode()
    client.post(f"/van-phong/tien-ve/{money.pk}/", {"act": "to_card", "note": "x"})
    money.refresh_from_db()
    assert (money.resolution, Refund.objects.count()) == ("", 0)
