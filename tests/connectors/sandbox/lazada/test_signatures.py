"""Signing, parameter placement, timestamps and the app's own troubles (protocol B1, B6)."""

import json
import time
from datetime import UTC, datetime

import pytest

from connectors.sandbox.lazada import gate, pushes
from tests.connectors.sandbox.lazada.seller import APP_KEY, APP_SECRET, push_sign, sign

COMMON = {"app_key": "115527", "sign_method": "sha256", "timestamp": "1700000000000"}
PRICE = (
    "<Request><Product><Skus><Sku><ItemId>234234234</ItemId><SkuId>234</SkuId><Price>199000</Price>"
    "<Quantity>5</Quantity></Sku></Skus></Product></Request>"
)
CREATE = "<Request><Product><Attributes><name>Áo dài lụa</name></Attributes></Product></Request>"
VECTORS = {
    "L1": (
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
    "L2": (
        "helloworld",
        "/orders/get",
        COMMON
        | {
            "app_key": "123456",
            "access_token": "50000201vn",
            "created_after": "2026-11-01T00:00:00+07:00",
            "status": "pending",
            "limit": "100",
            "offset": "0",
        },
        "874A4A663C20FF15F7B12B19F9483BA42490FE347E051FE3F069B76F88A9CBD7",
    ),
    "L3": (
        "s3cr3t-key",
        "/product/price_quantity/update",
        COMMON | {"access_token": "50000201vn", "payload": PRICE},
        "DBA99D954EFE1040C6BF0B3D27E35642350466E263CD605D365DEE5253E8C3D4",
    ),
    "L4": (
        "s3cr3t-key",
        "/product/create",
        COMMON | {"access_token": "50000201vn", "payload": CREATE},
        "04F6C7CF12E2B2EAD476AC510A22079BBAE5B296D01ECC7E5AE84A0D119ADF84",
    ),
    "L5": (
        "s3cr3t-key",
        "/auth/token/refresh",
        COMMON | {"refresh_token": "500012rt"},
        "5B7493FA8BE017341E7620442DDD22790013C170ADC7B98BAE346182D4165E0A",
    ),
}
PUSHED = (
    '{"seller_id":"1234567","message_type":0,"data":{"order_status":"unpaid","trade_order_id":"260422900198363",'
    '"trade_order_line_id":"260422900298363","status_update_time":1603698638},"timestamp":1603766859530,'
    '"site":"lazada_vn"}'
)


@pytest.mark.parametrize("name", VECTORS)
def test_the_documents_vectors_hold_on_both_sides(name):
    secret, api, parameters, expected = VECTORS[name]
    assert sign(secret, api, parameters) == expected
    assert gate.signature(secret, api, parameters) == expected


def test_the_documents_push_vector_holds_on_both_sides():
    expected = "59e04e1b1f307b7180fd58126161907cd20d33ac17cbce90ec2ae19907e701e6"
    assert push_sign("123456", "3412gyo124goi3124", PUSHED) == expected
    assert pushes.signature("123456", "3412gyo124goi3124", PUSHED) == expected


def place(seller, where: str) -> dict:
    """The same signed call with its parameters in another place."""
    url = f"{seller.url}/rest/product/stock/sellable/update"
    item_id, sku_id = seller.add()
    rows = f"<Sku><ItemId>{item_id}</ItemId><SkuId>{sku_id}</SkuId><SellableQuantity>3</SellableQuantity></Sku>"
    business = {"payload": f"<Request><Product><Skus>{rows}</Skus></Product></Request>"}
    everything = seller.signed("product/stock/sellable/update", business)
    system = {name: value for name, value in everything.items() if name != "payload"}
    calls = {
        "form": {"data": everything},
        "query": {"params": everything},
        "json": {"json": everything},
        "query and json": {"params": everything, "json": everything},
        "system in query, business in form": {"params": system, "data": business},
        "system in query, business in json": {"params": system, "json": business},
        "multipart": {"files": {name: (None, value) for name, value in everything.items()}},
    }
    return seller.http.post(url, **calls[where]).json()


@pytest.mark.parametrize(
    "where",
    [
        "form",
        "query",
        "json",
        "query and json",
        "system in query, business in form",
        "system in query, business in json",
        "multipart",
    ],
)
def test_parameters_are_taken_wherever_clients_put_them(seller, where):
    answer = place(seller, where)
    assert (answer["code"], answer["data"]) == ("0", {})


def test_a_raw_json_body_may_be_signed_behind_the_parameters(seller):
    body = json.dumps({"refresh_token": seller.refresh_token})
    system = seller.system(public=True)
    query = system | {"sign": sign(APP_SECRET, "/auth/token/refresh", system, body)}
    headers = {"Content-Type": "application/json"}
    answer = seller.http.post(f"{seller.url}/rest/auth/token/refresh", params=query, data=body, headers=headers)
    assert answer.json()["code"] == "0"


@pytest.mark.parametrize("missing", ["app_key", "timestamp", "sign_method", "sign"])
def test_a_missing_system_parameter_is_named(seller, missing):
    query = seller.signed("seller/get", {})
    del query[missing]
    answer = seller.http.get(f"{seller.url}/rest/seller/get", params=query).json()
    assert (answer["code"], answer["type"]) == ("MissingParameter", "ISV")
    assert missing in answer["message"]


@pytest.mark.parametrize("spoil", ["lower", "wrong secret", "md5", "signed with /rest"])
def test_a_wrong_signature_is_refused(seller, spoil):
    query = seller.signed("seller/get", {})
    if spoil == "lower":
        query["sign"] = query["sign"].lower()
    elif spoil == "wrong secret":
        del query["sign"]
        query["sign"] = sign("other", "/seller/get", query)
    elif spoil == "md5":
        query["sign_method"] = "md5"
    else:
        del query["sign"]
        query["sign"] = sign(APP_SECRET, "/rest/seller/get", query)
    answer = seller.http.get(f"{seller.url}/rest/seller/get", params=query).json()
    assert (answer["code"], "data" in answer) == ("IncompleteSignature", False)


def test_a_changed_parameter_breaks_the_signature(seller):
    query = seller.signed("orders/get", {"created_after": "2026-11-01T00:00:00+07:00"})
    query["created_after"] = "2026-10-01T00:00:00+07:00"
    assert seller.http.get(f"{seller.url}/rest/orders/get", params=query).json()["code"] == "IncompleteSignature"


@pytest.mark.parametrize(("offset", "code"), [(-7100, "0"), (7100, "0"), (-7300, None), (7300, None)])
def test_the_timestamp_window_is_two_hours(seller, offset, code):
    at = int((time.time() + offset) * 1000)
    query = seller.signed("seller/get", {}, timestamp=at)
    answer = seller.http.get(f"{seller.url}/rest/seller/get", params=query).json()
    assert answer["code"] == (code or "IncompleteSignature")


def test_seconds_are_no_timestamp_and_iso_text_is_one(seller):
    seconds = seller.signed("seller/get", {}, timestamp=int(time.time()))
    assert seller.http.get(f"{seller.url}/rest/seller/get", params=seconds).json()["code"] == "IncompleteSignature"
    iso = seller.signed("seller/get", {}, timestamp=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    assert seller.http.get(f"{seller.url}/rest/seller/get", params=iso).json()["code"] == "0"


def test_an_empty_parameter_is_judged_as_the_quirk_says(seller):
    query = seller.signed("products/get", {"filter": ""})
    for position, code in (("either", "0"), ("signed", "0"), ("skipped", "IncompleteSignature")):
        seller.control("quirks", empty_parameters=position)
        assert seller.http.get(f"{seller.url}/rest/products/get", params=query).json()["code"] == code


def test_an_unknown_app_and_an_unknown_call(seller):
    query = seller.signed("seller/get", {}) | {"app_key": "999"}
    assert seller.http.get(f"{seller.url}/rest/seller/get", params=query).json()["code"] == "InvalidAppKey"
    assert seller.get("seller/nothing")["code"] == "InvalidApi"
    assert seller.post("orders/get")["code"] == "InvalidApi"


def test_partner_id_is_demanded_only_by_a_quirk(seller):
    seller.control("quirks", partner_id="required")
    assert seller.get("seller/get")["code"] == "MissingPartner"
    assert seller.get("seller/get", partner_id="lazop-sdk-python-20181207")["code"] == "0"


@pytest.mark.parametrize("problem", ["AppWhiteIpLimit", "AppNotSubscribed", "AUTH_TYPE_UNSUPPORTED"])
def test_an_apps_problem_refuses_every_call(seller, problem):
    seller.control("seed_app", app_key=APP_KEY, app_secret=APP_SECRET, problem=problem)
    assert seller.get("seller/get")["code"] == problem


def test_errors_may_come_with_an_http_status(seller):
    seller.control("quirks", error_http_status="4xx")
    query = seller.signed("seller/get", {}) | {"sign": "X"}
    assert seller.http.get(f"{seller.url}/rest/seller/get", params=query).status_code == 403
    assert seller.http.get(f"{seller.url}/rest/x").status_code == 404
