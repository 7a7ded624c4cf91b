"""What of the queue somebody looks at, as its address says it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contributions.models import Proposal
from contributions.models.proposals import ProposalQuerySet
from moderation.desk.board import Board, Cell
from moderation.desk.lateness import late
from moderation.queries import TO_DECIDE

State = Proposal.State


@dataclass(frozen=True, slots=True)
class View:
    """One of the lists: `mine` whether of the territories one answers for, or of the others."""

    label: Any
    states: tuple[str, ...] = TO_DECIDE
    mine: bool | None = True
    is_late: bool = False

    def holds(self, cell: Cell, board: Board) -> bool:
        is_mine = cell.territory in board.answered
        return cell.state in self.states and self.mine in (None, is_mine)

    def count(self, cell: Cell) -> int:
        return cell.late if self.is_late else cell.count


# What `?liste=` may say.
VIEWS: dict[str, View] = {
    "": View(_("To decide")),
    "retard": View(_("Late"), mine=None, is_late=True),
    "auteur": View(_("With their author"), states=(State.NEEDS_CHANGES,), mine=None),
    "ailleurs": View(_("Other animators answer"), mine=False),
}


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
        view = VIEWS["" if but == "view" else self.view]
        risk = "" if but == "risk" else self.risk
        place = "" if but == "place" else self.place
        return [
            cell
            for cell in board.cells
            if (but == "view" or view.holds(cell, board))
            and risk in ("", str(cell.risk))
            and place in ("", cell.uid)
        ]

    def count(self, board: Board) -> int:
        return sum(VIEWS[self.view].count(cell) for cell in self.cells(board))

    def select(self, proposals: ProposalQuerySet, board: Board) -> ProposalQuerySet:
        """The proposals themselves. Their places are named by key: no join, and the index of the
        queue serves."""
        view = VIEWS[self.view]
        places = {cell.territory for cell in self.cells(board) if view.count(cell)}
        found = self.narrow(proposals).filter(state__in=view.states, territory__in=places)
        if self.risk:
            found = found.filter(risk=self.risk)
        return found.filter(late(at=timezone.now())) if view.is_late else found


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
