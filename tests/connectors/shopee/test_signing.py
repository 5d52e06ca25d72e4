"""The signature vectors of the protocol notes (S1-S5 and the push)."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors.shopee.client import push_signature, sign
from tests.connectors.shopee.shop import CONFIG, GRANT, ShopeeShop, fail, ok

PUSH = (Path(__file__).parent / "fixtures" / "push_order.json").read_bytes()
PUSH_SIGN = "480b103d7127d7502a4d6ed1d760c3babdce0b7a42f2012d2e10836d458d9673"


@pytest.mark.parametrize(
    ("path", "grant", "expected"),
    [
        ("product/update_stock", GRANT, "2ea22925fb3eab94e29301751fa03da23411bc5204e1a859b5f543116c069c92"),
        ("order/get_order_list", GRANT, "5b3c8cde8cf89d7e08e267f9b52b2bfa10f1a130d8dd169b891ccce4548dce6c"),
        ("auth/access_token/get", None, "377dd9d242f03312a638f8df3fee939e50b0235038569605c656adc105ad9d0a"),
        ("media_space/upload_image", None, "9a46549366e5937af426e7629af814fc8d966ddf8a4b761c05aab5acbe083865"),
        ("shop/auth_partner", None, "9db3a02d0350578b27b7f0792cb1f374f41d5ef19676e9c62951a2ec18e71386"),
    ],
    ids=["S1", "S2", "S3", "S4", "S5"],
)
def test_vectors(path, grant, expected):
    assert sign(CONFIG, f"/api/v2/{path}", 1700000000, grant) == expected


def test_push_vector():
    assert push_signature(CONFIG, PUSH) == PUSH_SIGN


def test_a_push_key_of_its_own_replaces_the_partner_key():
    assert push_signature(replace(CONFIG, webhook_secret="other"), PUSH) != PUSH_SIGN


@pytest.mark.parametrize("header", ["Authorization", "authorization", "AUTHORIZATION"])
def test_genuine_pushes_are_believed(header):
    assert ShopeeShop(grant=None).channel.verify_webhook({header: PUSH_SIGN}, PUSH)


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
    assert not ShopeeShop().channel.verify_webhook(headers, body)


def test_shop_calls_carry_the_shop_signature_on_the_wire():
    shop = ShopeeShop()
    shop.clock.now = datetime.fromtimestamp(1700000000, UTC)
    shop.on("product/update_stock", ok(success_list=[{"model_id": 0, "stock": 7}], failure_list=[]))
    shop.channel.client.update_stock({"item_id": 1000, "stock_list": []})
    (sent,) = shop.sent("product/update_stock")
    assert sent.query == {
        "partner_id": "2001887",
        "timestamp": "1700000000",
        "sign": "2ea22925fb3eab94e29301751fa03da23411bc5204e1a859b5f543116c069c92",
        "access_token": GRANT.access_token,
        "shop_id": "322300222",
    }


def test_images_use_the_documented_public_form():
    shop = ShopeeShop()
    shop.on("media_space/upload_image", ok(image_info={"image_id": "vn-9", "image_url_list": []}))
    shop.channel.upload_image(b"\xff\xd8", "a.jpg")
    (sent,) = shop.sent("media_space/upload_image")
    assert set(sent.query) == {"partner_id", "timestamp", "sign"}
    assert b'name="image"; filename="a.jpg"\r\nContent-Type: image/jpeg' in sent.body


def test_a_wrong_clock_is_corrected_once_from_the_server():
    shop = ShopeeShop()
    refused = fail("error_param", "Timestamp is expired.")
    refused.headers["date"] = "Sun, 22 Nov 2026 04:00:00 GMT"
    shop.on("shop/get_shop_info", refused, {"shop_name": "A", "status": "NORMAL"})
    assert shop.channel.check().active
    first, second = shop.sent("shop/get_shop_info")
    assert int(second.query["timestamp"]) - int(first.query["timestamp"]) == 3600
    shop.channel.check()
    assert shop.sent("shop/get_shop_info")[2].query["timestamp"] == second.query["timestamp"]


def test_the_consent_link_carries_the_state_inside_the_redirect():
    query = parse_qs(urlsplit(ShopeeShop(grant=None).channel.authorise_url("signed:state&x")).query)
    assert set(query) == {"partner_id", "timestamp", "sign", "redirect"}
    (redirect,) = query["redirect"]
    assert redirect.startswith("https://shop.example.vn/connect/shopee?")
    assert parse_qs(urlsplit(redirect).query) == {"state": ["signed:state&x"]}
