"""How often each need is searched, where, when, how far: never by whom, nor what was typed."""

from collections.abc import Iterable
from datetime import date, timedelta
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.db import connection

from search.models import SearchCount
from search.places import Rung
from search.query import Found
from search.unmet.remembering import remember_not_understood


def count_once(found: Found, *, token: str, on: date, is_emergency: bool = False) -> None:
    """Count a search the first time its results are seen: pages, Back and reloads count no more.

    Without a token (a bookmark, a link to a need) nothing was searched, so nothing is counted.
    A sentence in which nothing was understood is remembered too, unless a safety rule fired.
    """
    if not token:
        return
    key = f"search-counted:{sha256(token.encode()).hexdigest()}"
    if not cache.add(key, 1, timeout=settings.SEARCH_TOKEN_HOURS * 3600):
        return
    path = found.surroundings.count_path if found.surroundings else ""
    codes = [need.code for need in found.criteria.needs]
    # Words met in an offer that answers no need asked are no answer.
    rung = found.rung if found.answers else Rung.NONE
    record_search(codes=codes, rung=rung, territory_path=path, on=on)
    if _nothing_was_understood(found):
        remember_not_understood(found.criteria.text, on=on, is_emergency=is_emergency)


def _nothing_was_understood(found: Found) -> bool:
    """A need taken out by the person was understood; so was the name of a structure."""
    routing = found.criteria.routing
    return not found.criteria.needs and not routing.chosen() and not routing.is_name


# Django would read before it writes, for it cannot count up what stands in the way.
_COUNT = (
    f"INSERT INTO {SearchCount._meta.db_table} AS counted "  # noqa: S608 only names of tables
    "(need_code, rung, territory_path, week, searches) VALUES {rows} "
    "ON CONFLICT (need_code, rung, territory_path, week) "
    "DO UPDATE SET searches = counted.searches + 1"
)


def record_search(*, codes: Iterable[str], rung: str, territory_path: str, on: date) -> None:
    """One more for each need (one without need when there is none), in the week of that day."""
    monday = on - timedelta(days=on.weekday())
    counted = [(code, rung, territory_path, monday) for code in sorted(set(codes)) or [""]]
    rows = ", ".join(["(%s, %s, %s, %s, 1)"] * len(counted))
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(rows=rows), [value for row in counted for value in row])
