"""SePay's door: only what is signed, whole and new is believed; nothing else leaves a trace."""

import json
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shop.order.models import Order
from shop.payment.models import BankTransaction, PaymentAttempt
from shop.stock.models import Reservation
from tests.factories import make_product
from tests.shop.payment.paying import buy_by_transfer, make_account, signed, tell, told

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
KEY = {"secret": "", "api_key": "a-long-api-key"}


@pytest.fixture
def purchase(client):
    make_account()
    return buy_by_transfer(client, make_product())


def untouched() -> bool:
    """No row stored, nothing paid."""
    return not BankTransaction.objects.exists() and PaymentAttempt.objects.get().state == "pending"


def test_the_exact_amount_pays_the_purchase_and_keeps_the_units_for_good(client, purchase):
    answer = tell(client, told(purchase))
    assert (answer.status_code, answer.json()) == (200, {"success": True})
    row, attempt, order = BankTransaction.objects.get(), PaymentAttempt.objects.get(), Order.objects.get()
    assert (row.outcome, row.attempt, row.source) == ("exact", attempt, "sepay")
    assert (attempt.state, attempt.expires_at) == ("paid", None) and attempt.settled_at
    assert order.status == "placed"
    assert [step.status for step in order.steps.all()] == ["waiting_payment", "placed"]
    assert (Reservation.objects.get().state, Reservation.objects.get().expires_at) == ("held", None)


def test_told_again_it_answers_the_same_and_does_nothing(client, purchase):
    payload = told(purchase)
    for _ in range(3):
        answer = tell(client, payload)
        assert (answer.status_code, answer.json()) == (200, {"success": True})
    assert BankTransaction.objects.count() == 1
    assert Order.objects.get().steps.count() == 2


def test_the_api_key_is_enough_where_the_shop_chose_it(client, purchase, settings):
    settings.SEPAY = KEY
    assert tell(client, told(purchase), {"Authorization": "Apikey a-long-api-key"}).status_code == 200
    assert Order.objects.get().status == "placed"


WRONG_KEYS = [
    {},
    {"Authorization": "Apikey wrong"},
    {"Authorization": "Bearer a-long-api-key"},
    {"Authorization": "Apikey "},
    {"Authorization": "Apikey a-long-api-keyé"},
]


def test_another_key_is_refused(client, purchase, settings):
    settings.SEPAY = KEY
    answers = {repr(headers): tell(client, told(purchase), headers).status_code for headers in WRONG_KEYS}
    assert answers == {repr(headers): 403 for headers in WRONG_KEYS}
    assert untouched()


def test_the_api_key_is_refused_where_only_the_secret_is_set(client, purchase):
    assert tell(client, told(purchase), {"Authorization": "Apikey "}).status_code == 403
    assert untouched()


def test_without_any_key_there_is_no_door(client, purchase, settings):
    settings.SEPAY = {"secret": "", "api_key": ""}
    body = json.dumps(told(purchase)).encode()
    assert tell(client, body, signed(body)).status_code == 404
    assert untouched()


def wrong_signatures(body: bytes):
    right = signed(body)
    yield {}
    yield {**right, "X-SePay-Signature": ""}
    yield {**right, "X-SePay-Signature": right["X-SePay-Signature"].removeprefix("sha256=")}
    yield {**right, "X-SePay-Signature": "sha256=" + "0" * 64}
    yield {**right, "X-SePay-Signature": "sha256=é"}
    yield {**right, "X-SePay-Timestamp": str(int(right["X-SePay-Timestamp"]) + 1)}
    yield {**right, "X-SePay-Timestamp": "now"}
    yield {**right, "X-SePay-Timestamp": "9" * 40}
    yield {**right, "X-SePay-Timestamp": "-1"}
    yield signed(body + b" ")
    yield signed(body, time.time() - 301)
    yield signed(body, time.time() + 301)


def test_wrong_and_stale_signatures_are_refused(client, purchase):
    body = json.dumps(told(purchase)).encode()
    for headers in wrong_signatures(body):
        assert tell(client, body, headers).status_code == 403, headers
    assert untouched()
    assert tell(client, body, signed(body, time.time() - 290)).status_code == 200


NO_MESSAGES = [
    b"",
    b"not json",
    b"[]",
    b"null",
    b'"text"',
    b"\xff\xfe",
    b"{" * 5_000,
    b'{"id":' + b"[" * 20_000,
    b'{"id": NaN, "transferType": "in"}',
    b'{"id": 1, "transferType": "in", "transferAmount": ' + b"9" * 5_000 + b"}",
]


def test_what_is_no_message_is_refused(client, purchase):
    answers = {body[:80]: tell(client, body).status_code for body in NO_MESSAGES}
    assert answers == {body[:80]: 400 for body in NO_MESSAGES}
    assert untouched()


WRONG_PARTS = [
    {"id": None},
    {"id": True},
    {"id": 1.5},
    {"id": "a b"},
    {"id": "9" * 41},
    {"id": [1]},
    {"transferType": None},
    {"transferType": ["in"]},
    {"transferType": "IN"},
    {"transferAmount": "107000"},
    {"transferAmount": 0},
    {"transferAmount": -107_000},
    {"transferAmount": 107_000.5},
    {"transferAmount": True},
    {"transferAmount": None},
    {"transferAmount": 10**12},
    {"transferAmount": float("inf")},
    {"transferAmount": float("nan")},
    {"content": {"a": 1}},
    {"accountNumber": 11001234567},
    {"referenceCode": 5},
    {"transactionDate": None},
    {"transactionDate": "yesterday"},
    {"transactionDate": "0001-01-01 00:00:00"},
    {"transactionDate": 20261122},
]


def test_wrong_types_and_bounds_are_refused(client, purchase):
    answers = {repr(changed): tell(client, told(purchase, **changed)).status_code for changed in WRONG_PARTS}
    assert answers == {repr(changed): 400 for changed in WRONG_PARTS}
    assert untouched()


def test_a_huge_body_is_refused_unread(client, purchase):
    for size in (64 * 1024 + 1, 6 * 1024 * 1024):
        assert tell(client, b" " * size, {}).status_code == 413, size
    assert untouched()


def test_other_methods_are_refused(client, purchase):
    assert client.get("/webhooks/sepay/").status_code == 405
    assert client.put("/webhooks/sepay/", b"{}").status_code == 405


def test_money_that_goes_out_is_nothing_to_us(client, purchase):
    assert tell(client, told(purchase, transferType="out")).status_code == 200
    assert untouched()


def test_signs_that_databases_do_not_take_are_left_out(client, purchase):
    content = f"CT \x00{purchase.reference}\ud800 xong"
    assert tell(client, told(purchase, content=content)).status_code == 200
    assert BankTransaction.objects.get().outcome == "exact"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(["id", "transferType", "transferAmount", "content", "accountNumber", "transactionDate"]),
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.integers()),
    )
)
def test_no_signed_nonsense_breaks_the_door(client, purchase, payload):
    assert tell(client, json.dumps(payload).encode()).status_code in (200, 400)
    assert PaymentAttempt.objects.get().state == "pending"
