"""Every code of the protocol notes has its kind, and a card in Vietnamese with the English beside it."""

import pytest

from connectors.errors import ConfigurationError, Kind
from connectors.http import Reply
from connectors.lazada.errors import ClockError, classify, error_of, refusal
from connectors.lazada.preview import DRAFT_PROBLEMS
from connectors.lazada.problems import PROBLEMS, problem
from tests.connectors.canned import START


def judged(code, message="", operation="product/update", status=200, headers=None, *, idempotent=True, **more):
    data = {"code": code, "type": "ISV", "message": message, "request_id": "r7"} | more
    return error_of(Reply(status, data, headers or {}), operation, START, idempotent=idempotent)


PRODUCT_CODES = [
    "1",
    "5",
    "30",
    "201",
    "4134",
    "4104",
    "4105",
    "4126",
    "4141",
    "4108",
    "4110",
    "4125",
    "4115",
    "4140",
    "4118",
    "4119",
    "4157",
    "4138",
    "4139",
    "4169",
    "207",
    "208",
    "4137",
    "4218",
    "500",
    "501",
    "4129",
    "4144",
    "4145",
    "4153",
    "4156",
    "4160",
    "4162",
    "4164",
    "4165",
    "4170",
    "4193",
    "4216",
    "212",
]


@pytest.mark.parametrize(
    ("kind", "codes", "operation"),
    [
        (Kind.THROTTLED, "ApiCallLimit SellerCallLimit AppCallLimit 901 4154", "product/update"),
        (Kind.TRANSIENT, "6 15 506 513 998 1000 1002 4147 4159 ServiceTimeout", "product/update"),
        (Kind.TOKEN, "IllegalAccessToken", "orders/get"),
        (Kind.RECONNECT, "IllegalRefreshToken AUTH_TYPE_UNSUPPORTED InvalidCode", "auth/token/refresh"),
        (Kind.RECONNECT, "SellerNotActive SellerNotVerified", "product/create"),
        (
            Kind.BUG,
            "IncompleteSignature InvalidAppKey AppWhiteIpLimit InvalidApi AppNotSubscribed MissingParameter "
            "MissingPartner",
            "orders/get",
        ),
        (Kind.BUG, "1001 204 4171", "product/update"),
        (Kind.BUG, "14 17 19 36 37 38 39 56 74 75", "orders/get"),
        (Kind.REFUSED, "16", "order/get"),
        (Kind.REFUSED, "300 301 302 303 304", "image/upload"),
        (Kind.REFUSED, " ".join(PRODUCT_CODES), "product/update"),
        (Kind.REFUSED, "600002", "order/package/rts"),
        (Kind.REFUSED, "9999 never_heard_of", "product/update"),
    ],
)
def test_kinds(kind, codes, operation):
    for code in codes.split():
        assert classify(code, "", operation)[0] is kind, code
        error = judged(code, operation=operation)
        assert (error.kind, error.problem.message != "", error.request_id) == (kind, True, "r7"), code


@pytest.mark.parametrize("code", PRODUCT_CODES)
def test_every_product_code_has_a_row_of_its_own(code):
    row = classify(code, "", "product/update")[1]
    assert row in PROBLEMS and row != "unknown"


def test_the_keys_of_a_signature_are_a_matter_of_configuration():
    assert isinstance(judged("IncompleteSignature"), ConfigurationError)
    assert isinstance(judged("IllegalTimestamp"), ClockError)
    assert not isinstance(judged("14", operation="orders/get"), ConfigurationError)


@pytest.mark.parametrize(("hour", "clock"), [("09:00", True), ("03:30", False)])
def test_a_refused_signature_may_be_our_clock(hour, clock):
    error = judged("IncompleteSignature", headers={"date": f"Sun, 22 Nov 2026 {hour}:00 GMT"})
    assert isinstance(error, ClockError) is clock
    assert error.problem.code == ("clock_wrong" if clock else "signature_wrong")


def test_the_same_number_means_another_thing_elsewhere():
    assert classify("4216", "", "product/update")[1] == "sku_id_missing"
    assert classify("4216", "", "product/global/create")[1] == "sku_id_missing"
    assert classify("4216", "", "cross/update") == (Kind.REFUSED, "4216")
    assert classify("16", "", "product/update") == (Kind.REFUSED, "16")
    assert classify("15", "", "orders/get")[0] is Kind.TRANSIENT


@pytest.mark.parametrize(
    ("message", "seconds"),
    [("Api access frequency exceeds the limit. this ban will last 3 seconds", 3.0), ("slow down", 2.0)],
)
def test_throttling_says_how_long(message, seconds):
    assert judged("ApiCallLimit", message).retry_after == seconds


def test_http_429_and_5xx():
    assert judged("4105", status=429).kind is Kind.THROTTLED
    error = judged("4105", status=503, idempotent=False)
    assert (error.kind, error.effect_unknown) == (Kind.TRANSIENT, True)


@pytest.mark.parametrize("keys", [("errorCode", "errorMsg"), ("error_code", "error_msg")])
@pytest.mark.parametrize("no", [False, "false"])
def test_a_result_that_failed_inside_a_success(keys, no):
    data = {"code": "0", "result": {"success": no, keys[0]: "16", keys[1]: "Invalid Order ID"}}
    error = error_of(Reply(200, data, {}), "order/fulfill/pack", START, idempotent=True)
    assert (error.kind, error.problem.code) == (Kind.REFUSED, "order_not_found")


def test_success():
    for data in ({"code": "0", "data": {}}, {"code": 0}, {"code": "0", "result": {"success": "true"}}):
        assert error_of(Reply(200, data, {}), "orders/get", START, idempotent=True) is None
    assert error_of(Reply(200, {"hello": 1}, {}), "orders/get", START, idempotent=True).code == "unreadable_answer"
    assert error_of(Reply(502, {"hello": 1}, {}), "orders/get", START, idempotent=True) is None


@pytest.mark.parametrize(
    ("code", "message", "card", "field"),
    [
        ("501", "negative sellable on channel inventory", "stock_below_locked", "stock"),
        ("501", "THD_IC_ERR_F_IC_ABILITY_PG_001", "price_locked", "price"),
        ("501", "E501: Update product failed: [4118] price is 0", "price_zero", "price"),
        ("501", "E501: Update product failed: E4105 seller sku exists", "sku_twice", "skus"),
        ("501", "E501: Update product failed: price is odd", "update_failed", "price"),
        ("4138", "BIZ_CHECK_EXIST_OUTER_IMAGE", "image_outer", "images"),
        ("31337", "brand is not authorised", "31337", "brand"),
        ("", "", "unknown", ""),
    ],
)
def test_cards(code, message, card, field):
    found = refusal(code, message, "product/update")
    assert (found.code, found.field) == (card, field)
    assert found.message and found.remedy


def test_generic_errors_show_their_detail():
    error = judged("501", "E501: Update product failed", detail=[{"seller_sku": "A", "message": "Invalid price"}])
    assert (error.problem.field, error.rows) == ("price", [{"seller_sku": "A", "message": "Invalid price"}])
    assert "Invalid price" in error.problem.detail


def test_an_unknown_code_makes_a_card_too():
    assert (problem("x9").code, problem("x9").message) == ("x9", PROBLEMS["unknown"].message)


@pytest.mark.parametrize("table", [PROBLEMS, DRAFT_PROBLEMS])
def test_cards_are_complete_in_both_languages(table):
    for code, row in table.items():
        texts = (row.message, row.remedy, row.message_en, row.remedy_en)
        assert all(text.strip().endswith((".", "|", ":")) or "Lazada" in text for text in texts), code
        assert len(set(texts)) == 4, code
