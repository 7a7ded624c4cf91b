"""What of the queue somebody looks at, as its address says it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contributions.models import Proposal
from contributions.models.proposals import ProposalQuerySet
from moderation.desk.board import Board, Cell

State = Proposal.State


@dataclass(frozen=True, slots=True)
class View:
    """One of the lists: `of` says what it holds, of what is this person's and was brought up."""

    label: Any
    of: Callable[[bool, bool], bool]
    states: tuple[str, ...] = Proposal.TO_DECIDE
    is_late: bool = False

    def count(self, cell: Cell) -> int:
        return cell.late if self.is_late else cell.total


# What `?liste=` may say.
VIEWS: dict[str, View] = {
    "": View(_("To decide"), lambda is_mine, _is_brought_up: is_mine),
    "retard": View(_("Late"), lambda is_mine, _is_brought_up: is_mine, is_late=True),
    "transmises": View(_("Passed on to me"), lambda _is_mine, is_brought_up: is_brought_up),
    "auteur": View(
        _("With their author"),
        lambda is_mine, _is_brought_up: is_mine,
        states=(State.NEEDS_CHANGES,),
    ),
    "ailleurs": View(_("Other animators answer"), lambda is_mine, _is_brought_up: not is_mine),
}


def lists_with(cell: Cell) -> tuple[str, ...]:
    """The names of the lists that hold it."""
    return _lists(cell.state, is_mine=cell.is_mine, is_brought_up=cell.is_brought_up)


@cache
def _lists(state: str, *, is_mine: bool, is_brought_up: bool) -> tuple[str, ...]:
    return tuple(
        name
        for name, view in VIEWS.items()
        if state in view.states and view.of(is_mine, is_brought_up)
    )


@dataclass(frozen=True, slots=True)
class Filters:
    """Each is "" when it leaves everything in. `page_of` names a page: `offer:12`."""

    view: str = ""
    risk: str = ""
    place: str = ""
    target: str = ""
    action: str = ""
    channel: str = ""
    page_of: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Self:
        """What is not known is left out, so that an old link still leads somewhere."""
        said = {name: str(query.get(key, "")) for name, key in KEYS.items()}
        return cls(**{name: text if _KNOWN[name](text) else "" for name, text in said.items()})

    @property
    def query(self) -> str:
        """For an address: `risque=3&lieu=fr:department:12`, or nothing."""
        return urlencode({KEYS[name]: value for name, value in self.said.items()}, safe=":")

    @property
    def said(self) -> dict[str, str]:
        return {name: value for name in KEYS if (value := getattr(self, name))}

    def but(self, **other: str) -> Self:
        return replace(self, **other)

    def narrow(self, proposals: ProposalQuerySet) -> ProposalQuerySet:
        """By what the board does not count: what is asked of what, and from where it came."""
        wanted = {
            "target_kind": self.target,
            "action": self.action,
            "channel": self.channel,
            **self._page(),
        }
        return proposals.filter(**{name: value for name, value in wanted.items() if value})

    def _page(self) -> dict[str, str]:
        column, _colon, key = self.page_of.partition(":")
        return {column: key} if key else {}

    def cells(self, board: Board, *, but: str = "") -> list[Cell]:
        """What of the board is in; `but` leaves one filter aside, to count its choices."""
        found = list(board)
        if but != "view":
            found = [cell for cell in found if self.view in lists_with(cell)]
        if self.risk and but != "risk":
            found = [cell for cell in found if self.risk == str(cell.risk)]
        if self.place and but != "place":
            found = [cell for cell in found if self.place == cell.place.uid]
        return found

    def count(self, board: Board) -> int:
        return sum(VIEWS[self.view].count(cell) for cell in self.cells(board))

    def select(
        self, proposals: ProposalQuerySet, board: Board, *, at: datetime
    ) -> ProposalQuerySet:
        """The proposals themselves. Their places are named by key: no join, and the index of the
        queue serves."""
        view = VIEWS[self.view]
        cells = [cell for cell in self.cells(board) if view.count(cell)]
        found = self.narrow(proposals).filter(
            _places(cells), state__in=view.states, **({"risk": self.risk} if self.risk else {})
        )
        return found.filter(due_at__lte=at) if view.is_late else found


def _places(cells: list[Cell]) -> Q:
    """Whole territories, and of the others what was brought up."""
    whole = {cell.territory for cell in cells if cell.above is None}
    found = Q(territory__among=whole, escalated_to=None)
    for above in {cell.above for cell in cells if cell.above}:
        places = {cell.territory for cell in cells if cell.above == above}
        found |= Q(territory__among=places, escalated_to=above)
    return found


_LONGEST_UID = 60

# How each is called in an address.
KEYS = {
    "view": "liste",
    "risk": "risque",
    "place": "lieu",
    "target": "quoi",
    "action": "demande",
    "channel": "venu",
    "page_of": "sur",
}


def _is_page(text: str) -> bool:
    column, _colon, key = text.partition(":")
    return column in Proposal.Target.values and _is_key(key)


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


_KNOWN: dict[str, Callable[[str], bool]] = {
    "view": VIEWS.__contains__,
    "risk": lambda text: text in map(str, Proposal.Risk.values),
    "place": lambda text: len(text) <= _LONGEST_UID,
    "target": Proposal.Target.values.__contains__,
    "action": Proposal.Action.values.__contains__,
    "channel": Proposal.Channel.values.__contains__,
    "page_of": _is_page,
}
