"""A guest pays by card on a phone, through the rehearsal Stripe's own page in a real browser."""

import re
from datetime import timedelta

import pytest

from shop.checkout.models import Purchase
from shop.order.models import Order
from shop.payment.lapse import GRACE, release_lapsed
from shop.payment.sandbox.serving import running
from shop.stock.checking import differences
from tests.browser.test_guest_cod import PHONE, fill_address, look
from tests.factories import make_producer, make_product
from tests.shop.payment.cards import KEY, SECRET, connect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ON_CARD_PAGE = re.compile(r"/c/pay/cs_test_")
ON_THANKS = re.compile(r"/thanh-toan/cam-on/")


@pytest.fixture
def card_box(live_server, settings):
    with running(f"{live_server.url}/webhooks/stripe/", secret=SECRET, key=KEY) as server:
        connect(settings, server)
        yield server


def order_by_card(page, site):
    products = [make_product(producer=make_producer(), price=85_000, stock=5) for _ in range(2)]
    page.set_viewport_size(PHONE)
    for product in products:
        page.goto(site + product.get_absolute_url())
        page.click(".product__add button.button--main")
    page.click("a[href='/thanh-toan/']")
    fill_address(page)
    page.click(".checkout__main button.button--main")
    page.check("input[value=card]")
    look(page, "card-1-delivery")
    page.click(".checkout__main button.button--main")
    page.check("#id_consent")
    page.click(".checkout__side button.button--main")
    page.wait_for_url(ON_CARD_PAGE)
    return Purchase.objects.get()


def statuses() -> set[str]:
    return {order.status for order in Order.objects.all()}


def test_a_card_is_declined_then_paid_and_the_open_page_turns_to_paid(live_server, page, card_box):
    card_box.rehearsal.outbox.mode = "held"
    order_by_card(page, live_server.url)
    look(page, "card-2-checkout")
    page.click("button[value=decline]")
    page.wait_for_selector("[role=alert]")
    look(page, "card-3-declined")
    page.click("a:has-text('Quay lại cửa hàng')")
    page.wait_for_url(ON_THANKS)
    assert re.fullmatch(r"Còn: 00:(29|30):\d\d", page.inner_text("[data-until]"))
    look(page, "card-4-waiting")
    assert statuses() == {"waiting_payment"}
    page.click("form[action$='tra-tien/'] button")
    page.wait_for_url(ON_CARD_PAGE)
    page.click("button[value=pay]")
    page.wait_for_url(ON_THANKS)
    assert "Ngay khi Stripe xác nhận" in page.inner_text("#purchase")
    look(page, "card-5-returned")
    (letter,) = card_box.rehearsal.outbox.letters()
    card_box.rehearsal.outbox.send_again(letter["id"])
    page.wait_for_selector("#purchase .message--success", timeout=10_000)
    look(page, "card-6-paid")
    assert statuses() == {"placed"}
    assert [one.state for one in Purchase.objects.get().attempts.all()] == ["paid"]
    assert list(differences()) == []


def test_a_bank_rejects_later_and_another_try_is_paid(live_server, page, card_box):
    card_box.rehearsal.outbox.mode = "twice"
    purchase = order_by_card(page, live_server.url)
    page.click("button[value=later_bad]")
    page.wait_for_url(ON_THANKS)
    page.wait_for_selector("text=đang chờ ngân hàng xác nhận", timeout=10_000)
    look(page, "card-7-processing")
    card_box.rehearsal.reject(purchase.attempts.get().remote_id)
    page.wait_for_selector("text=không được chấp nhận", timeout=15_000)
    look(page, "card-8-rejected")
    page.click("form[action$='tra-tien/'] button")
    page.wait_for_url(ON_CARD_PAGE)
    page.click("button[value=pay]")
    page.wait_for_selector("#purchase .message--success", timeout=15_000)
    assert [one.state for one in purchase.attempts.order_by("pk")] == ["refused", "paid"]
    assert statuses() == {"placed"}
    assert list(differences()) == []


def test_abandoned_the_lapse_frees_the_goods(live_server, page, card_box):
    purchase = order_by_card(page, live_server.url)
    page.goto(live_server.url)
    overdue = purchase.attempts.get().expires_at + GRACE + timedelta(seconds=1)
    assert release_lapsed(overdue) == 1
    assert statuses() == {"cancelled"}
    page.go_back()
    page.reload()
    assert "đã hết hạn" in page.inner_text("main")
    look(page, "card-9-expired")
    page.click("main a")
    page.wait_for_url(ON_THANKS)
    assert "Hàng không còn được giữ" in page.inner_text("#purchase")
    look(page, "card-10-lapsed")
    assert {line.stockrecord.num_allocated for order in Order.objects.all() for line in order.lines.all()} == {0}
    assert list(differences()) == []


def test_the_control_page_shows_what_happened(live_server, page, card_box):
    order_by_card(page, live_server.url)
    page.click("button[value=pay]")
    page.wait_for_selector("#purchase .message--success", timeout=10_000)
    page.goto(card_box.url)
    page.wait_for_selector("text=HTTP 200")
    look(page, "card-11-control")
    page.select_option("select[name=mode]", "reversed")
    page.click("button:has-text('Đổi')")
    page.wait_for_selector("option[value=reversed][selected]", state="attached")
    assert card_box.rehearsal.outbox.mode == "reversed"
