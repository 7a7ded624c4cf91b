"""The version of what a page is drawn from: the sum of the marks told under its topics.

Each change adds a mark at random in its own transaction (`triggers`), so whoever sees the change
sees another sum; rows are added and never waited for, and those of a topic may be added up into one
at any time. A version read before the data is that of data as old or newer, never older.
"""

from collections import defaultdict
from collections.abc import Sequence
from secrets import randbits

from django.db import connection as default_connection
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Count

from home.models import PageChange

TABLE = PageChange._meta.db_table
# Told when everything may have changed; while it is not there, nothing tells what changes.
EVERYTHING = ""
MOST_ADDED_UP = 20_000


def version_of(topics: Sequence[str]) -> int | None:
    """One query, without the ORM; None while no page may be kept."""
    slots = ", ".join(["%s"] * len(topics))
    with default_connection.cursor() as cursor:
        cursor.execute(
            f"SELECT CAST(SUM(mark) AS bigint), MIN(topic) FROM {TABLE} "  # noqa: S608 ours
            f"WHERE topic IN ('', {slots})",
            topics,
        )
        found = cursor.fetchone()
    return int(found[0]) if found[1] == EVERYTHING else None


def tell_everything(connection: BaseDatabaseWrapper) -> None:
    PageChange.objects.using(connection.alias).create(topic=EVERYTHING, mark=randbits(39))


def forbid_keeping(connection: BaseDatabaseWrapper) -> None:
    PageChange.objects.using(connection.alias).filter(topic=EVERYTHING).delete()


@transaction.atomic
def add_up() -> int:
    """Make one row of those of each topic, whose sum stays; returns how many went."""
    told = PageChange.objects.values("topic").annotate(rows=Count("pk")).filter(rows__gt=1)
    marks: dict[str, list[PageChange]] = defaultdict(list)
    # What another process adds up is its own; what is told meanwhile is left for the next time.
    locked = PageChange.objects.select_for_update(skip_locked=True)
    for row in locked.filter(topic__in=told.values("topic"))[:MOST_ADDED_UP]:
        marks[row.topic].append(row)
    gone = [row.pk for rows in marks.values() for row in rows]
    PageChange.objects.filter(pk__in=gone).delete()
    PageChange.objects.bulk_create(
        PageChange(topic=topic, mark=sum(row.mark for row in rows)) for topic, rows in marks.items()
    )
    return len(gone) - len(marks)
