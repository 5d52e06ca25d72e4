"""From the buyer's wish to give something back to goods on the shelf and money on its way."""

from datetime import timedelta

import pytest

from django.core import mail
from django.test import Client
from django.utils import timezone

from catalogue.certification.states import today
from shop.checkout.models import StatusChange
from shop.order.links import track_url
from shop.order.models import Order
from shop.order.pipeline import Status
from shop.order.statuses import advance
from shop.payment.models import PaymentAttempt
from shop.returns.handling import ReturnRefused, answer, ask, came_back, receive
from shop.returns.models import ReturnRequest
from shop.stock.checking import differences
from tests.factories import make_producer, make_product, make_user
from tests.shop.checkout.buying import buy

pytestmark = pytest.mark.django_db
RETURNS = "/gian-hang/tra-hang/"


@pytest.fixture
def owner():
    return make_user()


@pytest.fixture
def product(owner):
    return make_product("Măng khô", producer=make_producer("HTX Măng", users=[owner]), stock=5)


@pytest.fixture
def order(client, product):
    buy(client, product, quantity=3, email="hoa@example.vn")
    return Order.objects.get()


@pytest.fixture
def line(order):
    return order.lines.get()


@pytest.fixture
def desk(owner):
    browser = Client()
    browser.force_login(owner)
    return browser


def deliver(order):
    for step in (Status.SHIPPED, Status.DELIVERED):
        advance(order, step)


def ask_url(order) -> str:
    return f"{track_url(order.number)}tra-hang/"


def on_hand(product) -> int:
    return product.stockrecords.get().num_in_stock


def test_a_buyer_asks_the_producer_answers_and_the_good_ones_are_sold_again(
    client, desk, order, line, product, django_capture_on_commit_callbacks
):
    deliver(order)
    assert "/tra-hang/" in client.get(track_url(order.number)).content.decode()
    typed = {f"line-{line.pk}": "2", "reason": "damaged", "text": "Bao bì rách"}
    assert client.post(ask_url(order), typed).url == track_url(order.number)
    [one] = ReturnRequest.objects.all()
    page = desk.get(f"{RETURNS}{one.pk}/").content.decode()
    assert "Bao bì rách" in page and "0912345678" in page
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(f"{RETURNS}{one.pk}/", {"act": "accept", "text": "Gửi về HTX nhé"})
    assert mail.outbox[-1].to == ["hoa@example.vn"] and "Gửi về HTX nhé" in mail.outbox[-1].body
    assert "Gửi về HTX nhé" in client.get(track_url(order.number)).content.decode()
    assert on_hand(product) == 2
    desk.post(f"{RETURNS}{one.pk}/", {"act": "receive", f"line-{line.pk}": "1"})
    one.refresh_from_db()
    order.refresh_from_db()
    assert (one.state, one.lines.get().restocked, on_hand(product), order.status) == ("received", 1, 3, "delivered")
    assert list(differences()) == []


def test_an_order_that_came_back_whole_is_returned_though_its_delivery_was_never_reported(order, line, product, owner):
    advance(order, Status.SHIPPED)
    one = ask(order, reason="wrong", text="", quantities={line.pk: 3}, day=today())
    answer(one, accepted=True, text="Vâng", actor=owner)
    receive(one, {line.pk: 3}, actor=owner)
    order.refresh_from_db()
    assert (order.status, on_hand(product), PaymentAttempt.objects.get().state) == ("returned", 5, "collected")


def test_a_parcel_nobody_took_ends_unpaid_and_its_good_units_are_sold_again(desk, order, line, product):
    advance(order, Status.SHIPPED)
    url = f"/gian-hang/don/{order.number}/hang-ve/"
    assert url in desk.get("/gian-hang/", {"queue": "shipped"}).content.decode()
    for _ in range(2):
        desk.post(url, {f"line-{line.pk}": "3"})
    order.refresh_from_db()
    assert (order.status, on_hand(product), PaymentAttempt.objects.get().state) == ("returned", 5, "refused")
    assert ReturnRequest.objects.get().reason == "undelivered"


def test_what_a_channel_reported_as_returned_is_put_back_once(order, line, product, owner):
    advance(order, Status.SHIPPED)
    advance(order, Status.RETURNED)
    came_back(order, {line.pk: 1}, actor=owner)
    with pytest.raises(ReturnRefused):
        came_back(order, {line.pk: 1}, actor=owner)
    assert on_hand(product) == 3


@pytest.mark.parametrize("units", [0, 4])
def test_nothing_or_too_much_is_said_at_the_form(client, order, line, units):
    deliver(order)
    typed = {f"line-{line.pk}": units, "reason": "damaged", "text": "vỡ hết"}
    assert client.post(ask_url(order), typed).url == ask_url(order)
    form = client.get(ask_url(order)).context["form"]
    assert (form["text"].value(), form["reason"].value()) == ("vỡ hết", "damaged")
    assert list(form.errors) == ["__all__" if units == 0 else f"line-{line.pk}"]
    assert not ReturnRequest.objects.exists()
    client.post(ask_url(order), {**typed, f"line-{line.pk}": 1})
    assert ReturnRequest.objects.get().text == "vỡ hết"


def test_the_desk_shows_a_refused_answer_again_and_forgets_it_with_the_next(desk, order, line):
    deliver(order)
    one = ask(order, reason="damaged", text="", quantities={line.pk: 1}, day=today())
    url = f"{RETURNS}{one.pk}/"
    assert desk.post(url, {"act": "accept", "text": " "}).url == url
    page = desk.get(url).context
    assert (list(page["answer_form"].errors), page["receive_form"].is_bound) == (["text"], False)
    desk.post(url, {"act": "accept", "text": "Gửi về kho"})
    assert not desk.get(url).context["answer_form"].is_bound
    assert desk.post(url, {"act": "receive", f"line-{line.pk}": "7"}).url == url
    page = desk.get(url).context
    assert (page["receive_form"][f"line-{line.pk}"].value(), page["answer_form"].is_bound) == ("7", False)
    assert list(page["receive_form"].errors) == [f"line-{line.pk}"]


def test_a_parcel_that_came_back_with_too_much_is_asked_for_again(desk, order, line):
    advance(order, Status.SHIPPED)
    url = f"/gian-hang/don/{order.number}/hang-ve/"
    assert desk.post(url, {f"line-{line.pk}": "99"}).url == url
    form = desk.get(url).context["form"]
    assert (form[f"line-{line.pk}"].value(), list(form.errors)) == ("99", [f"line-{line.pk}"])


def test_a_second_request_waits_for_the_first_and_a_declined_one_may_be_asked_again(order, line, owner):
    deliver(order)
    first = ask(order, reason="damaged", text="", quantities={line.pk: 1}, day=today())
    with pytest.raises(ReturnRefused):
        ask(order, reason="damaged", text="", quantities={line.pk: 1}, day=today())
    answer(first, accepted=False, text="Không đúng", actor=owner)
    with pytest.raises(ReturnRefused):
        answer(first, accepted=True, text="", actor=owner)
    ask(order, reason="damaged", text="", quantities={line.pk: 3}, day=today())
    assert ReturnRequest.objects.count() == 2


def test_the_days_for_a_return_are_counted_from_delivery(settings, client, order, line):
    deliver(order)
    StatusChange.objects.filter(order=order, status="delivered").update(at=timezone.now() - timedelta(days=3))
    last = today() + timedelta(days=settings.RETURN_DAYS - 3)
    with pytest.raises(ReturnRefused):
        ask(order, reason="damaged", text="", quantities={line.pk: 1}, day=last + timedelta(days=1))
    ask(order, reason="damaged", text="", quantities={line.pk: 1}, day=last)
    StatusChange.objects.filter(order=order, status="delivered").update(at=timezone.now() - timedelta(days=30))
    ReturnRequest.objects.update(state="declined")
    assert client.get(ask_url(order)).url == track_url(order.number)


@pytest.mark.parametrize("status", [None, Status.PACKED, Status.CANCELLED])
def test_what_was_not_sent_cannot_be_returned(client, order, line, status):
    if status:
        advance(order, status)
    client.post(ask_url(order), {f"line-{line.pk}": 1, "reason": "damaged"})
    assert not ReturnRequest.objects.exists()


def test_more_good_units_than_came_back_are_refused_and_nothing_is_written(order, line, product, owner):
    deliver(order)
    one = ask(order, reason="damaged", text="", quantities={line.pk: 1}, day=today())
    answer(one, accepted=True, text="", actor=owner)
    with pytest.raises(ReturnRefused):
        receive(one, {line.pk: 2}, actor=owner)
    one.refresh_from_db()
    assert (one.state, on_hand(product)) == ("accepted", 2)


def test_the_list_of_returns_asks_a_fixed_number_of_times(desk, order, line, owner, django_assert_max_num_queries):
    deliver(order)
    for _ in range(3):
        one = ask(order, reason="damaged", text="", quantities={line.pk: 1}, day=today())
        answer(one, accepted=False, text="Không", actor=owner)
    ask(order, reason="damaged", text="", quantities={line.pk: 1}, day=today())
    with django_assert_max_num_queries(22):
        page = desk.get(RETURNS)
    assert len(page.context["page_obj"].object_list) == 3 and len(page.context["open"]) == 1


def test_goods_still_under_way_are_returned_only_by_who_says_that_she_has_them(client, order, line):
    advance(order, Status.SHIPPED)
    assert "Đã nhận hàng?" in client.get(track_url(order.number)).content.decode()
    typed = {f"line-{line.pk}": 1, "reason": "damaged"}
    client.post(ask_url(order), typed)
    assert list(client.get(ask_url(order)).context["form"].errors) == ["has_it"]
    client.post(ask_url(order), {**typed, "has_it": "on"})
    assert ReturnRequest.objects.get().order == order


def test_the_account_to_pay_cash_back_to_is_shown_to_the_office_only(client, desk, order, line):
    deliver(order)
    client.post(ask_url(order), {f"line-{line.pk}": 1, "reason": "damaged", "pay_back_to": "VCB 0123456789 HOA"})
    one = ReturnRequest.objects.get()
    assert one.pay_back_to == "VCB 0123456789 HOA"
    for browser, url in ((client, track_url(order.number)), (desk, f"{RETURNS}{one.pk}/"), (desk, RETURNS)):
        assert "0123456789" not in browser.get(url).content.decode()
    office = Client()
    office.force_login(make_user(is_staff=True, is_superuser=True))
    assert "VCB 0123456789 HOA" in office.get(f"/van-phong/hoan-tien/{order.number}/").content.decode()
