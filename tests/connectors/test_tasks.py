"""What the timers do: what was said on the wire is forgotten, readings that went well the soonest."""

from datetime import timedelta

import pytest

from django.utils import timezone

from connectors import tasks
from connectors.models import Call, ChannelAccount, InboundEvent

pytestmark = pytest.mark.django_db


def said(account, operation: str, method: str, *, hours: int, error: str = "") -> None:
    then = timezone.now() - timedelta(hours=hours)
    Call.objects.create(
        account=account, channel=account.channel, operation=operation, method=method, url="/", error=error,
        started_at=then,
    )  # fmt: skip


@pytest.mark.parametrize("at_once", [1, 1000])
def test_readings_that_went_well_are_forgotten_after_two_days_all_else_after_thirty(monkeypatch, at_once):
    monkeypatch.setattr(tasks, "AT_ONCE", at_once)
    account = ChannelAccount.objects.create(channel="shopee", shop_id="1")
    for hours in (47, 49, 30 * 24 - 1, 30 * 24 + 1):
        said(account, "order/get_order_list", "GET", hours=hours)
        said(account, "orders/get", "GET", hours=hours, error="timeout")
        said(account, "product/update_price", "POST", hours=hours)
        said(account, "order/reverse/cancel/create", "GET", hours=hours)
        event = InboundEvent.objects.create(channel="shopee", digest=str(hours), kind="order", body="")
        then = timezone.now() - timedelta(hours=hours)
        InboundEvent.objects.filter(pk=event.pk).update(received_at=then, handled_at=then)
    InboundEvent.objects.create(channel="shopee", digest="open", kind="order", body="")
    tasks.forget_old_calls.call_local()
    kept = Call.objects.order_by("operation", "-started_at")
    assert [call.operation for call in kept] == [
        "order/get_order_list",
        *["order/reverse/cancel/create"] * 3,
        *["orders/get"] * 3,
        *["product/update_price"] * 3,
    ]
    assert [call.is_reading for call in kept] == [True] + [False] * 9
    assert set(InboundEvent.objects.values_list("digest", flat=True)) == {"47", "49", "719", "open"}
