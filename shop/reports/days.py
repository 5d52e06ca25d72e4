"""Working days: Monday to Friday; public holidays only ever make us answer earlier than promised."""

from datetime import date, timedelta


def after_working_days(day: date, days: int) -> date:
    """The day that lies `days` working days after `day`."""
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day
