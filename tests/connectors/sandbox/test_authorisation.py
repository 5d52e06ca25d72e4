"""Consent, codes, tokens, grants."""

import pytest

from tests.connectors.sandbox.seller import PARTNER_ID, SHOP_ID, Seller


def test_the_consent_page_offers_every_shop_and_a_button(url):
    seller = Seller(url)
    query = seller.signed("shop/auth_partner", public=True) | {"redirect": "https://shop.example.vn/back"}
    page = seller.http.get(f"{url}/api/v2/shop/auth_partner", params=query)
    assert page.status_code == 200
    assert "Cho phép" in page.text
    assert "Gian hàng mẫu 1" in page.text
    assert "không phải Shopee thật" in page.text


def test_consent_brings_back_a_code_the_shop_and_the_redirects_own_query(url):
    back = Seller(url).consent()
    assert back["state"] == "s1"
    assert back["shop_id"] == str(SHOP_ID)
    assert len(back["code"]) == 32


def test_the_unsigned_link_carries_state(url):
    seller = Seller(url)
    params = {"partner_id": PARTNER_ID, "auth_type": "seller", "redirect_uri": "http://a.vn/b", "response_type": "code"}
    answer = seller.http.post(
        f"{url}/auth", params=params | {"state": "zz"}, data={"shop_id": SHOP_ID}, allow_redirects=False
    )
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("http://a.vn/b?code=")
    assert "state=zz" in answer.headers["Location"]


def test_a_code_gives_one_pair_and_only_once(url):
    seller = Seller(url)
    code = seller.consent()["code"]
    first = seller.exchange(code)
    assert (first["error"], first["expire_in"], first["shop_id_list"]) == ("", 14400, [SHOP_ID])
    assert seller.exchange(code)["error"] == "invalid_code"


def test_a_code_dies_after_ten_minutes(url):
    seller = Seller(url)
    code = seller.consent()["code"]
    seller.control("clock", step=601)
    assert seller.exchange(code)["error"] == "invalid_code"


def test_a_code_is_for_its_shop_only(url):
    seller = Seller(url)
    code = seller.consent()["code"]
    assert seller.exchange(code, shop_id=322300333)["error"] == "invalid_shop_id"
    assert seller.exchange("nonsense")["message"] == "Invalid code"


def test_an_access_token_dies_after_four_hours(seller):
    seller.control("clock", step=4 * 3600 - 5)
    assert seller.get("shop/get_shop_info")["error"] == ""
    seller.control("clock", step=10)
    assert seller.get("shop/get_shop_info")["error"] == "invalid_acceess_token"


def test_a_refresh_token_works_once_and_the_old_access_token_five_minutes_more(seller):
    fresh = seller.refresh()
    assert fresh["error"] == ""
    assert fresh["refresh_token"] != seller.refresh_token
    assert seller.refresh()["message"] == "Invalid refresh_token."
    assert seller.get("shop/get_shop_info")["error"] == ""
    seller.control("clock", step=301)
    assert seller.get("shop/get_shop_info")["error"] == "invalid_acceess_token"
    seller.access_token = fresh["access_token"]
    assert seller.get("shop/get_shop_info")["error"] == ""


def test_without_overlap_the_old_access_token_dies_at_once(seller):
    seller.control("quirks", refresh_overlap="none")
    seller.refresh()
    assert seller.get("shop/get_shop_info")["error"] == "invalid_acceess_token"


def test_a_refresh_token_dies_after_thirty_days(seller):
    seller.control("clock", step=30 * 86400 + 1)
    assert seller.refresh()["error"] == "error_auth"


def test_expire_in_may_be_an_absolute_time(url):
    seller = Seller(url)
    seller.control("quirks", expire_in="absolute")
    assert seller.exchange(seller.consent()["code"])["expire_in"] > 10**9


def test_consenting_again_replaces_both_tokens(seller):
    old_access, old_refresh = seller.access_token, seller.refresh_token
    seller.link()
    assert seller.refresh(old_refresh)["error"] == "error_auth"
    seller.access_token = old_access
    assert seller.get("shop/get_shop_info")["error"] == "invalid_acceess_token"


def test_a_main_accounts_pair_is_shared_until_each_shop_refreshes(url):
    seller = Seller(url)
    back = seller.consent(main_account_id=1, days=30)
    tokens = seller.exchange(back["code"], main_account_id=int(back["main_account_id"]))
    assert tokens["shop_id_list"] == [322300222, 322300333, 322300444]
    seller.access_token, seller.refresh_token = tokens["access_token"], tokens["refresh_token"]
    assert seller.refresh()["error"] == ""
    assert seller.refresh()["error"] == "error_auth"
    other = Seller(url, shop_id=322300333)
    other.access_token, other.refresh_token = tokens["access_token"], tokens["refresh_token"]
    assert other.get("shop/get_shop_info")["shop_name"] == "Gian hàng mẫu 2"
    assert other.refresh()["error"] == ""


def test_a_token_opens_no_other_shop(seller):
    other = Seller(seller.url, shop_id=322300333)
    other.access_token = seller.access_token
    assert other.get("shop/get_shop_info")["error"] == "invalid_acceess_token"


def test_shop_info_and_linked_shops_are_at_top_level(seller):
    info = seller.get("shop/get_shop_info")
    assert (info["shop_name"], info["region"], info["status"]) == ("Gian hàng mẫu 1", "VN", "NORMAL")
    assert info["expire_time"] - info["auth_time"] == 365 * 86400
    linked = seller.get("public/get_shops_by_partner", public=True, page_size=1)
    assert [shop["shop_id"] for shop in linked["authed_shop_list"]] == [SHOP_ID]
    assert linked["more"] is False


def test_a_grant_that_ran_out_needs_a_new_consent(url):
    seller = Seller(url)
    tokens = seller.exchange(seller.consent(shop_id=SHOP_ID, days=7)["code"])
    seller.refresh_token = tokens["refresh_token"]
    seller.control("clock", step=8 * 86400)
    assert seller.refresh()["error"] == "shop_access_expired"


def test_a_seller_who_takes_consent_back_ends_everything(seller):
    seller.control("deauthorise", shop_id=SHOP_ID, partner_id=PARTNER_ID)
    assert seller.get("shop/get_shop_info")["error"] == "invalid_acceess_token"
    assert seller.refresh()["error"] == "shop_no_linked"


@pytest.mark.parametrize("code", ["invalid_access_token", "error_auth"])
def test_a_dead_access_token_has_several_names(seller, code):
    seller.control("quirks", access_token_error=code)
    seller.access_token = "0" * 32
    assert seller.get("shop/get_shop_info")["error"] == code
