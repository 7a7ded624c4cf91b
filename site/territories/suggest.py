"""Places whose name or code begins with what is being typed."""

from collections.abc import Callable, Iterable
from heapq import nlargest
from itertools import chain
from operator import attrgetter

from django.db.models import F
from django.utils import timezone

from territories.fold import fold
from territories.lookup import Place
from territories.models import PostalCode, Territory, Zone
from territories.models.places import Level
from territories.names import Named, all_names
from territories.naming import habits, name_key, spelt_out

LONGEST_PREFIX = 60


def suggest_places(prefix: str, *, limit: int = 8) -> list[Place]:
    """The exact name or code first, then by population, zones last; each territory comes with
    its parent. Never raises, whatever the prefix."""
    typed = fold(prefix[: LONGEST_PREFIX + 1])
    if not typed or len(typed) > LONGEST_PREFIX:
        return []
    if typed[0].isdigit():
        return _by_code(typed.replace(" ", "").upper(), limit=limit)
    typed = _numbered(spelt_out(typed))
    found = _by_name(typed, all_names().starting, limit=limit)
    territories = Territory.objects.select_related("parent").in_bulk(found)
    places: list[Place] = [territories[pk] for pk in found if pk in territories]
    return [*places, *_zones(typed, limit=limit - len(places))]


def _by_name(typed: str, starting: Callable[[str], list[Named]], *, limit: int) -> list[int]:
    """With an article typed, names that bear it come before those that begin without."""
    slug, key, today = typed.replace(" ", "-"), name_key(typed), timezone.localdate()
    rows = [row for row in starting(key) if not row.valid_to or row.valid_to > today]
    pools = [[row for row in rows if row.slug == slug], rows]
    if key != typed:
        pools.insert(1, [row for row in rows if row.slug.startswith(slug)])
    # A place stands under several names.
    found = (_largest(pool, limit=2 * limit) for pool in pools)
    return list(dict.fromkeys(row.pk for row in chain.from_iterable(found)))[:limit]


def _largest(rows: Iterable[Named], *, limit: int) -> list[Named]:
    return nlargest(limit, rows, key=attrgetter("population", "path"))


def _numbered(typed: str) -> str:
    """`paris 13eme` as the district's own key, `paris 13`."""
    words = typed.split()
    number = habits().district_number(words[-1]) if len(words) > 1 else None
    return " ".join([*words[:-1], str(number)]) if number else typed


def _zones(typed: str, *, limit: int) -> list[Zone]:
    if limit <= 0:
        return []
    found = _by_name(typed, all_names().zones_starting, limit=limit)
    zones = Zone.objects.in_bulk(found) if found else {}
    return [zones[pk] for pk in found if pk in zones]


def _by_code(code: str, *, limit: int) -> list[Place]:
    """The place that bears the code, districts before their city when it is postal; then those
    whose postal code begins with it."""
    places = Territory.objects.current(on=timezone.localdate()).select_related("parent")
    bearing = places.bearing([code]).exclude(level=Level.REGION)
    posted = PostalCode.objects.filter(code__startswith=code).values("territory")
    districts = places.filter(level=Level.DISTRICT, postal_codes__code=code)
    largest = places.filter(pk__in=posted).order_by(F("population").desc(nulls_last=True), "uid")
    return list(dict.fromkeys([*bearing, *districts, *largest[:limit]]))[:limit]
