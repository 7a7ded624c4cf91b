"""All that waits within somebody's reach, counted once: tabs and filters are its sums."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Q

from accounts.models import User
from contributions.models.proposals import ProposalQuerySet
from moderation.desk.answering import answered_by


class Cell(NamedTuple):
    """How many proposals of one place, state and risk wait, and how many of them are late.
    `above` is the path of the territory they were brought up to, None for most."""

    territory: int
    uid: str
    path: str
    name: str
    above: str | None
    state: str
    risk: int
    total: int
    late: int


_BY = (
    "territory",
    "territory__uid",
    "territory__path",
    "territory__name",
    "escalated_to__path",
    "state",
    "risk",
)


@dataclass(frozen=True, slots=True)
class Board:
    """`answered` are the paths this person is the nearest to answer for."""

    cells: tuple[Cell, ...]
    answered: frozenset[str]

    def is_brought_up(self, cell: Cell) -> bool:
        """To the territory of this person, from below."""
        return cell.above is not None and cell.above in self.answered

    def is_mine(self, cell: Cell) -> bool:
        return cell.path in self.answered or self.is_brought_up(cell)


def board_of(user: User, proposals: ProposalQuerySet, *, at: datetime) -> Board:
    """Of these proposals, whatever their number: one query, and two for who answers."""
    rows = (
        proposals.order_by()
        .values_list(*_BY)
        .annotate(total=Count("pk"), late=Count("pk", filter=Q(due_at__lte=at)))
    )
    cells = tuple(Cell(*row) for row in rows)
    paths = {cell.path for cell in cells} | {cell.above for cell in cells if cell.above}
    return Board(cells, answered_by(user, paths, at=at))
