"""Oscar's own screens keep working on our orders and baskets."""

import pytest

from shop.order.models import Order
from tests.factories import make_product, make_user
from tests.shop.checkout.buying import add, buy

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    return client


def test_the_dashboard_shows_an_order_and_steps_it_through_the_ledger(staff):
    buy(staff, make_product(stock=5))
    order = Order.objects.get()
    url = f"/dashboard/orders/{order.number}/"
    assert staff.get("/dashboard/orders/").status_code == 200
    assert staff.get(url).status_code == 200
    staff.post(url, {"order_action": "change_order_status", "new_status": "shipped"})
    order.refresh_from_db()
    record = order.lines.get().stockrecord
    assert (order.status, record.num_in_stock, record.num_allocated) == ("shipped", 4, 0)


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
