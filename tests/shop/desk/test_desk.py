import pytest

from django.test import Client
from django.urls import reverse

from shop.desk import panels
from shop.desk.urls import urlpatterns
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
    with django_assert_max_num_queries(15):
        assert len(desk.get(DESK).context["jobs"]) == orders


def every_url(order):
    """Every address of the desk, with the order's number where one is asked for."""
    arguments = {"number": order.number, "step": "confirm"}
    for pattern in urlpatterns:
        names = pattern.pattern.converters
        yield reverse(f"desk:{pattern.name}", kwargs={name: arguments[name] for name in names})


def test_no_address_of_the_desk_leads_to_another_producers_order(order):
    stranger = make_user()
    make_producer("HTX Khác", users=[stranger])
    other = Client()
    other.force_login(stranger)
    visited = 0
    for url in every_url(order):
        for response in (other.get(url), other.post(url, {"reason": "x", "tracking_code": "x"})):
            for secret in ("Măng khô", "Nguyễn Thị Hoa", "0912345678"):
                assert secret not in response.content.decode()
            if order.number in url:
                assert response.status_code in (404, 405)
        visited += 1
    assert visited == len(urlpatterns)
    order.refresh_from_db()
    assert (order.status, order.steps.count()) == ("placed", 1)


def test_who_works_for_no_producer_finds_no_desk(client, order):
    for url in every_url(order):
        assert client.get(url).url.startswith(reverse("login"))
    client.force_login(make_user())
    for url in every_url(order):
        assert client.get(url).status_code == 404


def test_other_apps_add_their_panels(desk, order, monkeypatch):
    monkeypatch.setattr(panels, "_registered", dict(panels._registered))
    panels.register(panels.Panel("channels", "Kênh bán", "desk:orders", 20))
    titles = [panel["title"] for panel in desk.get(DESK).context["panels"]]
    assert titles[-1] == "Kênh bán"
