"""Permission, the shop behind it, reference data and pushes."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors.contract import Attribute, AttributeOption, Brand, Category, Dimensions, EventKind, Range
from connectors.errors import ReconnectError, TokenError, TransientError
from tests.connectors.canned import START, Answer
from tests.connectors.shopee.shop import GRANT, ShopeeShop, fail, ok

PUSH = (Path(__file__).parent / "fixtures" / "push_order.json").read_bytes()


def tokens(**changes):
    pair = {"error": "", "access_token": "access-two", "refresh_token": "refresh-two", "expire_in": 14400}
    return pair | changes


def test_exchanging_a_shop_code():
    shop = ShopeeShop(grant=None)
    shop.on("auth/token/get", tokens(shop_id_list=[322300222], merchant_id_list=[]))
    (grant,) = shop.channel.exchange({"code": "code-123456", "shop_id": "322300222", "state": "x"})
    assert (grant.shop_id, grant.access_token, grant.refresh_token) == ("322300222", "access-two", "refresh-two")
    assert grant.access_expires_at == START + timedelta(hours=4)
    assert grant.refresh_expires_at == START + timedelta(days=30)
    (sent,) = shop.sent("auth/token/get")
    assert sent.json == {"code": "code-123456", "shop_id": 322300222, "partner_id": 2001887}
    assert set(sent.query) == {"partner_id", "timestamp", "sign"}
    kept = str(shop.records)
    assert not any(x in kept for x in ("code-123456", "access-two", "refresh-two", sent.query["sign"]))


def test_a_main_account_opens_all_its_shops():
    shop = ShopeeShop(grant=None)
    shop.on("auth/token/get", tokens(shop_id_list=[1, 2]))
    grants = shop.channel.exchange({"code": "code-123456", "main_account_id": "9"})
    assert [g.shop_id for g in grants] == ["1", "2"]
    assert shop.sent("auth/token/get")[0].json["main_account_id"] == 9


def test_a_large_expiry_is_an_absolute_time():
    shop = ShopeeShop(grant=None)
    shop.on("auth/token/get", tokens(expire_in=1795413600))
    (grant,) = shop.channel.exchange({"code": "code-123456", "shop_id": "1"})
    assert grant.access_expires_at == datetime.fromtimestamp(1795413600, UTC)


@pytest.mark.parametrize(
    "callback", [{}, {"code": "c"}, {"shop_id": "1"}, {"code": "c", "shop_id": "1;2"}, {"code": "c", "shop_id": "¹"}]
)
def test_an_incomplete_redirect_is_refused_before_calling(callback):
    shop = ShopeeShop(grant=None)
    with pytest.raises(ReconnectError) as caught:
        shop.channel.exchange(callback)
    assert caught.value.problem.code == "invalid_code" and shop.names() == []


def test_refreshing_uses_the_new_pair_from_then_on():
    shop = ShopeeShop()
    shop.on("auth/access_token/get", tokens(shop_id=322300222))
    shop.on("shop/get_shop_info", {"shop_name": "Chợ", "status": "NORMAL"})
    grant = shop.channel.refresh()
    assert shop.channel.grant is grant and grant.refresh_token == "refresh-two"
    shop.channel.check()
    assert shop.sent("shop/get_shop_info")[0].query["access_token"] == "access-two"
    assert shop.sent("auth/access_token/get")[0].json == {
        "refresh_token": "refresh-one",
        "partner_id": 2001887,
        "shop_id": 322300222,
    }


def test_a_used_refresh_token_means_reconnect():
    shop = ShopeeShop()
    shop.on("auth/access_token/get", fail("error_auth", "Invalid refresh_token."))
    with pytest.raises(ReconnectError) as caught:
        shop.channel.refresh()
    assert caught.value.problem.code == "grant_lost" and shop.channel.grant is GRANT


def test_a_lost_refresh_leaves_its_effect_unknown():
    shop = ShopeeShop()
    shop.on("auth/access_token/get", Answer(raw=b"gateway", status=504))
    with pytest.raises(TransientError) as caught:
        shop.channel.refresh()
    assert caught.value.effect_unknown


def test_nothing_is_called_without_a_grant():
    shop = ShopeeShop(grant=None)
    for call in (shop.channel.check, shop.channel.refresh, shop.channel.categories):
        with pytest.raises(ReconnectError):
            call()
    assert shop.names() == []


def test_a_dead_token_is_told_apart():
    shop = ShopeeShop()
    shop.on("shop/get_shop_info", fail("error_auth", "Invalid access_token.", 403))
    with pytest.raises(TokenError) as caught:
        shop.channel.check()
    assert GRANT.access_token not in f"{caught.value}{shop.records}"


@pytest.mark.parametrize(("status", "active"), [("NORMAL", True), ("BANNED", False), ("FROZEN", False)])
def test_the_shop_behind_a_grant(status, active):
    shop = ShopeeShop()
    info = {"shop_name": "Chợ", "region": "VN", "status": status, "auth_time": 1, "expire_time": 1795413600}
    shop.on("shop/get_shop_info", info)
    found = shop.channel.check()
    assert (found.shop_id, found.name, found.active, found.region) == ("322300222", "Chợ", active, "VN")
    assert found.authorised_until == datetime.fromtimestamp(1795413600, UTC)


def test_categories_in_vietnamese():
    shop = ShopeeShop()
    rows = [
        {"category_id": 1, "parent_category_id": 0, "display_category_name": "Thực phẩm", "has_children": True},
        {"category_id": 2, "parent_category_id": 1, "original_category_name": "Honey", "has_children": False},
    ]
    shop.on("product/get_category", ok(category_list=rows))
    assert shop.channel.categories() == (
        Category("1", "", "Thực phẩm", leaf=False),
        Category("2", "1", "Honey", leaf=True),
    )
    assert shop.sent("product/get_category")[0].query["language"] == "vi"


def test_attributes_ask_with_the_other_language_code():
    shop = ShopeeShop()
    tree = [
        {
            "attribute_id": 4990,
            "mandatory": True,
            "name": "Xuất xứ",
            "attribute_value_list": [{"value_id": 7, "name": "Việt Nam"}],
            "attribute_info": {"input_type": 1, "max_value_count": 5, "attribute_unit_list": ["g"]},
        },
        {"attribute_id": 2, "name": "Nhãn", "attribute_info": {"input_type": 5, "max_value_count": 3}},
        {"attribute_id": 3, "name": "Mô tả", "attribute_info": {"input_type": 3}, "attribute_value_list": None},
    ]
    shop.on("product/get_attribute_tree", ok(list=[{"category_id": 2, "attribute_tree": tree}]))
    origin, labels, text = shop.channel.attributes("2")
    assert origin == Attribute(
        "4990", "Xuất xứ", mandatory=True, options=(AttributeOption("7", "Việt Nam"),), custom=False, units=("g",)
    )
    assert (labels.custom, labels.max_values) == (True, 3)
    assert (text.custom, text.options) == (True, ())
    assert shop.sent("product/get_attribute_tree")[0].query["language"] == "vn"


def test_brands_go_by_pages_without_the_empty_one():
    shop = ShopeeShop()
    rows = [{"brand_id": 0, "original_brand_name": "NoBrand"}, {"brand_id": 9, "original_brand_name": "Pả Vi"}]
    shop.on("product/get_brand_list", ok(brand_list=rows, has_next_page=True, next_offset=100))
    page = shop.channel.brands("2")
    assert (page.items, page.next_cursor) == ((Brand("9", "Pả Vi"),), "100")
    shop.channel.brands("2", page.next_cursor)
    assert [s.query["offset"] for s in shop.sent("product/get_brand_list")] == ["0", "100"]


def test_limits_are_read_from_the_channel():
    shop = ShopeeShop()
    shop.on(
        "product/get_item_limit",
        ok(
            price_limit={"min_limit": 1000, "max_limit": 1000000000},
            stock_limit={"min_limit": 0, "max_limit": 999999},
            item_name_length_limit={"min_limit": 10, "max_limit": 120},
            item_description_length_limit={"min_limit": 100, "max_limit": 3000},
            item_image_count_limit={"min_limit": 1, "max_limit": 9},
            tier_variation_name_length_limit={"min_limit": 1, "max_limit": 14},
            tier_variation_option_length_limit={"min_limit": 1, "max_limit": 20},
            dts_limit={"days_to_ship_limit": {"min_limit": 7, "max_limit": 15}, "non_pre_order_days_to_ship": 2},
            weight_limit={"weight_mandatory": True},
            dimension_limit={"dimension_mandatory": False},
        ),
    )
    shop.on("product/get_brand_list", ok(brand_list=[], is_mandatory=True, input_type="TEXT_FILED"))
    limits = shop.channel.limits("2")
    assert (limits.title, limits.description) == (Range(10, 120), Range(100, 3000))
    assert (limits.images, limits.price, limits.stock) == (Range(1, 9), Range(1000, 10**9), Range(0, 999999))
    assert (limits.variation_name, limits.option_name, limits.days_to_ship) == (
        Range(1, 14),
        Range(1, 20),
        Range(7, 15),
    )
    assert (limits.weight_mandatory, limits.dimensions_mandatory, limits.brand_mandatory) == (True, False, True)


def test_limits_that_are_not_told_do_not_bind():
    shop = ShopeeShop()
    shop.on("product/get_item_limit", ok(price_limit=None))
    shop.on("product/get_brand_list", ok())
    assert shop.channel.limits("2").price == Range()


def test_masked_children_of_a_delivery_are_not_offered():
    shop = ShopeeShop()
    rows = [
        {
            "logistics_channel_id": 50021,
            "logistics_channel_name": "Nhanh",
            "enabled": True,
            "cod_enabled": True,
            "fee_type": "SIZE_SELECTION",
            "size_list": [{"size_id": 1, "name": "Nhỏ"}],
            "weight_limit": {"item_max_weight": 30, "item_min_weight": 0},
            "item_max_dimension": {"length": 60, "width": 50, "height": "40"},
            "mask_channel_id": 0,
        },
        {"logistics_channel_id": 18080, "enabled": True, "mask_channel_id": 50021},
        {"logistics_channel_id": 5, "enabled": False, "fee_type": "CUSTOM_PRICE", "weight_limit": None},
    ]
    shop.on("logistics/get_channel_list", ok(logistics_channel_list=rows))
    quick, own = shop.channel.logistics()
    assert (quick.id, quick.name, quick.enabled, quick.cod) == ("50021", "Nhanh", True, True)
    assert (quick.sizes, quick.weight_grams) == ((("1", "Nhỏ"),), Range(None, 30000))
    assert quick.max_dimensions_cm == Dimensions(60, 50, 40)
    assert (own.id, own.enabled, own.needs_fee, own.max_dimensions_cm) == ("5", False, True, None)


def test_suggestions():
    shop = ShopeeShop()
    shop.on("product/category_recommend", ok(category_id=[100017, 100018]))
    assert shop.channel.suggest_category("Mật ong") == ("100017", "100018")


# --- pushes ---


def read(push):
    return ShopeeShop(grant=None).channel.read_webhook(json.dumps(push).encode())


def test_an_order_push():
    (event,) = ShopeeShop(grant=None).channel.read_webhook(PUSH)
    assert (event.kind, event.shop_id, event.order_ids) == (EventKind.ORDER, "727720655", ("220810QSK8S7BX",))
    assert event.sent_at == datetime.fromtimestamp(1660123127, UTC)
    assert (event.remote_kind, event.raw["data"]["status"]) == ("3", "PROCESSED")


def test_the_verification_ping_names_no_shop():
    ping = {"code": 0, "data": {"verify_info": "This is a Verification message.Please respond in the certain format."}}
    (event,) = read(ping)
    assert (event.kind, event.shop_id, event.sent_at) == (EventKind.PING, "", None)


@pytest.mark.parametrize(
    ("push", "kind", "orders", "items"),
    [
        ({"code": "3", "shop_id": "7", "data": '{"ordersn": "A1"}'}, EventKind.ORDER, ("A1",), ()),
        ({"code": 4, "shop_id": 7, "data": {"ordersn": "A1", "order_sn": "A1"}}, EventKind.TRACKING, ("A1",), ()),
        ({"code": 8, "shop_id": 7, "data": {"item_id": 5, "variation_id": 6}}, EventKind.STOCK, (), ("5",)),
        ({"code": 6, "shop_id": 7, "data": {"item_id": "5"}}, EventKind.LISTING, (), ("5",)),
        ({"code": 29, "shop_id": 7, "data": {"order_sn": "A1"}}, EventKind.RETURN, ("A1",), ()),
        ({"code": 2, "shop_id": 7, "data": None}, EventKind.DEAUTHORISED, (), ()),
        ({"code": 1, "data": {"shop_id": 7}}, EventKind.AUTHORISED, (), ()),
        ({"code": 999, "shop_id": 7, "data": "not json"}, EventKind.OTHER, (), ()),
        ({"code": 999, "shop_id": 7, "data": [1]}, EventKind.OTHER, (), ()),
        ({"shop_id": 7, "timestamp": "soon"}, EventKind.OTHER, (), ()),
    ],
)
def test_pushes_are_read_leniently(push, kind, orders, items):
    (event,) = read(push)
    assert (event.kind, event.shop_id, event.order_ids, event.item_ids) == (kind, "7", orders, items)


@pytest.mark.parametrize("soon", [[7, "8"], [{"shop_id": 7}, {"shop_id": "8"}]])
def test_grants_about_to_expire_are_one_event_for_each_shop(soon):
    events = read({"code": 12, "data": {"shop_expire_soon": soon, "expire_before": 1, "page_no": 1}})
    assert [(e.kind, e.shop_id) for e in events] == [
        (EventKind.GRANT_EXPIRING, "7"),
        (EventKind.GRANT_EXPIRING, "8"),
    ]


@pytest.mark.parametrize("body", [b"", b"[]", b"hello", b"\xff"])
def test_what_is_no_push_is_a_value_error(body):
    with pytest.raises(ValueError):
        ShopeeShop().channel.read_webhook(body)
