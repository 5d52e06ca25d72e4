"""Permission, tokens and the lease of an account."""

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet

from django.core.exceptions import FieldError
from django.db import connection
from django.utils import timezone

from connectors.authorising import ConsentRefused, Intent
from connectors.encrypted import WrongKey
from connectors.leasing import LEASE, LeaseLost, take
from connectors.models import Call, ChannelAccount
from connectors.sync import visit
from shop.stock import ledger
from tests.connectors.engine.conftest import Clock


def test_the_consent_page_gives_a_connected_account_that_knows_its_end(market, account):
    assert (account.shop_id, account.name, account.state) == (market.shop_id, "Gian hàng mẫu 1", "connected")
    assert account.days_left in (market.grant_days - 1, market.grant_days)


def test_tokens_are_encrypted_and_no_call_record_holds_one(market, account):
    visit(account.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_token, refresh_token FROM connectors_channelaccount")
        stored = cursor.fetchone()
    account.refresh_from_db()
    assert account.access_token not in stored
    assert account.refresh_token not in stored
    told = "".join(f"{call.url}{call.request}{call.response}{call.error}" for call in Call.objects.all())
    assert Call.objects.count() >= 3
    for secret in (account.access_token, account.refresh_token, market.settings["partner_key"]):
        assert secret not in told


def test_a_wrong_key_raises_instead_of_hiding_the_loss(account, settings):
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(WrongKey):
        ChannelAccount.objects.get(pk=account.pk)


def test_an_older_key_still_opens(account, settings):
    token = account.access_token
    settings.FIELD_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_KEYS]
    assert ChannelAccount.objects.get(pk=account.pk).access_token == token


def test_tokens_cannot_be_searched(account):
    with pytest.raises(FieldError):
        ChannelAccount.objects.filter(access_token=account.access_token).exists()


def test_the_same_shop_twice_is_refused(market, account, producer):
    with pytest.raises(ConsentRefused):
        market.open_account(producer)
    assert ChannelAccount.objects.count() == 1


def test_signing_in_again_with_another_shop_is_refused(market, account):
    with pytest.raises(ConsentRefused):
        market.sign_in_again(account, market.other_shop_id)
    account.refresh_from_db()
    assert account.shop_id == market.shop_id


def test_a_forged_or_foreign_state_is_refused(market, elsewhere):
    here, there = market.name, elsewhere.name
    state = Intent(here, 7, 1).signed()
    for given, channel, user in ((state + "x", here, 7), (state, there, 7), (state, here, 8)):
        with pytest.raises(ConsentRefused):
            Intent.read(given, channel, user)
    assert Intent.read(state, here, 7) == Intent(here, 7, 1)


def test_a_dead_token_is_refreshed_once_and_the_work_goes_on(market, listing, record):
    ledger.receive(record, 2)
    before = market.calls("refresh")
    market.fault("stock", "expire_token")
    done = visit(listing.account_id)
    assert done.stopped == ""
    assert market.stock(listing) == 12
    assert market.calls("refresh") == before + 1


def test_an_ending_token_is_refreshed_before_it_ends(market, account):
    old = account.access_token
    ChannelAccount.objects.filter(pk=account.pk).update(access_expires_at=timezone.now() + timedelta(minutes=1))
    assert visit(account.pk).stopped == ""
    account.refresh_from_db()
    assert account.access_token != old
    assert market.calls("refresh") == 1


def test_a_lost_permission_stops_the_account_and_keeps_its_work(market, listing, record):
    market.deauthorise()
    ledger.receive(record, 2)
    done = visit(listing.account_id)
    account = ChannelAccount.objects.get()
    assert "reconnect" in done.stopped
    assert (account.state, account.problem["remedy"] != "") == ("needs_sign_in", True)
    assert visit(account.pk).stopped == "needs_sign_in"
    market.sign_in_again(account)
    assert visit(account.pk).stopped == ""
    assert market.stock(listing) == 12


def test_one_holder_at_a_time_and_a_dead_one_is_replaced_within_a_minute(account):
    clock = Clock()
    first = take(account.pk, clock)
    assert take(account.pk, clock) is None
    assert visit(account.pk, clock).busy is True
    clock.now += LEASE
    second = take(account.pk, clock)
    assert timedelta(seconds=60) >= LEASE
    with pytest.raises(LeaseLost), first.recording():
        pass
    first.give_back()
    with second.recording():
        pass
    assert take(account.pk, clock) is None
