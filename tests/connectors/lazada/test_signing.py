"""The signature vectors of the protocol notes (L1-L5 and the push), and how they travel."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors.contract import EventKind
from connectors.lazada.client import PARTNER, push_signature, sign
from connectors.lazada.payloads import to_html, to_text, xml
from tests.connectors.lazada.shop import CONFIG, GRANT, LazadaShop, fail, ok, parameters

PRICE = (
    "<Request><Product><Skus><Sku><ItemId>234234234</ItemId><SkuId>234</SkuId>"
    "<Price>199000</Price><Quantity>5</Quantity></Sku></Skus></Product></Request>"
)
NAME = "<Request><Product><Attributes><name>Áo dài lụa</name></Attributes></Product></Request>"
WEB = {"app_key": "115527", "sign_method": "sha256", "timestamp": "1700000000000"}


@pytest.mark.parametrize(
    ("secret", "api", "given", "expected"),
    [
        (
            "helloworld",
            "/order/get",
            {
                "access_token": "test",
                "app_key": "123456",
                "order_id": "1234",
                "sign_method": "sha256",
                "timestamp": "1517820392000",
            },
            "4190D32361CFB9581350222F345CB77F3B19F0E31D162316848A2C1FFD5FAB4A",
        ),
        (
            "helloworld",
            "/orders/get",
            {
                **WEB,
                "app_key": "123456",
                "access_token": "50000201vn",
                "created_after": "2026-11-01T00:00:00+07:00",
                "status": "pending",
                "limit": "100",
                "offset": "0",
            },
            "874A4A663C20FF15F7B12B19F9483BA42490FE347E051FE3F069B76F88A9CBD7",
        ),
        (
            "s3cr3t-key",
            "/product/price_quantity/update",
            {**WEB, "access_token": "50000201vn", "payload": PRICE},
            "DBA99D954EFE1040C6BF0B3D27E35642350466E263CD605D365DEE5253E8C3D4",
        ),
        (
            "s3cr3t-key",
            "/product/create",
            {**WEB, "access_token": "50000201vn", "payload": NAME},
            "04F6C7CF12E2B2EAD476AC510A22079BBAE5B296D01ECC7E5AE84A0D119ADF84",
        ),
        (
            "s3cr3t-key",
            "/auth/token/refresh",
            {**WEB, "refresh_token": "500012rt"},
            "5B7493FA8BE017341E7620442DDD22790013C170ADC7B98BAE346182D4165E0A",
        ),
    ],
    ids=["L1", "L2", "L3", "L4", "L5"],
)
def test_vectors(secret, api, given, expected):
    assert sign(secret, api, given) == expected


PUSH = (
    b'{"seller_id":"1234567","message_type":0,"data":{"order_status":"unpaid","trade_order_id":"260422900198363",'
    b'"trade_order_line_id":"260422900298363","status_update_time":1603698638},"timestamp":1603766859530,'
    b'"site":"lazada_vn"}'
)
PUSH_SIGN = "59e04e1b1f307b7180fd58126161907cd20d33ac17cbce90ec2ae19907e701e6"
PUSH_CONFIG = replace(CONFIG, app_id="123456", app_secret="3412gyo124goi3124")


def push_shop():
    shop = LazadaShop(grant=None)
    shop.channel.config = PUSH_CONFIG
    return shop


def test_push_vector():
    assert push_signature(PUSH_CONFIG, PUSH) == PUSH_SIGN


@pytest.mark.parametrize("header", ["Authorization", "authorization", "AUTHORIZATION"])
def test_genuine_pushes_are_believed(header):
    assert push_shop().channel.verify_webhook({header: PUSH_SIGN}, PUSH)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, PUSH),
        ({"Authorization": ""}, PUSH),
        ({"Authorization": PUSH_SIGN.upper()}, PUSH),
        ({"Authorization": PUSH_SIGN[:-1]}, PUSH),
        ({"Authorization": "chữ ký"}, PUSH),
        ({"Authorization": PUSH_SIGN}, PUSH + b" "),
        ({"Authorization": PUSH_SIGN}, b""),
    ],
)
def test_forged_pushes_are_not(headers, body):
    assert not push_shop().channel.verify_webhook(headers, body)


def test_what_a_push_is_about():
    (event,) = LazadaShop(grant=None).channel.read_webhook(PUSH)
    assert (event.kind, event.shop_id, event.order_ids) == (EventKind.ORDER, "1234567", ("260422900198363",))
    assert event.sent_at == datetime.fromtimestamp(1603766859.53, UTC)
    assert (event.remote_kind, event.raw["site"]) == ("0", "lazada_vn")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (1, EventKind.LISTING),
        (3, EventKind.LISTING),
        (6, EventKind.STOCK),
        ("8", EventKind.GRANT_EXPIRING),
        (10, EventKind.RETURN),
        (14, EventKind.TRACKING),
        (13, EventKind.OTHER),
        (46, EventKind.OTHER),
    ],
)
def test_kinds_of_pushes(kind, expected):
    body = f'{{"seller_id":7,"message_type":{kind},"data":{{"item_id":"9"}},"timestamp":1603766859}}'.encode()
    (event,) = LazadaShop(grant=None).channel.read_webhook(body)
    assert (event.kind, event.shop_id, event.item_ids) == (expected, "7", ("9",))
    assert event.sent_at == datetime.fromtimestamp(1603766859, UTC)


@pytest.mark.parametrize("body", [b"", b"[]", b"no json", b'"text"'])
def test_what_is_no_push_is_a_value_error(body):
    with pytest.raises(ValueError):
        LazadaShop(grant=None).channel.read_webhook(body)


def test_all_parameters_are_signed_and_posts_carry_them_in_the_body():
    shop = LazadaShop()
    shop.on("product/update", ok())
    shop.channel.client.update_product({"ItemId": "1"})
    (sent,) = shop.canned.sent
    given = parameters(sent)
    assert (sent.method, sent.query) == ("POST", {})
    assert set(given) == {"app_key", "partner_id", "timestamp", "sign_method", "access_token", "payload", "sign"}
    signature = given.pop("sign")
    assert signature == sign(CONFIG.app_secret, "/product/update", given)
    assert (given["partner_id"], len(given["timestamp"])) == (PARTNER, 13)


def test_gets_carry_them_in_the_query():
    shop = LazadaShop()
    shop.on("seller/get", ok({"name": "Chợ", "seller_id": 1}))
    shop.channel.check()
    (sent,) = shop.canned.sent
    assert (sent.method, sent.body, sent.query["access_token"]) == ("GET", b"", GRANT.access_token)


def test_files_are_not_signed():
    shop = LazadaShop()
    shop.on("image/upload", ok({"image": {"url": "https://vn.slatic.net/p/9.jpg", "hash_code": "9"}}))
    assert shop.channel.upload_image(b"\xff\xd8", "a.jpg").id == "https://vn.slatic.net/p/9.jpg"
    (sent,) = shop.canned.sent
    assert b'name="image"; filename="a.jpg"\r\nContent-Type: image/jpeg' in sent.body
    assert b'name="access_token"' in sent.body and b'name="payload"' not in sent.body


def test_a_wrong_clock_is_corrected_once_from_the_server():
    shop = LazadaShop()
    refused = fail("IllegalTimestamp", "The specified timestamp is invalid")
    refused.headers["date"] = "Sun, 22 Nov 2026 09:00:00 GMT"
    shop.on("seller/get", refused, ok({"name": "A"}))
    assert shop.channel.check().active
    first, second = shop.sent("seller/get")
    assert int(second["timestamp"]) - int(first["timestamp"]) == 6 * 3600 * 1000


def test_the_consent_link():
    query = parse_qs(urlsplit(LazadaShop(grant=None).channel.authorise_url("signed:state&x")).query)
    assert query == {
        "response_type": ["code"],
        "force_auth": ["true"],
        "redirect_uri": [CONFIG.redirect_url],
        "client_id": ["115527"],
        "state": ["signed:state&x"],
    }


def test_xml_repeats_lists_and_escapes():
    value = {"Skus": {"Sku": [{"SkuId": 1}, {"SkuId": "a&b<c"}]}}
    assert xml(value) == "<Skus><Sku><SkuId>1</SkuId></Sku><Sku><SkuId>a&amp;b&lt;c</SkuId></Sku></Skus>"


@pytest.mark.parametrize("text", ["Một dòng", "Hai\ndòng", "Hai đoạn\n\nvà < & >", 'Trích "dẫn"'])
def test_descriptions_come_back_as_they_went(text):
    assert to_text(to_html(text)) == text
