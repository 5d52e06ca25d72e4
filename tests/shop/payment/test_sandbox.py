"""The rehearsal Stripe behaves, to the real library, as Stripe is documented to."""

import subprocess
import sys
import time

import pytest
import requests
import stripe

from shop.payment.sandbox.events import Outbox
from shop.payment.sandbox.rehearsal import Rehearsal
from shop.payment.sandbox.store import Store
from tests.shop.payment.cards import KEY, SECRET
from tests.test_architecture import OURS, trespasses


@pytest.fixture
def client(stripe_box) -> stripe.StripeClient:
    return stripe.StripeClient(KEY, base_addresses={"api": stripe_box.url}, max_network_retries=0)


def asked(amount: int = 150_000, **changed) -> dict:
    price = {"currency": "vnd", "unit_amount": amount, "product_data": {"name": "Chè"}}
    return {
        "mode": "payment",
        "line_items": [{"quantity": 1, "price_data": price}],
        "success_url": "http://127.0.0.1:1/back",
        "client_reference_id": "R1",
        **changed,
    }


def create(client, key: str = "", **changed):
    return client.v1.checkout.sessions.create(asked(**changed), {"idempotency_key": key} if key else {})


def test_dong_have_no_decimals(client):
    session = create(client, amount=150_000)
    assert (session.amount_total, session.currency, session.status) == (150_000, "vnd", "open")
    assert client.v1.checkout.sessions.retrieve(session.id).amount_total == 150_000


def test_the_same_key_gives_the_same_answer_and_with_other_words_an_error(client, stripe_box):
    first = create(client, "co-1-1")
    assert create(client, "co-1-1").id == first.id
    with pytest.raises(stripe.IdempotencyError):
        create(client, "co-1-1", amount=1)
    assert create(client, "co-1-2").id != first.id
    assert len(stripe_box.rehearsal.store.all("session")) == 2


@pytest.mark.parametrize("seconds", [60, 29 * 60, 25 * 60 * 60])
def test_a_session_lives_half_an_hour_to_a_day(client, seconds):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        create(client, expires_at=int(time.time()) + seconds)
    assert refused.value.param == "expires_at"


def test_a_refused_question_is_not_remembered(client):
    with pytest.raises(stripe.InvalidRequestError):
        create(client, "co-1-1", amount=0)
    assert create(client, "co-1-1").status == "open"


def test_what_it_does_not_know_is_missing(client):
    with pytest.raises(stripe.InvalidRequestError) as missing:
        client.v1.checkout.sessions.retrieve("cs_test_none")
    assert missing.value.code == "resource_missing"


def test_another_key_is_not_let_in(stripe_box):
    with pytest.raises(stripe.AuthenticationError):
        create(stripe.StripeClient("sk_other", base_addresses={"api": stripe_box.url}))


def test_only_an_open_session_can_be_ended(client, stripe_box):
    session = create(client)
    stripe_box.rehearsal.pay(session.id)
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.expire(session.id)
    paid = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert (paid.status, paid.payment_status, paid.payment_intent.status) == ("complete", "paid", "succeeded")


def test_a_session_ends_by_itself_and_says_so(client, stripe_box):
    session = create(client)
    stripe_box.rehearsal.clock = lambda: session.expires_at
    stripe_box.rehearsal.tick()
    assert client.v1.checkout.sessions.retrieve(session.id).status == "expired"
    assert [letter["event"]["type"] for letter in stripe_box.rehearsal.outbox.letters()] == ["checkout.session.expired"]


def test_no_more_goes_back_than_came(client, stripe_box):
    intent = stripe_box.rehearsal.pay(create(client).id)["payment_intent"]
    assert client.v1.refunds.create({"payment_intent": intent, "amount": 100_000}).status == "succeeded"
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.create({"payment_intent": intent, "amount": 50_001})
    assert [one.amount for one in client.v1.refunds.list({"payment_intent": intent})] == [100_000]


class Road(Outbox):
    """Remembers what was delivered instead of calling."""

    def __init__(self, status: int = 200):
        super().__init__(Store(), "http://127.0.0.1:1/", SECRET, clock=lambda: self.now)
        self.now, self.status, self.delivered = 0.0, status, []

    def deliver(self, event):
        self.delivered.append(event["type"])
        return self.status


@pytest.mark.parametrize(
    ("mode", "at_once", "in_the_end"),
    [
        ("now", ["a", "b"], ["a", "b"]),
        ("twice", ["a", "a", "b", "b"], ["a", "a", "b", "b"]),
        ("late", [], ["a", "b"]),
        ("reversed", [], ["b", "a"]),
        ("held", [], []),
    ],
)
def test_events_travel_as_they_are_told_to(mode, at_once, in_the_end):
    road = Road()
    road.mode = mode
    road.tell("a", {})
    road.tell("b", {})
    road.carry()
    assert road.delivered == at_once
    road.now = 60
    road.carry()
    assert road.delivered == in_the_end


def test_a_refused_event_is_sent_again_a_few_times():
    road = Road(status=503)
    road.tell("a", {})
    for _ in range(20):
        road.now += 100
        road.carry()
    assert road.delivered == ["a"] * 6


def test_state_outlives_a_restart(tmp_path):
    path = tmp_path / "cards.sqlite3"
    for turn in range(2):
        store = Store(path)
        rehearsal = Rehearsal(store, Outbox(store, "", SECRET))
        if not turn:
            price = {"currency": "vnd", "unit_amount": "5000"}
            rehearsal.create_session(
                {"mode": "payment", "success_url": "x", "line_items": {"0": {"price_data": price}}}
            )
        assert [one["amount_total"] for one in store.all("session")] == [5_000]
        store.close()


def test_the_pages_say_that_they_are_a_rehearsal_and_escape_what_they_show(client, stripe_box):
    session = create(client, client_reference_id="<b>R1</b>", locale="vi")
    for url, words in ((session.url, "diễn tập"), (f"{stripe_box.url}/", "rehearsal")):
        text = requests.get(url, timeout=10).text
        assert words in text and "<b>R1" not in text


def test_it_runs_as_a_process_of_its_own():
    command = [sys.executable, "-m", "shop.payment.sandbox", "--port", "0", "--webhook", "http://127.0.0.1:1/"]
    process = subprocess.Popen([*command, "--secret", "s", "--key", "k"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline().startswith("rehearsal Stripe: http://127.0.0.1:")
    finally:
        process.terminate()
        process.wait(10)


def test_the_rehearsal_knows_no_client():
    assert trespasses("shop/payment/sandbox", *OURS, "django", "stripe", allowed=("shop.payment.sandbox",)) == []
