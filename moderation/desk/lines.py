"""What the queue shows of each proposal, gathered by page, in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q
from django.utils.timesince import timesince, timeuntil

from accounts.models import User
from contributions.models import Proposal
from contributions.models.proposals import ProposalQuerySet
from contributions.targets import kind_of, target_id_of, title_of
from moderation.claims.holding import Holding
from moderation.claims.queries import holdings_of

_EDITS = (Proposal.Action.EDIT, Proposal.Action.REVERT)
# Labels of fields that a line names before it only counts them.
NAMED = 4


@dataclass(frozen=True, slots=True)
class Line:
    """`asks` is what changes, in a few words; `holding` says who is looking at it."""

    proposal: Proposal
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
    lines: list[Line] = field(default_factory=list)
    others: int = 0

    @property
    def count(self) -> int:
        return len(self.lines)


def for_lines(proposals: ProposalQuerySet) -> ProposalQuerySet:
    """With what lines show and nothing heavier."""
    return proposals.select_related(
        "offer", "structure", "need_page", "expression", "territory"
    ).only(
        "uuid",
        "target_kind",
        "action",
        "channel",
        "author_label",
        "changes",
        "summary",
        "risk",
        "state",
        "version",
        "created_at",
        "due_at",
        "territory__name",
        "offer__title",
        "structure__name",
        "need_page__title",
        "expression__text",
    )


def groups_of(proposals: Sequence[Proposal], *, viewer: User, at: datetime) -> list[Group]:
    """In the order of the list, each page where its first proposal stands (two queries)."""
    waiting, held = _waiting_on(proposals), holdings_of(proposals, viewer=viewer, at=at)
    groups: dict[str, Group] = {}
    for proposal in proposals:
        page = _page_key(proposal)
        group = groups.setdefault(page or str(proposal.uuid), Group(page, title_of(proposal)))
        group.lines.append(line_of(proposal, at=at, holding=held.get(proposal.pk)))
    for group in groups.values():
        group.others = max(0, waiting.get(group.key, 0) - group.count)
    return list(groups.values())


def line_of(proposal: Proposal, *, at: datetime, holding: Holding | None = None) -> Line:
    is_late = proposal.state in Proposal.TO_DECIDE and proposal.due_at <= at
    return Line(proposal, asks(proposal), is_late, at, holding)


def asks(proposal: Proposal) -> str:
    """The fields of an edit, or the name of the act."""
    if proposal.action not in _EDITS:
        return str(proposal.get_action_display())
    schema = kind_of(proposal).schema
    labels = [str(one.label) for name, one in schema.items() if name in proposal.changes]
    more = f" +{len(labels) - NAMED}" if len(labels) > NAMED else ""
    return ", ".join(labels[:NAMED]) + more


def _page_key(proposal: Proposal) -> str:
    key = target_id_of(proposal)
    return f"{proposal.target_kind}:{key}" if key else ""


def _waiting_on(proposals: Iterable[Proposal]) -> dict[str, int]:
    """How many open proposals each of their pages has, by key."""
    columns: dict[str, set[int]] = {}
    for proposal in proposals:
        if key := target_id_of(proposal):
            columns.setdefault(kind_of(proposal).column, set()).add(key)
    if not columns:
        return {}
    wanted = Q()
    for column, keys in columns.items():
        wanted |= Q(**{f"{column}__in": keys})
    rows = Proposal.objects.open().filter(wanted).order_by().values_list(*TARGETS)
    found = rows.annotate(count=Count("pk"))
    return {
        f"{column}:{key}": count
        for *targets, count in found
        for column, key in zip(TARGETS, targets, strict=True)
        if key
    }


TARGETS = ("offer", "structure", "need_page", "expression")
