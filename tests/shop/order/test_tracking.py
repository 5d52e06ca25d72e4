import re

import pytest

from django.core.cache import cache
from django.test import Client

from shop.checkout.links import thanks_url
from shop.checkout.references import new_reference
from shop.order.links import track_url
from shop.order.models import Order
from shop.order.pipeline import Status
from shop.order.statuses import advance
from shop.theming.templatetags.money import dong
from tests.factories import make_product
from tests.shop.checkout.buying import buy

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def order(client):
    buy(client, make_product("Mật ong", stock=5))
    return Order.objects.get()


def test_number_and_phone_lead_to_the_order(order):
    visitor = Client()
    typed = {"number": order.number.lower(), "phone": "+84 912 345 678"}
    response = visitor.post("/don-hang/", typed)
    assert response.url == track_url(order.number)
    page = visitor.get(response.url).content.decode()
    assert "Mật ong" in page
    assert order.number in page


@pytest.mark.parametrize("changed", [{"phone": "0912345679"}, {"number": "0000000-1"}])
def test_a_wrong_number_or_phone_shows_nothing(order, changed):
    visitor = Client()
    typed = {"number": order.number, "phone": "0912345678", **changed}
    assert visitor.post("/don-hang/", typed).url == "/don-hang/"
    response = visitor.get("/don-hang/")
    assert "Mật ong" not in response.content.decode()
    form = response.context["form"]
    assert (form["number"].value(), form["phone"].value()) == (typed["number"], typed["phone"])
    assert form.errors


def test_a_look_up_that_found_nothing_is_forgotten_with_the_next_or_after_an_hour(order, monkeypatch):
    visitor = Client()
    visitor.post("/don-hang/", {"number": order.number, "phone": "0912345679"})
    text = "Không có đơn hàng nào khớp cả số đơn và số điện thoại này"
    assert text in visitor.get("/don-hang/").content.decode()
    monkeypatch.setattr("shop.checkout.retyping._KEPT", 0)
    assert text not in visitor.get("/don-hang/").content.decode()
    monkeypatch.undo()
    visitor.post("/don-hang/", {"number": order.number, "phone": "0912345678"})
    assert not visitor.get("/don-hang/").context["form"].is_bound


def test_guessing_is_slowed_down(order):
    visitor = Client()
    for _ in range(10):
        visitor.post("/don-hang/", {"number": order.number, "phone": "0912345679"})
    assert visitor.post("/don-hang/", {"number": order.number, "phone": "0912345678"}).url == "/don-hang/"
    response = visitor.get("/don-hang/")
    assert "Thử quá nhiều lần" in response.content.decode()
    assert "Còn thiếu hoặc chưa đúng" not in response.content.decode()


def test_a_link_that_we_did_not_sign_shows_nothing(order):
    assert Client().get(f"/don-hang/{order.number}/").status_code == 404
    assert Client().get(track_url(order.number)[:-2] + "x/").status_code == 404


def test_the_buyer_cancels_before_packing_and_the_units_are_free(client, order):
    url = track_url(order.number)
    assert "/huy/" in client.get(url).content.decode()
    asked = client.get(f"{url}huy/")
    order.refresh_from_db()
    assert (asked.status_code, order.status) == (200, "placed")
    client.post(f"{url}huy/")
    order.refresh_from_db()
    record = order.lines.get().stockrecord
    assert (order.status, record.num_allocated) == ("cancelled", 0)
    assert order.attempts.get().state == "refused"


def test_a_packed_order_is_not_cancelled_by_the_buyer(client, order):
    advance(order, Status.PACKED)
    url = track_url(order.number)
    assert "/huy/" not in client.get(url).content.decode()
    client.post(f"{url}huy/")
    order.refresh_from_db()
    assert (order.status, order.lines.get().stockrecord.num_allocated) == ("packed", 1)


def test_the_page_shows_how_far_the_parcel_is(client, order):
    advance(order, Status.SHIPPED, tracking_code="VN42", carrier="VNPost")
    response = client.get(track_url(order.number))
    steps = response.context["order"].steps
    assert [step.done for step in steps] == [True, True, True, True, False]
    assert [step.current for step in steps].index(True) == 3
    assert re.search(r"VNPost.*VN42", response.content.decode(), re.S)


def test_a_delivered_parcel_was_paid_at_the_door(order):
    for step in (Status.SHIPPED, Status.DELIVERED):
        advance(order, step)
    assert order.attempts.get().state == "collected"


def test_who_cancels_a_paid_order_is_told_who_pays_back(client, order):
    order.facts.purchase.payment = "qr"
    order.facts.purchase.save()
    order.facts.cod_amount = 0
    order.facts.save()
    asked = client.get(f"{track_url(order.number)}huy/").content.decode()
    assert f"{order.facts.payee} trả lại" in asked and dong(order.total_incl_tax) in asked
    done = client.post(f"{track_url(order.number)}huy/", follow=True)
    assert f"{order.facts.payee} trả lại" in str(next(iter(done.context["messages"])))


def test_an_order_that_is_on_its_way_has_no_page_to_cancel_it(client, order):
    advance(order, Status.SHIPPED)
    assert client.get(f"{track_url(order.number)}huy/").url == track_url(order.number)


def test_a_remark_leaves_the_time_of_the_step(client, order):
    from shop.order.tracking import change_tracking

    advance(order, Status.SHIPPED, tracking_code="VN42")
    at = order.steps.last().at
    assert change_tracking(order, "VN43", "VNPost", actor=None) is True
    assert change_tracking(order, "VN43", "VNPost", actor=None) is False
    shown = client.get(track_url(order.number)).context["order"]
    assert (shown.tracking_code, shown.steps[3].at) == ("VN43", at)


@pytest.fixture
def code(client):
    """Of a purchase from two producers, as its thanks page tells it."""
    return buy(client, make_product("Mật ong"), make_product("Trà")).reference


def _looks_alike(code: str) -> str:
    return f" {code[:4]} {code[4:]} ".lower().replace("0", "o").replace("1", "l")


@pytest.mark.parametrize("typed", [str, str.lower, _looks_alike])
def test_the_code_of_the_thanks_page_and_the_phone_lead_to_the_purchase(code, typed):
    visitor = Client()
    response = visitor.post("/don-hang/", {"number": typed(code), "phone": "0912 345 678"})
    assert response.url == thanks_url(code)
    page = visitor.get(response.url).content.decode()
    assert "Mật ong" in page and "Trà" in page


def test_each_order_of_a_purchase_is_found_by_its_own_number(code):
    typed = {"number": f"{_looks_alike(code).strip()}-2", "phone": "0912345678"}
    assert Client().post("/don-hang/", typed).url == track_url(f"{code}-2")


def test_a_right_code_with_a_wrong_phone_is_answered_as_a_wrong_code(code):
    told = []
    for number, phone in ((code, "0912345679"), (new_reference(), "0912345678")):
        visitor = Client()
        assert visitor.post("/don-hang/", {"number": number, "phone": phone}).url == "/don-hang/"
        told.append(visitor.get("/don-hang/").context["form"].errors)
    assert told[0] == told[1] != {}


def test_guessing_phones_to_a_code_is_slowed_down(code):
    visitor = Client()
    for _ in range(10):
        visitor.post("/don-hang/", {"number": code, "phone": "0912345679"})
    assert visitor.post("/don-hang/", {"number": code, "phone": "0912345678"}).url == "/don-hang/"
