"""The top of “Kênh bán”: what waits for a person, then how the shops are; the rest is folded."""

import re

import pytest

from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from connectors.models import ChannelAccount, ChannelOrder, Fate, Listing
from connectors.screens.waiting import tasks
from connectors.sync import visit
from shop.stock import ledger
from tests.connectors.engine.test_hand_listed import buy, list_by_hand
from tests.factories import make_producer, make_product, make_user

pytestmark = pytest.mark.one_database

OFFICE, DESK = "/van-phong/kenh-ban/", "/gian-hang/kenh-ban/"


@pytest.fixture
def channel() -> str:
    return "shopee"


def refuse(listing: Listing) -> None:
    problem = {"code": "x", "message": "Thiếu ảnh.", "remedy": "Thêm ảnh.", "detail": ""}
    Listing.objects.filter(pk=listing.pk).update(
        content_state=Fate.REFUSED, content_problem=problem, content_acknowledged=F("content_revision")
    )


def refused_listings(market, account, producer, count: int) -> None:
    for _turn in range(count):
        refuse(market.list_product(account, make_product(producer=producer)))


def test_where_nothing_waits_it_says_so_and_lists_and_forms_are_folded(client, farmer, listing):
    client.force_login(farmer)
    page = client.get(DESK).content.decode()
    assert "Không có việc nào chờ bạn." in page
    assert re.findall(r'<details class="channels-box"[^>]*>', page) == [
        '<details class="channels-box" id="listings">',
        '<details class="channels-box" id="put">',
        '<details class="channels-box">',
    ]


def test_a_page_of_the_listings_and_a_search_stand_open(office, listing):
    assert '<details class="channels-box" id="listings" open>' in office.get(f"{OFFICE}?p=1").content.decode()
    assert '<details class="channels-box" id="put" open>' in office.get(f"{OFFICE}?product=chè").content.decode()


def test_every_kind_of_work_is_told_the_most_pressing_first_with_the_way_to_it(
    market, listing, record, office, officer
):
    wish = market.buy(listing, 1)
    visit(listing.account_id)
    market.step("cancel", wish)
    unknown = buy(market, list_by_hand(market)["item_id"])
    short = market.buy(listing, 4)
    ledger.count(record, 2)
    visit(listing.account_id)
    refuse(listing)
    other = market.open_account(None, market.other_shop_id)
    ChannelAccount.objects.filter(pk=other.pk).update(state="needs_sign_in")
    found = [(task.page, task.label) for task in tasks(officer)]
    assert found == [
        ("account", "Gian hàng này cần đăng nhập lại trên sàn."),
        ("order", "Người mua xin hủy"),
        ("order", "Đã bán nhưng không đủ hàng"),
        ("order", "Chọn đúng mặt hàng"),
        ("listing", "Tin bị từ chối"),
    ]
    page = office.get(OFFICE).content.decode()
    keys = dict(ChannelOrder.objects.values_list("remote_id", "pk"))
    for number in (wish, unknown, short):
        assert f'href="{OFFICE}don/{keys[number]}/"' in page
    assert (f'href="{OFFICE}tin/{listing.pk}/"' in page, "Thiếu ảnh. Thêm ảnh." in page) == (True, True)
    assert page.index("Đang chờ bạn") < page.index("Các gian hàng trên sàn</h2>") < page.index('id="listings"')


def test_a_refused_listing_that_was_changed_since_waits_for_nobody(market, account, producer, officer):
    refused_listings(market, account, producer, 1)
    Listing.objects.update(content_revision=F("content_revision") + 1)
    assert tasks(officer) == []


def test_what_is_more_than_a_handful_is_folded(market, account, producer, office):
    refused_listings(market, account, producer, 8)
    page = office.get(OFFICE).content.decode()
    shown, _cut, folded = page.partition("Còn 2 việc nữa")
    assert (shown.count("Tin bị từ chối"), folded.count("Tin bị từ chối")) == (6, 2)


def test_however_much_waits_it_is_asked_in_as_many_queries(market, account, producer, officer):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            tasks(officer)
        return len(found)

    refused_listings(market, account, producer, 1)
    queries()
    one = queries()
    refused_listings(market, account, producer, 5)
    assert (queries(), len(tasks(officer))) == (one, 6)


def test_nobody_elses_work_is_told(market, account, producer):
    refused_listings(market, account, producer, 1)
    stranger = make_user()
    make_producer("HTX Khác").partner.users.add(stranger)
    assert tasks(stranger) == []


def test_the_rules_of_a_shop_are_told_before_the_form_that_changes_them(office, account):
    ChannelAccount.objects.update(cap=7, markup=5)
    page = office.get(f"{OFFICE}{account.pk}/").content.decode()
    facts, _cut, form = page.partition("Sửa các quy tắc này")
    assert ("<dd>7</dd>" in facts, "<dd>+5%</dd>" in facts, 'name="cap"' in facts) == (True, True, False)
    assert 'name="cap"' in form
