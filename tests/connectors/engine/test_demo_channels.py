"""What `make demo` does with the practice marketplaces, over real HTTP to a sandbox that the test starts."""

import pytest

from django.core.management import CommandError, call_command

from catalogue.certification.models import ProductGroup
from connectors.management.commands.demo_channels import SHOPS, SIGNED_OUT
from connectors.models import CategoryMapping, ChannelAccount, Fate, Listing
from connectors.reading import known_reference
from connectors.screens.showing import preview, read_answers
from connectors.sync import visit
from connectors.waking import send_again
from tests.connectors.engine.conftest import add_picture
from tests.factories import make_producer, make_product

pytestmark = pytest.mark.one_database
GOODS = {
    "HTX Mẫu Mật ong Mộc Châu": ("Mật ong hoa nhãn Mẫu", 6),
    "HTX Mẫu Phja Đén": ("Thạch đen Mẫu", 3),
    "THT Mẫu Chè Tà Xùa": ("Chè shan tuyết Mẫu", 1),
    "Hộ Mẫu Mắc ca": ("Hạt Mắc ca Mơ Nông", 5),
}


@pytest.fixture
def goods(db):
    """A producer of the demo with one product each; the last stands in the programme's own shop."""
    for name, (title, group) in GOODS.items():
        sheet = {
            "group": ProductGroup.objects.order_by("pk")[group],
            "shelf_life": "12 tháng kể từ ngày sản xuất",
            "ingredients": "100% tự nhiên",
            **{"parcel_length": 20, "parcel_width": 15, "parcel_height": 10},
        }
        words = f"{title}, làm tại nhà xưởng của hợp tác xã, không chất bảo quản, đóng gói trong ngày."
        product = make_product(title, producer=make_producer(name), stock=10, description=words, sheet=sheet)
        add_picture(product)


@pytest.fixture
def connected(settings, markets, goods, capsys) -> str:
    settings.DEMO = True
    call_command("demo_channels")
    return capsys.readouterr().out


def state() -> list[tuple]:
    """All that a second run could change, tokens among it."""
    accounts = ChannelAccount.objects.order_by("pk").values_list("pk", "shop_id", "state", "access_token")
    listings = Listing.objects.order_by("pk").values_list("pk", "item_id", "content_state", "content_revision")
    return [*accounts, *listings, *CategoryMapping.objects.order_by("pk").values_list("pk", "category_id")]


def test_every_shop_is_connected_through_consent_to_its_producer_and_told_where_pushes_go(connected, markets):
    owners = {
        (account.channel, account.shop_id): account.producer.name if account.producer else ""
        for account in ChannelAccount.objects.select_related("producer")
    }
    wanted = {(channel, shop): name for channel, shops in SHOPS.items() for shop, name in shops.items()}
    assert owners == wanted
    [partner] = markets["shopee"].read("partners")
    [app] = markets["lazada"].read("apps")
    assert [row["callback_url"].rpartition("/webhooks/")[2] for row in (partner, app)] == ["shopee/", "lazada/"]


def test_the_goods_are_published_in_a_category_that_is_remembered_for_their_group(connected, markets):
    for market in markets.values():
        listings = Listing.objects.filter(account__channel=market.name, content_state=Fate.DONE)
        there = {str(item["item_id"]) for item in market.read("items")}
        assert {listing.item_id for listing in listings} == there
        titles = {listing.product.title for listing in listings}
        assert {"Mật ong hoa nhãn Mẫu", "Hạt Mắc ca Mơ Nông"} <= titles
        assert f"{market.name.title()}: {len(there)} listings" in connected
        for listing in Listing.objects.filter(account__channel=market.name).select_related("product__sheet"):
            kept = CategoryMapping.objects.get(channel=market.name, group=listing.product.sheet.group)
            assert (kept.category_id, kept.category_name) == (listing.category_id, listing.category_name)


def test_one_listing_is_refused_with_a_reason_that_can_be_mended(connected, markets):
    refused = Listing.objects.get(content_state=Fate.REFUSED)
    assert (refused.account.channel, refused.product.title, refused.item_id) == ("shopee", "Thạch đen Mẫu", "")
    assert refused.content_problem["message"] == "Thiếu thông tin bắt buộc của ngành hàng."
    assert refused.content_problem["remedy"]
    asked = [one for one in known(refused) if one.mandatory]
    answers = {f"attribute-{one.id}": one.options[0].id for one in asked if one.options}
    answers |= {f"attribute-{one.id}-text": "tự khai" for one in asked if not one.options}
    refused.attributes = read_answers(asked, Form(answers))
    refused.save(update_fields=["attributes"])
    assert preview(refused)["problems"] == []
    send_again(refused)
    visit(refused.account_id)
    refused.refresh_from_db()
    assert (refused.content_state, markets["shopee"].state(refused)) == (Fate.DONE, "live")


class Form(dict):
    """What a browser sends, with one value a field."""

    def getlist(self, name: str) -> list[str]:
        return [self[name]] if name in self else []


def known(listing: Listing):
    return known_reference(listing.account, listing.category_id).attributes


def test_one_account_needs_its_seller_to_sign_in_again(connected):
    states = dict(ChannelAccount.objects.values_list("shop_id", "state"))
    assert states.pop(SIGNED_OUT) == "needs_sign_in"
    assert set(states.values()) == {"connected"}


def test_a_second_run_changes_nothing(connected, markets):
    before = state()
    there = {name: market.read("items") for name, market in markets.items()}
    writes = {name: market.calls("create") + market.calls("edit") for name, market in markets.items()}
    call_command("demo_channels")
    assert state() == before
    assert {name: market.read("items") for name, market in markets.items()} == there
    assert {name: market.calls("create") + market.calls("edit") for name, market in markets.items()} == writes


def test_a_real_installation_refuses(settings, db):
    settings.DEMO = False
    with pytest.raises(CommandError, match="Only with demo settings"):
        call_command("demo_channels")
    assert ChannelAccount.objects.count() == 0
