"""Every error code that the protocol notes name for the calls that we use has a card of its own in Vietnamese.

The notes lie outside the repository; the lists below are what they name, and the first test holds them complete.
"""

import re
from pathlib import Path

import pytest

from connectors.lazada import errors as lazada
from connectors.lazada.problems import PROBLEMS as LAZADA_CARDS
from connectors.shopee import errors as shopee
from connectors.shopee.problems import PROBLEMS as SHOPEE_CARDS

NOTES = Path("/work/shared/protocols")

SHOPEE_TOLD = """
invalid_acceess_token invalid_access_token error_auth refresh_token_expired error_shop_refresh_token
shop_access_expired shop_no_linked partner_shop_no_link shop_banned invalid_code invalid_shop_id invalid_main_acount_id
error_param error.param error_sign invalid_partner_id error_partner_key_expired source_ip_undeclared
error_api_permission error_api_call_restricted api_suspended error_kyc_auth error_rate_limit error_limit
error_too_frequent error_server error_inner error_system_busy error_network error_data
error_cannt_edit_stock_in_promotion error_cannt_edit_price_in_promotion error_in_item_promotion_item_price_lock
error_edit_item_stock_for_item_has_model error_edit_item_price_for_item_has_model error_item_uneditable
error_seller_under_penalty error_holiday_mode_change_stock error_item_not_found error_item_not_belong_shop
error_price_exceed_min_limitt error_price_exceed_max_limitt error_invalid_price_for_logistic
error_busi_update_stock_failed prodct.error_param product.error_param common.error_auth order.order_list_invalid_time
logistics.invalid_error logistics.ship_order_only_support_one_type logistics.ship_order_need_sender_real_name
logistics.package_already_shipped logistics.ship_order_not_ready_to_ship logistics.invalid_address_version
warehouse.error_not_in_whitelist
"""
SHOPEE = SHOPEE_TOLD.split()
NOT_ERRORS = {"batch_ship_order", "mass_ship_order"}
"""Calls that are named on the same lines."""

LAZADA = {
    "auth/token/refresh": "InvalidCode IllegalRefreshToken IllegalAccessToken AUTH_TYPE_UNSUPPORTED "
    "IncompleteSignature MissingParameter InvalidAppKey AppWhiteIpLimit AppNotSubscribed InvalidApi",
    "product/update": "ApiCallLimit SellerCallLimit AppCallLimit 901 4154 6 15 506 513 998 1000 1002 4147 4159 "
    "ServiceTimeout SellerNotActive SellerNotVerified 1 5 30 201 204 207 208 212 500 501 1001 4104 4105 4108 4110 4115 "
    "4118 4119 4125 4126 4129 4134 4137 4138 4139 4140 4141 4144 4145 4153 4156 4157 4160 4162 4164 4165 4169 4170 "
    "4171 4193 4216 4218",
    "image/upload": "300 301 302 303 304",
    "orders/get": "14 16 17 19 36 37 38 39 56 74 75",
    "order/package/rts": "600002",
}
LAZADA_CODES = [(code, call) for call, codes in LAZADA.items() for code in codes.split()]


def notes(name: str) -> str:
    path = NOTES / f"{name}.md"
    if not path.exists():
        pytest.skip(f"NOT COMPARED: the protocol notes {path} are not on this machine")
    return path.read_text(encoding="utf-8")


def lines(text: str, *starts: str) -> str:
    """The lines that begin with one of these."""
    found = [line for line in text.splitlines() if line.startswith(starts)]
    assert len(found) >= len(starts), "the notes have changed: look for their errors again"
    return "\n".join(found)


def test_the_list_of_shopee_is_complete():
    text = notes("shopee")
    table = text.split("| Class | Codes | Action |")[1].split("\n\n")[0]
    told = table + lines(
        text, "| Refresh errors", "| Exchange errors", "**Stock/price error codes", "Errors: `logistics", "- Codes come"
    )
    found = {code.lstrip("…") for code in re.findall(r"`([a-z_.…]+)`", told)} - NOT_ERRORS
    known = {*SHOPEE, *(code.rpartition(".")[2] for code in SHOPEE)}
    assert len(found) > 40
    assert found - known == set()


def test_the_list_of_lazada_is_complete():
    text = notes("lazada")
    table = text.split("| Class | Codes | Action |")[1].split("\n\n")[0] + lines(text, "| Errors | `InvalidCode`")
    words = [code for told in re.findall(r"`([A-Za-z0-9_/]+)`", table) for code in told.split("/")]
    numbers = re.findall(r"\b4[12]\d\d\b", text.split("## B3.")[1].split("## B4.")[0])
    orders = re.findall(r"\b\d\d\b", lines(text, "| errors | 14 offset"))
    found = {*words, *numbers, *orders} - {"detail"}
    assert len(found) > 70
    assert found - {code for code, _call in LAZADA_CODES} == set()


@pytest.mark.parametrize("code", SHOPEE)
def test_every_code_of_shopee_has_a_card(code):
    card = shopee.refusal(code, "")
    assert card.message not in ("", SHOPEE_CARDS["unknown"].message)
    assert card.remedy


@pytest.mark.parametrize(("code", "call"), LAZADA_CODES)
def test_every_code_of_lazada_has_a_card(code, call):
    card = lazada.refusal(code, "", call)
    assert card.message not in ("", LAZADA_CARDS["unknown"].message)
    assert card.remedy


@pytest.mark.parametrize("code", ["error_brand_new", "99999"])
def test_an_unknown_code_makes_a_card_that_keeps_the_channels_words(code):
    told = f"{code}: Something about the price"
    for card, cards in (
        (shopee.refusal(code, "Something about the price"), SHOPEE_CARDS),
        (lazada.refusal(code, "Something about the price", "product/update"), LAZADA_CARDS),
    ):
        assert (card.field, card.code, card.detail) == ("price", code, told)
        assert (card.message, card.remedy) == (cards["unknown"].message, cards["unknown"].remedy)
