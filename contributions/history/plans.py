"""What a page would become if it went back: undo one change, roll back, restore. Writes nothing."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contributions.diff import FieldDiff, diff_fields
from contributions.history.entries import Entry, Fields, Version
from contributions.history.errors import (
    AlreadyThere,
    AlreadyUndone,
    NothingBefore,
    OnlyAuthor,
    OnlyProtected,
    SomeoneOnTop,
    TakenOut,
)
from contributions.history.hidden_text import taken_out_of
from contributions.history.kinds import Kept
from contributions.history.permissions import sees_all
from contributions.merge import Conflict, merge_fields
from contributions.wording import Wording
from offers.validation import InvalidFields

_CHUNK = 100


class Verb(TextChoices):
    """Undo keeps later changes; rollback and restore bring a whole version back."""

    UNDO = "undone", _("Undo this change")
    ROLLBACK = "rolled_back", _("Go back to before these changes")
    RESTORE = "restored", _("Restore this version")


class NoSuchVersion(LookupError):
    """The page never had this version, or its text is no longer kept."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`of` is the version taken back or restored; `changes` are what the page would get."""

    kept: Kept
    target: Any
    verb: Verb
    of: Version
    live: Fields
    merged: Fields
    conflicts: list[Conflict]
    errors: Mapping[str, list[str]]

    @property
    def changes(self) -> Fields:
        return {name: value for name, value in self.merged.items() if value != self.live[name]}

    @property
    def risk(self) -> int:
        return self.kept.kind.assess(self.target, self.live, self.merged).level

    def diff(self) -> list[FieldDiff]:
        words = Wording.of([self.live, self.merged])
        return diff_fields(self.live, self.merged, schema=self.kept.kind.schema, words=words)


def plan_of(*, kept: Kept, target: Any, verb: Verb, number: int, reader: User) -> Plan:
    """Raises NoSuchVersion, or a CannotRevert; conflicts and errors are in the plan.

    Who does not see what is protected brings none of it back.
    """
    version = kept.log.version(target, number)
    if version is None:
        raise NoSuchVersion
    return _PLANNERS[verb](_Asking(kept, target, version, reader))


@dataclass(frozen=True, slots=True)
class _Asking:
    kept: Kept
    target: Any
    version: Version
    reader: User

    def open_names(self, *versions: Version) -> frozenset[str]:
        """The fields that all these versions know and the reader may see in them."""
        names = frozenset(self.kept.kind.schema).intersection(*(one.fields for one in versions))
        if sees_all(self.reader, self.kept, self.target):
            return names
        for one in versions:
            names -= self.kept.veil(self.target, one.entry.at).hidden_of(one.fields)
        live = self.kept.kind.snapshot(self.target)
        return names - self.kept.veil(self.target, self.version.entry.at).hidden_of(live)

    def plan(self, verb: Verb, of: Version, base: Fields, mine: Fields) -> Plan:
        kind = self.kept.kind
        live = kind.snapshot(self.target)
        result = merge_fields({**live, **base}, {**live, **mine}, live, kind.kinds())
        errors: Mapping[str, list[str]] = {}
        if not result.conflicts:
            try:
                kind.check(live, {n: v for n, v in result.merged.items() if v != live[n]})
            except InvalidFields as invalid:
                errors = invalid.errors
        return Plan(self.kept, self.target, verb, of, live, result.merged, result.conflicts, errors)

    def refuse_taken_out(self, fields: Fields) -> None:
        if names := taken_out_of(fields):
            raise TakenOut([label for name, label in self.kept.labels().items() if name in names])


def _undo(asking: _Asking) -> Plan:
    version = asking.version
    before = asking.kept.log.before(asking.target, version.entry.version or 0)
    if before is None:
        raise NothingBefore
    known = before.fields.keys() & version.fields.keys()
    changed = {name for name in known if before.fields[name] != version.fields[name]}
    names = asking.open_names(before, version) & changed
    if changed and not names:
        raise OnlyProtected
    base = {name: version.fields[name] for name in names}
    mine = {name: before.fields[name] for name in names}
    asking.refuse_taken_out(base)
    asking.refuse_taken_out(mine)
    plan = asking.plan(Verb.UNDO, version, base, mine)
    if not plan.conflicts and plan.merged == plan.live:
        raise AlreadyUndone
    return plan


def _restore(asking: _Asking) -> Plan:
    return _whole(asking, asking.version, Verb.RESTORE)


def _rollback(asking: _Asking) -> Plan:
    """To the last version of somebody else than who wrote the version asked about, and on top."""
    writer = asking.version.entry.writer
    written = (entry for entry in _from_the_top(asking) if entry.version is not None)
    if next(written).writer != writer:
        raise SomeoneOnTop
    below = next((entry.version for entry in written if entry.writer != writer), None)
    version = asking.kept.log.version(asking.target, below) if below else None
    if version is None:
        raise OnlyAuthor
    return _whole(asking, version, Verb.ROLLBACK)


def _from_the_top(asking: _Asking) -> Iterator[Entry]:
    """Every line, newest first, read as far as is asked for."""
    for start in count(step=_CHUNK):
        entries = asking.kept.log.entries(asking.target, start=start, size=_CHUNK)
        yield from entries
        if len(entries) < _CHUNK:
            return


def _whole(asking: _Asking, version: Version, verb: Verb) -> Plan:
    names = asking.open_names(version)
    mine = {name: version.fields[name] for name in names}
    asking.refuse_taken_out(mine)
    live = asking.kept.kind.snapshot(asking.target)
    plan = asking.plan(verb, version, {name: live[name] for name in names}, mine)
    if plan.merged == plan.live:
        raise AlreadyThere
    return plan


_PLANNERS: dict[Verb, Callable[[_Asking], Plan]] = {
    Verb.UNDO: _undo,
    Verb.RESTORE: _restore,
    Verb.ROLLBACK: _rollback,
}
