"""A role lasts until the end of a day, as people say it; the database keeps the instant."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def end_of_day(day: date) -> datetime:
    """The first instant of the day after, on the site's clock."""
    midnight = datetime.combine(day + timedelta(days=1), time.min)
    return timezone.make_aware(midnight)


def last_day(ends_at: datetime) -> date:
    """The last day on which the role can be used."""
    return timezone.localdate(ends_at - timedelta(microseconds=1))
