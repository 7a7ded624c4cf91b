"""What pages ask about reports."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.kept_query import KeptQuery, Slot
from accounts.models import User
from contributions.models import Report
from territories.permissions import reach_of_moderator, territories_moderated_by

# Five are shown; a sixth says that there are more.
MOST_READ = 6


def open_reports(
    *, offer_id: int | None = None, structure_id: int | None = None
) -> list[tuple[str, datetime]]:
    """Reason and date of the reports of a page that nobody settled, for the line that says so: the
    oldest first."""
    return _of_offer.ask(page=offer_id) if offer_id else _of_structure.ask(page=structure_id)


@KeptQuery
def _of_offer(slot: type[Slot]) -> QuerySet[Report, tuple[str, datetime]]:
    return Report.objects.filter(offer=slot("page")).first_told()


@KeptQuery
def _of_structure(slot: type[Slot]) -> QuerySet[Report, tuple[str, datetime]]:
    return Report.objects.filter(structure=slot("page")).first_told()


def first_to_read(user: User) -> list[Report]:
    """The most pressing of those the person may settle by place, at most `MOST_READ`. One query
    when there are none; who animates zones, which no path tells, is asked for at length."""
    reach = reach_of_moderator(user)
    if reach.zones:
        return list(reports_to_read(user)[:MOST_READ])
    keys = _to_read.ask(roots=[root.path for root in reach.territories])
    return list(Report.objects.filter(pk__in=keys).to_read().listed()) if keys else []


@KeptQuery
def _to_read(slot: type[Slot]) -> QuerySet[Report, int]:
    here = Report.objects.filter(territory__path__under=slot("roots"))
    return here.to_read().values_list("pk", flat=True)[:MOST_READ]


def reports_to_read(user: User) -> QuerySet[Report]:
    """Those the person may settle by place, the most pressing first."""
    mine = Report.objects.filter(territory__in=territories_moderated_by(user))
    return mine.to_read().listed()
