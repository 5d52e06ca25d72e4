"""Which rates take which goods, and what a buyer hears where none does."""

from decimal import Decimal

import pytest

from catalogue.places.models import Province
from shop.basket.contents import handling_of
from shop.programme.products.variants import add_variant
from shop.shipping.models import ShippingRate
from shop.shipping.rates import Load, NoRate, quotes
from tests.factories import make_producer, make_product
from tests.shop.checkout.buying import add, buy_through_the_pages, fill_address

pytestmark = pytest.mark.django_db
COLD = ShippingRate.Service.COLD


def make_rate(price, *, producer=None, zone="same_province", service=COLD, **more):
    return ShippingRate.objects.create(
        producer=producer, zone=zone, service=service, up_to_grams=5_000, price=price, min_days=1, max_days=1, **more
    )


def quote(producer, **needs):
    load = Load(producer, 600, Decimal(100_000), **needs)
    found = quotes([load], Province.objects.get(code="68"))[producer.pk]
    return found.code, found.price


def test_cold_goods_go_by_a_cold_rate_only_and_others_never_by_one():
    producer = make_producer()
    assert quote(producer) == ("standard", 22_000)
    with pytest.raises(NoRate):
        quote(producer, needs_cold=True)
    make_rate(70_000)
    assert quote(producer, needs_cold=True) == ("cold", 70_000)
    assert quote(producer) == ("standard", 22_000)


def test_a_producers_own_rate_that_does_not_take_it_gives_way_to_the_shops():
    producer = make_producer()
    make_rate(15_000, producer=producer, service="standard", takes_fragile=False)
    assert quote(producer) == ("standard", 15_000)
    assert quote(producer, is_fragile=True) == ("standard", 22_000)


def test_a_cold_rate_may_refuse_what_breaks():
    producer = make_producer()
    make_rate(70_000, takes_fragile=False)
    with pytest.raises(NoRate):
        quote(producer, needs_cold=True, is_fragile=True)


def test_a_parcel_with_cold_goods_goes_cold_as_a_whole_and_says_so(client):
    make_rate(70_000)
    producer = make_producer()
    cold = make_product("Sữa chua", producer=producer, sheet={"handling": "cold"})
    order = buy_through_the_pages(client, cold, make_product(producer=producer)).orders.get().order
    assert (order.shipping_code, order.shipping_incl_tax) == ("cold", 70_000)
    assert order.shipping_method.startswith("Giao lạnh")


@pytest.mark.parametrize(
    ("handling", "word"), [("cold", "giữ lạnh"), ("cold_fragile", "giữ lạnh"), ("fragile", "dễ vỡ")]
)
def test_goods_that_nobody_takes_there_are_named(client, handling, word):
    ShippingRate.objects.update(takes_fragile=False)
    producer = make_producer()
    add(client, make_product("Sữa chua", producer=producer, sheet={"handling": handling}))
    add(client, make_product("Măng khô", producer=producer))
    client.get("/gio-hang/")  # reads what adding said
    fill_address(client)
    page = client.get("/thanh-toan/giao-hang/", follow=True)
    assert page.redirect_chain[-1][0] == "/gio-hang/"
    [message] = [str(one) for one in page.context["messages"]]
    assert "“Sữa chua”" in message and word in message
    assert "Măng khô" not in message
    assert len(page.context["groups"][0].lines) == 2


def test_a_size_goes_as_its_family_does():
    family = make_product(sheet={"handling": "cold"})
    add_variant(family, {"net_content": 250, "net_unit": "g"})
    assert [handling_of(size) for size in family.children.all()] == ["cold", "cold"]
