"""Huey's part: it only wakes accounts. Truth lives in the rows, so a lost or repeated task costs nothing."""

from datetime import timedelta

from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from django.db.models import F, QuerySet
from django.utils import timezone

from .due import due_accounts
from .models import Call, ChannelAccount, InboundEvent
from .models.records import READINGS
from .pacing import Rests
from .sync import compare, visit
from .telling import tell_of_endings

KEEP = timedelta(days=30)
KEEP_READINGS = timedelta(days=2)
"""An account that is asked for its orders each minute makes 1,440 of them a day."""
AT_ONCE = 1000
"""Rows that are deleted in one transaction."""


@db_task()
def visit_account(account_id: int) -> None:
    visit(account_id)


@db_task()
def visit_woken(account_id: int) -> None:
    """Ten wake-ups before the first visit are one visit."""
    if ChannelAccount.objects.workable(timezone.now()).filter(pk=account_id, wakes__gt=F("wakes_seen")).exists():
        visit(account_id)


@db_task()
def visit_rested(account_id: int) -> None:
    """What the channel put off may be called again; nothing to do if another visit has been there since."""
    now = timezone.now()
    account = ChannelAccount.objects.workable(now).filter(pk=account_id).first()
    if account and (account.not_before or Rests(account.rests).over(now)):
        visit(account_id)


@db_periodic_task(crontab(minute="*"))
def visit_due() -> None:
    for account_id in due_accounts(timezone.now()):
        visit_account(account_id)


@db_task()
def compare_account(account_id: int) -> None:
    compare(account_id)


@db_periodic_task(crontab(hour="2", minute="11"))
def compare_all() -> None:
    for account_id in ChannelAccount.objects.workable(timezone.now()).values_list("pk", flat=True):
        compare_account(account_id)


@db_periodic_task(crontab(minute="40"))
def tell_of_ending_permissions() -> None:
    tell_of_endings(timezone.now())


@db_periodic_task(crontab(hour="3", minute="17"))
def forget_old_calls() -> None:
    now = timezone.now()
    _delete(Call.objects.filter(started_at__lt=now - KEEP))
    _delete(Call.objects.filter(READINGS, started_at__lt=now - KEEP_READINGS))
    _delete(InboundEvent.objects.filter(received_at__lt=now - KEEP, handled_at__isnull=False))


def _delete(rows: QuerySet) -> None:
    """A few at a time, so that nobody waits long for the database."""
    while keys := list(rows.order_by().values_list("pk", flat=True)[:AT_ONCE]):
        rows.model.objects.filter(pk__in=keys).delete()
