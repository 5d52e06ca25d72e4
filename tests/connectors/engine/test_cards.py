"""A refused listing's cards: each names its field and stands once, and nobody is sent to a page that is not theirs."""

import pytest

from connectors.following import ask
from connectors.models import ChannelOrder, Fate, Listing
from connectors.screens.cards import cards_of
from connectors.sync import visit
from shop.order.models import Order
from tests.connectors.engine.test_hand_listed import TITLE, buy, list_by_hand

pytestmark = pytest.mark.one_database


@pytest.fixture
def channel() -> str:
    return "shopee"


@pytest.fixture
def refused(market, account, product) -> Listing:
    """Without an answer to what the category asks, and without a parcel's weight."""
    listing = market.list_product(account, product)
    Listing.objects.filter(pk=listing.pk).update(attributes=[])
    product.sheet.parcel_weight = None
    product.sheet.save()
    visit(account.pk)
    listing.refresh_from_db()
    assert listing.content_state == Fate.REFUSED
    return listing


@pytest.fixture
def unknown(market, account, product) -> ChannelOrder:
    """Held for a thing that was listed by hand."""
    found = list_by_hand(market, stock=5)
    buy(market, found["item_id"])
    visit(account.pk)
    return ChannelOrder.objects.get()


def test_each_card_names_its_field_and_none_stands_twice(desk, refused):
    page = desk.get(f"/gian-hang/kenh-ban/tin/{refused.pk}/").content.decode()
    told = ("Thiếu: Xuất xứ", "Thiếu: Hạn sử dụng", "Chưa có khối lượng kiện hàng.")
    assert [page.count(f"<strong>{title}</strong>") for title in told] == [1, 1, 1]
    assert "Thiếu thông tin bắt buộc" not in page
    assert "Nguyên văn của sàn" not in page
    assert 'href="#answers"' in page


def test_the_overview_names_the_field_too(desk, refused):
    page = desk.get("/gian-hang/kenh-ban/").content.decode()
    assert "Thiếu: Xuất xứ; Thiếu: Hạn sử dụng; Chưa có khối lượng kiện hàng. Mở tin đăng, điền ở phần" in page
    assert "Thiếu thông tin bắt buộc" not in page


def test_the_desk_says_what_to_tell_whom_and_the_office_opens_the_product(desk, refused, settings, officer):
    settings.OPERATOR = {**settings.OPERATOR, "phone": "0900 000 000", "email": "vp@example.vn"}
    page = desk.get(f"/gian-hang/kenh-ban/tin/{refused.pk}/").content.decode()
    assert "Hãy báo văn phòng: khối lượng kiện hàng" in page
    assert 'href="tel:0900000000"' in page
    assert "mailto:vp@example.vn?subject=" in page
    assert "/van-phong/" not in page
    desk.force_login(officer)
    page = desk.get(f"/van-phong/kenh-ban/tin/{refused.pk}/").content.decode()
    assert f'href="/van-phong/san-pham/{refused.product_id}/"' in page
    assert "Hãy báo văn phòng" not in page


def test_a_listing_that_the_channel_locked_says_who_mends_it(desk, listing):
    card = {
        "field": "description",
        "code": "review_refused",
        "message": "Sàn không duyệt.",
        "remedy": "Sửa.",
        "detail": "x",
    }
    Listing.objects.update(content_state=Fate.REFUSED, content_problem=card)
    page = desk.get(f"/gian-hang/kenh-ban/tin/{listing.pk}/").content.decode()
    assert "Hãy báo văn phòng: mô tả sản phẩm" in page
    assert f"<strong>{listing.item_sku}</strong>" in page


@pytest.mark.django_db
def test_the_channels_own_words_stay_where_they_are_no_fields_name():
    card = {
        "field": "attributes",
        "code": "attribute_missing",
        "message": "Thiếu.",
        "remedy": "Điền.",
        "detail": "4110: no",
    }
    [shown] = cards_of({**card, "more": [card]})
    assert (shown["message"], shown["detail"]) == ("Thiếu.", "4110: no")
    assert cards_of({}) == []


def test_what_somebody_has_said_is_not_asked_again(desk, unknown, record):
    path = f"/gian-hang/kenh-ban/don/{unknown.pk}/"
    assert "Đây là sản phẩm nào?" in desk.get(path).content.decode()
    desk.post(path, {"act": "map", f"line-{unknown.lines.get().pk}": record.pk})
    page = desk.get(path).content.decode()
    assert "Đây là sản phẩm nào?" not in page
    assert "đã rõ mọi sản phẩm: sẽ nhận đơn ở lần đồng bộ tới" in page
    assert f"× {TITLE}" not in desk.get("/gian-hang/kenh-ban/").content.decode()
    visit(unknown.account_id)
    assert Order.objects.get().lines.get().quantity == 2


def test_an_order_shows_no_word_of_the_protocol(desk, market, listing):
    market.buy(listing, 1)
    visit(listing.account_id)
    kept = ChannelOrder.objects.get()
    assert kept.remote_status == "READY_TO_SHIP"
    page = desk.get(f"/gian-hang/kenh-ban/don/{kept.pk}/").content.decode()
    assert "READY_TO_SHIP" not in page
    assert "Chờ đóng gói" in page


def test_the_desk_asks_for_no_tracking_code_that_the_channel_gives(desk, market, listing):
    market.buy(listing, 1)
    visit(listing.account_id)
    ask(ChannelOrder.objects.get(), "ship")
    visit(listing.account_id)
    order = Order.objects.get()
    code = order.facts.tracking_code
    assert (order.status, bool(code)) == ("packed", True)
    page = desk.get("/gian-hang/?queue=ship").content.decode()
    assert code in page
    assert 'name="tracking_code"' not in page
    desk.post(f"/gian-hang/don/{order.number}/ship/", {"tracking_code": "MINE"})
    order = Order.objects.get()
    assert (order.status, order.facts.tracking_code) == ("shipped", code)
