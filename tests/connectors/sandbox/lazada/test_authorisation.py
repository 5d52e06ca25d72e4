"""Consent, tokens and their ends (protocol B2)."""

import pytest

from tests.connectors.sandbox.lazada.seller import APP_KEY, APP_SECRET, SELLER_ID, Seller

DAY = 86400


def test_consent_brings_code_and_state_back(url):
    seller = Seller(url)
    back = seller.consent()
    assert back["state"] == "s1"
    assert set(seller.consent(redirect_uri="https://shop.example.vn/back?x=1")) == {"x", "code", "state"}


def test_the_consent_page_says_that_it_is_for_practice(url):
    query = {"response_type": "code", "client_id": APP_KEY, "redirect_uri": "https://shop.example.vn/back"}
    page = Seller(url).http.get(f"{url}/oauth/authorize", params=query)
    assert page.status_code == 200
    assert "không phải Lazada thật" in page.text
    assert "Gian hàng chương trình" in page.text


@pytest.mark.parametrize(
    "spoil",
    [
        {"client_id": "1"},
        {"response_type": "token"},
        {"redirect_uri": "javascript:x"},
        {"redirect_uri": "https://b.vn"},
    ],
)
def test_consent_is_refused_for_a_wrong_link(url, spoil):
    seller = Seller(url)
    seller.control("seed_app", app_key=APP_KEY, app_secret=APP_SECRET, redirect_uri="https://shop.example.vn/back")
    with pytest.raises(AssertionError, match="Không làm được"):
        seller.consent(**spoil)


def test_a_code_becomes_tokens_once(url):
    seller = Seller(url)
    code = seller.consent()["code"]
    tokens = seller.exchange(code)
    info = tokens["country_user_info"][0]
    assert (tokens["code"], tokens["country"], tokens["account_platform"]) == ("0", "vn", "seller_center")
    assert (tokens["expires_in"], tokens["refresh_expires_in"]) == (30 * DAY, 180 * DAY)
    assert (info["country"], info["seller_id"]) == ("vn", str(SELLER_ID))
    assert seller.exchange(code)["code"] == "InvalidCode"


def test_a_code_lives_half_an_hour(url):
    seller = Seller(url)
    code = seller.consent()["code"]
    seller.control("clock", step=30 * 60 + 1)
    assert seller.exchange(code)["code"] == "InvalidCode"


def test_tokens_may_be_had_by_get(url):
    seller = Seller(url)
    assert seller.get("auth/token/create", public=True, code=seller.consent()["code"])["code"] == "0"


@pytest.mark.parametrize(
    ("position", "days"),
    [("online_30d_180d", (30, 180)), ("sample_10d_50d", (10, 50)), ("test_7d_14d", (7, 14)), ("test_7d_30d", (7, 30))],
)
def test_lifetimes_are_a_quirk(url, position, days):
    seller = Seller(url)
    seller.control("quirks", token_lifetimes=position)
    tokens = seller.exchange(seller.consent()["code"])
    assert (tokens["expires_in"], tokens["refresh_expires_in"]) == (days[0] * DAY, days[1] * DAY)


def test_a_refresh_never_prolongs_the_refresh_token(seller):
    seller.control("clock", step=100 * DAY)
    assert seller.get("seller/get")["code"] == "IllegalAccessToken"
    again = seller.refresh()
    assert (again["code"], again["refresh_token"]) == ("0", seller.refresh_token)
    assert 80 * DAY - 60 <= again["refresh_expires_in"] <= 80 * DAY
    seller.access_token = again["access_token"]
    assert seller.get("seller/get")["data"]["seller_id"] == SELLER_ID
    seller.control("clock", step=81 * DAY)
    assert seller.refresh()["code"] == "IllegalRefreshToken"


def test_a_refresh_token_may_be_spent_by_its_use(seller):
    seller.control("quirks", refresh_spent="single_use", earlier_access="dies")
    first = seller.refresh()
    assert first["refresh_token"] != seller.refresh_token
    assert seller.refresh()["code"] == "IllegalRefreshToken"
    assert seller.get("seller/get")["code"] == "IllegalAccessToken"
    assert seller.refresh(first["refresh_token"])["code"] == "0"


def test_the_refresh_may_name_the_users_differently(seller):
    seller.control("quirks", refresh_user_info="country_user_info_list")
    assert seller.refresh()["country_user_info_list"][0]["seller_id"] == str(SELLER_ID)


def test_a_new_consent_ends_the_earlier_tokens(seller):
    old = seller.access_token
    seller.link()
    assert seller.get("seller/get")["code"] == "0"
    seller.access_token = old
    assert seller.get("seller/get")["code"] == "IllegalAccessToken"


def test_consent_taken_back_ends_everything(seller):
    seller.control("deauthorise", seller_id=SELLER_ID, app_key=APP_KEY)
    assert seller.get("seller/get")["code"] == "IllegalAccessToken"
    assert seller.refresh()["code"] == "IllegalRefreshToken"


@pytest.mark.parametrize(("status", "code"), [("INACTIVE", "SellerNotActive"), ("UNVERIFIED", "SellerNotVerified")])
def test_a_sellers_standing_is_checked(seller, status, code):
    seller.control("seed_shop", seller_id=SELLER_ID, shop_name="HTX", status=status)
    assert seller.get("seller/get")["code"] == code


def test_a_seeded_shop_can_be_linked(url):
    seller = Seller(url, seller_id=555)
    seller.control("seed_shop", seller_id=555, shop_name="HTX Tả Van")
    assert seller.link().get("seller/get")["data"]["name"] == "HTX Tả Van"


def test_another_shops_things_are_out_of_reach(seller, url):
    item_id, sku_id = seller.add()
    order_id = seller.control("buy", item_id=item_id)["order_id"]
    other = Seller(url, seller_id=200166592).link()
    assert other.get("product/item/get", item_id=item_id)["code"] == "4137"
    assert other.set_sellable(item_id, sku_id, 1)["code"] == "4137"
    assert other.get("order/get", order_id=order_id)["code"] == "16"
    assert other.get("products/get", filter="all")["data"]["total_products"] == 0
