"""The history of our own records, kept by django-simple-history: the whole row at each change."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from contributions.history.entries import (
    ACTS_OF_PROPOSALS,
    Act,
    Entry,
    Fields,
    Version,
    name_in,
    names_of,
)
from contributions.models import Proposal, RevertNote
from offers.models import Expression
from offers.models.structures import PageState

_ACTS: dict[str, Act] = {
    "structure.created": Act.CREATED,
    "structure.restored": Act.RETURNED,
    "decision.undone": Act.UNDONE,
    "structure.took_a_duplicate": Act.MERGED,
    "structure.text_hidden": Act.TEXT_HIDDEN,
    "structure.text_shown": Act.TEXT_SHOWN,
    "expression.text_hidden": Act.TEXT_HIDDEN,
    "expression.text_shown": Act.TEXT_SHOWN,
}
_STATES: dict[str, Act] = {
    PageState.ARCHIVED: Act.ARCHIVED,
    PageState.MERGED: Act.MERGED,
    PageState.LIVE: Act.RETURNED,
    Expression.Status.RETIRED: Act.ARCHIVED,
    Expression.Status.ACCEPTED: Act.RETURNED,
}
_BY_PROPOSAL = "proposal.accepted"
# Between a decision and the row it writes, when nothing on the row says which decision it was.
_SOON = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class RecordLog:
    """`read` gives the fields of a row of history as it does those of the record itself."""

    target_kind: str
    read: Callable[[Any], Fields]
    related: tuple[str, ...] = ()

    def count(self, target: Any) -> int:
        return int(self._rows(target).count())

    def entries(self, target: Any, *, start: int = 0, size: int | None = None) -> list[Entry]:
        end = None if size is None else start + size + 1
        rows = list(self._rows(target)[start:end])
        shown = rows if size is None else rows[:size]
        return self._entries(target, shown, rows)

    def version(self, target: Any, number: int) -> Version | None:
        return self._version(target, self._rows(target).filter(history_id=number).first())

    def before(self, target: Any, number: int) -> Version | None:
        row = self._rows(target).filter(history_id=number).first()
        return self._version(target, self._previous(target, row)) if row else None

    def latest(self, target: Any) -> int | None:
        row = self._rows(target).first()
        return row.history_id if row else None

    def _rows(self, target: Any) -> Any:
        rows = target.history.filter(id=target.pk).exclude(history_type="-")
        return rows.select_related(*self.related).order_by("-history_date", "-history_id")

    def _previous(self, target: Any, row: Any) -> Any:
        earlier = Q(history_date__lt=row.history_date)
        earlier |= Q(history_date=row.history_date, history_id__lt=row.history_id)
        return self._rows(target).filter(earlier).first()

    def _version(self, target: Any, row: Any) -> Version | None:
        if row is None:
            return None
        previous = self._previous(target, row)
        (entry,) = self._entries(target, [row], [row, *([previous] if previous else [])])
        return Version(entry, self.read(row))

    def _entries(self, target: Any, shown: Sequence[Any], rows: Sequence[Any]) -> list[Entry]:
        """`rows` holds one more than what is shown: what the oldest of these replaced."""
        names = names_of(row.history_user_id for row in shown)
        asked = _proposals(self.target_kind, target, shown)
        notes = RevertNote.objects.of(self.target_kind, [row.history_id for row in shown])
        return [
            self._entry(row, older, names, _asked(row, asked), notes.get(row.history_id))
            for row, older in zip(shown, [*rows[1:], None], strict=False)
        ]

    def _entry(
        self,
        row: Any,
        older: Any,
        names: Mapping[int, str],
        proposal: Proposal | None,
        note: RevertNote | None,
    ) -> Entry:
        now, was = self.read(row), self.read(older) if older else {}
        fields = tuple(name for name in now if older and now[name] != was[name])
        author, writer = _author(row, names, proposal)
        return Entry(
            version=row.history_id,
            at=row.history_date,
            act=_act(row, older, fields, proposal, note),
            author=author,
            writer=writer,
            accepted_by=_acceptor(proposal),
            summary=note.summary if note else proposal.summary if proposal else "",
            sources=tuple(proposal.sources) if proposal else (),
            fields=fields,
            of=note.of if note else proposal.changes.get("revision") if proposal else None,
        )


def _proposals(target_kind: str, target: Any, rows: Sequence[Any]) -> list[Proposal]:
    """The accepted proposals of the target, while these rows were written (two queries)."""
    if not any(row.history_change_reason == _BY_PROPOSAL for row in rows):
        return []
    applied = Proposal.objects.filter(
        state=Proposal.State.APPLIED,
        decided_at__lte=rows[0].history_date,
        decided_at__gte=rows[-1].history_date - _SOON,
        **{target_kind: target},
    )
    return list(applied.prefetch_related("decisions").order_by("-decided_at"))


def _asked(row: Any, proposals: Iterable[Proposal]) -> Proposal | None:
    """The proposal a row comes from: the one of the same moment, else the last before it."""
    if row.history_change_reason != _BY_PROPOSAL:
        return None
    found = list(proposals)
    same = [one for one in found if one.decided_at == getattr(row, "modified_at", None)]
    near = [one for one in found if one.decided_at and _is_soon(one.decided_at, row.history_date)]
    return next(iter([*same, *near]), None)


def _is_soon(decided: datetime, written: datetime) -> bool:
    return decided <= written < decided + _SOON


def _acceptor(proposal: Proposal | None) -> str:
    decisions = list(proposal.decisions.all()) if proposal else []
    return str(decisions[0].moderator_label) if decisions else ""


def _act(
    row: Any,
    older: Any,
    fields: tuple[str, ...],
    proposal: Proposal | None,
    note: RevertNote | None,
) -> Act:
    if note is not None:
        return Act(note.verb)
    if proposal is not None:
        return ACTS_OF_PROPOSALS[proposal.action]
    if older is None:
        return Act.CREATED
    if _state(row) != _state(older):
        return _STATES.get(_state(row), Act.EDITED)
    reason = row.history_change_reason or ""
    if fields:
        return Act.IMPORTED if reason == "import" else _ACTS.get(reason, Act.EDITED)
    if getattr(row, "home_territory_id", None) != getattr(older, "home_territory_id", None):
        return Act.MOVED
    protection = "address_visibility"
    is_protected = getattr(row, protection, None) != getattr(older, protection, None)
    return Act.PROTECTED if is_protected else _ACTS.get(reason, Act.EDITED)


def _state(row: Any) -> str:
    """Of a structure, or of an expression."""
    return str(getattr(row, "state", "") or getattr(row, "status", ""))


def _author(row: Any, names: Mapping[int, str], proposal: Proposal | None) -> tuple[str, str]:
    key, reason = row.history_user_id, row.history_change_reason
    if key in names:
        return names[key], f"user:{key}"
    if proposal is not None:
        return proposal.author_label, f"proposal:{proposal.pk}"
    if reason is None or reason == "import":
        return (_("import") if reason else ""), "import"
    return name_in(names, None), f"gone:{row.history_id}"
