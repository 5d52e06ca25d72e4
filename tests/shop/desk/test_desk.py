import pytest

from django.test import Client

from shop.desk import panels
from shop.order.models import Order
from tests.factories import make_producer, make_product, make_user
from tests.shop.checkout.buying import buy

pytestmark = pytest.mark.django_db
DESK = "/gian-hang/"


@pytest.fixture
def owner():
    return make_user()


@pytest.fixture
def order(owner):
    buy(Client(), make_product("Măng khô", producer=make_producer("HTX Măng", users=[owner]), stock=5))
    return Order.objects.get()


@pytest.fixture
def desk(client, owner):
    client.force_login(owner)
    return client


def step(desk, order, name, **data):
    return desk.post(f"{DESK}don/{order.number}/{name}/", data)


def test_an_order_goes_from_heap_to_heap_until_it_is_shipped(desk, order):
    for queue, name, data in (
        ("confirm", "confirm", {}),
        ("pack", "pack", {}),
        ("ship", "ship", {"tracking_code": "VN42", "carrier": "VNPost"}),
    ):
        page = desk.get(DESK, {"queue": queue})
        assert [job["shown"].number for job in page.context["jobs"]] == [order.number]
        assert step(desk, order, name, **data).status_code == 302
        assert len(desk.get(DESK, {"queue": queue}).context["jobs"]) == 0
    order.refresh_from_db()
    record = order.lines.get().stockrecord
    assert (order.status, record.num_in_stock, record.num_allocated) == ("shipped", 4, 0)
    assert (order.facts.tracking_code, order.facts.carrier) == ("VN42", "VNPost")
    assert order.steps.last().actor.partners.get().producer == order.facts.producer


def test_the_desk_opens_on_the_first_heap_with_something_in_it(desk, order):
    step(desk, order, "confirm")
    assert [queue["current"] for queue in desk.get(DESK).context["queues"]] == [False, True, False, False, False]
    assert desk.get(DESK).context["panels"][0]["count"] == 1


def test_a_step_is_taken_once_and_only_in_its_turn(desk, order):
    step(desk, order, "ship")
    order.refresh_from_db()
    assert order.status == "placed"
    step(desk, order, "confirm")
    step(desk, order, "confirm")
    assert order.steps.count() == 2
    assert step(desk, order, "teleport").status_code == 404
    assert desk.get(f"{DESK}don/{order.number}/confirm/").status_code == 405


def test_who_cannot_deliver_says_why_and_frees_the_units(desk, order):
    url = f"{DESK}don/{order.number}/khong-giao-duoc/"
    assert desk.post(url, {"reason": ""}).status_code == 422
    desk.post(url, {"reason": "Mưa lũ, hỏng hàng"})
    order.refresh_from_db()
    assert (order.status, order.lines.get().stockrecord.num_allocated) == ("refused", 0)
    assert order.steps.last().note == "Mưa lũ, hỏng hàng"


def test_the_slip_says_what_lies_in_the_parcel_and_what_to_collect(desk, order):
    page = desk.get(f"{DESK}don/{order.number}/phieu/").content.decode()
    for told in ("Măng khô", "Nguyễn Thị Hoa", "0912345678", "107.000"):
        assert told in page


@pytest.mark.parametrize("orders", [1, 6])
def test_the_list_asks_the_database_a_fixed_number_of_times(
    desk, owner, django_assert_max_num_queries, settings, orders
):
    settings.COD_OPEN_ORDERS = 100
    producer = make_producer(users=[owner])
    for _ in range(orders):
        buy(Client(), make_product(producer=producer))
    with django_assert_max_num_queries(16):
        assert len(desk.get(DESK).context["jobs"]) == orders


def test_other_apps_add_their_panels(desk, order, monkeypatch):
    monkeypatch.setattr(panels, "_registered", dict(panels._registered))
    panels.register(panels.Panel("channels", "Kênh bán", "desk:orders", 20))
    titles = [panel["title"] for panel in desk.get(DESK).context["panels"]]
    assert titles[-1] == "Kênh bán"
