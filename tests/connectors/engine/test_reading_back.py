"""What is read back: prices and sales changed by hand over there, and the marketplace's judgement with its deadline."""

from datetime import timedelta

import pytest

from django.utils import timezone

from connectors.models import ChannelAccount, Fate, Listing
from connectors.sync import compare, visit
from connectors.waking import send_again
from tests.connectors.engine.test_rules import rule, wire

pytestmark = pytest.mark.one_database


def drift(listing: Listing) -> dict:
    """As the nightly look finds it."""
    compare(listing.account_id)
    listing.refresh_from_db()
    return listing.drift


def page(client, farmer, listing: Listing) -> str:
    client.force_login(farmer)
    shown = client.get(f"/gian-hang/kenh-ban/tin/{listing.pk}/").content.decode()
    return shown.replace("\u00a0", " ")


def test_a_price_changed_by_hand_is_drift_and_sending_again_mends_it(market, listing, client, farmer):
    market.act("reprice", item_id=int(listing.item_id), price=60_000)
    assert drift(listing) == {f"price {listing.item_sku}": 60_000}
    shown = page(client, farmer, listing)
    assert "Giá (Măng nứa khô Bắc Kạn): trên sàn 60.000 ₫, đã gửi 85.000 ₫" in shown
    send_again(listing)
    visit(listing.account_id)
    assert (market.price(listing), drift(listing)) == (85_000, {})


def test_stock_and_text_that_differ_are_sent_again_too(market, listing):
    sku = listing.skus.get()
    Listing.objects.filter(pk=listing.pk).update(drift={f"stock {sku.sku}": 3, "title": "Măng"})
    listing.refresh_from_db()
    before = market.calls("stock")
    send_again(listing)
    done = visit(listing.account_id)
    assert [str(write.row.aspect) for write in done.writes] == ["stock", "content"]
    assert market.calls("stock") == before + 1


@pytest.mark.parametrize("channel", ["lazada"])
class TestASale:
    @pytest.fixture
    def start(self):
        return timezone.now().replace(microsecond=0) + timedelta(days=1)

    @pytest.fixture
    def end(self, start):
        return start + timedelta(days=3)

    @pytest.fixture
    def on_sale(self, listing, start, end):
        rule(listing, sale_price=70_000, sale_from=start, sale_until=end)
        assert visit(listing.account_id).refusals == []
        return listing

    def by_hand(self, market, listing, **values) -> None:
        market.act("reprice", item_id=int(listing.item_id), **values)

    def test_as_it_was_sent_is_no_drift(self, on_sale):
        assert drift(on_sale) == {}

    def test_with_another_price_is_drift(self, market, on_sale, start, end, client, farmer):
        self.by_hand(market, on_sale, special_price=50_000, special_from=wire(start), special_to=wire(end))
        [(name, there)] = drift(on_sale).items()
        assert (name, there["price"]) == (f"sale {on_sale.item_sku}", 50_000)
        assert "Giá khuyến mãi (Măng nứa khô Bắc Kạn): trên sàn 50.000 ₫" in page(client, farmer, on_sale)

    def test_with_another_window_is_drift(self, market, on_sale, start, end):
        later = end + timedelta(days=1)
        self.by_hand(market, on_sale, special_price=70_000, special_from=wire(start), special_to=wire(later))
        assert timezone.datetime.fromisoformat(drift(on_sale)[f"sale {on_sale.item_sku}"]["until"]) == later

    def test_that_was_taken_away_is_drift_and_sending_again_brings_it_back(self, market, on_sale, client, farmer):
        self.by_hand(market, on_sale)
        assert drift(on_sale) == {f"sale {on_sale.item_sku}": None}
        assert "trên sàn không có khuyến mãi" in page(client, farmer, on_sale)
        send_again(on_sale)
        visit(on_sale.account_id)
        assert (market.item(on_sale)["skus"][0]["special_price"], drift(on_sale)) == (70_000, {})

    def test_that_nobody_here_made_is_drift_and_sending_again_ends_it(self, market, listing):
        now = timezone.now()
        window = {"special_from": wire(now - timedelta(hours=1)), "special_to": wire(now + timedelta(days=9))}
        self.by_hand(market, listing, special_price=40_000, **window)
        assert drift(listing)[f"sale {listing.item_sku}"]["price"] == 40_000
        send_again(listing)
        visit(listing.account_id)
        assert market.item(listing)["skus"][0]["special_to"] <= wire(timezone.now())
        assert drift(listing) == {}

    def test_that_is_over_is_no_drift(self, market, listing):
        now = timezone.now()
        window = {"special_from": wire(now - timedelta(days=3)), "special_to": wire(now - timedelta(days=1))}
        self.by_hand(market, listing, special_price=40_000, **window)
        assert drift(listing) == {}


@pytest.mark.parametrize("channel", ["shopee"])
class TestOnShopee:
    def test_a_promotion_made_there_is_named_as_such_and_left_alone(self, market, listing, client, farmer):
        market.act("promotion", item_id=int(listing.item_id), reserved=0, promotion_price=64_000, lasts=86_400)
        assert drift(listing) == {}
        ends = timezone.localtime(timezone.datetime.fromisoformat(listing.skus.get().promotion["until"]))
        told = f"Đang khuyến mãi trên sàn, tạo ở Kênh Người Bán: 64.000 ₫ đến {ends:%H:%M %d/%m/%Y}"
        assert timedelta(hours=23) < ends - timezone.now() <= timedelta(hours=24)
        assert told in page(client, farmer, listing)
        before = market.calls("price")
        send_again(listing)
        assert visit(listing.account_id).refusals == []
        assert (market.calls("price"), told in page(client, farmer, listing)) == (before, True)

    def test_a_promotion_hides_no_price_changed_by_hand(self, market, listing):
        market.act("promotion", item_id=int(listing.item_id), reserved=0, promotion_price=50_000)
        market.act("reprice", item_id=int(listing.item_id), price=60_000)
        assert drift(listing) == {f"price {listing.item_sku}": 60_000}
        assert listing.skus.get().promotion["price"] == 50_000

    def test_a_promotion_that_has_ended_is_forgotten(self, market, listing, client, farmer):
        made = market.act("promotion", item_id=int(listing.item_id), reserved=0, promotion_price=64_000)
        drift(listing)
        market.act("promotion", promotion_id=made["promotion_id"], end=1)
        assert drift(listing) == {}
        assert listing.skus.get().promotion == {}
        assert "Đang khuyến mãi trên sàn" not in page(client, farmer, listing)

    def test_a_ban_says_why_and_until_when_it_has_to_be_mended(self, market, listing, client, farmer):
        market.act("review", item_id=int(listing.item_id), reason="Thiếu giấy phép", mend_within=3 * 86_400)
        compare(listing.account_id)
        listing.refresh_from_db()
        assert (listing.content_state, listing.remote_state) == (Fate.REFUSED, "banned")
        card = listing.content_problem
        assert card["code"] == "review_refused"
        assert card["detail"] == "Prohibited Listing: Thiếu giấy phép. Sửa nội dung bị nêu rồi lưu lại"
        day = timezone.localtime(timezone.now() + timedelta(days=3))
        assert f"{day:%d/%m/%Y}" in card["remedy"]
        shown = page(client, farmer, listing)
        assert ("Thiếu giấy phép" in shown, f"{day:%d/%m/%Y}" in shown) == (True, True)
        assert "Thiếu giấy phép" in client.get("/gian-hang/kenh-ban/").content.decode()

    @pytest.mark.parametrize("name", ["deboost_details", "deboosted_details"])
    def test_a_demotion_is_a_card_while_the_listing_stays_on_sale(self, market, listing, client, farmer, product, name):
        market.act("quirks", violation_info=name)
        market.act("demote", item_id=int(listing.item_id), reason="Ảnh mờ", mend_within=86_400)
        compare(listing.account_id)
        listing.refresh_from_db()
        assert (listing.content_state, listing.remote_state) == (Fate.DONE, "live")
        assert listing.content_problem["code"] == "demoted"
        shown = page(client, farmer, listing)
        assert ("thấp hơn" in shown, "Ảnh mờ" in shown) == (True, True)
        assert "Ảnh mờ" in client.get("/gian-hang/kenh-ban/").content.decode()
        product.description = "Măng nứa trồng ở Ba Bể, phơi nắng ba ngày, không chất bảo quản."
        product.save()
        visit(listing.account_id)
        compare(listing.account_id)
        listing.refresh_from_db()
        assert (listing.content_state, listing.content_problem) == (Fate.DONE, {})

    def test_an_application_that_may_not_ask_why_still_sees_the_ban(self, market, listing):
        market.act("review", item_id=int(listing.item_id), reason="Thiếu giấy phép")
        market.act("quirks", violation_info="not_permitted")
        compare(listing.account_id)
        listing.refresh_from_db()
        assert (listing.content_state, listing.content_problem["detail"]) == (Fate.REFUSED, "")
        assert ChannelAccount.objects.get().problem == {}
