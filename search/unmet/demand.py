"""What was searched, by need and department: how often, and how often nothing near answered."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, Sum

from offers.models import Need
from search.models import SearchCount
from search.places import Rung
from territories.models import Territory

WEEKS = 13
# Fewer searches than this could point at somebody: no number is shown.
K = 5

# The search had to leave the department to find something, or found nothing at all.
WITHOUT_ANSWER = (Rung.REGION, Rung.REMOTE, Rung.SIBLINGS, Rung.ANYWHERE, Rung.NONE)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole weeks, from a Monday to the Sunday before the current week.

    The week that runs is left out: read every day, it would tell each single search.
    """

    first: date
    last: date

    @classmethod
    def before(cls, day: date) -> "Period":
        monday = day - timedelta(days=day.weekday())
        return cls(monday - timedelta(weeks=WEEKS), monday - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Demand:
    """At least K searches, and the share of them without an answer, in whole percents."""

    searches: int
    share: int


def demand(
    needs: Iterable[Need], places: Iterable[Territory], period: Period
) -> dict[tuple[int, int], Demand]:
    """By need and place; a pair that was searched fewer than K times is not in it at all.

    Searches of a need that was replaced count for the one that stands for it.
    """
    by_code = _by_code(needs)
    by_path = {place.path: place.pk for place in places}
    counts = (
        SearchCount.objects.filter(week__gte=period.first, week__lte=period.last)
        .exclude(need_code="")
        .exclude(territory_path="")
        .values_list("need_code", "territory_path")
        .annotate(
            made=Sum("searches"),
            unanswered=Sum("searches", filter=Q(rung__in=WITHOUT_ANSWER), default=0),
        )
        .order_by()
    )
    sums: dict[tuple[int, int], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for code, path, searches, unanswered in counts:
        if code in by_code and path in by_path:
            pair = by_code[code], by_path[path]
            sums[pair] = sums[pair][0] + searches, sums[pair][1] + unanswered
    return {
        pair: Demand(searches, round(100 * unanswered / searches))
        for pair, (searches, unanswered) in sums.items()
        if searches >= K
    }


def _by_code(needs: Iterable[Need]) -> Mapping[str, int]:
    """The pk of the needs asked by code, and by the codes of those they replace."""
    wanted = {need.pk: need.code for need in needs}
    replaced = Need.objects.filter(replaced_by__in=wanted).values_list("code", "replaced_by")
    by_code = {code: pk for pk, code in wanted.items()}
    return by_code | {code: pk for code, pk in replaced if pk is not None}
