"""The office's and the desk's channel pages."""

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.certification.models import ProductGroup
from connectors.management.commands.channels import give_consent
from connectors.models import CategoryMapping, ChannelAccount, ChannelOrder, Fate, Listing, SkuAlias
from connectors.sync import visit
from shop.order.models import Order
from tests.factories import make_producer, make_product, make_user


@pytest.fixture
def channel() -> str:
    return "shopee"


def test_an_officer_puts_a_product_on_a_channel_with_a_preview_before_anything_is_sent(
    office, market, account, product
):
    page = office.get(f"/van-phong/kenh-ban/dang/{product.pk}/?q=nam+rau+cu").content.decode()
    assert f'value="{market.category}"' in page
    answer = office.post(
        f"/van-phong/kenh-ban/dang/{product.pk}/", {"account": account.pk, "category": market.category}
    )
    listing = Listing.objects.get()
    assert answer.headers["Location"] == f"/van-phong/kenh-ban/tin/{listing.pk}/"
    assert (listing.on_sale, listing.category_name) == (
        False,
        "Thực phẩm và đồ uống > Đồ khô và gia vị > Nấm và rau củ khô",
    )
    page = office.get(f"/van-phong/kenh-ban/tin/{listing.pk}/").content.decode()
    assert "Măng nứa khô Bắc Kạn 500 g" in page
    assert page.count("Thiếu: Hạn sử dụng") == page.count("Thiếu: ") == 1
    visit(account.pk)
    assert market.read("items") == []
    office.post(
        f"/van-phong/kenh-ban/tin/{listing.pk}/",
        {"act": "answers", "attribute-100010": "1001", "attribute-100020": "1103"},
    )
    assert "Thiếu: " not in office.get(f"/van-phong/kenh-ban/tin/{listing.pk}/").content.decode()
    office.post(f"/van-phong/kenh-ban/tin/{listing.pk}/", {"act": "offer"})
    visit(account.pk)
    listing.refresh_from_db()
    assert listing.content_state == Fate.DONE
    assert market.state(listing) == "live"
    office.post(f"/van-phong/kenh-ban/tin/{listing.pk}/", {"act": "take_off"})
    visit(account.pk)
    assert market.state(listing) == "off"


def test_the_choice_of_category_is_remembered_for_the_group(office, market, account, product):
    product.sheet.group = ProductGroup.objects.first()
    product.sheet.save()
    listing = market.list_product(account, product)
    office.get(f"/van-phong/kenh-ban/dang/{product.pk}/")
    office.post(f"/van-phong/kenh-ban/tin/{listing.pk}/", {"act": "answers"})
    assert CategoryMapping.objects.get().category_id == market.category


def test_the_overview_says_why_a_listing_was_refused(office, market, account, product):
    product.sheet.parcel_weight = None
    product.sheet.save()
    market.list_product(account, product)
    visit(account.pk)
    page = office.get("/van-phong/kenh-ban/").content.decode()
    assert "Chưa có khối lượng kiện hàng." in page
    assert "Gian hàng mẫu 1" in page


def test_the_overview_asks_the_same_number_of_questions_whatever_it_shows(office, market, account, producer):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert office.get("/van-phong/kenh-ban/").status_code == 200
        return len(found)

    market.list_product(account, make_product(producer=producer))
    queries()
    one = queries()
    for _turn in range(6):
        market.list_product(account, make_product(producer=producer))
    assert queries() == one


def test_the_listing_page_says_why_this_number_and_this_price(office, listing):
    ChannelAccount.objects.get().save()
    page = office.get(f"/van-phong/kenh-ban/tin/{listing.pk}/").content.decode()
    assert "có 10." in page
    assert "85.000" in page


def test_an_unknown_product_is_chosen_on_the_held_order(office, market, listing, record):
    market.buy(listing, 1)
    account_id = listing.account_id
    listing.delete()
    visit(account_id)
    kept = ChannelOrder.objects.get()
    page = office.get(f"/van-phong/kenh-ban/don/{kept.pk}/").content.decode()
    assert "Măng nứa khô Bắc Kạn" in page
    office.post(f"/van-phong/kenh-ban/don/{kept.pk}/", {"act": "map", f"line-{kept.lines.get().pk}": record.pk})
    assert SkuAlias.objects.get().record == record
    visit(account_id)
    assert Order.objects.count() == 1


def test_rules_of_an_account_change_the_numbers(office, market, listing):
    rules = {"share": 100, "cap": 4, "buffer": 0, "markup": "10", "rounding": 1000, "star_lead_days": 2}
    office.post(f"/van-phong/kenh-ban/{listing.account_id}/", rules)
    visit(listing.account_id)
    assert market.stock(listing) == 4
    assert market.price(listing) == 94_000


def test_the_office_is_closed_to_producers(client, farmer, listing):
    client.force_login(farmer)
    for path in ("", f"{listing.account_id}/", f"tin/{listing.pk}/", f"dang/{listing.product_id}/"):
        assert client.get(f"/van-phong/kenh-ban/{path}").status_code in (302, 403)


def test_a_producer_sees_the_own_channels_and_nobody_elses(client, market, listing, farmer, producer):
    other = make_producer("HTX Khác")
    foreign = market.open_account(other, market.other_shop_id)
    foreign_product = make_product("Chè shan tuyết", producer=other)
    foreign_listing = market.list_product(foreign, foreign_product)
    market.buy(listing, 1)
    visit(listing.account_id)
    kept = ChannelOrder.objects.get()
    client.force_login(farmer)
    page = client.get("/gian-hang/kenh-ban/").content.decode()
    assert "Gian hàng mẫu 1" in page
    assert "Gian hàng mẫu 2" not in page
    assert client.get(f"/gian-hang/kenh-ban/tin/{listing.pk}/").status_code == 200
    assert client.get(f"/gian-hang/kenh-ban/don/{kept.pk}/").status_code == 200
    assert client.get(f"/gian-hang/kenh-ban/{listing.account_id}/").status_code == 200
    for path in (f"tin/{foreign_listing.pk}/", f"{foreign.pk}/", f"dang/{foreign_product.pk}/"):
        assert client.get(f"/gian-hang/kenh-ban/{path}").status_code == 404
    stranger = make_user()
    other.partner.users.add(stranger)
    client.force_login(stranger)
    for path in (f"tin/{listing.pk}/", f"{listing.account_id}/", f"don/{kept.pk}/", f"dang/{listing.product_id}/"):
        assert client.get(f"/gian-hang/kenh-ban/{path}").status_code == 404
    assert client.post("/ket-noi/shopee/", {"producer": producer.pk}).status_code == 404
    assert client.post("/ket-noi/shopee/", {}).status_code == 403


def test_a_producer_connects_through_the_browser(client, market, farmer, producer):
    client.force_login(farmer)
    there = client.post("/ket-noi/shopee/", {"producer": producer.pk}).headers["Location"]
    assert there.startswith(market.url)
    back = give_consent(there, market.other_shop_id)
    answer = client.get("/ket-noi/shopee/xong/", back)
    assert answer.headers["Location"] == "/gian-hang/kenh-ban/"
    assert ChannelAccount.objects.get().producer == producer
    client.get("/ket-noi/shopee/xong/", {**back, "state": "forged"})
    assert ChannelAccount.objects.count() == 1
