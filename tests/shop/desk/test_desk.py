import re

import pytest

from django.test import Client, TestCase

from shop.checkout.models import Purchase
from shop.desk import panels
from shop.order.models import Order
from tests.factories import make_producer, make_product, make_user
from tests.shop.checkout.buying import buy

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
DESK = "/gian-hang/"


@pytest.fixture
def owner():
    return make_user()


@pytest.fixture
def order(owner):
    buy(Client(), make_product("Măng khô", producer=make_producer("HTX Măng", users=[owner]), stock=5))
    return Order.objects.get()


@pytest.fixture
def desk(client, owner):
    client.force_login(owner)
    return client


def step(desk, order, name, **data):
    return desk.post(f"{DESK}don/{order.number}/{name}/", data)


def test_an_order_goes_from_heap_to_heap_until_it_is_shipped(desk, order):
    for queue, name, data in (
        ("confirm", "confirm", {}),
        ("pack", "pack", {}),
        ("ship", "ship", {"tracking_code": "VN42", "carrier": "VNPost"}),
    ):
        page = desk.get(DESK, {"queue": queue})
        assert [job["shown"].number for job in page.context["jobs"]] == [order.number]
        assert step(desk, order, name, **data).status_code == 302
        assert len(desk.get(DESK, {"queue": queue}).context["jobs"]) == 0
    order.refresh_from_db()
    record = order.lines.get().stockrecord
    assert (order.status, record.num_in_stock, record.num_allocated) == ("shipped", 4, 0)
    assert (order.facts.tracking_code, order.facts.carrier) == ("VN42", "VNPost")
    assert order.steps.last().actor.partners.get().producer == order.facts.producer


def test_the_desk_opens_on_the_first_heap_with_something_in_it(desk, order):
    step(desk, order, "confirm")
    assert [queue["current"] for queue in desk.get(DESK).context["queues"]] == [False, True, False, False, False, False]
    assert desk.get(DESK).context["panels"][0]["count"] == 1


def test_a_step_is_taken_once_and_only_in_its_turn(desk, order):
    step(desk, order, "ship")
    order.refresh_from_db()
    assert order.status == "placed"
    step(desk, order, "confirm")
    step(desk, order, "confirm")
    assert order.steps.count() == 2
    assert step(desk, order, "teleport").status_code == 404
    assert desk.get(f"{DESK}don/{order.number}/confirm/").status_code == 405


def test_who_cannot_deliver_says_why_and_frees_the_units(desk, order):
    url = f"{DESK}don/{order.number}/khong-giao-duoc/"
    assert desk.post(url, {"reason": ""}).url == url
    assert list(desk.get(url).context["form"].errors) == ["reason"]
    desk.post(url, {"reason": "Mưa lũ, hỏng hàng"})
    order.refresh_from_db()
    assert (order.status, order.lines.get().stockrecord.num_allocated) == ("refused", 0)
    assert order.steps.last().note == "Mưa lũ, hỏng hàng"


def test_what_was_called_off_is_not_counted_as_finished(desk, order):
    desk.post(f"{DESK}don/{order.number}/khong-giao-duoc/", {"reason": "Mưa lũ"})
    page = desk.get(DESK, {"queue": "off"})
    assert [(str(queue["label"]), queue["count"]) for queue in page.context["queues"]][-2:] == [
        ("đã xong", 0),
        ("đã hủy", 1),
    ]
    assert [job["shown"].number for job in page.context["jobs"]] == [order.number]


def test_the_slip_says_what_lies_in_the_parcel_and_what_to_collect(desk, order):
    page = desk.get(f"{DESK}don/{order.number}/phieu/").content.decode()
    for told in ("Măng khô", "Nguyễn Thị Hoa", "0912345678", "107.000"):
        assert told in page


@pytest.mark.parametrize("orders", [1, 6])
def test_the_list_asks_the_database_a_fixed_number_of_times(
    desk, owner, django_assert_max_num_queries, settings, orders
):
    settings.COD_OPEN_ORDERS = 100
    producer = make_producer(users=[owner])
    for _ in range(orders):
        buy(Client(), make_product(producer=producer))
    desk.get(DESK)  # from now on the process remembers the shop's own pages
    with django_assert_max_num_queries(17):
        assert len(desk.get(DESK).context["jobs"]) == orders


def test_other_apps_add_their_panels(desk, order, monkeypatch):
    monkeypatch.setattr(panels, "_registered", dict(panels._registered))
    panels.register(panels.Panel("channels", "Kênh bán", "desk:orders", 20))
    titles = [panel["title"] for panel in desk.get(DESK).context["panels"]]
    assert titles[-1] == "Kênh bán"


@pytest.fixture
def packed(desk, order):
    for name in ("confirm", "pack"):
        step(desk, order, name)
    return order


def test_a_parcel_leaves_without_a_code_only_by_own_delivery(desk, packed):
    step(desk, packed, "ship", tracking_code=" ")
    packed.refresh_from_db()
    assert packed.status == "packed"
    step(desk, packed, "ship", tracking_code="", own_delivery="1")
    packed.refresh_from_db()
    assert (packed.status, packed.facts.tracking_code, packed.steps.last().note) == (
        "shipped", "", "người bán tự mang hàng đến",
    )  # fmt: skip


def test_the_tracking_code_is_added_afterwards_logged_and_told(desk, packed, owner, mailoutbox):
    Purchase.objects.update(email="hoa@example.vn")
    step(desk, packed, "ship", own_delivery="1")
    mailoutbox.clear()
    with TestCase.captureOnCommitCallbacks(execute=True):
        step(desk, packed, "ma-van-don", tracking_code="VN 42", carrier="VNPost")
    facts, last = Order.objects.get().facts, packed.steps.last()
    assert (facts.tracking_code, facts.carrier) == ("VN 42", "VNPost")
    assert (last.status, last.note, last.actor) == ("shipped", "mã vận đơn VN 42", owner)
    assert [letter.to for letter in mailoutbox] == [["hoa@example.vn"]]


def test_a_code_is_noted_only_while_the_parcel_is_under_way(desk, packed):
    step(desk, packed, "ma-van-don", tracking_code="VN42")
    assert Order.objects.get().facts.tracking_code == ""


def test_a_paid_order_says_so_on_its_card(desk, order):
    Purchase.objects.update(payment="qr")
    order.facts.__class__.objects.update(cod_amount=0)
    assert "đã thanh toán" in desk.get(DESK).content.decode()


def test_the_notice_of_a_new_order_is_no_longer_new_once_it_is_answered(desk, order):
    assert [str(notice.subject) for notice in desk.get(DESK).context["news"]] == [f"Đơn hàng mới {order.number}"]
    step(desk, order, "confirm")
    assert list(desk.get(DESK).context["news"]) == []


@pytest.mark.parametrize("where", ["", "don/{}/phieu/"])
def test_the_wanted_invoice_is_one_text_in_its_box(desk, order, where):
    Purchase.objects.update(invoice_tax_code="0100109106", invoice_name="Công ty Mẫu", invoice_address="Hà Nội")
    page = desk.get(DESK + where.format(order.number)).content.decode()
    assert re.search(
        r'<p class="message"><span><strong>[^<]+</strong> Công ty Mẫu, 0100109106, Hà Nội</span></p>', page
    )
