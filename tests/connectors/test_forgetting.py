"""What channels told of buyers goes with `anonymise_orders`."""

from datetime import timedelta

import pytest

from django.core.management import call_command
from django.utils import timezone

from connectors.models import Call, ChannelAccount, ChannelOrder, InboundEvent
from shop.order.models import Order, ShippingAddress
from shop.order.pipeline import Status
from shop.order.placing import OrderedLine, place_order
from shop.order.statuses import advance
from tests.factories import make_producer, make_product

pytestmark = pytest.mark.django_db
HER = {"name": "N***n Hoa", "phone": "******78", "street": "1* thôn 3"}


@pytest.fixture
def account():
    return ChannelAccount.objects.create(channel="shopee", shop_id="1", name="Shop")


def kept(account, remote_id: str, *, days: int = 400, state: str = "placed", end: str | None = "shipped"):
    then = timezone.now() - timedelta(days=days)
    one = ChannelOrder.objects.create(
        account=account, remote_id=remote_id, status="completed", remote_status="X", state=state, recipient=HER,
        raw={"buyer": "hoa88"}, total=50_000, created_at=then, updated_at=then,
    )  # fmt: skip
    if state == "placed":
        producer = make_producer()
        line = OrderedLine(make_product(producer=producer, stock=5).stockrecords.get(), 1, 50_000)
        address = ShippingAddress.objects.create(first_name=HER["name"], line1=HER["street"], country_id="VN")
        order = place_order(
            producer=producer, lines=[line], number=f"shopee-{remote_id}", status=Status.PLACED, channel="shopee",
            shipping_address=address,
        )  # fmt: skip
        if end:
            advance(order, end)
            advance(order, Status.DELIVERED)
        Order.objects.filter(pk=order.pk).update(date_placed=then)
        one.orders.add(order)
    return one


def told_of(one) -> bool:
    one.refresh_from_db()
    assert bool(one.recipient) == bool(one.raw)
    return bool(one.raw)


def test_old_ended_orders_of_a_channel_name_nobody_any_more(account):
    ended = [kept(account, "1"), kept(account, "2", state="closed")]
    going_on = [kept(account, "3", days=100), kept(account, "4", state="held"), kept(account, "5", end=None)]
    call_command("anonymise_orders", "--older-than", "365")
    assert [told_of(one) for one in (*ended, *going_on)] == [False, False, True, True, True]
    ended[0].refresh_from_db()
    assert (ended[0].total, ended[0].orders.get().shipping_address.first_name) == (50_000, "–")


def test_what_was_said_on_the_wire_goes_with_its_age(account):
    for days in (400, 10):
        then = timezone.now() - timedelta(days=days)
        Call.objects.create(
            account=account, channel="shopee", operation="x", method="GET", url="/", request="a", response="b",
            started_at=then,
        )  # fmt: skip
        InboundEvent.objects.create(channel="shopee", account=account, digest=str(days), kind="order", body="hoa88")
        InboundEvent.objects.filter(digest=str(days)).update(received_at=then)
    call_command("anonymise_orders", "--older-than", "365", "--dry-run")
    assert Call.objects.filter(request="a").count() == 2
    call_command("anonymise_orders", "--older-than", "365")
    calls = Call.objects.order_by("started_at").values_list("request", "response", "operation")
    assert list(calls) == [("", "", "x"), ("a", "b", "x")]
    assert list(InboundEvent.objects.order_by("received_at").values_list("body", flat=True)) == ["", "hoa88"]
