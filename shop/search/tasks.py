"""Housekeeping of the list."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from . import revision


@db_periodic_task(crontab(hour="3", minute="17"))
def prune_revisions() -> None:
    revision.prune()
