"""Whoever bought in English is written to in English, whoever acts later and in whatever language."""

import re

import pytest

from django.core import mail
from django.test import Client
from django.utils import translation

from catalogue.certification.states import today
from shop.checkout.models import Purchase
from shop.order.holding import hold, release
from shop.order.models import Order
from shop.order.pipeline import Status
from shop.order.statuses import advance
from shop.order.tracking import change_tracking
from shop.payment.lapse import release_lapsed
from shop.payment.resolving import refunded
from shop.payment.transactions import record
from shop.returns.handling import answer, ask
from shop.returns.paying_back import pay_back
from tests.factories import make_product, make_user
from tests.shop.checkout.buying import buy, buy_through_the_pages
from tests.shop.payment.paying import buy_by_transfer, make_account, transfer
from tests.shop.payment.test_money_owed import later

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
VIETNAMESE = re.compile("[ạảãâầấậẩẫăằắặẳẵẹẻẽêềếệểễịỉĩọỏõôồốộổỗơờớợởỡụủũưừứựửữỳỵỷỹđ]", re.IGNORECASE)
WHY = "Đơn có hàng đã ngừng bán vì lý do an toàn; văn phòng đang xem xét."


@pytest.fixture
def letters(django_capture_on_commit_callbacks):
    """What `act` writes to the buyer."""

    def letters_of(act) -> list[str]:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        mine = [one for one in mail.outbox if one.to == ["hoa@example.com"]]
        return [f"{one.subject}\n{one.body}" for one in mine]

    return letters_of


def goods():
    return make_product("Honey", stock=9)


@pytest.fixture
def order():
    with translation.override("en"):
        buy_through_the_pages(Client(), goods(), full_name="Hoa Nguyen", email="hoa@example.com")
    return Order.objects.get()


def is_english(letter: str) -> bool:
    """But for the shop's own name and address below it."""
    said = letter.split("Your order at any time:")[0].replace(Order.objects.latest("pk").facts.producer.name, "")
    return not VIETNAMESE.search(said) and "/en/" in letter and letter.startswith("Order ")


def test_the_language_is_kept_with_the_purchase(order):
    assert Purchase.objects.get().language == "en"
    buy_through_the_pages(Client(), goods())
    assert Purchase.objects.latest("pk").language == "vi"


def test_each_step_and_a_tracking_code(order, letters):
    [sent] = letters(lambda: advance(order, Status.SHIPPED, tracking_code="VN1", carrier="VNPost"))
    assert is_english(sent) and "on its way" in sent
    [changed] = letters(lambda: change_tracking(order, "VN2", "VNPost", actor=make_user()))
    assert is_english(changed) and "tracking code changed from VN1 to VN2" in changed


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_cancelling_by_herself_whichever_language_the_page_had(order, letters, language):
    def cancel():
        with translation.override(language):
            from shop.order.links import track_url

            Client().post(f"{track_url(order.number)}huy/")

    [letter] = letters(cancel)
    assert is_english(letter) and "cancelled by the buyer" in letter
    assert Order.objects.get().steps.last().note in ("cancelled by the buyer", "người mua hủy")


def test_a_return_that_is_answered_and_money_that_goes_back(order, letters):
    advance(order, Status.SHIPPED)
    advance(order, Status.DELIVERED)
    order.attempts.update(state="collected")
    one = ask(order, reason="damaged", text="broken", quantities={order.lines.get().pk: 1}, day=today())
    [accepted] = letters(lambda: answer(one, accepted=True, text="Send it back, please", actor=make_user()))
    assert is_english(accepted) and "your return is accepted" in accepted
    [back] = letters(lambda: pay_back(order, 20_000, reason="x", reference="FT1", by=make_user()))
    assert is_english(back) and "goes back to you" in back


def test_a_hold_and_its_end(order, letters):
    [held] = letters(lambda: hold([order], WHY, actor=make_user()))
    assert is_english(held) and "taken off sale for safety" in held
    [free] = letters(lambda: release(order, actor=make_user()))
    assert is_english(free) and "no longer on hold" in free


def test_money_that_comes_lapses_and_goes_back(letters):
    make_account()
    with translation.override("en"):
        purchase = buy_by_transfer(Client(), goods(), full_name="Hoa Nguyen", email="hoa@example.com")
    [lapsed] = letters(lambda: release_lapsed(later()))
    assert is_english(lapsed) and "not paid in time" in lapsed
    row, _ = record(transfer(purchase))
    [back] = letters(lambda: refunded(row, actor=make_user(), note="FT1"))
    assert is_english(back)


def test_who_bought_in_vietnamese_is_written_to_in_vietnamese_by_an_english_desk(letters):
    buy(Client(), goods(), email="hoa@example.com")
    with translation.override("en"):
        [sent] = letters(lambda: advance(Order.objects.get(), Status.SHIPPED, note="the producer brings it herself"))
    assert "đang trên đường" in sent.lower() or "đang giao" in sent.lower()
    assert "the producer brings it herself" not in sent
