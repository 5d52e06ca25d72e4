"""What people read when a marketplace is out of reach, throttles or wants a new sign-in, and which shop is meant."""

import json
from datetime import timedelta

import pytest

from django.core.management import CommandError, call_command
from django.utils import timezone

from connectors.errors import ReconnectError, ThrottledError, TransientError
from connectors.fates import card_of
from connectors.models import Call, ChannelAccount, Listing, ListingSku
from connectors.plan import StockTerms
from connectors.screens.showing import aspects, preview, sku_rows
from connectors.sync import visit
from shop.accounts.models import User
from tests.factories import make_user

pytestmark = pytest.mark.one_database


@pytest.fixture
def channel() -> str:
    return "shopee"


@pytest.fixture
def out_of_reach(settings, account):
    """Nobody listens at the address of the marketplace."""
    gone = {**settings.CHANNELS["shopee"], "base_url": "http://127.0.0.1:9"}
    settings.CHANNELS = {**settings.CHANNELS, "shopee": gone}
    return account


def test_a_shop_that_must_sign_in_again_shows_how_and_no_countdown(office, account):
    problem = {"field": "", "code": "x", "message": "Sàn không chấp nhận nội dung này.", "remedy": "", "detail": "gone"}
    ends = timezone.now() + timedelta(days=364, hours=1)
    ChannelAccount.objects.update(state="needs_sign_in", problem=problem, grant_expires_at=ends)
    for path in ("", f"{account.pk}/"):
        page = office.get(f"/van-phong/kenh-ban/{path}").content.decode()
        assert page.count("Gian hàng này cần đăng nhập lại trên sàn.") == 1
        assert page.count("Kết nối lại") == 1
        assert 'action="/ket-noi/shopee/"' in page
        assert "Sàn không chấp nhận" not in page
        assert "364" not in page


def test_every_page_names_the_marketplace_beside_the_shop(office, listing):
    account = listing.account
    assert str(account) == "Shopee · Gian hàng mẫu 1"
    assert account.name == "Gian hàng mẫu 1"
    for path in ("", f"{account.pk}/", f"tin/{listing.pk}/"):
        assert "Shopee · Gian hàng mẫu 1" in office.get(f"/van-phong/kenh-ban/{path}").content.decode()


@pytest.fixture
def impatient(monkeypatch):
    """No visit and no page waits for what was put off."""
    monkeypatch.setattr("connectors.pacing.LONGEST_SLEEP", 0.0)


@pytest.mark.usefixtures("impatient")
def test_a_throttled_marketplace_is_not_taken_for_a_category_that_is_missing(office, market, account, product):
    market.fault("*", "throttle", next_calls=20)
    page = office.get(f"/van-phong/kenh-ban/dang/{product.pk}/?q=mang").content.decode()
    assert "Sàn yêu cầu chờ vì đã gọi quá nhiều lần. Hãy quay lại lúc" in page
    assert "Không có ngành hàng nào khớp" not in page


@pytest.mark.usefixtures("impatient")
def test_an_account_that_rests_says_when_it_goes_on(office, market, listing):
    market.fault("*", "throttle", next_calls=20)
    visit(listing.account_id)
    until = timezone.now() + timedelta(minutes=30)
    ChannelAccount.objects.update(not_before=until)
    page = office.get(f"/van-phong/kenh-ban/{listing.account_id}/").content.decode()
    assert f"Lần thử tiếp theo lúc {timezone.localtime(until):%H:%M %d/%m/%Y}." in page
    assert "Nguyên văn của sàn" in page


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (ThrottledError("ApiCallLimit", retry_after=1), "Sàn đang giới hạn số lần gọi."),
        (TransientError("", code="network"), "Chưa kết nối được với sàn."),
        (ReconnectError("permission taken back"), "Gian hàng này cần đăng nhập lại trên sàn."),
    ],
)
def test_an_error_without_a_card_of_its_own_is_told_by_its_kind(error, message):
    assert card_of(error)["message"] == message


def test_a_resumed_shop_shows_as_due_only_what_differs(office, account, listing):
    before = Listing.objects.get().content_revision
    office.post(f"/van-phong/kenh-ban/{account.pk}/", {"act": "pause"})
    office.post(f"/van-phong/kenh-ban/{account.pk}/", {"act": "resume"})
    found = Listing.objects.get()
    assert found.content_revision == before
    Listing.objects.update(content_revision=99, visibility_revision=99)
    ListingSku.objects.update(stock_revision=99, price_revision=99)
    found.product.stockrecords.update(price=99_000)
    found = Listing.objects.get()
    assert [row["state"] for row in aspects(found, preview(found)["made"])] == ["done", "done"]
    [row] = sku_rows(found)
    assert (row["stock"]["state"], row["price"]["state"]) == ("done", "pending")


def test_the_plan_prints_the_price_that_was_taken_last(capsys, listing, record):
    ListingSku.objects.update(price_sent=None)
    record.price = 99_000
    record.save()
    call_command("channels", "plan")
    assert "85000 → 99000" in capsys.readouterr().out


def test_a_number_that_nothing_changes_is_said_once():
    assert StockTerms(available=40).why() == "có 40."
    assert StockTerms(available=40, buffer=5).why() == "có 40, giữ lại 5 → 35."


def test_saving_the_answers_of_a_listing_is_confirmed(office, listing):
    page = office.post(f"/van-phong/kenh-ban/tin/{listing.pk}/", {"act": "answers"}, follow=True)
    assert "Đã lưu." in page.content.decode()


@pytest.mark.parametrize("act", [["rehearse", "--live"], ["fetch-order", "1", "--account"]])
def test_the_command_says_which_address_did_not_answer_and_what_to_do(settings, out_of_reach, act):
    settings.DEMO = True
    with pytest.raises(CommandError, match=r"no answer from http://127\.0\.0\.1:9\n.*make demo(.|\n)*SANDBOX_PORT="):
        call_command("channels", *act, str(out_of_reach.pk))


def test_a_visit_by_command_says_it_too(settings, out_of_reach, capsys):
    settings.DEMO = True
    with pytest.raises(SystemExit):
        call_command("channels", "sync")
    told = capsys.readouterr().out
    assert "no answer from http://127.0.0.1:9" in told
    assert "SANDBOX_PORT=" in told


def test_status_tells_vietnamese_time_to_the_second(market, account, capsys):
    call_command("channels", "status", "--json")
    [row] = json.loads(capsys.readouterr().out)
    assert row["permission_ends"].endswith("+07:00")
    assert "." not in row["permission_ends"]
    ChannelAccount.objects.update(state="needs_sign_in")
    with pytest.raises(SystemExit):
        call_command("channels", "status", "--json")
    [row] = json.loads(capsys.readouterr().out)
    assert row["permission_ends"] is None


def test_the_help_explains_the_exit_codes(capsys):
    with pytest.raises(SystemExit):
        call_command("channels", "status", "--help")
    assert "Exit codes: 0 all well" in capsys.readouterr().out


def test_the_office_opens_a_call_with_its_redacted_bodies(office, listing):
    call = Call.objects.filter(account=listing.account).exclude(request="").first()
    assert (
        f"/van-phong/kenh-ban/goi/{call.pk}/"
        in office.get(f"/van-phong/kenh-ban/{listing.account_id}/").content.decode()
    )
    page = office.get(f"/van-phong/kenh-ban/goi/{call.pk}/").content.decode()
    assert call.operation in page
    assert "Nội dung đã gửi" in page
    assert "Nội dung trả lời" in page
    assert listing.account.access_token not in page


def test_a_call_is_closed_to_producers_and_to_officers_of_another_province(client, office, listing):
    call = Call.objects.filter(account=listing.account).first()
    officer = User.objects.get(pk=client.session["_auth_user_id"])
    officer.office_provinces.create(province_id="04")
    assert client.get(f"/van-phong/kenh-ban/goi/{call.pk}/").status_code == 404
    farmer = make_user()
    listing.account.producer.partner.users.add(farmer)
    client.force_login(farmer)
    assert client.get(f"/van-phong/kenh-ban/goi/{call.pk}/").status_code in (302, 403)
