"""Permission, the shop behind it and reference data."""

from datetime import timedelta

import pytest

from connectors.contract import Brand, Category
from connectors.errors import ReconnectError, ThrottledError, TokenError, TransientError
from tests.connectors.canned import START, Answer
from tests.connectors.lazada.shop import GRANT, LazadaShop, fail, ok


def tokens(**changes):
    users = [
        {"country": "sg", "seller_id": "1", "user_id": "2", "short_code": "SG1"},
        {"country": "vn", "seller_id": 200166591, "user_id": "3", "short_code": "VN1"},
    ]
    pair = {
        "code": "0",
        "request_id": "r",
        "access_token": "access-two",
        "refresh_token": "refresh-two",
        "expires_in": 864000,
        "refresh_expires_in": 4320000,
        "country": "vn",
        "account": "x@y.vn",
        "account_platform": "seller_center",
        "country_user_info": users,
    }
    return pair | changes


def test_exchanging_a_code():
    shop = LazadaShop(grant=None)
    shop.on("auth/token/create", tokens())
    (grant,) = shop.channel.exchange({"code": "0_code-123456", "state": "x"})
    assert (grant.shop_id, grant.access_token, grant.refresh_token) == ("200166591", "access-two", "refresh-two")
    assert grant.access_expires_at == START + timedelta(days=10)
    assert grant.refresh_expires_at == START + timedelta(days=50)
    (sent,) = shop.sent("auth/token/create")
    assert sent["code"] == "0_code-123456" and "access_token" not in sent
    assert shop.canned.sent[0].url.startswith("https://auth.example.vn/rest/auth/token/create")
    kept = str(shop.records)
    assert not any(x in kept for x in ("0_code-123456", "access-two", "refresh-two", sent["sign"]))


def test_the_other_spelling_of_the_shops():
    shop = LazadaShop(grant=None)
    answer = tokens(country_user_info_list=tokens()["country_user_info"])
    del answer["country_user_info"]
    shop.on("auth/token/create", answer)
    assert shop.channel.exchange({"code": "c"})[0].shop_id == "200166591"


def test_an_account_without_a_shop_here():
    shop = LazadaShop(grant=None)
    shop.on("auth/token/create", tokens(country_user_info=[{"country": "sg", "seller_id": "1"}]))
    with pytest.raises(ReconnectError) as caught:
        shop.channel.exchange({"code": "c"})
    assert caught.value.problem.code == "wrong_country"


def test_a_redirect_without_code_is_refused_before_calling():
    shop = LazadaShop(grant=None)
    with pytest.raises(ReconnectError) as caught:
        shop.channel.exchange({"state": "x"})
    assert caught.value.problem.code == "invalid_code" and shop.names() == []


def test_refreshing_does_not_prolong_the_permission():
    shop = LazadaShop()
    shop.on("auth/token/refresh", tokens(refresh_expires_in=86400))
    shop.on("seller/get", ok({"name": "Chợ", "seller_id": 200166591, "status": "ACTIVE"}))
    grant = shop.channel.refresh()
    assert grant.refresh_expires_at == START + timedelta(days=1)
    assert shop.channel.check().authorised_until == grant.refresh_expires_at
    assert shop.sent("seller/get")[0]["access_token"] == "access-two"
    assert shop.sent("auth/token/refresh")[0]["refresh_token"] == GRANT.refresh_token


def test_what_a_refresh_leaves_out_stays():
    shop = LazadaShop()
    shop.on("auth/token/refresh", tokens(refresh_expires_in=None, refresh_token=None))
    grant = shop.channel.refresh()
    assert (grant.refresh_token, grant.refresh_expires_at) == (GRANT.refresh_token, GRANT.refresh_expires_at)


def test_a_dead_refresh_token_means_reconnect():
    shop = LazadaShop()
    shop.on("auth/token/refresh", fail("IllegalRefreshToken", "The specified refresh token is invalid or expired"))
    with pytest.raises(ReconnectError) as caught:
        shop.channel.refresh()
    assert caught.value.problem.code == "grant_lost" and shop.channel.grant is GRANT


def test_a_lost_refresh_leaves_its_effect_unknown():
    shop = LazadaShop()
    shop.on("auth/token/refresh", Answer(raw=b"gateway", status=504))
    with pytest.raises(TransientError) as caught:
        shop.channel.refresh()
    assert caught.value.effect_unknown


def test_nothing_is_called_without_a_grant():
    shop = LazadaShop(grant=None)
    for call in (shop.channel.check, shop.channel.refresh, shop.channel.categories):
        with pytest.raises(ReconnectError):
            call()
    assert shop.names() == []


def test_a_dead_token_is_told_apart():
    shop = LazadaShop()
    shop.on("seller/get", fail("IllegalAccessToken", f"{GRANT.access_token} is invalid or expired"))
    with pytest.raises(TokenError) as caught:
        shop.channel.check()
    assert GRANT.access_token not in f"{caught.value}{shop.records}"


@pytest.mark.parametrize(("status", "active"), [("ACTIVE", True), ("INACTIVE", False), ("DELETED", False)])
def test_the_shop_behind_a_grant(status, active):
    shop = LazadaShop()
    shop.on("seller/get", ok({"name": "Chợ", "seller_id": 200166591, "status": status}))
    found = shop.channel.check()
    assert (found.shop_id, found.name, found.active, found.region) == ("200166591", "Chợ", active, "VN")


def test_the_tree_becomes_flat():
    shop = LazadaShop()
    tree = [
        {
            "category_id": 1,
            "name": "Thực phẩm",
            "leaf": False,
            "var": False,
            "children": [{"category_id": 2, "name": "Mật ong", "leaf": True}],
        }
    ]
    shop.on("category/tree/get", ok(tree))
    assert shop.channel.categories() == (
        Category("1", "", "Thực phẩm", leaf=False),
        Category("2", "1", "Mật ong", leaf=True),
    )
    assert shop.sent("category/tree/get")[0]["language_code"] == "vi_VN"


ASKED = [
    {"name": "name", "label": "Tên", "is_mandatory": 1, "attribute_type": "normal", "input_type": "text"},
    {"name": "package_weight", "is_mandatory": 1, "attribute_type": "sku", "input_type": "numeric"},
    {"name": "package_height", "is_mandatory": 0, "attribute_type": "sku", "input_type": "numeric"},
    {"name": "package_length", "is_mandatory": 0, "attribute_type": "sku", "input_type": "numeric"},
    {"name": "package_width", "is_mandatory": 0, "attribute_type": "sku", "input_type": "numeric"},
    {
        "name": "origin",
        "label": "Xuất xứ",
        "is_mandatory": 1,
        "attribute_type": "normal",
        "input_type": "singleSelect",
        "options": [{"name": "Việt Nam", "en_name": "Vietnam", "id": 7}],
    },
    {
        "name": "color_family",
        "label": "Màu",
        "is_mandatory": 0,
        "attribute_type": "sku",
        "is_sale_prop": 1,
        "input_type": "multiSelect",
        "options": [],
    },
    {"name": "warranty", "label": "Bảo hành", "is_mandatory": "0", "attribute_type": "sku", "input_type": "text"},
]


def test_attributes_know_where_their_answer_belongs():
    shop = LazadaShop()
    shop.on("category/attributes/get", ok(ASKED))
    origin, colour, warranty = shop.channel.attributes("2")
    assert (origin.id, origin.name, origin.mandatory, origin.custom) == ("origin", "Xuất xứ", True, False)
    assert [(o.id, o.name) for o in origin.options] == [("Việt Nam", "Việt Nam")]
    assert (colour.id, colour.per_sku, colour.max_values > 1) == ("saleProp.color_family", True, True)
    assert (warranty.id, warranty.mandatory, warranty.custom) == ("sku.warranty", False, True)


def test_limits_follow_the_category():
    shop = LazadaShop()
    shop.on("category/attributes/get", ok(ASKED))
    limits = shop.channel.limits("2")
    assert (limits.title.high, limits.description.high, limits.images.high) == (255, 25000, 8)
    assert (limits.weight_mandatory, limits.dimensions_mandatory, limits.brand_mandatory) == (True, False, False)


def test_brands_end():
    shop = LazadaShop()
    many = [{"brand_id": n, "name": f"B{n}", "name_en": f"B{n}"} for n in range(200)]
    last = [{"brand_id": 900, "name": "Pả Vi"}, {"brand_id": 39704, "name": "No Brand"}]
    shop.on("category/brands/query", ok({"module": many}), ok({"module": last}))
    first = shop.channel.brands("2")
    assert (len(first.items), first.next_cursor) == (200, "200")
    second = shop.channel.brands("2", first.next_cursor)
    assert (second.items, second.next_cursor) == ((Brand("900", "Pả Vi"),), "")
    assert [sent["startRow"] for sent in shop.sent("category/brands/query")] == ["0", "200"]


def test_an_empty_brand_list_is_no_list():
    shop = LazadaShop()
    shop.on("category/brands/query", ok({"module": []}))
    with pytest.raises(ThrottledError):
        shop.channel.brands("2")


def test_suggestions():
    shop = LazadaShop()
    shop.on("product/category/suggestion/get", ok({"categorySuggestions": [{"categoryId": 2}, {"categoryId": "3"}]}))
    assert shop.channel.suggest_category("Mật ong") == ("2", "3")
    assert shop.sent("product/category/suggestion/get")[0]["product_name"] == "Mật ong"


def test_there_is_no_delivery_to_choose():
    shop = LazadaShop()
    assert shop.channel.logistics() == () and shop.names() == []
