"""Every code of the protocol notes has its kind, and a card in Vietnamese with the English beside it."""

from datetime import UTC, datetime

import pytest

from connectors.errors import (
    ConfigurationError,
    Kind,
    RefusedError,
    ThrottledError,
    TransientError,
)
from connectors.http import Reply
from connectors.shopee.errors import ClockError, bare, classify, error_of, refusal
from connectors.shopee.preview import DRAFT_PROBLEMS
from connectors.shopee.problems import PROBLEMS, problem

NOW = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)


def judged(code, message="", status=200, headers=None, *, idempotent=True, **more):
    data = {"error": code, "message": message, "request_id": "r7"} | more
    return error_of(Reply(status, data, headers or {}), NOW, idempotent=idempotent)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("error_param", "error_param"),
        ("product.error_param", "error_param"),
        ("prodct.error_param", "error_param"),
        ("error.param", "error_param"),
        ("common.error_auth", "error_auth"),
        ("invalid_acceess_token", "invalid_access_token"),
        ("order.order_list_invalid_time", "order_list_invalid_time"),
        ("warehouse.error_not_in_whitelist", "error_not_in_whitelist"),
    ],
)
def test_prefixes_and_typos(code, expected):
    assert bare(code) == expected


@pytest.mark.parametrize(
    ("code", "message", "kind"),
    [
        ("invalid_acceess_token", "", Kind.TOKEN),
        ("invalid_access_token", "", Kind.TOKEN),
        ("error_auth", "Invalid access_token.", Kind.TOKEN),
        ("common.error_auth", "Invalid access_token.", Kind.TOKEN),
        ("error_auth", "Invalid refresh_token.", Kind.RECONNECT),
        ("error_auth", "Invalid code", Kind.RECONNECT),
        ("invalid_code", "", Kind.RECONNECT),
        ("invalid_shop_id", "", Kind.RECONNECT),
        ("invalid_main_acount_id", "", Kind.RECONNECT),
        ("refresh_token_expired", "", Kind.RECONNECT),
        ("error_shop_refresh_token", "", Kind.RECONNECT),
        ("shop_no_linked", "", Kind.RECONNECT),
        ("partner_shop_no_link", "", Kind.RECONNECT),
        ("shop_access_expired", "", Kind.RECONNECT),
        ("shop_banned", "", Kind.RECONNECT),
        ("error_sign", "Wrong sign.", Kind.BUG),
        ("invalid_partner_id", "", Kind.BUG),
        ("error_partner_key_expired", "", Kind.BUG),
        ("source_ip_undeclared", "", Kind.BUG),
        ("error_api_permission", "", Kind.BUG),
        ("error_api_call_restricted", "", Kind.BUG),
        ("api_suspended", "", Kind.BUG),
        ("error_kyc_auth", "", Kind.BUG),
        ("order.order_list_invalid_time", "", Kind.BUG),
        ("error_rate_limit", "", Kind.THROTTLED),
        ("error_limit", "", Kind.THROTTLED),
        ("error_too_frequent", "", Kind.THROTTLED),
        ("error_server", "", Kind.TRANSIENT),
        ("product.error_inner", "", Kind.TRANSIENT),
        ("error_system_busy", "", Kind.TRANSIENT),
        ("error_network", "", Kind.TRANSIENT),
        ("error_data", "parse data failed", Kind.TRANSIENT),
        ("logistics.error_lock", "", Kind.TRANSIENT),
        ("logistics.invalid_error", "too many invoke", Kind.TRANSIENT),
        ("error_in_item_promotion_item_price_lock", "", Kind.REFUSED),
        ("error_auth", "Lack of location_id, please double check.", Kind.REFUSED),
        ("error_auth", "Total stock must be more than reserved stock.", Kind.REFUSED),
        ("error_item_not_found", "", Kind.REFUSED),
        ("error_param", "whatever", Kind.REFUSED),
        ("never.heard_of_it", "", Kind.REFUSED),
    ],
)
def test_kinds(code, message, kind):
    assert classify(code, message)[0] is kind
    assert judged(code, message).kind is kind


@pytest.mark.parametrize("words", ["Timestamp is expired.", "Invalid timestamp", "no timestamp"])
def test_our_clock(words):
    error = judged("error_param", words, headers={"date": "Sun, 22 Nov 2026 15:31:00 GMT"})
    assert isinstance(error, ClockError)
    assert error.server_time == datetime(2026, 11, 22, 15, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "message", "card", "field"),
    [
        ("error_param", "Can not update item with stock less than reserved stock", "stock_below_reserved", "stock"),
        ("error.param", "Can not update item with stock less than reserved stock", "stock_below_reserved", "stock"),
        ("error_auth", "Total stock must be more than reserved stock.", "stock_below_reserved", "stock"),
        ("error_param", "this item has a different stock structure", "stock_structure", "stock"),
        ("error_auth", "Lack of location_id, please double check.", "location_missing", "stock"),
        (
            "error_auth",
            "Please wait for the holiday mode set then to edit item. Please try later.",
            "holiday_mode",
            "account",
        ),
        ("error_holiday_mode_change_stock", "", "holiday_mode", "account"),
        ("error_seller_under_penalty", "", "shop_under_penalty", "account"),
        ("prodct.error_param", "can't find image file", "image_not_found", "images"),
        ("", "Product not found.", "error_item_not_found", ""),
        ("", "Can't unlist item when item is under promotion", "unlist_in_promotion", "visibility"),
        ("error_price_exceed_min_limitt", "", "error_price_exceed_min_limitt", "price"),
        ("error_price_exceed_max_limitt", "", "error_price_exceed_max_limitt", "price"),
        ("logistics.package_already_shipped", "", "package_already_shipped", "shipping"),
        ("logistics.ship_order_not_ready_to_ship", "", "ship_order_not_ready_to_ship", "shipping"),
        ("logistics.invalid_address_version", "", "invalid_address_version", "shipping"),
    ],
)
def test_cards(code, message, card, field):
    found = refusal(code, message)
    assert (found.code, found.field) == (card, field)
    assert found.message == PROBLEMS[card].message


@pytest.mark.parametrize(
    "code",
    [
        "error_sign",
        "invalid_partner_id",
        "error_partner_key_expired",
        "source_ip_undeclared",
        "error_api_permission",
        "error_api_call_restricted",
        "api_suspended",
        "error_kyc_auth",
        "error_rate_limit",
        "error_limit",
        "error_cannt_edit_stock_in_promotion",
        "error_cannt_edit_price_in_promotion",
        "error_in_item_promotion_item_price_lock",
        "error_edit_item_stock_for_item_has_model",
        "error_edit_item_price_for_item_has_model",
        "error_item_uneditable",
        "error_item_not_found",
        "error_item_not_belong_shop",
        "error_price_exceed_min_limitt",
        "error_price_exceed_max_limitt",
        "error_invalid_price_for_logistic",
        "error_busi_update_stock_failed",
        "error_not_in_whitelist",
        "order_list_invalid_time",
        "ship_order_only_support_one_type",
        "ship_order_need_sender_real_name",
        "invalid_code",
        "invalid_shop_id",
        "shop_banned",
    ],
)
def test_each_code_of_the_notes_has_its_own_row(code):
    assert refusal(code, "").code == code and code in PROBLEMS


def test_an_unknown_code_makes_a_card_too():
    found = refusal("product.error_brand_new", "Something about shoes")
    assert found.code == "error_brand_new"
    assert found.detail == "product.error_brand_new: Something about shoes"
    assert found.message == PROBLEMS["unknown"].message
    assert problem("nosuch").remedy == PROBLEMS["unknown"].remedy


@pytest.mark.parametrize(
    ("message", "field"),
    [
        ("The length of item_name should be between 5 and 100.", "title"),
        ("Attribute is mandatory: Xuất xứ", "attributes"),
        ("Invalid logistic_id", "logistics"),
        ("original_price is too low", "price"),
        ("Something about shoes", ""),
    ],
)
def test_an_unknown_message_still_names_the_field_it_speaks_of(message, field):
    assert refusal("product.error_param", message).field == field


@pytest.mark.parametrize("text", [*PROBLEMS.values(), *DRAFT_PROBLEMS.values()])
def test_every_row_is_complete(text):
    sentences = (text.message, text.remedy, text.message_en, text.remedy_en)
    assert all(sentence.endswith(".") for sentence in sentences)
    assert not text.message.isascii() and text.message_en.isascii()


def test_success_and_partial_success_are_no_error():
    assert judged("") is None
    rows = {"failure_list": [{"model_id": 1, "failed_reason": "no"}]}
    assert judged("error_busi_update_stock_failed", response=rows) is None
    assert isinstance(judged("error_busi_update_stock_failed", response={"failure_list": []}), RefusedError)


def test_the_daily_limit_waits_for_midnight_in_singapore():
    error = judged("error_limit")
    assert isinstance(error, ThrottledError) and error.retry_after == 30 * 60


def test_throttling_waits_as_told():
    assert judged("error_rate_limit", headers={"retry-after": "9"}).retry_after == 9
    assert isinstance(judged("error_brand_new", status=429), ThrottledError)


def test_an_unknown_code_with_5xx_is_transient_and_known_ones_keep_their_kind():
    assert isinstance(judged("error_brand_new", status=503), TransientError)
    assert isinstance(judged("error_sign", status=403), ConfigurationError)


@pytest.mark.parametrize("idempotent", [True, False])
def test_inner_errors_leave_a_create_in_doubt(idempotent):
    assert judged("error_inner", idempotent=idempotent).effect_unknown is not idempotent
    assert judged("error_item_not_found", idempotent=idempotent).effect_unknown is False


def test_errors_carry_the_request_id_and_a_card():
    error = judged("error_item_not_found", "Item not found")
    assert (error.request_id, error.code, error.problem.code) == (
        "r7",
        "error_item_not_found",
        "error_item_not_found",
    )
