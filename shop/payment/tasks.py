"""Huey's part: it only looks at the clock."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from django.utils import timezone

from . import refunds
from .lapse import release_lapsed


@db_periodic_task(crontab(minute="*"))
def release_unpaid() -> None:
    release_lapsed(timezone.now())


@db_periodic_task(crontab(minute="*/5"))
def send_refunds() -> None:
    refunds.send_waiting()
