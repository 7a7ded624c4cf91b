"""Trust is counted after the fact: what is proposed and accepted does not wait for it."""

from datetime import datetime, timedelta

from accounts.models import User
from contributions.models import DirectPublication
from journal.clock import job
from moderation.models import Decision
from moderation.trust.services import recount
from territories.models import Territory

OFTEN, DAILY = timedelta(minutes=5), timedelta(days=1)
# Longer than between two passes: a pass that was missed loses nothing.
_LOOKS_BACK = {OFTEN: timedelta(hours=1), DAILY: timedelta(days=7)}


@job("trust.count", every=OFTEN)
def count_lately(at: datetime) -> None:
    count_since(at - _LOOKS_BACK[OFTEN], at=at)


@job("trust.reconcile", every=DAILY)
def count_again(at: datetime) -> None:
    """The same over a week: what the clock slept through, and accounts that became a week old."""
    count_since(at - _LOOKS_BACK[DAILY] - DAILY, at=at)


def count_since(moment: datetime, *, at: datetime) -> int:
    """Count anew everybody about whom something was decided since; how many there were."""
    people = _decided(moment) | _patrolled(moment)
    for user_id, territory_id in sorted(people):
        recount(
            user=User.objects.get(pk=user_id),
            territory=Territory.objects.get(pk=territory_id),
            at=at,
        )
    return len(people)


def _decided(moment: datetime) -> set[tuple[int, int]]:
    rows = Decision.objects.filter(at__gte=moment, proposal__author__isnull=False)
    return set(rows.values_list("proposal__author", "proposal__territory").distinct())


def _patrolled(moment: datetime) -> set[tuple[int, int]]:
    rows = DirectPublication.objects.filter(patrolled_at__gte=moment, author__isnull=False)
    offers = rows.filter(offer__isnull=False).values_list("author", "offer__home_territory")
    others = rows.filter(offer=None).values_list("author", "structure__home_territory")
    return set(offers) | set(others)
