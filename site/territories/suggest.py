"""Places whose name or code begins with what is being typed."""

from django.db.models import Case, F, Q, QuerySet, Value, When
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
        return list(_by_code(typed.replace(" ", "").upper())[:limit])
    found = _by_name(spelt_out(typed), limit=limit)
    territories = Territory.objects.select_related("parent").in_bulk(row.pk for row in found)
    return [territories[row.pk] for row in found if row.pk in territories]


def _by_name(typed: str, *, limit: int) -> list[Named]:
    """With an article typed, names that bear it come before those that begin without."""
    slug, key, today = typed.replace(" ", "-"), name_key(typed), timezone.localdate()
    rows = [row for row in all_names().starting(key) if not row.valid_to or row.valid_to > today]
    articled = key != typed

    def rank(row: Named) -> tuple[bool, bool, int, str]:
        begins = not articled or row.slug.startswith(slug)
        return row.slug != slug, not begins, -row.population, row.path

    return sorted(rows, key=rank)[:limit]


def _by_code(code: str) -> QuerySet[Territory]:
    posted = PostalCode.objects.filter(code__startswith=code).values("territory")
    coded = Q(code=code) & ~Q(level=Level.REGION)
    places = Territory.objects.current(on=timezone.localdate()).select_related("parent")
    best = Case(When(coded, then=Value(0)), default=Value(1))
    matching = places.filter(coded | Q(pk__in=posted))
    return matching.order_by(best, F("population").desc(nulls_last=True), "uid")
