"""A product becomes a listing, and the listing follows the product."""

from datetime import timedelta

import pytest
import requests
import time_machine

from django.utils import timezone

from catalogue.certification import events
from catalogue.certification.states import today
from catalogue.provenance.prices import set_price
from connectors.models import Fate, Listing, RemoteImage
from connectors.planning import plan_account
from connectors.sync import visit
from shop.stock import ledger
from tests.connectors.engine.conftest import Clock
from tests.factories import make_certificate


def test_a_published_listing_reads_back_as_it_was_sent(market, listing):
    assert market.title(listing) == "Măng nứa khô Bắc Kạn 500 g"
    assert market.state(listing) == "live"
    assert market.price(listing) == 85_000
    assert market.stock(listing) == 10
    assert listing.drift == {}
    assert listing.remote_state == "live"
    sku = listing.skus.get()
    assert (sku.stock_state, sku.stock_sent, sku.price_sent) == (Fate.DONE, 10, 85_000)


def test_a_second_visit_writes_nothing_and_uploads_no_picture_again(market, listing):
    before = {name: market.calls(name) for name in ("edit", "stock", "create")}
    again = visit(listing.account_id)
    assert again.writes == []
    assert {name: market.calls(name) for name in before} == before
    assert RemoteImage.objects.count() == 1
    assert market.calls("image") == 1


def test_executed_writes_are_the_planned_ones(listing, record):
    set_price(record, 90_000)
    ledger.receive(record, 5)
    planned = [write.as_dict() for write in plan_account(listing.account, timezone.now()).writes]
    assert [(write["aspect"], write["was"], write["wanted"]) for write in planned] == [
        ("stock", 10, 15),
        ("price", 85_000, 90_000),
    ]
    done = visit(listing.account_id)
    assert [write.as_dict() for write in done.writes] == planned


def test_ten_changes_while_waiting_are_one_write(market, listing, record):
    before = market.calls("stock")
    for _turn in range(10):
        ledger.receive(record, 1)
    visit(listing.account_id)
    assert market.stock(listing) == 20
    assert market.calls("stock") == before + 1


def test_why_this_number_is_kept_with_the_push(listing, record):
    account = listing.account
    account.buffer, account.share = 2, 50
    account.save()
    visit(account.pk)
    sku = listing.skus.get()
    assert sku.stock_sent == 4
    assert sku.stock_terms["available"] == 10
    assert sku.stock_terms["buffer"] == 2
    assert sku.stock_terms["share"] == 50


def test_stock_held_back_by_a_promotion_is_the_floor(market, listing, record):
    market.act("promotion", item_id=int(listing.item_id), reserved=6)
    ledger.count(record, 3)
    visit(listing.account_id)
    visit(listing.account_id)
    sku = listing.skus.get()
    assert (sku.reserved, sku.stock_sent, sku.stock_state) == (6, 6, Fate.DONE)
    assert market.stock(listing) == 6


def test_a_withdrawn_certificate_takes_the_star_out_of_the_description(market, account, product):
    certificate = make_certificate(product, star=4)
    listing = market.list_product(account, product)
    visit(account.pk)
    listing.refresh_from_db()
    assert f"OCOP 4 sao theo Quyết định số {certificate.decision.number}" in market.text(listing)
    assert "sao" not in market.title(listing)
    events.withdraw(certificate, on=today(), ground="b")
    done = visit(account.pk)
    assert [write.row.reason for write in done.writes] != []
    assert "OCOP" not in market.text(listing)
    listing.refresh_from_db()
    assert listing.star_overdue_since is None


def test_the_star_leaves_two_days_before_the_certificate_ends_without_any_event(market, account, product):
    last_day = today() + timedelta(days=30)
    make_certificate(product, star=3, valid_from=today() - timedelta(days=300), valid_to=last_day)
    listing = market.list_product(account, product)
    visit(account.pk)
    listing.refresh_from_db()
    assert timezone.localdate(listing.next_change_at) == last_day - timedelta(days=1)
    with time_machine.travel(timezone.now() + timedelta(days=29), tick=True):
        done = visit(account.pk)
    assert done.stopped == ""
    assert "OCOP" not in market.text(listing)


def test_a_refused_edit_that_should_take_the_star_off_hides_the_listing(market, account, product):
    certificate = make_certificate(product, star=4)
    listing = market.list_product(account, product)
    visit(account.pk)
    events.withdraw(certificate, on=today(), ground="b")
    product.images.all().delete()  # the edit cannot be sent: a listing needs a picture
    visit(account.pk)
    listing.refresh_from_db()
    assert listing.content_state == Fate.REFUSED
    assert listing.star_overdue_since is not None
    assert market.state(listing) == "off"


def test_a_product_that_leaves_the_shop_leaves_the_channel_and_comes_back(market, listing, product):
    product.is_public = False
    product.save()
    visit(listing.account_id)
    assert market.state(listing) == "off"
    product.is_public = True
    product.save()
    visit(listing.account_id)
    assert market.state(listing) == "live"
    assert market.stock(listing) == 10


def test_a_refused_listing_says_which_field_and_rests_until_something_changes(market, account, product):
    sheet = product.sheet
    sheet.parcel_weight = None
    sheet.save()
    listing = market.list_product(account, product)
    visit(account.pk)
    listing.refresh_from_db()
    assert listing.content_state == Fate.REFUSED
    assert listing.content_problem["field"] == "weight"
    assert listing.content_problem["remedy"]
    assert market.calls("create") == 0
    assert visit(account.pk).refusals == []
    sheet.parcel_weight = 600
    sheet.save()
    visit(account.pk)
    listing.refresh_from_db()
    assert listing.item_id
    assert listing.content_state == Fate.DONE


def test_killed_between_created_there_and_recorded_here_gives_one_listing(market, account, product, monkeypatch):
    class Killed(BaseException):
        """As SIGKILL: nothing of ours runs after it."""

    listing = market.list_product(account, product)
    monkeypatch.setattr("connectors.publishing._settle_content", lambda *args: (_ for _ in ()).throw(Killed()))
    with pytest.raises(Killed):
        visit(account.pk)
    monkeypatch.undo()
    listing.refresh_from_db()
    assert (listing.item_id, len(market.read("items"))) == ("", 1)
    visit(account.pk)
    listing.refresh_from_db()
    [there] = market.read("items")
    assert listing.item_id == str(there["item_id"])


def test_a_timeout_after_the_effect_gives_one_listing(market, account, product):
    listing = market.list_product(account, product)
    market.fault("create", "server_error", when="after")
    done = visit(account.pk)
    assert done.waiting == 1
    Listing.objects.update(content_not_before=None)
    visit(account.pk)
    listing.refresh_from_db()
    [there] = market.read("items")
    assert listing.item_id == str(there["item_id"])


def test_what_an_unheard_create_left_there_is_hidden_when_the_product_goes_meanwhile(market, account, product):
    listing = market.list_product(account, product)
    market.fault("create", "server_error", when="after")
    visit(account.pk)
    product.is_public = False
    product.save()
    Listing.objects.update(content_not_before=None)
    visit(account.pk)
    listing.refresh_from_db()
    [there] = market.read("items")
    assert (listing.item_id, market.state(listing)) == (str(there["item_id"]), "off")


def test_a_create_that_never_came_about_is_not_made_up_for_when_the_product_goes(market, account, product):
    listing = market.list_product(account, product)
    market.fault("create", "server_error", when="before")
    visit(account.pk)
    product.is_public = False
    product.save()
    Listing.objects.update(content_not_before=None)
    visit(account.pk)
    listing.refresh_from_db()
    assert (market.read("items"), listing.item_id, listing.create_started_at) == ([], "", None)


def test_the_marketplace_page_shows_the_listing(market, listing):
    page = requests.get(f"{market.url}/san-pham/{listing.item_id}/", timeout=10).text
    assert "Măng nứa khô Bắc Kạn" in page


def test_a_listing_that_the_late_review_refuses_says_why_and_is_sent_again_once_mended(market, account, product):
    market.act("review", delay=3600, forbidden_words={"trong rừng": "Nguồn gốc không rõ ràng"})
    listing = market.list_product(account, product)
    visit(account.pk)
    listing.refresh_from_db()
    assert (listing.content_state, listing.remote_state) == (Fate.DONE, "reviewing")
    market.act("clock", step=3700)
    visit(account.pk)
    listing.refresh_from_db()
    assert (listing.content_state, listing.remote_state) == (Fate.REFUSED, "banned")
    assert (listing.content_problem["code"], listing.content_problem["remedy"] != "") == ("review_refused", True)
    assert "Nguồn gốc không rõ ràng" in listing.content_problem["detail"]
    market.act("review", delay=0)
    product.description = "Măng nứa trồng ở Ba Bể, phơi nắng ba ngày, không chất bảo quản."
    product.save()
    visit(account.pk)
    listing.refresh_from_db()
    assert (listing.content_state, listing.content_problem, market.state(listing)) == (Fate.DONE, {}, "live")


def test_an_edit_that_is_unconfirmed_for_half_an_hour_hides_the_listing_until_the_star_is_gone(
    market, account, product
):
    certificate = make_certificate(product, star=4)
    listing = market.list_product(account, product)
    visit(account.pk)
    events.withdraw(certificate, on=today(), ground="b")
    market.fault("edit", "server_error", next_calls=3)
    clock = Clock()

    def later(minutes: int) -> str:
        clock.now += timedelta(minutes=minutes)
        market.act("clock", step=minutes * 60)
        visit(account.pk, clock)
        listing.refresh_from_db()
        return market.state(listing)

    assert later(0) == "live"
    assert (listing.content_state, listing.star_overdue_since) == (Fate.WAITING, clock.now)
    assert later(29) == "live"
    assert later(1) == "off"
    assert "OCOP 4 sao" in market.text(listing)
    assert (listing.content_state, listing.sent["visible"]) == (Fate.WAITING, False)
    assert later(15) == "live"
    assert "OCOP" not in market.text(listing)
    assert (listing.content_state, listing.star_overdue_since) == (Fate.DONE, None)
