"""How often each need is searched, where, when, how far: never by whom, nor what was typed."""

from collections.abc import Iterable
from datetime import date, timedelta
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import F

from search.models import SearchCount
from search.query import Found


def count_once(found: Found, *, token: str, on: date) -> None:
    """Count a search the first time its results are seen: pages, Back and reloads count no more.

    Without a token (a bookmark, a link to a need) nothing was searched, so nothing is counted.
    """
    if not token:
        return
    key = f"search-counted:{sha256(token.encode()).hexdigest()}"
    if cache.add(key, 1, timeout=settings.SEARCH_TOKEN_HOURS * 3600):
        path = found.surroundings.count_path if found.surroundings else ""
        codes = [need.code for need in found.criteria.needs]
        record_search(codes=codes, rung=found.rung, territory_path=path, on=on)


@transaction.atomic
def record_search(*, codes: Iterable[str], rung: str, territory_path: str, on: date) -> None:
    """One more for each need (one without need when there is none), in the week of that day."""
    monday = on - timedelta(days=on.weekday())
    for code in sorted(set(codes)) or [""]:
        row, _new = SearchCount.objects.get_or_create(
            need_code=code, rung=rung, territory_path=territory_path, week=monday
        )
        SearchCount.objects.filter(pk=row.pk).update(searches=F("searches") + 1)
