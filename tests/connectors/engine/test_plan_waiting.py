"""What waits for another try stands in the plan, apart from what a visit would write now."""

import json
from datetime import timedelta

from django.utils import timezone

from catalogue.provenance.prices import set_price
from connectors.models import ChannelAccount, Listing, ListingSku
from connectors.planning import plan_account
from connectors.sync import visit
from shop.stock import ledger
from tests.connectors.engine.commands import call
from tests.connectors.engine.test_limits import clock

__all__ = ["clock"]


def test_throttled_rows_are_listed_until_when_and_why(market, listing, record, clock):
    ledger.receive(record, 2)
    market.fault("stock", "throttle", next_calls=100)
    visit(listing.account_id, clock)
    account, sku = ChannelAccount.objects.get(), ListingSku.objects.get()
    set_price(record, 99_000)
    ListingSku.objects.update(stock_not_before=timezone.now() + timedelta(minutes=3))
    sku.refresh_from_db()
    found = plan_account(account, timezone.now())
    assert [(str(write.row.aspect), write.row.wanted) for write in found.writes] == [("price", 99_000)]
    [wait] = found.waiting
    assert (str(wait.write.row.aspect), wait.write.row.wanted, wait.until) == ("stock", 12, sku.stock_not_before)
    code, text = call("plan")
    assert (code, "1 now, 1 waiting" in text) == (1, True)
    assert f"waits until {timezone.localtime(sku.stock_not_before):%H:%M:%S}: {sku.stock_problem['message']}" in text
    code, text = call("plan", "--json")
    told = json.loads(text)[str(account.pk)]
    [row] = told["waiting"]
    assert (code, len(told["writes"]), row["aspect"], row["wanted"]) == (1, 1, "stock", 12)
    assert row["waits_until"] == timezone.localtime(sku.stock_not_before).isoformat(" ", "seconds")
    assert row["waits_because"] == sku.stock_problem["message"]
    market.act("faults", clear=1)
    ChannelAccount.objects.update(rests={})
    assert [write.as_dict() for write in visit(account.pk).writes] == told["writes"]
    ListingSku.objects.update(stock_not_before=None)
    now_due = plan_account(ChannelAccount.objects.get(), timezone.now())
    assert ([str(write.row.aspect) for write in now_due.writes], now_due.waiting) == (["stock"], ())
    assert call("plan")[0] == 1 - len(now_due.writes)


def test_of_a_shop_that_stands_still_the_plan_says_that_nothing_is_sent(listing, record):
    set_price(record, 99_000)
    ChannelAccount.objects.update(state=ChannelAccount.State.NEEDS_SIGN_IN)
    code, text = call("plan")
    assert (code, "stands still (needs_sign_in): nothing is sent" in text) == (1, True)
    told = json.loads(call("plan", "--json")[1])[str(listing.account_id)]
    assert (told["state"], len(told["writes"])) == ("needs_sign_in", 1)


def test_text_that_waits_is_listed_too(listing, product):
    product.description = "Măng nứa trồng ở Ba Bể, phơi nắng ba ngày, không chất bảo quản."
    product.save()
    until = timezone.now() + timedelta(minutes=1)
    Listing.objects.update(content_not_before=until, content_problem={"message": "Sàn không trả lời."})
    found = plan_account(listing.account, timezone.now())
    assert (found.writes, [(str(one.write.row.aspect), one.because) for one in found.waiting]) == (
        (),
        [("content", "Sàn không trả lời.")],
    )


def test_a_limit_of_the_whole_shop_makes_every_write_wait(listing, record):
    set_price(record, 99_000)
    until = timezone.now() + timedelta(minutes=1)
    ChannelAccount.objects.update(rests={"": {"until": until.isoformat(), "times": 1}}, problem={"message": "Chậm lại"})
    found = plan_account(ChannelAccount.objects.get(), timezone.now())
    assert (found.writes, [(one.until, one.because) for one in found.waiting]) == ((), [(until, "Chậm lại")])


def test_what_waits_is_told_in_as_many_questions_whatever_its_number(listing, django_assert_max_num_queries):
    ListingSku.objects.update(stock_sent=None, price_sent=None, stock_revision=9, price_revision=9,
                              stock_not_before=timezone.now() + timedelta(minutes=1))  # fmt: skip
    with django_assert_max_num_queries(20):
        assert len(plan_account(listing.account, timezone.now()).waiting) == 1
