"""Places whose name or code begins with what is being typed."""

from heapq import nlargest
from itertools import chain
from operator import attrgetter

from django.db.models import F
from django.utils import timezone

from territories.fold import fold
from territories.models import PostalCode, Territory
from territories.models.places import Level
from territories.names import Named, all_names
from territories.naming import name_key, spelt_out

LONGEST_PREFIX = 60


def suggest_places(prefix: str, *, limit: int = 8) -> list[Territory]:
    """The exact name or code first, then by population; each comes with its parent."""
    typed = fold(prefix[: LONGEST_PREFIX + 1])
    if not typed or len(typed) > LONGEST_PREFIX:
        return []
    if typed[0].isdigit():
        return _by_code(typed.replace(" ", "").upper(), limit=limit)
    found = _by_name(spelt_out(typed), limit=limit)
    territories = Territory.objects.select_related("parent").in_bulk(row.pk for row in found)
    return [territories[row.pk] for row in found if row.pk in territories]


def _by_name(typed: str, *, limit: int) -> list[Named]:
    """With an article typed, names that bear it come before those that begin without."""
    slug, key, today = typed.replace(" ", "-"), name_key(typed), timezone.localdate()
    rows = [row for row in all_names().starting(key) if not row.valid_to or row.valid_to > today]
    pools = [[row for row in rows if row.slug == slug], rows]
    if key != typed:
        pools.insert(1, [row for row in rows if row.slug.startswith(slug)])
    found = (nlargest(limit, pool, key=attrgetter("population", "path")) for pool in pools)
    return list(dict.fromkeys(chain.from_iterable(found)))[:limit]


def _by_code(code: str, *, limit: int) -> list[Territory]:
    """The place that bears the code, then those whose postal code begins with it."""
    places = Territory.objects.current(on=timezone.localdate()).select_related("parent")
    bearing = places.bearing([code]).exclude(level=Level.REGION)
    posted = PostalCode.objects.filter(code__startswith=code).values("territory")
    largest = places.filter(pk__in=posted).order_by(F("population").desc(nulls_last=True), "uid")
    return list(dict.fromkeys([*bearing, *largest[:limit]]))[:limit]
