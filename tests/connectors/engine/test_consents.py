"""A consent that is refused to a person still brought new tokens: they belong to the shop that is connected."""

from urllib.parse import urlsplit

import pytest
import requests

from django.utils import timezone

from connectors.authorising import ConsentRefused, Intent, connect, consent_url
from connectors.holding import holding
from connectors.management.commands.channels import give_consent
from connectors.models import ChannelAccount
from connectors.sync import visit
from shop.notices.models import Notice
from shop.stock import ledger
from tests.factories import make_producer, make_user

pytestmark = pytest.mark.one_database


@pytest.fixture
def stranger(db):
    user = make_user()
    make_producer("HTX Khác").partner.users.add(user)
    return user


def refused(market, user, producer, shop_id: str = "", account: ChannelAccount | None = None) -> str:
    """What the person is told."""
    intent = Intent(market.name, user.pk, producer.pk, account and account.pk)
    with pytest.raises(ConsentRefused) as told:
        connect(intent, give_consent(consent_url(intent), shop_id or market.shop_id))
    return str(told.value)


def works(market, listing, record) -> None:
    ledger.receive(record, 1)
    assert visit(listing.account_id).stopped == ""
    account = ChannelAccount.objects.get(pk=listing.account_id)
    assert (account.state, market.stock(listing)) == ("connected", record_stock(record))


def record_stock(record) -> int:
    record.refresh_from_db()
    return record.available


def test_connecting_the_same_shop_again_is_refused_and_the_shop_goes_on(market, listing, record, farmer, producer):
    old = ChannelAccount.objects.get()
    told = refused(market, farmer, producer)
    assert ("Gian hàng mẫu 1" in told, "vẫn bán như trước" in told) == (True, True)
    new = ChannelAccount.objects.get()
    assert (new.access_token != old.access_token, new.refresh_token != old.refresh_token) == (True, True)
    works(market, listing, record)
    assert market.calls("refresh") == 0


def test_connecting_a_lost_shop_with_another_connected_one_is_refused_and_that_one_goes_on(
    market, listing, record, farmer, producer
):
    lost = market.open_account(producer, market.other_shop_id)
    ChannelAccount.objects.filter(pk=lost.pk).update(state="needs_sign_in")
    told = refused(market, farmer, producer, market.shop_id, lost)
    assert ("Hãy đăng nhập gian hàng" in told, "vẫn bán như trước" in told) == (True, True)
    lost.refresh_from_db()
    assert lost.state == "needs_sign_in"
    works(market, listing, record)


def test_saying_no_at_the_marketplace_changes_nothing_and_is_told_so(market, desk, farmer, listing, record, producer):
    url = consent_url(Intent(market.name, farmer.pk, producer.pk))
    assert "Không cho phép" in requests.get(url, timeout=10).text
    answer = requests.post(url, data={"refuse": "1"}, allow_redirects=False, timeout=10)
    back = urlsplit(answer.headers["location"])
    shown = desk.get(f"{back.path}?{back.query}", follow=True).content.decode()
    assert "Bạn đã không cho phép nên không có gì được kết nối." in shown
    assert ChannelAccount.objects.count() == 1
    works(market, listing, record)


def test_a_stranger_learns_nothing_and_the_shop_goes_on_all_the_same(market, listing, record, stranger):
    theirs = stranger.partners.get().producer
    told = refused(market, stranger, theirs)
    assert told == "Không kết nối được gian hàng này ở đây. Hãy hỏi văn phòng chương trình."
    works(market, listing, record)
    own = market.open_account(theirs, market.other_shop_id)
    told = refused(market, stranger, theirs, market.shop_id, own)
    assert told == f"Bạn đã đăng nhập gian hàng khác. Hãy đăng nhập gian hàng {market.other_shop_id}."
    works(market, listing, record)


def test_a_lost_shop_that_was_signed_in_to_by_the_way_lives_again(market, listing, record, farmer, producer):
    market.deauthorise()
    visit(listing.account_id)
    assert ChannelAccount.objects.get().state == "needs_sign_in"
    refused(market, farmer, producer)
    works(market, listing, record)
    assert not Notice.objects.unread().filter(user=farmer).exists()


def test_a_running_visit_goes_on_with_the_new_tokens(market, listing, record, farmer, producer, monkeypatch):
    """The consent comes between the visit's reading of the account and its first call."""
    ledger.receive(record, 2)
    consent_comes("connectors.sync.orders.pull", lambda: refused(market, farmer, producer), monkeypatch)
    assert visit(listing.account_id).stopped == ""
    assert (ChannelAccount.objects.get().state, market.stock(listing)) == ("connected", 12)
    assert market.calls("refresh") == 0


def test_a_refresh_that_was_under_way_does_not_overwrite_the_tokens_of_a_consent(market, listing, farmer, producer):
    with holding(listing.account_id) as held:
        asked = held.connector.refresh

        def refresh():
            grant = asked()
            refused(market, farmer, producer)
            return grant

        held.connector.refresh = refresh
        held.refresh()
        stored = ChannelAccount.objects.get()
        assert (held.account.access_token, held.connector.grant.access_token) == (stored.access_token,) * 2
        assert held.call(held.connector.check).active
    assert visit(listing.account_id).stopped == ""


def test_a_refresh_that_comes_too_late_reads_the_grant_again_before_it_gives_up(market, listing, farmer, producer):
    with holding(listing.account_id) as held:
        asked = held.connector.refresh

        def refresh():
            refused(market, farmer, producer)
            market.act("quirks", **({"refresh_spent": "single_use"} if market.name == "lazada" else {}))
            return asked()

        held.connector.refresh = refresh
        held.refresh()
        assert held.call(held.connector.check).active
    assert ChannelAccount.objects.get().state == "connected"


def test_a_sign_in_at_the_last_moment_outlasts_the_loss_of_the_old_permission(
    market, listing, record, farmer, producer, monkeypatch
):
    market.deauthorise()
    consent_comes("connectors.sync._lose_permission", lambda: market.sign_in_again(listing.account), monkeypatch)
    assert "reconnect" in visit(listing.account_id).stopped
    assert ChannelAccount.objects.get().state == "connected"
    assert not Notice.objects.exists()
    works(market, listing, record)


def test_the_end_of_the_permission_is_the_new_one(market, account, farmer, producer):
    ChannelAccount.objects.update(grant_expires_at=timezone.now(), ending_told=1)
    refused(market, farmer, producer)
    account = ChannelAccount.objects.get()
    assert (account.days_left in (market.grant_days - 1, market.grant_days), account.ending_told) == (True, None)


def consent_comes(before: str, consent, monkeypatch) -> None:
    """Somebody consents just before a function is called for the first time."""
    module, _dot, name = before.rpartition(".")
    owner = __import__("connectors.sync", fromlist=["orders"])
    owner = owner.orders if module.endswith("orders") else owner
    original, waiting = getattr(owner, name), [consent]

    def wrapped(*args):
        if waiting:
            waiting.pop()()
        return original(*args)

    monkeypatch.setattr(before, wrapped)
