"""All that waits within somebody's reach, counted once: tabs and filters are its sums."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Q

from accounts.kept_query import KeptQuery, Slot
from accounts.models import User
from contributions.models.proposals import ProposalQuerySet
from moderation.desk.answering import answered_by
from territories.models import Territory
from territories.permissions import reach_of_moderator


class Place(NamedTuple):
    uid: str
    path: str
    name: str


class Cell(NamedTuple):
    """How many proposals of one place, state and risk wait, and how many of them are late.

    `above` is the territory they were brought up to, None for most; `is_brought_up` says whether it
    is for this person, `is_mine` whether they are the nearest to answer.
    """

    territory: int
    place: Place
    above: int | None
    state: str
    risk: int
    total: int
    late: int
    is_mine: bool
    is_brought_up: bool


Board = tuple[Cell, ...]


def board_of(user: User, proposals: ProposalQuerySet, *, at: datetime) -> Board:
    """Of these proposals, what lies within their reach, whatever its number: one query that counts
    by key, one for the places, and one for who answers, two for who animates a zone.

    For whole countries the places sort it out afterwards: there are hundreds of them where there
    are tens of thousands of proposals.
    """
    reach = reach_of_moderator(user, at=at)
    if not reach.is_of_countries:
        proposals = proposals.filter(territory__in=reach.everything())
    rows = list(
        proposals.order_by()
        .values_list("territory", "escalated_to", "state", "risk")
        .annotate(total=Count("pk"), late=Count("pk", filter=Q(due_at__lte=at)))
    )
    places = _places({key for row in rows for key in row[:2] if key})
    if reach.is_of_countries:
        roots = tuple(root.path for root in reach.territories)
        rows = [row for row in rows if places[row[0]].path.startswith(roots)]
    answered = answered_by(
        user, {place.path for place in places.values()}, zones=reach.zones, at=at
    )
    mine = {key for key, place in places.items() if place.path in answered}
    return tuple(
        Cell(
            territory=key,
            place=places[key],
            above=above,
            state=state,
            risk=risk,
            total=total,
            late=late,
            is_mine=key in mine or above in mine,
            is_brought_up=above in mine,
        )
        for key, above, state, risk, total, late in rows
    )


def _places(keys: set[int]) -> dict[int, Place]:
    return {key: Place(*said) for key, *said in _named.ask(keys=list(keys))}


@KeptQuery
def _named(slot: type[Slot]) -> Any:
    rows = Territory.objects.filter(pk__among=slot("keys")).order_by()
    return rows.values_list("pk", *Place._fields)
