"""Several accounts at once: one number for all, orders that share a number, and the last unit sold twice."""

import pytest

from connectors.models import ChannelOrder, Shortage
from connectors.sync import visit
from shop.order.models import Order
from shop.stock import ledger
from shop.stock.checking import differences
from tests.connectors.engine.conftest import add_picture
from tests.factories import make_product

A_BATCH = {"shopee": 1, "lazada": 50}
"""Listings in one call that sends stock."""


@pytest.fixture
def there(elsewhere, producer, product):
    """The same product on the other marketplace."""
    account = elsewhere.open_account(producer)
    listing = elsewhere.list_product(account, product)
    assert visit(account.pk).stopped == ""
    listing.refresh_from_db()
    return listing


def visit_both(*listings) -> None:
    for listing in listings:
        assert visit(listing.account_id).stopped == ""


def test_a_sale_on_one_channel_shows_on_the_other_and_in_the_shop(market, elsewhere, listing, there, record):
    market.buy(listing, 4)
    visit_both(listing, there)
    record.refresh_from_db()
    assert (market.stock(listing), elsewhere.stock(there), record.available) == (6, 6, 6)


def test_the_last_unit_sold_on_two_channels_is_a_shortage_and_both_show_none(market, elsewhere, listing, there, record):
    ledger.count(record, 1)
    visit_both(listing, there)
    first, second = market.buy(listing, 1), elsewhere.buy(there, 1)
    visit_both(listing, there, listing)
    record.refresh_from_db()
    assert (record.num_in_stock, record.num_allocated) == (1, 1)
    shortage = Shortage.objects.get()
    assert (shortage.channel_order.remote_id, shortage.channel_order.state) == (second, "held")
    assert ChannelOrder.objects.get(remote_id=first).state == "placed"
    assert (market.stock(listing), elsewhere.stock(there)) == (0, 0)
    assert list(differences()) == []


@pytest.mark.parametrize("channel", ["lazada"])
def test_one_purchase_in_two_lazada_shops_is_two_orders_under_one_number(market, channel, producer, product, listing):
    other = market.open_account(producer, market.other_shop_id)
    theirs = market.list_product(other, product)
    visit(other.pk)
    theirs.refresh_from_db()
    remote_id = market.buy_lines([(listing, 1), (theirs, 2)])
    visit_both(listing, theirs)
    assert set(ChannelOrder.objects.values_list("remote_id", "state")) == {(remote_id, "placed")}
    assert {order.number for order in Order.objects.all()} == {
        f"lazada-{listing.account_id}-{remote_id}",
        f"lazada-{other.pk}-{remote_id}",
    }


def test_the_same_number_on_two_marketplaces_is_two_orders(market, elsewhere, listing, there):
    remote_id = market.buy(listing, 1)
    visit(listing.account_id)
    elsewhere.buy(there, 1)
    visit(there.account_id)
    [theirs] = ChannelOrder.objects.filter(account=there.account)
    assert Order.objects.count() == 2
    assert theirs.orders.get().number.startswith(f"{elsewhere.name}-{there.account_id}-")
    assert Order.objects.filter(number=f"{market.name}-{listing.account_id}-{remote_id}").count() == 1


@pytest.mark.one_database
def test_changes_of_many_listings_go_in_the_largest_batches_that_the_channel_takes(market, account, producer):
    most = A_BATCH[market.name]
    products = [_described(producer, place) for place in range(most + 1)]
    listings = [market.list_product(account, product) for product in products]
    assert visit(account.pk).refusals == []
    before = market.calls("stock")
    for product in products:
        ledger.receive(product.stockrecords.get(), 1)
    done = visit(account.pk)
    assert len(done.writes) == most + 1
    assert market.calls("stock") - before == 2
    for listing in (listings[0], listings[-1]):
        listing.refresh_from_db()
        assert market.stock(listing) == 11


def _described(producer, place: int):
    title = f"Măng nứa khô loại {place + 1}"
    product = make_product(
        title,
        producer=producer,
        stock=10,
        description=f"{title}, hái tay trong rừng, phơi nắng ba ngày, không chất bảo quản.",
        sheet={"parcel_length": 20, "parcel_width": 15, "parcel_height": 10, "parcel_weight": 600},
    )
    add_picture(product)
    return product
