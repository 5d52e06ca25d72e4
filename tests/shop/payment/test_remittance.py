"""Cash on delivery: collected, handed over, not accepted; and the office's screens for it and for money back."""

import pytest

from django.contrib.auth.models import Group
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from shop.order.links import track_url
from shop.order.models import Order
from shop.order.pipeline import Status
from shop.order.statuses import advance
from shop.payment.models import CodRemittance, PaymentAttempt, Refund
from shop.payment.transactions import record
from shop.returns.handling import came_back
from tests.factories import make_producer, make_product, make_user
from tests.shop.checkout.buying import add, buy, choose_payment, fill_address
from tests.shop.payment.paying import buy_by_transfer, make_account, transfer

pytestmark = pytest.mark.django_db
LIST, UPLOAD, BACK = "/van-phong/thu-ho/", "/van-phong/thu-ho/danh-sach/", "/van-phong/hoan-tien/"
SAID = {"carrier": "VNPost", "reference": "BK-11", "received_on": "22/11/2026"}


def parcel(status=Status.DELIVERED, **address) -> Order:
    buy(Client(), make_product(stock=5), **address)
    order = Order.objects.latest("pk")
    advance(order, Status.SHIPPED, tracking_code=f"VN{order.pk}", carrier="VNPost")
    if status == Status.DELIVERED:
        advance(order, Status.DELIVERED)
    return order


def state(order) -> str:
    return PaymentAttempt.objects.get(order=order).state


def test_ticked_parcels_are_recorded_as_handed_over_once(office):
    first, second, third = parcel(), parcel(), parcel()
    ticked = [order.attempts.get().pk for order in (first, second)]
    for _ in range(2):
        assert office.post(LIST, {**SAID, "attempt": ticked}).status_code == 302
    assert [state(order) for order in (first, second, third)] == ["remitted", "remitted", "collected"]
    remittance = CodRemittance.objects.get()
    assert (remittance.amount, remittance.reference) == (first.total_incl_tax + second.total_incl_tax, "BK-11")
    assert [row.order for row in office.get(LIST).context["page"]] == [third]
    assert len(office.get(LIST, {"tab": "remitted"}).context["page"].object_list) == 2


def test_cash_that_was_handed_over_proves_the_delivery(office):
    order = parcel(Status.SHIPPED)
    office.post(UPLOAD, {**SAID, "attempt": [order.attempts.get().pk]})
    order.refresh_from_db()
    assert (order.status, state(order)) == ("delivered", "remitted")


def test_a_carriers_list_is_shown_first_and_ticked_where_it_fits(office):
    fits, other = parcel(), parcel()
    lines = [
        "BƯU ĐIỆN,,",
        "STT,Mã đơn hàng,Tiền thu hộ",
        f'1,{fits.number},"{int(fits.total_incl_tax):,}"',
        f"2,VN{other.pk},1.000",
        "3,VNUNKNOWN,50.000",
    ]
    page = office.post(UPLOAD, {"file": SimpleUploadedFile("bk.csv", "\n".join(lines).encode())})
    named = page.context["named"]
    assert [one.attempt and one.attempt.order for one in named] == [fits, other, None]
    assert [bool(one.problem) for one in named] == [False, True, True]
    assert page.content.decode().count(" checked") == 1
    assert not CodRemittance.objects.exists()


def test_a_file_that_names_no_parcels_is_refused_with_a_reason(office):
    page = office.post(UPLOAD, {"file": SimpleUploadedFile("x.csv", b"a,b\n1,2")})
    assert page.context["upload"].errors["file"]


def test_the_list_asks_the_same_number_of_queries_for_one_row_and_for_many(
    office, settings, django_assert_max_num_queries
):
    settings.COD_OPEN_ORDERS = 100
    for _ in range(6):
        parcel()
    office.get(LIST)
    with django_assert_max_num_queries(20):
        assert len(office.get(LIST).context["page"].object_list) == 6


def test_after_two_parcels_from_the_door_a_phone_pays_before(settings):
    owner = make_user()
    for _ in range(settings.COD_REFUSALS):
        order = parcel(Status.SHIPPED)
        came_back(order, {order.lines.get().pk: 1}, actor=owner)
    client = Client()
    add(client, make_product())
    fill_address(client)
    assert choose_payment(client).url == reverse("checkout:delivery")
    other = Client()
    add(other, make_product())
    fill_address(other, phone="0987654321")
    assert choose_payment(other).url == reverse("checkout:review")


def test_what_the_producer_could_not_deliver_is_not_the_buyers_fault(settings):
    for _ in range(settings.COD_REFUSALS):
        buy(Client(), make_product())
        advance(Order.objects.latest("pk"), Status.REFUSED)
    buy(Client(), make_product())


@pytest.mark.parametrize("url", [LIST, UPLOAD, BACK])
def test_only_who_may_see_money_sees_it(url):
    staff = make_user(is_staff=True)
    staff.groups.add(Group.objects.get(name="Programme staff"))
    browser = Client()
    browser.force_login(staff)
    assert browser.get(url).status_code == 302
    assert browser.post(url, SAID).status_code == 302
    assert Client().get(url).status_code == 302


def paid_order(client) -> Order:
    make_account()
    purchase = buy_by_transfer(client, make_product("Mật ong", stock=5), email="hoa@example.vn")
    record(transfer(purchase))
    return Order.objects.get()


def test_a_cancelled_paid_order_waits_for_its_money_and_the_buyer_sees_it_go_back(
    client, office, django_capture_on_commit_callbacks
):
    order = paid_order(client)
    assert list(office.get(BACK).context["waiting"]) == []
    advance(order, Status.CANCELLED)
    assert list(office.get(BACK).context["waiting"]) == [order]
    url = f"{BACK}{order.number}/"
    assert office.get(url).context["form"].initial["amount"] == order.total_incl_tax
    typed = {"amount": int(order.total_incl_tax), "reason": "Khách hủy", "reference": "FT2611"}
    with django_capture_on_commit_callbacks(execute=True):
        assert office.post(url, typed).status_code == 302
    refund = Refund.objects.get()
    assert (refund.order, refund.state, refund.by_hand, refund.reason) == (order, "done", True, "Khách hủy (FT2611)")
    assert refund.actor.full_name == "Lê Thị Quản Trị"
    assert mail.outbox[-1].to == ["hoa@example.vn"]
    assert "Hoàn tiền" in client.get(track_url(order.number)).content.decode()
    assert list(office.get(BACK).context["waiting"]) == []


def test_more_than_was_paid_does_not_go_back(client, office):
    order = paid_order(client)
    typed = {"amount": int(order.total_incl_tax) + 1, "reason": "x", "reference": "FT1"}
    page = office.post(f"{BACK}{order.number}/", typed)
    assert page.context["form"].errors["amount"]
    assert not Refund.objects.exists()


def test_the_office_finds_an_order_by_its_number(client, office):
    order = paid_order(client)
    assert office.get(BACK, {"number": order.number.lower()}).url == f"{BACK}{order.number}/"
    assert office.get(BACK, {"number": "nothing"}).status_code == 200


@pytest.mark.parametrize(("model", "status"), [("direct", 404), ("intermediary", 200)])
def test_a_producer_pays_back_only_what_she_was_paid(settings, client, model, status):
    settings.BUSINESS_MODEL = model
    owner = make_user()
    producer = make_producer("HTX Mật", users=[owner])
    make_account(producer if model == "intermediary" else None)
    purchase = buy_by_transfer(client, make_product("Mật ong", producer=producer, stock=5))
    record(transfer(purchase))
    order = Order.objects.get()
    desk = Client()
    desk.force_login(owner)
    url = f"/gian-hang/don/{order.number}/hoan-tien/"
    assert desk.get(url).status_code == status
    desk.post(url, {"amount": 1000, "reason": "Thiếu một gói", "reference": "FT9"})
    assert Refund.objects.count() == (status == 200)
