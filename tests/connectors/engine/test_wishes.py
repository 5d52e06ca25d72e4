"""What a producer learns at her desk of a channel order: a wish to cancel, how it is paid, goods sold twice."""

import pytest

from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from connectors.holding import holding
from connectors.models import ChannelAccount, ChannelOrder, Fate, Listing
from connectors.screens.desk import waiting
from connectors.sync import visit
from shop.notices.models import Notice
from shop.order.links import track_url
from shop.order.models import Order
from shop.stock import ledger
from tests.factories import make_user

pytestmark = pytest.mark.one_database

DESK = "/gian-hang/"


def unread() -> int:
    return Notice.objects.unread().filter(kind="channel").count()


def told() -> list[tuple[str, str]]:
    return list(Notice.objects.filter(kind="channel").order_by("pk").values_list("subject", "url"))


def test_a_wish_to_cancel_is_told_once_and_answered_before_the_order_goes_on(market, listing, desk, farmer):
    remote_id = market.buy(listing, 1)
    visit(listing.account_id)
    market.step("cancel", remote_id)
    for _turn in range(2):
        visit(listing.account_id)
    kept, order = ChannelOrder.objects.get(), Order.objects.get()
    page = f"/gian-hang/kenh-ban/don/{kept.pk}/"
    assert told() == [(f"Người mua xin hủy đơn {remote_id}", page)]
    assert waiting(farmer) == 1
    card = desk.get(DESK).content.decode()
    assert f'href="{page}"' in card
    assert "Xác nhận: có hàng" not in card
    assert desk.post(f"{DESK}don/{order.number}/confirm/").headers["Location"] == page
    order.refresh_from_db()
    assert order.status == "placed"
    assert f'href="{page}"' in desk.get("/gian-hang/kenh-ban/").content.decode()
    shown = desk.get(page).content.decode()
    assert ("Người mua xin hủy" in shown, 'value="reject_cancel"' in shown) == (True, True)
    assert unread() == 1
    desk.post(page, {"act": "reject_cancel"})
    assert (unread(), 'value="reject_cancel"' in desk.get(page).content.decode()) == (0, False)
    assert (waiting(farmer), "đang được gửi tới" in desk.get(DESK).content.decode()) == (0, True)
    visit(listing.account_id)
    assert "Xác nhận: có hàng" in desk.get(DESK).content.decode()


def test_a_wish_that_the_marketplace_settles_by_itself_is_read(market, listing, desk):
    remote_id = market.buy(listing, 1)
    visit(listing.account_id)
    market.step("cancel", remote_id)
    visit(listing.account_id)
    assert unread() == 1
    kept = ChannelOrder.objects.get()
    with holding(listing.account_id) as held:
        held.call(lambda: held.connector.decide_cancel(kept.remote_id, accept=True))
    visit(listing.account_id)
    kept.refresh_from_db()
    assert (kept.status, unread()) == ("cancelled", 0)


def test_answering_a_wish_leaves_other_notices_unread(market, listing, desk, record):
    remote_id = market.buy(listing, 2)
    ledger.count(record, 1)
    visit(listing.account_id)
    market.step("cancel", remote_id)
    visit(listing.account_id)
    kept = ChannelOrder.objects.get()
    assert unread() == 2
    desk.post(f"/gian-hang/kenh-ban/don/{kept.pk}/", {"act": "reject_cancel"})
    [left] = Notice.objects.unread().filter(kind="channel")
    assert left.subject.startswith("Đã bán nhưng hết hàng")


def test_a_shortage_that_is_over_is_read(market, listing, record, desk):
    market.buy(listing, 2)
    ledger.count(record, 1)
    visit(listing.account_id)
    assert unread() == 1
    ledger.receive(record, 5)
    visit(listing.account_id)
    assert (ChannelOrder.objects.get().state, unread()) == ("placed", 0)


def test_signing_in_again_reads_what_asked_for_it(market, listing, farmer):
    market.deauthorise()
    visit(listing.account_id)
    account = ChannelAccount.objects.get()
    assert (account.state, unread()) == ("needs_sign_in", 1)
    market.sign_in_again(account)
    assert unread() == 0


def pages_of(order: Order, kept: ChannelOrder) -> dict[str, list[str]]:
    """Every page that says how an order is paid, by who may open it."""
    return {
        "farmer": [DESK, f"{DESK}don/{order.number}/phieu/", f"{DESK}kenh-ban/don/{kept.pk}/", track_url(order.number)],
        "officer": [f"/van-phong/kenh-ban/don/{kept.pk}/", f"/dashboard/orders/{order.number}/"],
    }


HOW_IT_IS_PAID = [
    ("to_ship", True, "Thanh toán khi nhận hàng: thu 103.000\u00a0₫ cho cả đơn, qua {name}"),
    ("to_ship", False, "Đã thanh toán trên {name}"),
    ("unpaid", False, "Chưa thanh toán trên {name}"),
    ("on_hold", False, "{name} chưa cho biết đã thanh toán hay chưa"),
    ("cancelled", False, "Đã hủy trên {name}: không phải thu tiền"),
    ("delivery_failed", True, "Giao không thành: {name} không thu tiền"),
]


def test_every_page_of_an_order_says_how_the_channel_is_paid(market, listing, farmer):
    market.buy(listing, 1)
    visit(listing.account_id)
    order, name = Order.objects.get(), market.name.title()
    people = {"farmer": Client(), "officer": Client()}
    people["farmer"].force_login(farmer)
    people["officer"].force_login(make_user(is_staff=True, is_superuser=True))
    pages = [
        (people[who], path) for who, paths in pages_of(order, ChannelOrder.objects.get()).items() for path in paths
    ]
    for status, cod, says in HOW_IT_IS_PAID:
        ChannelOrder.objects.update(status=status, cod=cod, total=103_000, paid_at=None)
        for person, path in pages:
            page = person.get(path).content.decode()
            assert (status, path, page.count(says.format(name=name)) > 0) == (status, path, True)
            assert (status, path, "Theo thông tin trên kênh bán" in page) == (status, path, False)


def test_goods_sold_twice_are_told_at_once_with_whom_to_ask(market, listing, record, desk):
    market.buy(listing, 2)
    ledger.count(record, 1)
    for _turn in range(2):
        visit(listing.account_id)
    kept = ChannelOrder.objects.get()
    page = f"/gian-hang/kenh-ban/don/{kept.pk}/"
    assert told() == [(f"Đã bán nhưng hết hàng: đơn {kept.remote_id}", page)]
    assert "Văn phòng chương trình nhập tồn kho" in desk.get(page).content.decode()


def test_the_office_is_led_from_a_shortage_to_the_stock_of_the_product(market, listing, record, client):
    market.buy(listing, 2)
    ledger.count(record, 1)
    visit(listing.account_id)
    officer = make_user(is_staff=True)
    wanted = Permission.objects.filter(
        codename__in=("change_productsheet", "access_admin"), content_type__app_label__in=("provenance", "wagtailadmin")
    )
    officer.user_permissions.set(wanted)
    client.force_login(officer)
    kept = ChannelOrder.objects.get()
    stock = reverse("programme_product", args=[record.product_id])
    assert f'href="{stock}"' in client.get(f"/van-phong/kenh-ban/don/{kept.pk}/").content.decode()


def test_nobody_at_the_desk_is_led_to_a_wish_that_the_office_answers(market, listing, desk):
    remote_id = market.buy(listing, 1)
    visit(listing.account_id)
    market.step("cancel", remote_id)
    visit(listing.account_id)
    ChannelAccount.objects.update(producer=None)
    card = desk.get(DESK).content.decode()
    assert "Văn phòng sẽ trả lời" in card
    assert "/kenh-ban/don/" not in card
    desk.post(f"{DESK}don/{Order.objects.get().number}/confirm/")
    assert Order.objects.get().status == "placed"


def test_refused_listings_count_beside_the_menu_entry_in_one_query(
    listing, desk, farmer, django_assert_max_num_queries
):
    Listing.objects.update(content_state=Fate.REFUSED)
    with django_assert_max_num_queries(1):
        assert waiting(farmer) == 1
