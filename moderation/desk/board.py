"""All that waits within somebody's reach, counted once: tabs and filters are its sums."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count
from django.utils import timezone

from accounts.models import User
from contributions.models.proposals import ProposalQuerySet
from moderation.desk.answering import answered_by
from moderation.desk.lateness import late


class Cell(NamedTuple):
    """How many proposals of one place, state and risk wait, and how many of them are late."""

    territory: int
    uid: str
    path: str
    name: str
    state: str
    risk: int
    count: int
    late: int


@dataclass(frozen=True, slots=True)
class Board:
    """`answered` are the territories this person is the nearest to answer for."""

    cells: tuple[Cell, ...]
    answered: frozenset[int]


def board_of(user: User, proposals: ProposalQuerySet, *, at: datetime | None = None) -> Board:
    """Of these proposals, whatever their number: one query, and one or two for who answers."""
    at = at or timezone.now()
    rows = (
        proposals.order_by()
        .values_list(
            "territory", "territory__uid", "territory__path", "territory__name", "state", "risk"
        )
        .annotate(count=Count("pk"), late=Count("pk", filter=late(at=at)))
    )
    cells = tuple(Cell(*row) for row in rows)
    places = {cell.territory: cell.path for cell in cells}
    return Board(cells, answered_by(user, places, at=at))
