"""What the marketplace holds against a listing stays on show until a look there finds it gone."""

import pytest

from connectors.models import ChannelAccount, Fate, Listing
from connectors.screens import waiting
from connectors.status import status_rows
from connectors.sync import compare, visit
from connectors.waking import bump_account, send_again

pytestmark = pytest.mark.one_database


@pytest.fixture
def banned(market, listing) -> Listing:
    market.act("review", item_id=int(listing.item_id), reason="Thiếu giấy phép")
    compare(listing.account_id)
    listing.refresh_from_db()
    assert (listing.content_state, listing.content_problem["code"]) == (Fate.REFUSED, "review_refused")
    return listing


def is_told(listing, farmer) -> bool:
    """As a card of the listing, as a task, and as a refused one in the figures."""
    listing.refresh_from_db()
    tasks = [one for one in waiting.tasks(farmer) if one.page == "listing"]
    [row] = status_rows(ChannelAccount.objects.all())
    card = (listing.content_state, listing.content_problem.get("code"), listing.remote_state)
    found = (
        card == (Fate.REFUSED, "review_refused", "banned"),
        [one.key for one in tasks] == [listing.pk],
        row["refused"],
    )
    assert found in ((True, True, 1), (False, False, 0))
    return found[0]


def test_sending_it_again_unchanged_keeps_the_card_while_it_stays_banned(market, banned, farmer):
    for _turn in range(2):
        send_again(banned)
        assert is_told(banned, farmer)
        visit(banned.account_id)
        assert (is_told(banned, farmer), market.state(banned)) == (True, "rejected")


def test_the_card_goes_when_it_is_seen_on_sale_again(market, banned, farmer):
    market.act("review", item_id=int(banned.item_id))
    send_again(banned)
    visit(banned.account_id)
    assert (is_told(banned, farmer), banned.content_state, banned.remote_state) == (False, Fate.DONE, "live")
    assert market.state(banned) == "live"


def test_a_ban_that_the_marketplace_lifts_by_itself_is_seen_by_the_next_visit(market, banned, farmer):
    market.act("review", item_id=int(banned.item_id))
    visit(banned.account_id)
    assert not is_told(banned, farmer)


def test_a_look_that_fails_after_the_edit_leaves_the_card_and_is_made_up_for(market, banned, farmer, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("connectors.sync.read_back", lambda held, done: None)
        send_again(banned)
        visit(banned.account_id)
        assert is_told(banned, farmer)
    market.act("review", item_id=int(banned.item_id))
    visit(banned.account_id)
    assert not is_told(banned, farmer)


def test_a_write_that_had_to_wait_in_between_does_not_hide_the_ban(market, banned, farmer):
    market.act("faults", add={"effect": "server_error", "path": "product/*", "next_calls": 1})
    send_again(banned)
    visit(banned.account_id)
    market.act("faults", clear=1)
    ChannelAccount.objects.update(not_before=None)
    Listing.objects.update(content_not_before=None)
    visit(banned.account_id)
    assert is_told(banned, farmer)


def test_sending_again_finds_a_ban_that_nobody_had_seen_yet(market, listing, farmer):
    market.act("review", item_id=int(listing.item_id), reason="Thiếu giấy phép")
    send_again(listing)
    visit(listing.account_id)
    assert is_told(listing, farmer)


def test_a_rule_of_the_shop_that_touches_a_banned_listing_leaves_the_card(banned, farmer):
    bump_account(banned.account)
    visit(banned.account_id)
    assert is_told(banned, farmer)
