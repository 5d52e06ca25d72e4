"""Price and stock rules of an account and of a listing, and what a sale's window does by itself."""

from datetime import timedelta

import pytest

from django.db.models import Q
from django.utils import timezone

from catalogue.provenance.prices import set_price
from connectors.drafting import ensure_skus
from connectors.due import due_accounts
from connectors.holding import holding
from connectors.levels import push_levels
from connectors.models import ChannelAccount, Listing, ListingSku
from connectors.plan import Aspect, PriceTerms, StockTerms
from connectors.planning import due_content, plan_account
from connectors.publishing import _push_one
from connectors.screens.showing import sku_rows
from connectors.sync import visit
from connectors.visiting import Visit
from connectors.waking import bump_skus, send_again
from shop.stock import ledger
from tests.connectors.engine.conftest import Clock

VN = timezone.get_fixed_timezone(7 * 60)


def rule(listing: Listing, **values) -> None:
    """As the listing's form saves it."""
    own = {name: values.pop(name) for name in ("own_price", "sale_price") if name in values}
    listing.skus.update(**own)
    Listing.objects.filter(pk=listing.pk).update(**values)
    bump_skus(Q(listing=listing), "stock", "price")


def special(market, listing) -> tuple:
    [sku] = market.item(listing)["skus"]
    return sku["special_price"], sku["special_from"], sku["special_to"]


def wire(moment) -> str:
    return moment.astimezone(VN).strftime("%Y-%m-%d %H:%M:%S")


def test_an_own_price_of_a_listing_outranks_the_accounts_mark_up(market, listing, record):
    ChannelAccount.objects.update(markup=10)
    rule(listing, own_price=91_500)
    visit(listing.account_id)
    assert market.price(listing) == 91_500
    assert PriceTerms.from_dict(listing.skus.get().price_terms).why() == "91.500 ₫, đặt riêng cho kênh này."
    set_price(record, 99_000)
    assert visit(listing.account_id).writes == []
    rule(listing, own_price=None)
    visit(listing.account_id)
    assert market.price(listing) == 109_000


def test_a_rule_that_is_saved_while_a_visit_lasts_counts_at_once(market, listing, record):
    with holding(listing.account_id) as held:
        account = ChannelAccount.objects.get()
        account.markup, account.buffer = 10, 3
        account.save(update_fields=["markup", "buffer"])
        for aspect in (Aspect.STOCK, Aspect.PRICE):
            push_levels(held, aspect, Visit())
    assert (market.price(listing), market.stock(listing)) == (94_000, record.available - 3)
    assert visit(listing.account_id).writes == []


def test_a_rule_that_is_saved_before_a_listings_turn_counts_in_its_creation(market, account, product):
    listing = market.list_product(account, product)
    with holding(account.pk) as held:
        [found] = due_content(held.account, held.clock())
        ensure_skus(found)
        rule(listing, markup=10)
        _push_one(held, found, Visit())
    listing.refresh_from_db()
    assert market.price(listing) == 94_000
    assert visit(account.pk).writes == []


def test_mark_up_and_rounding_of_a_listing_outrank_the_accounts(market, listing):
    ChannelAccount.objects.update(markup=10)
    rule(listing, markup=5, rounding=500)
    visit(listing.account_id)
    assert market.price(listing) == 89_500
    why = PriceTerms.from_dict(listing.skus.get().price_terms).why()
    assert why == "85.000 ₫ +5%, làm tròn lên 500 ₫ → 89.500 ₫."


def test_share_cap_and_buffer_of_a_listing_outrank_the_accounts(market, listing):
    ChannelAccount.objects.update(cap=2)
    rule(listing, share=50, cap_rule="own", cap=9, buffer=1)
    visit(listing.account_id)
    assert market.stock(listing) == 4
    terms = listing.skus.get().stock_terms
    assert (terms["share"], terms["cap"], terms["buffer"]) == (50, 9, 1)
    rule(listing, share=None, cap_rule="account", buffer=None)
    visit(listing.account_id)
    assert market.stock(listing) == 2


@pytest.mark.parametrize(
    ("values", "number", "why"),
    [
        ({"cap_rule": "account"}, 2, "có 10, tối đa 2 theo mức trần của gian hàng → 2."),
        ({"cap_rule": "own", "cap": 6}, 6, "có 10, tối đa 6 theo mức trần riêng của tin này → 6."),
        ({"cap_rule": "none"}, 10, "có 10, tin này không giới hạn (bỏ qua mức trần 2 của gian hàng)."),
    ],
)
def test_a_listing_follows_its_shops_limit_has_its_own_or_none(market, listing, values, number, why):
    ChannelAccount.objects.update(cap=2)
    rule(listing, **values)
    visit(listing.account_id)
    assert market.stock(listing) == number
    listing.refresh_from_db()
    [row] = sku_rows(listing)
    assert row["stock"]["why"] == why


def test_terms_that_were_stored_before_still_say_why():
    stored = {"available": 9, "share": 100, "buffer": 0, "cap": 4, "floor": 0, "paused": False, "short": False}
    assert StockTerms.from_dict(stored).why() == "có 9, tối đa 4 → 4."


def test_a_paused_listing_shows_none_and_the_account_goes_on(market, account, listing, producer):
    rule(listing, stock_paused=True)
    visit(account.pk)
    assert market.stock(listing) == 0
    rule(listing, stock_paused=False)
    visit(account.pk)
    assert market.stock(listing) == 10


@pytest.mark.parametrize("channel", ["lazada"])
class TestASale:
    @pytest.fixture
    def start(self):
        return timezone.now().replace(microsecond=0) + timedelta(days=1)

    @pytest.fixture
    def sale(self, listing, start):
        rule(listing, sale_price=70_000, sale_from=start, sale_until=start + timedelta(days=3))
        assert visit(listing.account_id).refusals == []
        return listing.skus.get()

    def test_goes_out_with_its_dates_and_stores_its_boundaries(self, market, listing, sale, start):
        assert special(market, listing) == (70_000, wire(start), wire(start + timedelta(days=3)))
        assert market.price(listing) == 85_000
        assert sale.next_change_at == start
        assert PriceTerms.from_dict(sale.price_terms).sale.price == 70_000

    def test_changes_at_its_boundaries_cost_no_write(self, market, listing, sale, start):
        clock = Clock()
        clock.now = start + timedelta(seconds=1)
        ChannelAccount.objects.update(visited_at=clock.now, access_expires_at=clock.now + timedelta(days=9))
        assert due_accounts(clock.now) == [listing.account_id]
        assert plan_account(listing.account, clock.now).writes == ()
        market.act("clock", step=int((clock.now - timezone.now()).total_seconds()))
        assert visit(listing.account_id, clock).writes == []
        assert listing.skus.get().next_change_at == start + timedelta(days=3)
        clock.now = start + timedelta(days=3, seconds=1)
        market.act("clock", step=3 * 86_400)
        assert visit(listing.account_id, clock).writes == []
        assert listing.skus.get().next_change_at is None
        ChannelAccount.objects.update(visited_at=clock.now)
        assert due_accounts(clock.now) == []

    def test_taken_back_ends_there_at_once(self, market, listing, sale):
        rule(listing, sale_price=None)
        done = visit(listing.account_id)
        assert [write.row.wanted for write in done.writes] == [85_000]
        _price, _since, until = special(market, listing)
        assert until <= wire(timezone.now())
        assert visit(listing.account_id).writes == []

    def test_over_does_not_stand_in_the_way_of_a_lower_price(self, market, listing, sale, record):
        rule(listing, sale_price=None)
        visit(listing.account_id)
        set_price(record, 60_000)
        assert visit(listing.account_id).refusals == []
        assert market.price(listing) == 60_000

    def test_not_below_the_price_is_left_out_and_said(self, market, listing, sale, record):
        set_price(record, 70_000)
        assert visit(listing.account_id).refusals == []
        assert market.price(listing) == 70_000
        terms = PriceTerms.from_dict(listing.skus.get().price_terms)
        assert (terms.sale, terms.void) == (None, True)

    def test_of_the_whole_account_is_a_share_off_each_price_rounded_up(self, market, listing, start):
        account = listing.account
        account.sale_percent, account.sale_from, account.sale_until = 7, start, start + timedelta(days=1)
        account.save(update_fields=["sale_percent", "sale_from", "sale_until"])
        visit(account.pk)
        assert special(market, listing)[0] == 80_000
        rule(listing, sale_percent=0)
        visit(account.pk)
        assert special(market, listing)[2] <= wire(timezone.now())

    def test_is_part_of_a_new_listing(self, market, account, product, start):
        ChannelAccount.objects.update(sale_percent=20, sale_from=start, sale_until=start + timedelta(days=1))
        listing = market.list_product(account, product)
        visit(account.pk)
        listing.refresh_from_db()
        assert special(market, listing)[0] == 68_000
        assert visit(account.pk).writes == []

    def test_is_sent_again_when_nobody_knows_whether_it_arrived(self, market, listing, start):
        market.fault("price", "server_error", when="after")
        rule(listing, sale_price=70_000, sale_from=start, sale_until=start + timedelta(days=1))
        assert visit(listing.account_id).waiting == 1
        rule(listing, sale_price=None)
        send_again(listing)
        visit(listing.account_id)
        assert special(market, listing)[2] <= wire(timezone.now())


@pytest.mark.parametrize("channel", ["shopee"])
def test_a_channel_without_sale_prices_gets_the_plain_price(market, listing, record):
    start = timezone.now()
    rule(listing, sale_price=70_000, sale_from=start, sale_until=start + timedelta(days=1))
    assert visit(listing.account_id).refusals == []
    assert (market.price(listing), ListingSku.objects.get().next_change_at) == (85_000, None)
    ledger.receive(record, 1)
    assert [write.row.aspect for write in visit(listing.account_id).writes] == ["stock"]
