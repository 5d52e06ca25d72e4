"""What the clock changes about offers."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from .showing import note_turned


@db_periodic_task(crontab(minute="*"))
def tell_of_turned_offers() -> None:
    note_turned()
