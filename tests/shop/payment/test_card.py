"""Paying by card at the shop's own pages, through the real Stripe library and the rehearsal Stripe over HTTP."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from django.core import checks
from django.test import Client
from django.urls import reverse

from shop.checkout.links import thanks_url
from shop.checkout.models import Purchase
from shop.order.models import Order
from shop.order.statuses import advance
from shop.payment.lapse import GRACE, release_lapsed
from shop.payment.models import BankTransaction, PaymentAttempt, ProviderEvent
from shop.stock.checking import differences
from shop.stock.models import Reservation
from tests.factories import make_producer, make_product
from tests.shop.checkout.buying import add, buy_through_the_pages, choose_payment, fill_address, review_form
from tests.shop.payment.cards import (
    attempt_of,
    buy_by_card,
    events,
    order_by_card,
    pay_again,
    session_of,
    tell,
    tell_all,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def states(purchase) -> list[str]:
    return list(purchase.attempts.order_by("pk").values_list("state", flat=True))


def statuses() -> list[str]:
    return list(Order.objects.order_by("number").values_list("status", flat=True))


def page_of(client, purchase) -> str:
    return client.get(thanks_url(purchase.reference)).content.decode()


def after_the_hold(purchase) -> datetime:
    return attempt_of(purchase).expires_at + GRACE + timedelta(seconds=1)


def test_the_order_is_placed_first_then_the_buyer_is_led_to_the_card_page(client, stripe_box):
    product = make_product(stock=5, price=85_000)
    purchase = buy_through_the_pages(client, product, payment_method="card")
    attempt = attempt_of(purchase)
    session = stripe_box.rehearsal.session(attempt.remote_id)
    assert (session["amount_total"], session["currency"]) == (int(purchase.total), "vnd")
    assert (session["client_reference_id"], session["metadata"]) == (purchase.reference, {"attempt": str(attempt.pk)})
    assert session["success_url"] == f"http://testserver{thanks_url(purchase.reference)}?card=returned"
    assert (attempt.method, attempt.state, attempt.amount, attempt.order) == ("card", "pending", purchase.total, None)
    assert statuses() == ["waiting_payment"]
    ends = datetime.fromtimestamp(session["expires_at"], UTC)
    assert attempt.expires_at == ends
    assert Reservation.objects.get().expires_at == ends + timedelta(minutes=5)
    assert session["expires_at"] - session["created"] >= 30 * 60
    assert product.stockrecords.get().num_allocated == 1


def test_the_verified_message_pays_the_purchase_and_keeps_the_units_for_good(client, stripe_box):
    purchase = buy_by_card(client, make_product(producer=make_producer()), make_product(producer=make_producer()))
    stripe_box.rehearsal.pay(session_of(purchase))
    tell_all(client, stripe_box)
    money, attempt = BankTransaction.objects.get(), attempt_of(purchase)
    assert (money.source, money.outcome, money.amount, money.attempt) == ("stripe", "exact", purchase.total, attempt)
    assert (attempt.state, attempt.remote_payment) == ("paid", money.remote_id)
    assert statuses() == ["placed", "placed"]
    assert {one.expires_at for one in Reservation.objects.all()} == {None}
    assert [step.note for step in Order.objects.first().steps.all()][-1] == "đã thanh toán bằng thẻ"
    assert "Đã thanh toán bằng thẻ" in page_of(client, purchase)
    assert list(differences()) == []


def test_coming_back_pays_nothing(client, stripe_box):
    purchase = buy_by_card(client, make_product())
    stripe_box.rehearsal.pay(session_of(purchase))
    shown = client.get(thanks_url(purchase.reference) + "?card=returned")
    assert "Ngay khi Stripe xác nhận" in shown.content.decode()
    assert (states(purchase), statuses()) == (["pending"], ["waiting_payment"])


def test_the_waiting_page_turns_to_paid(client, stripe_box):
    purchase = buy_by_card(client, make_product())
    response = client.get(thanks_url(purchase.reference))
    url, standing = thanks_url(purchase.reference) + "tien/", {"standing": response.context["standing"]}
    assert client.get(url, standing).status_code == 204
    stripe_box.rehearsal.pay(session_of(purchase))
    tell_all(client, stripe_box)
    changed = client.get(url, standing)
    assert changed.status_code == 200 and "hx-get" not in changed.content.decode()


def test_the_page_and_its_fragment_keep_their_share_of_queries(client, stripe_box, django_assert_max_num_queries):
    purchase = buy_by_card(client, *(make_product() for _ in range(3)))
    for url in (thanks_url(purchase.reference), thanks_url(purchase.reference) + "tien/"):
        client.get(url)
        with django_assert_max_num_queries(20):
            assert client.get(url).status_code == 200


def test_asking_again_leads_to_the_same_session(client, stripe_box):
    purchase = buy_by_card(client, make_product())
    first = session_of(purchase)
    stripe_box.rehearsal.decline(first)
    assert pay_again(client, purchase).url.endswith(first)
    assert states(purchase) == ["pending"]
    assert len(stripe_box.rehearsal.store.all("session")) == 1


def test_a_double_click_places_once_and_leads_to_the_same_session(client, stripe_box):
    add(client, make_product())
    fill_address(client)
    choose_payment(client, payment_method="card")
    form = {**review_form(client), "consent": "on"}
    first, second = (client.post(reverse("checkout:review"), form) for _ in range(2))
    assert first.url == second.url and "/c/pay/" in first.url
    assert Purchase.objects.count() == 1


def test_a_lost_answer_is_asked_for_again_and_gives_the_same_session(client, stripe_box):
    purchase = buy_by_card(client, make_product())
    first = session_of(purchase)
    purchase.attempts.update(remote_id="")
    assert pay_again(client, purchase).url.endswith(first)
    assert session_of(purchase) == first


def test_the_message_is_believed_even_if_the_answer_to_the_opening_was_lost(client, stripe_box):
    purchase = buy_by_card(client, make_product())
    stripe_box.rehearsal.pay(session_of(purchase))
    purchase.attempts.update(remote_id="")
    tell_all(client, stripe_box)
    assert states(purchase) == ["paid"]


def test_without_the_provider_the_order_is_placed_and_can_be_paid_a_little_later(client, stripe_box, settings):
    working = settings.STRIPE
    settings.STRIPE = {**working, "api_url": "http://127.0.0.1:1"}
    response = order_by_card(client, make_product())
    purchase = Purchase.objects.get()
    assert response.url == thanks_url(purchase.reference)
    assert "Chưa mở được trang thẻ" in page_of(client, purchase)
    settings.STRIPE = working
    assert "/c/pay/" in pay_again(client, purchase).url


def test_a_bank_that_confirms_later_holds_the_units_until_it_does(client, stripe_box):
    purchase = buy_by_card(client, make_product())
    stripe_box.rehearsal.pay_later(session_of(purchase))
    old_end = after_the_hold(purchase)
    tell_all(client, stripe_box)
    assert "đang chờ ngân hàng" in page_of(client, purchase)
    assert release_lapsed(old_end) == 0
    assert statuses() == ["waiting_payment"]
    stripe_box.rehearsal.confirm(session_of(purchase))
    tell_all(client, stripe_box)
    assert (states(purchase), statuses()) == (["paid"], ["placed"])


def test_still_processing_at_the_lapse_is_not_released(client, stripe_box):
    purchase = buy_by_card(client, make_product())
    stripe_box.rehearsal.pay_later(session_of(purchase))
    assert release_lapsed(after_the_hold(purchase)) == 0
    assert statuses() == ["waiting_payment"]


def test_a_bank_that_rejects_later_leaves_the_order_to_be_paid_anew(client, stripe_box):
    purchase = buy_by_card(client, make_product())
    first = session_of(purchase)
    stripe_box.rehearsal.pay_later(first)
    stripe_box.rehearsal.reject(first)
    tell_all(client, stripe_box)
    assert (states(purchase), statuses()) == (["refused", "pending"], ["waiting_payment"])
    assert "không được chấp nhận" in page_of(client, purchase)
    second = pay_again(client, purchase).url.rpartition("/")[2]
    assert second != first
    stripe_box.rehearsal.pay(second)
    tell_all(client, stripe_box)
    assert (states(purchase), statuses()) == (["refused", "paid"], ["placed"])
    assert list(differences()) == []


def test_only_so_many_tries(client, stripe_box, settings):
    settings.CARD_TRIES = 2
    purchase = buy_by_card(client, make_product())
    for _ in range(2):
        session = pay_again(client, purchase).url.rpartition("/")[2]
        stripe_box.rehearsal.pay_later(session)
        stripe_box.rehearsal.reject(session)
        tell_all(client, stripe_box)
    assert (states(purchase), statuses()) == (["refused", "refused"], ["cancelled"])
    assert pay_again(client, purchase).url == thanks_url(purchase.reference)
    assert list(differences()) == []


def test_messages_twice_and_out_of_order_pay_once(client, stripe_box):
    purchase = buy_by_card(client, make_product())
    stripe_box.rehearsal.pay_later(session_of(purchase))
    stripe_box.rehearsal.confirm(session_of(purchase))
    told = events(stripe_box)
    assert [one["type"].rpartition(".")[2] for one in told] == ["completed", "async_payment_succeeded"]
    for event in [*reversed(told), *told]:
        assert tell(client, event).status_code == 200
    assert (states(purchase), statuses()) == (["paid"], ["placed"])
    assert (BankTransaction.objects.count(), ProviderEvent.objects.count()) == (1, 2)
    assert Order.objects.get().steps.count() == 2


def test_an_ended_session_frees_the_units(client, stripe_box):
    product = make_product(stock=2)
    purchase = buy_by_card(client, product)
    stripe_box.rehearsal.expire(session_of(purchase))
    tell_all(client, stripe_box)
    assert (states(purchase), statuses()) == (["lapsed"], ["cancelled"])
    assert product.stockrecords.get().num_allocated == 0
    assert "Hàng không còn được giữ" in page_of(client, purchase)


def test_a_false_claim_of_an_end_changes_nothing(client, stripe_box):
    purchase = buy_by_card(client, make_product())
    other = buy_by_card(Client(), make_product(), phone="0987654321")
    stripe_box.rehearsal.expire(session_of(other))
    (event,) = events(stripe_box)
    event["data"]["object"]["id"] = session_of(purchase)
    assert tell(client, event).status_code == 200
    assert states(purchase) == ["pending"]


def test_at_the_lapse_the_session_is_ended_first_and_then_the_units_are_free(client, stripe_box):
    product = make_product(stock=2)
    purchase = buy_by_card(client, product)
    assert release_lapsed(attempt_of(purchase).expires_at) == 0
    assert release_lapsed(after_the_hold(purchase)) == 1
    assert stripe_box.rehearsal.session(session_of(purchase))["status"] == "expired"
    assert (states(purchase), statuses()) == (["lapsed"], ["cancelled"])
    assert product.stockrecords.get().num_allocated == 0
    assert list(differences()) == []


def test_at_the_lapse_what_was_paid_is_paid(client, stripe_box):
    purchase = buy_by_card(client, make_product())
    stripe_box.rehearsal.pay(session_of(purchase))
    assert release_lapsed(after_the_hold(purchase)) == 0
    assert (states(purchase), statuses()) == (["paid"], ["placed"])
    tell_all(client, stripe_box)
    assert BankTransaction.objects.get().outcome == "exact"


def test_while_the_provider_is_silent_nothing_is_released(client, stripe_box, settings):
    purchase = buy_by_card(client, make_product())
    working = settings.STRIPE
    settings.STRIPE = {**working, "api_url": "http://127.0.0.1:1"}
    assert release_lapsed(after_the_hold(purchase)) == 0
    assert statuses() == ["waiting_payment"]
    settings.STRIPE = working
    assert release_lapsed(after_the_hold(purchase)) == 1


@pytest.mark.parametrize("lost", ["answer", "question"])
def test_a_session_that_we_never_heard_of_is_ended_too(client, stripe_box, settings, lost):
    if lost == "question":
        settings.STRIPE = {**settings.STRIPE, "api_url": "http://127.0.0.1:1"}
        order_by_card(client, make_product())
        settings.STRIPE = {**settings.STRIPE, "api_url": stripe_box.url}
        later = after_the_hold(Purchase.objects.get()).timestamp()
        stripe_box.rehearsal.clock = lambda: later
    else:
        buy_by_card(client, make_product())
        PaymentAttempt.objects.update(remote_id="")
    assert release_lapsed(after_the_hold(Purchase.objects.get())) == 1
    assert statuses() == ["cancelled"]
    assert [one["status"] for one in stripe_box.rehearsal.store.all("session")] == (
        [] if lost == "question" else ["expired"]
    )


def test_money_for_a_cancelled_order_is_kept_and_put_before_a_person(
    client, stripe_box, django_capture_on_commit_callbacks
):
    purchase = buy_by_card(client, make_product())
    stripe_box.rehearsal.pay(session_of(purchase))
    with django_capture_on_commit_callbacks(execute=True):
        advance(Order.objects.get(), "cancelled")
    money = BankTransaction.objects.get()
    assert (money.outcome, money.is_open, states(purchase)) == ("late", True, ["lapsed"])
    tell_all(client, stripe_box)
    assert BankTransaction.objects.count() == 1
    assert "Tiền của bạn không mất" in page_of(client, purchase)


def test_cancelling_ends_the_session_at_the_provider(client, stripe_box, django_capture_on_commit_callbacks):
    purchase = buy_by_card(client, make_product())
    with django_capture_on_commit_callbacks(execute=True):
        advance(Order.objects.get(), "cancelled")
    assert stripe_box.rehearsal.session(session_of(purchase))["status"] == "expired"
    assert list(differences()) == []


def test_cancelling_one_of_two_orders_asks_for_less(client, stripe_box, django_capture_on_commit_callbacks):
    purchase = buy_by_card(client, make_product(producer=make_producer()), make_product(producer=make_producer()))
    old = session_of(purchase)
    first, second = Order.objects.order_by("number")
    with django_capture_on_commit_callbacks(execute=True):
        advance(first, "cancelled")
    assert stripe_box.rehearsal.session(old)["status"] == "expired"
    tell_all(client, stripe_box)
    assert (states(purchase), statuses()) == (["lapsed", "pending"], ["cancelled", "waiting_payment"])
    new = pay_again(client, purchase).url.rpartition("/")[2]
    assert stripe_box.rehearsal.session(new)["amount_total"] == int(second.total_incl_tax)
    stripe_box.rehearsal.pay(new)
    tell_all(client, stripe_box)
    assert statuses() == ["cancelled", "placed"]


@pytest.mark.parametrize(
    ("changed", "outcome"),
    [
        ({"amount_total": 1_000}, "under"),
        ({"amount_total": 90_000_000}, "over"),
        ({"currency": "usd"}, "unmatched"),
        ({"client_reference_id": "another"}, "unmatched"),
    ],
)
def test_another_amount_currency_or_purchase_is_put_before_a_person(client, stripe_box, changed, outcome):
    purchase = buy_by_card(client, make_product())
    key = session_of(purchase)
    stripe_box.rehearsal.pay(key)
    stripe_box.rehearsal.store.put("session", {**stripe_box.rehearsal.session(key), **changed})
    old_end = after_the_hold(purchase)
    tell_all(client, stripe_box)
    assert BankTransaction.objects.get().outcome == outcome
    assert (states(purchase), statuses()) == (["pending"], ["waiting_payment"])
    assert attempt_of(purchase).expires_at > old_end


def test_it_is_offered_only_with_keys_and_by_a_shop_that_sells_itself(client, stripe_box, settings):
    add(client, make_product())
    fill_address(client)

    def offered():
        return [one["method"].code for one in client.get(reverse("checkout:delivery")).context["payment_methods"]]

    assert offered() == ["cod", "card"]
    for missing in ("secret_key", "webhook_secret"):
        with_keys, settings.STRIPE = settings.STRIPE, {**settings.STRIPE, missing: ""}
        assert offered() == ["cod"]
        assert client.post("/webhooks/stripe/", b"{}", content_type="application/json").status_code == 404
        settings.STRIPE = with_keys
    settings.BUSINESS_MODEL = "intermediary"
    assert offered() == ["cod"]
    assert choose_payment(client, payment_method="card").url == reverse("checkout:delivery")


def test_the_checks_say_what_is_wrong_with_the_keys(settings):
    def found():
        return [one.id for one in checks.run_checks() if one.id.startswith("payment.")]

    assert found() == []
    settings.STRIPE = {**settings.STRIPE, "secret_key": "sk"}
    assert found() == ["payment.E001"]
    settings.STRIPE = {**settings.STRIPE, "webhook_secret": "wh"}
    settings.BUSINESS_MODEL = "intermediary"
    assert found() == ["payment.W001"]


@pytest.mark.parametrize(("least", "most"), [(200_000, 10**7), (15_000, 50_000)])
def test_amounts_that_cards_do_not_take_are_refused(client, stripe_box, settings, least, most):
    settings.CARD_SMALLEST_AMOUNT, settings.CARD_LARGEST_AMOUNT = least, most
    add(client, make_product(price=85_000))
    fill_address(client)
    assert choose_payment(client, payment_method="card").url == reverse("checkout:delivery")


def test_unpaid_holds_are_limited_as_for_transfers(client, stripe_box, settings):
    settings.QR_UNPAID_SHARE = Decimal("0.5")
    product = make_product(stock=20)
    for _ in range(3):
        buy_by_card(Client(), product)
    assert "/c/pay/" not in order_by_card(Client(), product).url
    assert "/c/pay/" not in order_by_card(Client(), product, quantity=8, phone="0987654321").url
    assert "/c/pay/" in order_by_card(Client(), product, phone="0987654321").url


def test_forms_of_the_checkout_may_end_at_the_card_page_and_nowhere_else(client, stripe_box):
    purchase = buy_by_card(client, make_product())
    policy = client.get(thanks_url(purchase.reference))["Content-Security-Policy"]
    assert f"form-action 'self' {stripe_box.url}" in policy
    assert stripe_box.url not in client.get("/san-pham/")["Content-Security-Policy"]


def test_nobody_pays_without_the_signed_link(client, stripe_box):
    purchase = buy_by_card(client, make_product())
    assert client.post(f"/thanh-toan/cam-on/{purchase.reference}:x/tra-tien/").status_code == 404
    assert client.get(thanks_url(purchase.reference) + "tra-tien/").status_code == 405


def test_the_page_of_the_order_leads_to_the_payment_while_it_waits(client, stripe_box):
    from shop.order.links import track_url

    purchase = buy_by_card(client, make_product())
    url = track_url(Order.objects.get().number)
    assert thanks_url(purchase.reference) in client.get(url).content.decode()


def test_ordering_the_same_again_leads_back_to_the_purchase_that_waits(client, stripe_box):
    product = make_product(stock=10)
    first = buy_through_the_pages(client, product, payment_method="card")
    assert order_by_card(client, product).url == thanks_url(first.reference)
    assert Purchase.objects.count() == 1
