"""How long it takes: the place in the queue of a territory, and how fast its people answer."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from statistics import median

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contributions.models import Proposal
from contributions.models.proposals import ProposalQuerySet

LOOKED_BACK = timedelta(days=90)
# With fewer, the figure would tell of one animator rather than of a territory.
ENOUGH = 5

_HOUR, _DAY = 3_600, 86_400
_QUEUED = (Proposal.State.PENDING, Proposal.State.CONFLICT)


def with_place(proposals: ProposalQuerySet) -> ProposalQuerySet:
    """With `place`: 1 for what its territory reads next, None for what waits for nobody."""
    ahead = (
        Proposal.objects.filter(state__in=_QUEUED, territory=OuterRef("territory"))
        .filter(
            Q(risk__gt=OuterRef("risk"))
            | Q(risk=OuterRef("risk"), created_at__lt=OuterRef("created_at"))
            | Q(risk=OuterRef("risk"), created_at=OuterRef("created_at"), pk__lt=OuterRef("pk"))
        )
        .order_by()
        .values("territory")
        .annotate(count=Count("pk"))
        .values("count")
    )
    place = Coalesce(Subquery(ahead, output_field=IntegerField()), 0) + 1
    return proposals.annotate(place=Case(When(state=Proposal.State.PENDING, then=place)))


def median_delays(territories: Collection[int], *, at: datetime) -> dict[int, timedelta]:
    """By territory key, the median time from proposal to decision over 90 days (one query);
    territories with too few decisions are not in it.
    """
    decided = Proposal.objects.filter(
        territory__in=territories,
        imported_from=None,
        decisions__at__gte=at - LOOKED_BACK,
        decisions__at__lte=at,
    )
    delays: dict[int, list[float]] = defaultdict(list)
    rows = decided.order_by().values_list("territory", "created_at", F("decisions__at"))
    for territory, sent, answered in rows:
        delays[territory].append((answered - sent).total_seconds())
    return {
        territory: timedelta(seconds=median(found))
        for territory, found in delays.items()
        if len(found) >= ENOUGH
    }


def spoken_delay(delay: timedelta | None) -> str:
    """In words; "" when it is not known."""
    if delay is None:
        return ""
    seconds = delay.total_seconds()
    if seconds < _HOUR:
        return _("less than an hour")
    if seconds < 2 * _DAY:
        hours = round(seconds / _HOUR)
        return ngettext("about %(count)d hour", "about %(count)d hours", hours) % {"count": hours}
    days = round(seconds / _DAY)
    return ngettext("about %(count)d day", "about %(count)d days", days) % {"count": days}
