"""Who is told of what, where, and that nobody reads another's notices."""

import pytest

from django.core import mail
from django.test import Client

from shop.notices.models import Notice
from shop.notices.sending import notify
from shop.order.models import Order
from shop.order.pipeline import Status
from shop.order.statuses import advance
from tests.factories import make_producer, make_product, make_user
from tests.shop.checkout.buying import buy
from tests.shop.payment.paying import buy_by_transfer, make_account

pytestmark = pytest.mark.django_db
DESK = "/gian-hang/"


@pytest.fixture
def owner():
    return make_user(email="htx@example.vn")


@pytest.fixture
def product(owner):
    return make_product("Măng khô", producer=make_producer("HTX Măng", users=[owner]), stock=5)


@pytest.fixture
def desk(owner):
    browser = Client()
    browser.force_login(owner)
    return browser


def subjects() -> list[str]:
    return [notice.subject for notice in Notice.objects.order_by("pk")]


def test_a_new_order_is_told_on_the_first_screen_and_by_e_mail(desk, product, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        buy(Client(), product)
    number = Order.objects.get().number
    page = desk.get(DESK)
    assert [notice.subject for notice in page.context["news"]] == [f"Đơn hàng mới {number}"]
    assert "1 tin báo mới</summary>" in page.content.decode()
    [letter] = mail.outbox
    assert letter.to == ["htx@example.vn"] and number in letter.subject and "/gian-hang/?queue=confirm" in letter.body
    assert "Nguyễn Thị Hoa" not in letter.body and "0912345678" not in letter.body


def test_what_is_rolled_back_was_never_told(product):
    from django.db import transaction

    with pytest.raises(RuntimeError), transaction.atomic():
        notify(product.sheet.producer, Notice.Kind.CHANNEL, "Cần đăng nhập lại")
        raise RuntimeError
    assert subjects() == [] and mail.outbox == []


def test_a_producer_hears_of_an_unpaid_order_only_once_it_is_paid(product, client):
    make_account()
    buy_by_transfer(client, product)
    order = Order.objects.get()
    assert subjects() == []
    advance(order, Status.PLACED)
    assert subjects() == [f"Đơn hàng mới {order.number}"]
    advance(order, Status.CANCELLED, note="đổi ý")
    assert subjects()[1:] == [f"Đơn {order.number} đã bị hủy: đừng gửi hàng"]


def test_an_order_that_was_never_paid_is_cancelled_in_silence(product, client):
    make_account()
    buy_by_transfer(client, product)
    advance(Order.objects.get(), Status.CANCELLED)
    assert subjects() == []


def test_the_buyer_is_written_to_when_the_parcel_leaves(product, django_capture_on_commit_callbacks):
    buy(Client(), product, email="hoa@example.vn")
    order = Order.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        advance(order, Status.SHIPPED, tracking_code="VN42", carrier="VNPost")
    [letter] = mail.outbox
    assert letter.to == ["hoa@example.vn"]
    for told in (order.number, "VNPost: VN42", "/don-hang/", "Nguyễn Thị Hoa"):
        assert told in letter.body


def test_a_producer_without_an_account_is_written_to_publicly(django_capture_on_commit_callbacks):
    producer = make_producer(email="htx-cong-khai@example.vn")
    with django_capture_on_commit_callbacks(execute=True):
        notify(producer, Notice.Kind.CHANNEL, "Cần đăng nhập lại", url="/gian-hang/kenh-ban/")
    assert mail.outbox[0].to == ["htx-cong-khai@example.vn"]
    assert Notice.objects.count() == 0


def test_opening_a_notice_reads_it_and_leads_on(desk, owner):
    notify(owner, Notice.Kind.CHANNEL, "Một", url="/gian-hang/kenh-ban/")
    notify(owner, Notice.Kind.CHANNEL, "Hai")
    first, second = Notice.objects.order_by("pk")
    make_producer(users=[owner])
    assert desk.get(DESK).context["unread"] == 2
    assert desk.post(f"{DESK}tin-bao/{first.pk}/").url == "/gian-hang/kenh-ban/"
    assert desk.post(f"{DESK}tin-bao/{second.pk}/").url == f"{DESK}tin-bao/"
    assert desk.get(DESK).context["unread"] == 0


def test_all_are_read_at_once_but_only_ones_own(desk, product, owner):
    stranger = make_user()
    make_producer("HTX Khác", users=[stranger])
    notify(stranger, Notice.Kind.CHANNEL, "Của người khác")
    notify(owner, Notice.Kind.CHANNEL, "Của tôi")
    desk.post(f"{DESK}tin-bao/da-doc/")
    assert [notice.read_at is None for notice in Notice.objects.order_by("pk")] == [True, False]
    theirs = Notice.objects.get(user=stranger)
    assert desk.post(f"{DESK}tin-bao/{theirs.pk}/").status_code == 404
    assert "Của người khác" not in desk.get(f"{DESK}tin-bao/").content.decode()


def test_who_left_a_producer_no_longer_sees_what_concerns_it(desk, product, owner):
    notify(product.sheet.producer, Notice.Kind.ORDER, "Đơn của HTX Măng")
    product.sheet.producer.partner.users.clear()
    make_producer(users=[owner])
    assert desk.get(DESK).context["unread"] == 0
    assert desk.post(f"{DESK}tin-bao/{Notice.objects.get().pk}/").status_code == 404


def test_the_list_of_notices_asks_a_fixed_number_of_times(desk, product, owner, django_assert_max_num_queries):
    for number in range(40):
        notify(owner, Notice.Kind.CHANNEL, f"Tin {number}")
    with django_assert_max_num_queries(18):
        assert len(desk.get(f"{DESK}tin-bao/").context["page_obj"]) == 30
