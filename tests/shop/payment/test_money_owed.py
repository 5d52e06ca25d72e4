"""No đồng is given back that never came, and none that came too much is forgotten."""

from datetime import timedelta

import pytest

from django.core import mail
from django.test import Client
from django.utils import timezone

from shop.checkout.links import thanks_url
from shop.order.models import Order
from shop.order.statuses import advance
from shop.payment.lapse import release_lapsed
from shop.payment.models import BankTransaction, PaymentAttempt, Refund
from shop.payment.refunds import RefundError, refund_order, refundable
from shop.payment.transactions import record
from shop.returns.paying_back import suggested, waiting_for_money
from tests.factories import make_producer, make_product, make_user
from tests.shop.checkout.buying import buy
from tests.shop.payment.paying import buy_by_transfer, make_account, transfer

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
MONEY, BACK = "/van-phong/tien-ve/", "/van-phong/hoan-tien/"


@pytest.fixture
def purchase(client):
    make_account()
    return buy_by_transfer(client, make_product(price=80_000), email="hoa@example.vn")


@pytest.fixture
def half_cancelled(client):
    """Of two orders of one joint transfer the first was cancelled before the rest was paid."""
    make_account()
    goods = [make_product(producer=make_producer()) for _ in range(2)]
    purchase = buy_by_transfer(client, *goods)
    first, second = Order.objects.order_by("number")
    advance(first, "cancelled")
    record(transfer(purchase, second.total_incl_tax))
    return first, second


def later():
    return timezone.now() + timedelta(days=30)


def shown(client, purchase) -> str:
    return client.get(thanks_url(purchase.reference)).content.decode()


def overpaid(office, purchase, **typed) -> BankTransaction:
    row, _ = record(transfer(purchase, purchase.total + 44_000))
    typed = {"act": "attach", "code": purchase.reference, "note": "đã gọi", **typed}
    assert office.post(f"{MONEY}{row.pk}/", typed).url == f"{MONEY}{row.pk}/"
    row.refresh_from_db()
    return row


def open_money(office) -> list[int]:
    return [row.pk for row in office.get(MONEY).context["page"]]


def test_an_order_cancelled_before_its_payment_came_gets_nothing_back(half_cancelled, office):
    first, second = half_cancelled
    assert (refundable(first), refundable(second)) == (0, second.total_incl_tax)
    assert list(waiting_for_money()) == []
    with pytest.raises(RefundError):
        refund_order(first, 1_000, "", make_user())
    page = office.get(f"{BACK}{first.number}/")
    assert (page.context["left"], page.context["may_settle"]) == (0, 0)
    assert first.number not in office.get(BACK).content.decode()


def test_refunds_of_a_purchase_never_exceed_what_really_came(client, office):
    make_account()
    purchase = buy_by_transfer(client, *[make_product(producer=make_producer()) for _ in range(2)])
    row, _ = record(transfer(purchase, purchase.total - 30_000))
    office.post(f"{MONEY}{row.pk}/", {"act": "attach", "code": purchase.reference, "note": "x", "settles": "on"})
    first, second = Order.objects.order_by("number")
    refund_order(first, first.total_incl_tax, "", make_user())
    assert refundable(second) == second.total_incl_tax - 30_000


def test_the_amount_to_send_back_is_prefilled_in_whole_dong_and_accepted(half_cancelled, office):
    _, order = half_cancelled
    advance(order, "refused")
    url = f"{BACK}{order.number}/"
    prefilled = str(office.get(url).context["form"]["amount"].value())
    assert prefilled == str(int(order.total_incl_tax)) == str(suggested(order, refundable(order)))
    too_much = office.post(url, {"amount": "9000000", "reason": "x", "reference": "FT1"})
    assert "107.000" in str(too_much.context["form"].errors["amount"])
    assert office.post(url, {"amount": prefilled, "reason": "hết hàng", "reference": "FT1"}).status_code == 302
    assert Refund.objects.get().amount == order.total_incl_tax


@pytest.mark.parametrize("ticked", [{}, {"settles": "on"}])
def test_what_was_paid_too_much_stays_in_the_queue_until_sent_back(
    office, client, purchase, ticked, django_capture_on_commit_callbacks
):
    row = overpaid(office, purchase, **ticked)
    assert (row.excess, PaymentAttempt.objects.get().state, open_money(office)) == (44_000, "paid", [row.pk])
    assert "Chúng tôi đã nhận thừa 44.000" in shown(client, purchase)
    assert refundable(Order.objects.get()) == purchase.total
    with django_capture_on_commit_callbacks(execute=True):
        office.post(f"{MONEY}{row.pk}/", {"act": "sent_back", "note": "FT99"})
    refund = Refund.objects.get()
    assert (refund.money, refund.amount, refund.reason, refund.state) == (row, 44_000, "FT99", "done")
    assert open_money(office) == []
    assert "44.000" in mail.outbox[-1].body and mail.outbox[-1].to == ["hoa@example.vn"]
    assert "Đã hoàn lại cho bạn 44.000" in shown(client, purchase)
    assert refundable(Order.objects.get()) == purchase.total
    again = office.post(f"{MONEY}{row.pk}/", {"act": "sent_back", "note": "FT99"})
    assert (again.status_code, Refund.objects.count()) == (200, 1)


def test_what_was_paid_too_much_may_be_settled_in_another_way(office, client, purchase):
    row = overpaid(office, purchase)
    office.post(f"{MONEY}{row.pk}/", {"act": "stays", "note": "trừ vào đơn sau"})
    row.refresh_from_db()
    assert (row.excess, row.note, Refund.objects.count()) == (0, "đã gọi · trừ vào đơn sau", 0)
    assert open_money(office) == []
    assert "nhận thừa" not in shown(client, purchase)


def test_a_part_payment_whose_rest_never_came_is_owed_back(office, client, purchase):
    row, _ = record(transfer(purchase, 20_000))
    office.post(f"{MONEY}{row.pk}/", {"act": "attach", "code": purchase.reference, "note": "x"})
    assert open_money(office) == []
    release_lapsed(later())
    row.refresh_from_db()
    assert (row.excess, open_money(office)) == (20_000, [row.pk])
    assert "Chúng tôi đã nhận được 20.000" in shown(client, purchase)


def test_money_after_cancelling_is_told_as_such_to_buyer_and_office(office, client, purchase):
    advance(Order.objects.get(), "cancelled")
    row, _ = record(transfer(purchase))
    page = shown(client, purchase)
    assert "sau khi đơn đã hủy" in page and "hoàn lại" in page and "không khớp" not in page
    assert "Đơn này đã hủy" in page and "Cảm ơn bạn, đơn đã được đặt" not in page
    settle = office.get(f"{MONEY}{row.pk}/").content.decode()
    assert "(đã hủy)" in settle and "quá hạn" not in settle
    office.post(f"{MONEY}{row.pk}/", {"act": "refunded", "note": "FT1"})
    assert "Đã hoàn lại cho bạn" in shown(client, purchase)


@pytest.mark.parametrize(
    ("more", "heading"),
    [(-7_000, "Đã nhận được một phần tiền"), (7_000, "Đã nhận thừa tiền"), (0, "Cảm ơn bạn, đơn đã được đặt")],
)
def test_the_page_is_headed_by_what_came(client, purchase, more, heading):
    assert "Còn một bước: chuyển khoản" in shown(client, purchase)
    record(transfer(purchase, purchase.total + more))
    page = shown(client, purchase)
    assert f"<h1>{heading}</h1>" in page
    assert "Còn một bước" not in page


def test_the_page_of_a_refused_order_says_so(client, purchase):
    record(transfer(purchase))
    advance(Order.objects.get(), "refused", note="hết hàng")
    assert "<h1>Chủ thể không giao được đơn này</h1>" in shown(client, purchase)


def test_the_page_of_a_lapsed_order_says_it_was_not_paid(client, purchase):
    release_lapsed(later())
    assert "<h1>Đơn này chưa được thanh toán</h1>" in shown(client, purchase)


def test_a_letter_tells_that_the_money_has_come(purchase, django_capture_on_commit_callbacks):
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        record(transfer(purchase))
    (letter,) = [one for one in mail.outbox if one.to == ["hoa@example.vn"]]
    assert purchase.reference in letter.subject and "đã nhận được tiền" in letter.subject
    assert f"{int(purchase.total):,}".replace(",", ".") in letter.body


def test_lists_of_money_speak_vietnamese(office, half_cancelled):
    refund_order(half_cancelled[1], 1_000, "", make_user())
    settled = office.get(BACK).content.decode()
    assert "Tỉnh, thành phố" not in settled
    accounts = office.get("/van-phong/tai-khoan-nhan-tien/").content.decode()
    assert "Ngân hàng" in accounts
    for word in ("Producer", "Bank name", "True"):
        assert f">{word}<" not in " ".join(accounts.split()).replace("> ", ">").replace(" <", "<")


def test_the_day_field_of_a_carriers_list_brings_its_script(office):
    buy(Client(), make_product())
    order = Order.objects.get()
    for step in ("shipped", "delivered"):
        advance(order, step)
    page = office.get("/van-phong/thu-ho/?tab=to_come").content.decode()
    assert "initDateChooser(" in page and "date-time-chooser" in page
