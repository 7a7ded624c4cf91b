"""What the page would become if a proposal were accepted now, and the hash of what was shown."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contributions.diff import FieldDiff, diff_fields
from contributions.merge import Conflict, merge_fields
from contributions.models import Proposal
from contributions.targets import TargetKind, kind_of, target_id_of
from contributions.wording import Wording
from offers.validation import InvalidFields


def content_hash(value: Any) -> str:
    """sha256 of the canonical JSON of a value."""
    canonical = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Rebased:
    """A proposal put onto the live row: `touched` are the fields it asks to change, merged."""

    live: dict[str, Any]
    merged: dict[str, Any]
    touched: dict[str, Any]
    conflicts: list[Conflict]
    errors: dict[str, list[str]]

    @property
    def is_already_live(self) -> bool:
        return not self.conflicts and self.merged == self.live

    @property
    def can_go_live(self) -> bool:
        return not self.conflicts and not self.errors

    @property
    def hash(self) -> str:
        """Of what a reviewer is shown: what the fields were, become, and their conflicts.

        Fields the proposal leaves alone do not count: two people may accept two proposals on one
        page at the same time.
        """
        shown = {name: [self.live[name], value] for name, value in self.touched.items()}
        paths = [[one.path, one.base, one.mine, one.theirs] for one in self.conflicts]
        return content_hash({"shown": shown, "conflicts": paths, "errors": self.errors})


@dataclass(frozen=True, slots=True)
class Preview:
    merged: dict[str, Any]
    conflicts: list[Conflict]
    errors: dict[str, list[str]]
    preview_hash: str
    diff: list[FieldDiff]
    words: Wording

    @property
    def can_go_live(self) -> bool:
        return not self.conflicts and not self.errors


def rebase(
    kind: TargetKind,
    *,
    base: Mapping[str, Any],
    changes: Mapping[str, Any],
    live: Mapping[str, Any],
) -> Rebased:
    """Merge changes made on `base` onto the live row, and check the result. Writes nothing."""
    # A snapshot taken before a field existed holds what the live row held then: nothing of it.
    was = {name: base.get(name, live[name]) for name in kind.schema}
    result = merge_fields(was, {**was, **changes}, live, kind.kinds())
    touched = {name: result.merged[name] for name in kind.schema if name in changes}
    errors: dict[str, list[str]] = {}
    if not result.conflicts:
        try:
            kind.check(live, touched)
        except InvalidFields as invalid:
            errors = invalid.errors
    return Rebased(dict(live), result.merged, touched, result.conflicts, errors)


def preview(proposal: Proposal) -> Preview:
    """The proposal on the live row as it is now, read again whatever the caller holds."""
    kind = kind_of(proposal)
    live = kind.snapshot(kind.read(target_id_of(proposal)))
    rebased = rebase(kind, base=proposal.base_snapshot, changes=proposal.changes, live=live)
    words = Wording.of([live, proposal.base_snapshot, proposal.changes])
    return Preview(
        merged=rebased.merged,
        conflicts=rebased.conflicts,
        errors=rebased.errors,
        preview_hash=rebased.hash,
        diff=diff_fields(live, rebased.merged, schema=kind.schema, words=words),
        words=words,
    )


def asked_diff(proposal: Proposal, *, fields: frozenset[str]) -> list[FieldDiff]:
    """What the proposal asked for when it was sent, in the fields a reader may see."""
    asked = {name: value for name, value in proposal.changes.items() if name in fields}
    words = Wording.of([proposal.base_snapshot, asked])
    return diff_fields(proposal.base_snapshot, asked, schema=kind_of(proposal).schema, words=words)
