"""Stripe's door: only what is signed, whole and new is believed; nothing else leaves a trace."""

import json
import time

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from shop.payment.models import BankTransaction, PaymentAttempt, ProviderEvent, Refund
from shop.payment.sandbox.events import signature
from tests.factories import make_product
from tests.shop.payment.cards import SECRET, buy_by_card, events, session_of, tell

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def purchase(client, stripe_box):
    return buy_by_card(client, make_product())


@pytest.fixture
def paid_event(purchase, stripe_box) -> dict:
    stripe_box.rehearsal.pay(session_of(purchase))
    (event,) = events(stripe_box)
    return event


def untouched() -> bool:
    """No row stored, nothing paid."""
    stored = [model.objects.exists() for model in (BankTransaction, ProviderEvent, Refund)]
    return not any(stored) and PaymentAttempt.objects.get().state == "pending"


def post(client, body: bytes, header: str | None):
    headers = {} if header is None else {"Stripe-Signature": header}
    return client.post("/webhooks/stripe/", body, content_type="application/json", headers=headers)


def wrong_signatures(body: bytes):
    now = int(time.time())
    right = signature(body, SECRET, now)
    yield None
    yield ""
    yield "nonsense"
    yield "t=,v1="
    yield "t=now,v1=0"
    yield f"t={'9' * 5000},v1=0"
    yield f"t={now},v1=é"
    yield f"t={now}"
    yield right.replace(f"t={now}", f"t={now + 1}")
    yield right.replace("v1=", "v0=")
    yield signature(body, "another secret", now)
    yield signature(body, "", now)
    yield signature(body + b" ", SECRET, now)
    yield signature(body, SECRET, now - 310)


def test_wrong_and_stale_signatures_are_refused(client, paid_event):
    body = json.dumps(paid_event).encode()
    for header in wrong_signatures(body):
        assert post(client, body, header).status_code == 403, header
    assert untouched()
    assert tell(client, body, at=time.time() - 290).status_code == 200
    assert PaymentAttempt.objects.get().state == "paid"


NO_EVENTS = [
    b"",
    b"not json",
    b"[]",
    b"null",
    b'"text"',
    b"{" * 5_000,
    b'{"object":' + b"[" * 20_000,
    b'{"object": "event", "id": ' + b"9" * 5_000 + b"}",
]


def test_what_is_no_event_is_refused(client, purchase):
    answers = {body[:80]: tell(client, body).status_code for body in NO_EVENTS}
    assert answers == {body[:80]: 400 for body in NO_EVENTS}
    assert untouched()


def test_what_is_no_text_is_refused(client, purchase):
    assert tell(client, b"\xff\xfe").status_code == 403
    assert untouched()


WRONG_PARTS = [
    {"id": None},
    {"id": 5},
    {"id": ""},
    {"id": "x" * 256},
    {"id": "evt_\x00"},
    {"id": ["evt_1"]},
    {"object": "v2.core.event"},
    {"type": None},
    {"type": {"a": 1}},
    {"data": None},
    {"data": []},
    {"data": {"object": "cs_1"}},
    {"data": {"object": {}}},
    {"data": {"object": {"id": 7}}},
    {"data": {"object": {"id": "a\nb"}}},
    {"type": "charge.refunded", "data": {"object": {"payment_intent": 9}}},
]


def test_wrong_types_and_bounds_are_refused(client, paid_event):
    answers = {repr(changed): tell(client, {**paid_event, **changed}).status_code for changed in WRONG_PARTS}
    assert answers == {repr(changed): 400 for changed in WRONG_PARTS}
    assert untouched()


def test_a_huge_body_is_refused_unread(client, purchase):
    for size in (256 * 1024 + 1, 6 * 1024 * 1024):
        assert post(client, b" " * size, "").status_code == 413, size
    assert untouched()


def test_other_methods_are_refused(client, purchase):
    assert client.get("/webhooks/stripe/").status_code == 405
    assert client.put("/webhooks/stripe/", b"{}").status_code == 405


def test_other_kinds_are_nothing_to_us(client, paid_event):
    for kind in ("invoice.paid", "checkout.session.async_payment_expired"):
        assert tell(client, {**paid_event, "type": kind}).status_code == 200, kind
    assert untouched()


def test_a_session_that_the_provider_does_not_know_is_nothing_to_us(client, paid_event):
    for about in ("cs_test_unknown", "../refunds", "cs_test_?x=1", "%2e%2e"):
        paid_event["data"]["object"]["id"] = about
        assert tell(client, paid_event).status_code == 200, about
        assert untouched(), about


def test_what_the_message_says_of_the_payment_is_not_believed(client, purchase, stripe_box):
    claim = {"id": session_of(purchase), "status": "complete", "payment_status": "paid", "amount_total": 1}
    event = {"id": "evt_1", "object": "event", "type": "checkout.session.completed", "data": {"object": claim}}
    assert tell(client, event).status_code == 200
    assert PaymentAttempt.objects.get().state == "pending"
    assert not BankTransaction.objects.exists()


def test_a_replay_does_nothing(client, paid_event, django_assert_max_num_queries):
    assert tell(client, paid_event).status_code == 200
    with django_assert_max_num_queries(3):
        assert tell(client, paid_event).status_code == 200
    assert (BankTransaction.objects.count(), ProviderEvent.objects.count()) == (1, 1)


def test_while_the_api_is_silent_the_message_has_to_come_again(client, paid_event, settings):
    working = settings.STRIPE
    settings.STRIPE = {**working, "api_url": "http://127.0.0.1:1"}
    assert tell(client, paid_event).status_code == 503
    assert untouched()
    settings.STRIPE = working
    assert tell(client, paid_event).status_code == 200
    assert PaymentAttempt.objects.get().state == "paid"


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "object"]), inner),
    max_leaves=6,
)


@hypothesis(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(st.sampled_from(["id", "object", "type", "data"]), ANYTHING),
    st.sampled_from(["checkout.session.completed", "refund.updated", None]),
)
def test_no_signed_nonsense_breaks_the_door(client, purchase, event, kind):
    if kind:
        event = {**event, "object": "event", "type": kind}
    assert tell(client, json.dumps(event).encode()).status_code in (200, 400)
    assert untouched()
