"""Rules are edited where the figures are seen, in office and desk; what would come of them is shown before saving."""

from datetime import timedelta

import pytest

from django.utils import timezone

from connectors.models import ChannelAccount, ListingSku
from connectors.sync import visit
from tests.factories import make_producer, make_product, make_user

pytestmark = pytest.mark.one_database


@pytest.fixture
def channel() -> str:
    return "lazada"


def window() -> dict[str, str]:
    start = timezone.localtime() + timedelta(days=1)
    return {"sale_from": f"{start:%Y-%m-%dT%H:%M}", "sale_until": f"{start + timedelta(days=2):%Y-%m-%dT%H:%M}"}


def test_a_producer_sees_the_figures_first_and_then_saves_the_rules_of_one_listing(desk, market, listing):
    sku = listing.skus.get()
    page = f"/gian-hang/kenh-ban/tin/{listing.pk}/"
    rules = {"cap_rule": "own", "cap": 4, f"own-{sku.pk}": 90_000, f"sale-{sku.pk}": 80_000, **window()}
    shown = desk.post(page, {"act": "preview", **rules}).content.decode().replace("\u00a0", " ")
    assert "<strong>4</strong>" in shown
    assert "85.000 ₫ → <strong>90.000 ₫</strong>" in shown
    assert "Giá khuyến mãi 80.000 ₫" in shown
    sku.refresh_from_db()
    assert (sku.own_price, sku.sale_price) == (None, None)
    assert visit(listing.account_id).writes == []
    assert desk.post(page, {"act": "rules", **rules}).status_code == 302
    visit(listing.account_id)
    assert (market.stock(listing), market.price(listing)) == (4, 90_000)
    assert market.item(listing)["skus"][0]["special_price"] == 80_000
    shown = desk.get(page).content.decode().replace("\u00a0", " ")
    assert "90.000 ₫, đặt riêng cho kênh này." in shown


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"own": 90_000, "sale": 90_000}, "Giá khuyến mãi phải thấp hơn giá bán."),
        ({"sale": 80_000, "sale_from": "", "sale_until": ""}, "Khuyến mãi cần có cả lúc bắt đầu và lúc kết thúc."),
        ({"sale": 80_000, "sale_until": "2026-01-01T00:00"}, "Khuyến mãi phải kết thúc sau khi bắt đầu."),
    ],
)
def test_a_sale_that_cannot_be_is_refused_before_saving(desk, listing, given, says):
    sku = listing.skus.get()
    prices = {f"{name}-{sku.pk}": given.pop(name) for name in ("own", "sale") if name in given}
    rules = {"act": "rules", "cap_rule": "account", **window(), **given, **prices}
    answer = desk.post(f"/gian-hang/kenh-ban/tin/{listing.pk}/", rules)
    assert says in answer.content.decode().replace("\u00a0", " ")
    assert ListingSku.objects.get().sale_price is None


def test_a_producer_lifts_the_shops_limit_for_one_listing(desk, market, listing):
    ChannelAccount.objects.update(cap=3)
    page = f"/gian-hang/kenh-ban/tin/{listing.pk}/"
    assert "như cả gian hàng (3)" in desk.get(page).content.decode()
    shown = desk.post(page, {"act": "preview", "cap_rule": "none", "cap": 7}).content.decode()
    assert "bỏ qua mức trần 3 của gian hàng" in shown
    assert desk.post(page, {"act": "rules", "cap_rule": "none", "cap": 7}).status_code == 302
    listing.refresh_from_db()
    assert (listing.cap_rule, listing.cap) == ("none", None)
    visit(listing.account_id)
    assert market.stock(listing) == 10
    refused = desk.post(page, {"act": "rules", "cap_rule": "own", "cap": ""}).content.decode()
    assert "Hãy ghi mức trần" in refused


def test_an_officer_sees_what_a_rule_of_the_account_does_to_its_listings(office, market, listing):
    rules = {"share": 50, "cap": "", "buffer": 0, "markup": "10", "rounding": 1000, "star_lead_days": 2}
    page = f"/van-phong/kenh-ban/{listing.account_id}/"
    shown = (
        office.post(page, {"act": "preview", **rules, "sale_percent": 10, **window()})
        .content.decode()
        .replace("\u00a0", " ")
    )
    assert "10 → <strong>5</strong>" in shown
    assert "85.000 ₫ → <strong>94.000 ₫</strong>" in shown
    assert "Giá khuyến mãi 85.000 ₫" in shown
    listing.account.refresh_from_db()
    assert listing.account.share == 100
    assert office.post(page, {**rules, "sale_percent": 10, **window()}).status_code == 302
    visit(listing.account_id)
    assert (market.stock(listing), market.price(listing)) == (5, 94_000)


def test_nobody_elses_rules_can_be_reached_from_the_desk(desk, market, listing):
    other = make_producer("HTX Khác")
    foreign = market.open_account(other, market.other_shop_id)
    theirs = market.list_product(foreign, make_product("Chè shan tuyết", producer=other))
    for act in ("rules", "preview"):
        assert desk.post(f"/gian-hang/kenh-ban/tin/{theirs.pk}/", {"act": act, "cap": 1}).status_code == 404
        assert desk.post(f"/gian-hang/kenh-ban/{foreign.pk}/", {"act": act, "share": 1}).status_code == 404
    stranger = make_user()
    other.partner.users.add(stranger)
    desk.force_login(stranger)
    sku = listing.skus.get()
    answer = desk.post(f"/gian-hang/kenh-ban/tin/{listing.pk}/", {"act": "rules", f"own-{sku.pk}": 1})
    assert answer.status_code == 404
    sku.refresh_from_db()
    assert sku.own_price is None


@pytest.mark.parametrize("channel", ["shopee"])
def test_a_channel_without_sale_prices_says_so(desk, channel, listing):
    for page in (f"tin/{listing.pk}/", f"{listing.account_id}/"):
        shown = desk.get(f"/gian-hang/kenh-ban/{page}").content.decode().replace("\u00a0", " ")
        assert "Kênh này không nhận giá khuyến mãi từ phần mềm khác" in shown
        assert "sale_from" not in shown
