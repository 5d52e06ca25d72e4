"""An order on hold that its channel sends all the same."""

import pytest

from django.core import mail

from shop.notices.models import Notice
from shop.order.holding import hold, left_anyway
from shop.order.models import Order
from shop.order.pipeline import Status
from shop.order.placing import OrderedLine, place_order
from shop.order.statuses import OrderHeld, advance
from tests.factories import make_producer, make_product, make_user

pytestmark = pytest.mark.django_db
WHY = "Hàng đã ngừng bán vì lý do an toàn."


@pytest.fixture
def officer():
    return make_user(is_staff=True, email="canbo@example.vn")


@pytest.fixture
def order(officer):
    producer = make_producer(users=[make_user(email="htx@example.vn")])
    line = OrderedLine(make_product(producer=producer, stock=5).stockrecords.get(), 2, 50_000)
    order = place_order(producer=producer, lines=[line], number="shopee-1-X", status=Status.PLACED, channel="shopee")
    hold([order], WHY, actor=officer)
    return order


def test_it_is_on_its_way_and_says_so_and_its_units_have_left(order, client):
    assert left_anyway(order, tracking_code="SPXVN1", carrier="SPX") is True
    order = Order.objects.get()
    record = order.lines.get().stockrecord
    assert (order.status, record.num_in_stock, record.num_allocated) == ("shipped", 3, 0)
    assert order.facts.tracking_code == "SPXVN1"
    assert order.steps.last().note == f"kênh bán đã gửi đi dù văn phòng tạm giữ: {WHY}"


def test_its_producer_and_who_held_it_are_told_once(order, officer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            left_anyway(order)
    told = Notice.objects.filter(kind="safety")
    assert told.count() == 2 and told.filter(user=officer).count() == 1
    assert {one.subject for one in told} == {"Đã gửi đi dù đang tạm giữ: đơn shopee-1-X"}
    assert sorted(one.to[0] for one in mail.outbox) == ["canbo@example.vn", "htx@example.vn"]


def test_nobody_here_can_send_it(order):
    with pytest.raises(OrderHeld):
        advance(order, Status.SHIPPED)
