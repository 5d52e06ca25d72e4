"""Oscar's own screens keep working on our orders and baskets."""

import pytest

from shop.order.models import Order, PaymentEventType, ShippingEventType
from tests.factories import make_product, make_user
from tests.shop.checkout.buying import add, buy

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def order(client):
    buy(client, make_product(stock=5))
    return Order.objects.get()


def test_the_dashboard_shows_an_order_and_keeps_notes_of_it(staff, order):
    url = f"/dashboard/orders/{order.number}/"
    assert staff.get("/dashboard/orders/").status_code == 200
    assert staff.get(url).status_code == 200
    staff.post(url, {"order_action": "save_note", "message": "Khách gọi lại"})
    assert order.notes.get().message == "Khách gọi lại"


@pytest.mark.parametrize(
    "form",
    [
        {"order_action": "change_order_status", "new_status": "shipped"},
        {"order_action": "change_order_status", "new_status": "delivered"},
        {"order_action": "create_order_payment_event", "payment_event_type": "paid", "amount": "1000"},
        {"line_action": "change_line_statuses", "new_status": "shipped"},
        {"line_action": "create_shipping_event", "shipping_event_type": "shipped"},
        {"line_action": "create_payment_event", "payment_event_type": "paid", "amount": "1000"},
    ],
)
def test_no_form_made_up_for_the_dashboard_changes_an_order(staff, order, form):
    ShippingEventType.objects.create(name="Shipped", code="shipped")
    PaymentEventType.objects.create(name="Paid", code="paid")
    line, url = order.lines.get(), f"/dashboard/orders/{order.number}/"
    chosen = {"selected_line": line.pk, f"selected_line_qty_{line.pk}": "1"}
    assert staff.post(url, {**form, **chosen}).url == url
    order.refresh_from_db()
    line.refresh_from_db()
    record = line.stockrecord
    assert (order.status, line.status, record.num_in_stock, record.num_allocated) == ("placed", "placed", 5, 1)
    assert (order.steps.count(), order.notes.count()) == (1, 0)
    assert (order.shipping_events.count(), order.payment_events.count()) == (0, 0)


def test_no_list_of_orders_is_stepped_at_once(staff, order):
    form = {"action": "change_order_statuses", "selected_order": order.pk, "new_status": "shipped"}
    staff.post("/dashboard/orders/", form)
    order.refresh_from_db()
    assert (order.status, order.steps.count()) == ("placed", 1)


def test_a_buyers_account_opens_with_a_full_basket(client):
    client.force_login(make_user())
    add(client, make_product())
    assert client.get("/tai-khoan/", follow=True).status_code == 200
    assert client.get("/tai-khoan/orders/", follow=True).status_code == 200


def test_the_dashboard_names_states_in_our_words_and_offers_no_way_round_our_steps(staff):
    buy(staff, make_product(stock=5))
    url = f"/dashboard/orders/{Order.objects.get().number}/"
    for page in (staff.get("/dashboard/orders/"), staff.get(url)):
        text = page.content.decode()
        assert "Đã đặt" in text or "Đã nhận đơn" in text
        assert 'name="new_status"' not in text and "<td>placed</td>" not in text
