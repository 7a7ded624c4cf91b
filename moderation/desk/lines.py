"""What the queue shows of each proposal, gathered by page, in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from django.db.models import Count, Q
from django.utils.timesince import timesince, timeuntil

from accounts.kept_query import KeptQuery, Slot
from accounts.models import User
from contributions.models import Proposal
from contributions.targets import kind_named
from moderation.claims.holding import Holding
from moderation.claims.queries import holdings_of

_EDITS = (Proposal.Action.EDIT, Proposal.Action.REVERT)
# Labels of fields that a line names before it only counts them.
NAMED = 4
_READ = (
    "pk",
    "uuid",
    "target_kind",
    "action",
    "changes",
    "author_label",
    "territory__name",
    "summary",
    "risk",
    "state",
    "version",
    "created_at",
    "due_at",
)
_TARGETS = ("offer", "structure", "need_page", "expression")
_TITLES = ("offer__title", "structure__name", "need_page__title", "expression__text")


class Asked(NamedTuple):
    """What a line reads of a proposal, without its model: a list shows fifty. `page` and `title`
    are those of its target, None for a creation."""

    pk: int
    uuid: UUID
    target_kind: str
    action: str
    changes: dict[str, Any]
    author_label: str
    place: str
    summary: str
    risk: int
    state: str
    version: int
    created_at: datetime
    due_at: datetime
    page: int | None
    title: str | None


ReadT = TypeVar("ReadT", bound=Proposal | Asked)


@dataclass(frozen=True, slots=True)
class Line(Generic[ReadT]):
    """`asks` is what changes, in a few words; `holding` says who is looking at it."""

    proposal: ReadT
    asks: str
    is_late: bool
    at: datetime
    holding: Holding | None = None

    @property
    def time_left(self) -> str:
        """Until an answer is due, or since it was."""
        count = timesince if self.is_late else timeuntil
        return count(self.proposal.due_at, self.at, depth=1)

    @property
    def is_edit(self) -> bool:
        """Whether the fields of a diff say what is asked."""
        return self.proposal.action in _EDITS


@dataclass(slots=True)
class Group:
    """The proposals of this list on one page; `others` more wait on it that the list leaves out.
    `key` names the page for `?sur=`, "" for a creation, which has none."""

    key: str
    title: str
    lines: list[Line[Asked]] = field(default_factory=list)
    others: int = 0

    @property
    def count(self) -> int:
        return len(self.lines)


def asked_by(keys: Sequence[int]) -> list[Asked]:
    """Those of these that are open still, in this order: one query."""
    found = {row[0]: _asked(row) for row in _read.ask(keys=list(keys))}
    return [found[key] for key in keys if key in found]


@KeptQuery
def _read(slot: type[Slot]) -> Any:
    rows = Proposal.objects.open().filter(pk__among=slot("keys")).order_by()
    return rows.values_list(*_READ, *_TARGETS, *_TITLES)


def _asked(row: tuple[Any, ...]) -> Asked:
    """Of the four targets and the four titles one is there, none for a creation."""
    said, pages, titles = row[: len(_READ)], row[len(_READ) : -len(_TITLES)], row[-len(_TITLES) :]
    values: list[Any] = [*said, next(filter(None, pages), None), next(filter(None, titles), None)]
    return Asked._make(values)


def groups_of(proposals: Sequence[Asked], *, viewer: User, at: datetime) -> list[Group]:
    """In the order of the list, each page where its first proposal stands (two queries)."""
    waiting = _waiting_on(proposals)
    held = holdings_of([one.pk for one in proposals], viewer=viewer, at=at)
    groups: dict[str, Group] = {}
    for proposal in proposals:
        key = _page_key(proposal)
        group = groups.setdefault(key or str(proposal.uuid), Group(key, _title(proposal)))
        group.lines.append(line_of(proposal, at=at, holding=held.get(proposal.pk)))
    for group in groups.values():
        group.others = max(0, waiting.get(group.key, 0) - group.count)
    return list(groups.values())


def line_of(proposal: ReadT, *, at: datetime, holding: Holding | None = None) -> Line[ReadT]:
    is_late = proposal.state in Proposal.TO_DECIDE and proposal.due_at <= at
    return Line(proposal, asks(proposal), is_late, at, holding)


def asks(proposal: Proposal | Asked) -> str:
    """The fields of an edit, or the name of the act."""
    if proposal.action not in _EDITS:
        return str(Proposal.Action(proposal.action).label)
    schema = kind_named(proposal.target_kind).schema
    labels = [str(one.label) for name, one in schema.items() if name in proposal.changes]
    more = f" +{len(labels) - NAMED}" if len(labels) > NAMED else ""
    return ", ".join(labels[:NAMED]) + more


def _title(proposal: Asked) -> str:
    field = kind_named(proposal.target_kind).title_field
    return proposal.title or str(proposal.changes.get(field, ""))


def _page_key(proposal: Asked) -> str:
    return f"{proposal.target_kind}:{proposal.page}" if proposal.page else ""


def _waiting_on(proposals: Iterable[Asked]) -> dict[str, int]:
    """How many open proposals each of their pages has, by key."""
    pages: dict[str, set[int]] = {}
    for proposal in proposals:
        if proposal.page:
            pages.setdefault(proposal.target_kind, set()).add(proposal.page)
    found = _open_on.ask(**{column: list(pages.get(column, ())) for column in _TARGETS})
    return {
        f"{column}:{key}": count
        for *targets, count in found
        for column, key in zip(_TARGETS, targets, strict=True)
        if key
    }


@KeptQuery
def _open_on(slot: type[Slot]) -> Any:
    wanted = Q()
    for column in _TARGETS:
        wanted |= Q(**{f"{column}__among": slot(column)})
    rows = Proposal.objects.open().filter(wanted).order_by().values_list(*_TARGETS)
    return rows.annotate(count=Count("pk"))
