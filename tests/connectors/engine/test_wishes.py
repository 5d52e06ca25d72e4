"""What a producer learns at her desk of a channel order: a wish to cancel, how it is paid, goods sold twice."""

import pytest

from django.contrib.auth.models import Permission
from django.urls import reverse

from connectors.models import ChannelAccount, ChannelOrder, Fate, Listing
from connectors.screens.desk import waiting
from connectors.sync import visit
from shop.notices.models import Notice
from shop.order.models import Order
from shop.stock import ledger
from tests.factories import make_user

DESK = "/gian-hang/"


@pytest.fixture
def farmer(producer):
    user = make_user()
    producer.partner.users.add(user)
    return user


@pytest.fixture
def desk(client, farmer):
    client.force_login(farmer)
    return client


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
    assert "Người mua xin hủy" in shown
    desk.post(page, {"act": "reject_cancel"})
    assert (waiting(farmer), "đang được gửi tới" in desk.get(DESK).content.decode()) == (0, True)
    visit(listing.account_id)
    assert "Xác nhận: có hàng" in desk.get(DESK).content.decode()


@pytest.mark.parametrize("payment", ["cod", "now"])
def test_the_card_and_the_slip_say_how_the_channel_is_paid(market, listing, desk, payment):
    market.buy(listing, 1)
    visit(listing.account_id)
    ChannelOrder.objects.update(cod=payment == "cod", total=103_000)
    order, name = Order.objects.get(), market.name.title()
    cash = f"Thanh toán khi nhận hàng: thu 103.000\u00a0₫ cho cả đơn, qua {name}"
    for path in (DESK, f"{DESK}don/{order.number}/phieu/"):
        page = desk.get(path).content.decode()
        assert (cash in page) is (payment == "cod")
        assert (f"Đã thanh toán trên {name}" in page) is (payment == "now")
        assert "đã trả trên kênh bán" not in page


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
