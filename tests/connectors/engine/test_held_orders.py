"""The office holds an order of a channel for safety, and the channel sends it all the same."""

import pytest

from connectors.following import ask
from connectors.models import ChannelOrder
from connectors.sync import visit
from shop.notices.models import Notice
from shop.order.holding import hold
from shop.order.models import Order
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_what_the_marketplace_has_sent_is_told_as_sent_and_a_person_hears_of_it(market, listing, record):
    remote_id = market.buy(listing, 2)
    visit(listing.account_id)
    order = Order.objects.get()
    hold([order], "Hàng đã ngừng bán vì lý do an toàn.", actor=make_user(is_staff=True))
    ask(ChannelOrder.objects.get(), "ship")
    visit(listing.account_id)
    order.refresh_from_db()
    assert order.status == "placed"
    market.step("pick_up", remote_id)
    visit(listing.account_id)
    order.refresh_from_db()
    assert order.status == "shipped"
    assert Notice.objects.filter(kind="safety").exists()
