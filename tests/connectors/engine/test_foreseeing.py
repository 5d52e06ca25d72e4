"""The plan on the screen: executed = planned, for a change of rules and after a pause; reading it sends nothing."""

import json
import re
from datetime import timedelta

import pytest

from django.core.management import call_command
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.certification.states import today
from catalogue.provenance.prices import set_price
from connectors import foreseeing, planning
from connectors.models import Call, ChannelAccount, Fate, Listing, ListingSku
from connectors.sync import visit
from connectors.waking import bump_listings, send_again
from shop.notices.models import Notice
from shop.stock import ledger
from tests.connectors.engine.conftest import add_picture
from tests.factories import make_certificate, make_producer, make_product, make_user

RULES = {"share": 100, "cap": "", "buffer": 0, "markup": "0", "rounding": 1000, "star_lead_days": 2, "sale_percent": 0}
PARCEL = {"parcel_length": 20, "parcel_width": 15, "parcel_height": 10, "parcel_weight": 600}


@pytest.fixture
def three(market, account, producer, listing):
    """Published listings at 85.000, 85.000 and 120.000 đồng."""
    for name, price in (("Chè shan tuyết", 85_000), ("Mật ong bạc hà", 120_000)):
        product = make_product(name, producer=producer, stock=10, price=price, description="Hái tay.", sheet=PARCEL)
        add_picture(product)
        market.list_product(account, product)
    done = visit(account.pk)
    assert (done.stopped, done.refusals) == ("", [])
    return list(Listing.objects.order_by("pk"))


def text_of(answer) -> str:
    assert answer.status_code == 200
    words = re.sub(r"<[^>]+>", " ", answer.content.decode().replace("\u00a0", " "))
    return " ".join(words.split())


def page(account) -> str:
    return f"/van-phong/kenh-ban/{account.pk}/ke-hoach/"


def made(done) -> list[tuple]:
    return [(str(write.row.aspect), write.row.listing, write.row.wanted) for write in done.writes]


def test_a_mark_up_is_foreseen_over_all_listings_and_made_exactly_so(office, market, account, three):
    three[1].skus.update(own_price=85_000)
    address = f"/van-phong/kenh-ban/{account.pk}/"
    shown = text_of(office.post(address, {**RULES, "markup": "10", "act": "preview"}))
    assert "Lưu lại sẽ gửi 2 thay đổi lên sàn: 2 giá. 1 tin đăng giữ nguyên." in shown
    figures = shown.partition("Lưu lại sẽ gửi")[2]
    changed = re.findall(r"([\d.]+) ₫ → ([\d.]+) ₫ 8|([\d.]+) ₫ → ([\d.]+) ₫ 1", figures)
    assert ["→".join(filter(None, row)) for row in changed] == ["85.000→94.000", "120.000→132.000"]
    names = [name for name in ("Măng nứa khô Bắc Kạn", "Mật ong bạc hà", "Chè shan tuyết") if name in figures]
    assert sorted(names, key=figures.index) == ["Măng nứa khô Bắc Kạn", "Mật ong bạc hà", "Chè shan tuyết"]
    assert visit(account.pk).writes == []
    assert office.post(address, {**RULES, "markup": "10"}).status_code == 302
    assert made(visit(account.pk)) == [("price", three[0].pk, 94_000), ("price", three[2].pk, 132_000)]
    assert [market.price(one) for one in three] == [94_000, 85_000, 132_000]


def test_taking_stars_off_earlier_is_foreseen_in_the_texts(office, market, account, three, product):
    make_certificate(product, star=3, valid_from=today() - timedelta(days=300), valid_to=today() + timedelta(days=5))
    send_again(three[0])
    visit(account.pk)
    assert "OCOP 3 sao" in market.text(three[0])
    address = f"/van-phong/kenh-ban/{account.pk}/"
    shown = text_of(office.post(address, {**RULES, "star_lead_days": 7, "act": "preview"}))
    assert "1 thay đổi lên sàn: nội dung hoặc ảnh của 1 tin đăng. 2 tin đăng giữ nguyên." in shown
    office.post(address, {**RULES, "star_lead_days": 7})
    assert [one[:2] for one in made(visit(account.pk))] == [("content", three[0].pk)]
    assert "OCOP" not in market.text(three[0])


def test_rules_that_change_nothing_say_so(office, account, three):
    address = f"/van-phong/kenh-ban/{account.pk}/"
    shown = text_of(office.post(address, {**RULES, "rounding": 500, "act": "preview"}))
    assert "Lưu lại không thay đổi gì trên sàn. 3 tin đăng giữ nguyên." in shown


def test_one_listings_rules_are_foreseen_with_its_writes(desk, market, listing):
    address = f"/gian-hang/kenh-ban/tin/{listing.pk}/"
    sku = listing.skus.get()
    rules = {"cap_rule": "own", "cap": 4, f"own-{sku.pk}": 90_000}
    shown = text_of(desk.post(address, {"act": "preview", **rules}))
    assert "Lưu lại sẽ gửi 2 thay đổi lên sàn: 1 số tồn kho, 1 giá." in shown
    desk.post(address, {"act": "rules", **rules})
    assert made(visit(listing.account_id)) == [("stock", listing.pk, 4), ("price", listing.pk, 90_000)]
    assert (market.stock(listing), market.price(listing)) == (4, 90_000)


def test_a_row_that_waits_is_not_counted_as_sent(office, account, three):
    until = timezone.now() + timedelta(minutes=3)
    three[0].skus.update(price_not_before=until, price_revision=9)
    shown = text_of(office.post(f"/van-phong/kenh-ban/{account.pk}/", {**RULES, "markup": "10", "act": "preview"}))
    assert "2 giá." in shown
    assert "1 thay đổi nữa đang chờ lần thử sau." in shown


def test_a_paused_shop_shows_what_goes_on_sends(office, market, account, three):
    office.post(f"/van-phong/kenh-ban/{account.pk}/", {"act": "pause"})
    for one, price in zip(three, (91_000, 92_000, 93_000), strict=True):
        set_price(one.product.stockrecords.get(), price)
    ledger.receive(three[1].product.stockrecords.get(), 5)
    assert visit(account.pk).stopped == "paused"
    shown = text_of(office.get(page(account)))
    assert "Gian hàng đang tạm dừng: không gửi gì và không đọc đơn." in shown
    assert "Sẽ gửi 4 thay đổi: 1 số tồn kho, 3 giá" in shown
    assert "10 đơn vị → 15 đơn vị" in shown
    planned = re.findall(r"85.000 ₫ → ([\d.]+) ₫|120.000 ₫ → ([\d.]+) ₫", shown)
    assert ["".join(pair) for pair in planned] == ["91.000", "92.000", "93.000"]
    office.post(f"/van-phong/kenh-ban/{account.pk}/", {"act": "resume"})
    assert made(visit(account.pk)) == [
        ("stock", three[1].pk, 15),
        ("price", three[0].pk, 91_000),
        ("price", three[1].pk, 92_000),
        ("price", three[2].pk, 93_000),
    ]
    assert [(market.stock(one), market.price(one)) for one in three] == [(10, 91_000), (15, 92_000), (10, 93_000)]
    assert "Không còn gì chờ gửi: trên sàn đã đúng như ở cửa hàng." in text_of(office.get(page(account)))


def test_reading_the_plan_sends_and_writes_nothing(office, market, account, three):
    set_price(three[0].product.stockrecords.get(), 91_000)
    rows = (Listing, ListingSku, ChannelAccount)
    before = [list(model.objects.order_by("pk").values()) for model in rows]
    calls, counts = Call.objects.count(), market.read("calls")["counts"]
    assert "Sẽ gửi 1 thay đổi" in text_of(office.get(page(account)))
    shown = text_of(office.post(f"/van-phong/kenh-ban/{account.pk}/", {**RULES, "markup": "10", "act": "preview"}))
    assert "3 giá" in shown
    assert [list(model.objects.order_by("pk").values()) for model in rows] == before
    assert (Call.objects.count(), market.read("calls")["counts"]) == (calls, counts)


def test_an_edit_is_named_in_words_and_hides_by_itself(office, market, account, three, product):
    product.title = "Măng nứa khô Ba Bể"
    product.save()
    text = text_of(office.get(page(account)))
    assert "Sẽ gửi 1 thay đổi: nội dung hoặc ảnh của 1 tin đăng" in text
    assert "Măng nứa khô Bắc Kạn 500 g → Măng nứa khô Ba Bể 500 g" in text
    assert "{" not in text.partition("Sẽ gửi")[2]
    office.post(f"/van-phong/kenh-ban/tin/{three[0].pk}/", {"act": "take_off"})
    foreseen = foreseeing.foresee(ChannelAccount.objects.get(), timezone.now())
    assert [(str(one.row.aspect), one.row.listing) for one in foreseen.writes] == [("content", three[0].pk)]
    assert [one[:2] for one in made(visit(account.pk))] == [("content", three[0].pk)]
    assert market.state(three[0]) == "off"


def test_what_was_refused_is_no_promise_of_a_plan(office, account, three):
    three[0].skus.update(price_state=Fate.REFUSED)
    Listing.objects.filter(pk=three[1].pk).update(drift={"title": "x"})
    shown = text_of(office.get(page(account)))
    assert "Hiện không có gì để gửi." in shown
    assert "1 tin đăng bị từ chối một phần" in shown
    assert "1 tin đăng trên sàn khác với đã gửi." in shown


def test_what_was_refused_stands_in_the_plan_of_the_command_with_what_the_channel_said(
    capsys, market, account, product
):
    product.sheet.parcel_weight = None
    product.sheet.save()
    listing = market.list_product(account, product)
    visit(account.pk)
    with pytest.raises(SystemExit) as end:
        call_command("channels", "plan", "--json")
    told = json.loads(capsys.readouterr().out)[str(account.pk)]
    because = "Chưa có khối lượng kiện hàng."
    stuck = {"listing": listing.pk, "sku": listing.item_sku, "aspect": "content", "because": because}
    assert (told["writes"], told["refused_before"], end.value.code) == ([], [stuck], 1)
    with pytest.raises(SystemExit):
        call_command("channels", "plan")
    shown = capsys.readouterr().out
    assert "0 now, 0 waiting, 1 refused" in shown
    assert because in shown
    Listing.objects.update(visibility_state=Fate.REFUSED, visibility_revision=9, visibility_acknowledged=8)
    with pytest.raises(SystemExit):
        call_command("channels", "plan", "--json")
    assert json.loads(capsys.readouterr().out)[str(account.pk)]["refused_before"] == [stuck]


def test_a_listing_that_would_be_refused_as_it_is_is_no_promised_change(office, capsys, market, account, three):
    Listing.objects.filter(pk=three[0].pk).update(attributes=[])
    bump_listings(Q(pk=three[0].pk), "content")
    set_price(three[1].product.stockrecords.get(), 91_000)
    shown = text_of(office.get(page(account)))
    assert "Sẽ gửi 1 thay đổi: 1 giá" in shown
    assert "1 tin chưa gửi được vì chắc chắn sàn sẽ từ chối" in shown
    assert "Thiếu thông tin bắt buộc của ngành hàng: " in shown
    with pytest.raises(SystemExit) as end:
        call_command("channels", "plan", "--json")
    told = json.loads(capsys.readouterr().out)[str(account.pk)]
    assert ([one["aspect"] for one in told["writes"]], end.value.code) == (["price"], 1)
    assert [(one["listing"], one["aspect"]) for one in told["refused"]] == [(three[0].pk, "content")]
    done = visit(account.pk)
    assert [one[:2] for one in made(done)] == [("price", three[1].pk)]
    assert done.refusals


def test_while_the_marketplace_answers_nobody_the_plan_does_not_say_that_all_is_well_there(office, account, three):
    ChannelAccount.objects.update(problem={"message": "Sàn đang từ chối.", "remedy": "Chờ."})
    shown = text_of(office.get(page(account)))
    assert "Hiện chưa hỏi được sàn" in shown and "trên sàn đã đúng" not in shown


def test_what_waits_is_told_until_when_and_why(office, account, three):
    set_price(three[0].product.stockrecords.get(), 91_000)
    until = timezone.localtime() + timedelta(minutes=3)
    three[0].skus.update(price_not_before=until, price_problem={"message": "Sàn đang bận."})
    shown = text_of(office.get(page(account)))
    assert "1 thay đổi chờ lần thử sau" in shown
    assert f"chờ đến {until:%H:%M %d/%m/%Y}: Sàn đang bận." in shown
    assert "Sẽ gửi" not in shown


def test_a_long_plan_is_told_page_by_page(office, monkeypatch, account, three):
    monkeypatch.setattr(foreseeing, "MOST_TOLD", 2)
    monkeypatch.setattr("connectors.screens.planned.MOST_TOLD", 2)
    for one, price in zip(three, (91_000, 92_000, 93_000), strict=True):
        set_price(one.product.stockrecords.get(), price)
    first, second = text_of(office.get(page(account))), text_of(office.get(page(account) + "?p=2"))
    assert "Sẽ gửi 3 thay đổi" in first
    assert "Sẽ gửi 3 thay đổi" in second
    assert [price in first for price in ("91.000", "92.000", "93.000")] == [True, True, False]
    assert [price in second for price in ("91.000", "92.000", "93.000")] == [False, False, True]
    for odd in ("0", "-1", "x", "99999999999"):
        assert office.get(f"{page(account)}?p={odd}").status_code == 200


def test_only_some_texts_are_compared_and_the_page_says_so(office, monkeypatch, account, three):
    monkeypatch.setattr(foreseeing, "MOST_DRAFTS", 1)
    for one in three:
        one.product.description = "Phơi nắng ba ngày."
        one.product.save()
    shown = text_of(office.get(page(account)))
    assert "nội dung hoặc ảnh của 1 tin đăng" in shown
    assert "Nội dung của 2 tin đăng nữa chỉ được so lại khi gửi." in shown


@pytest.mark.parametrize("channel", ["shopee"])
def test_the_page_asks_the_same_questions_and_one_for_each_fifty_skus(office, monkeypatch, account, three):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            text_of(office.get(page(account)))
        return len(found)

    set_price(three[0].product.stockrecords.get(), 91_000)
    queries()
    one = queries()
    for listing in three[1:]:
        set_price(listing.product.stockrecords.get(), 91_000)
    assert (one, queries()) == (26, 26)
    monkeypatch.setattr(planning, "AT_ONCE", 1)
    assert queries() == 26 + 2


@pytest.mark.parametrize("channel", ["shopee"])
def test_the_plan_of_a_shop_is_seen_by_its_owners_only(desk, farmer, market, channel, listing):
    Notice.objects.create(user=farmer, kind=Notice.Kind.CHANNEL, subject="Sắp hết quyền")
    mine = f"/gian-hang/kenh-ban/{listing.account_id}/"
    assert f'href="{mine}ke-hoach/"' in desk.get(mine).content.decode()
    assert f'href="{mine}ke-hoach/"' in desk.get("/gian-hang/kenh-ban/").content.decode()
    nothing_else = r"Không còn gì chờ gửi: [^.]+\. Đồng bộ gần nhất: [\d:]+ [\d/]+\. Quy tắc và lịch sử"
    assert re.search(nothing_else, text_of(desk.get(f"{mine}ke-hoach/")))
    assert desk.get(f"/van-phong/kenh-ban/{listing.account_id}/ke-hoach/").status_code in (302, 403)
    other = make_producer("HTX Khác")
    foreign = market.open_account(other, market.other_shop_id)
    assert desk.get(f"/gian-hang/kenh-ban/{foreign.pk}/ke-hoach/").status_code == 404
    stranger = make_user()
    other.partner.users.add(stranger)
    desk.force_login(stranger)
    assert desk.get(f"{mine}ke-hoach/").status_code == 404
