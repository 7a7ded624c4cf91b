"""A change put onto the live row: what would be merged, what clashes, and the hash of all that."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contributions.merge import Conflict, merge_fields
from contributions.targets import TargetKind
from offers.validation import InvalidFields


def content_hash(value: Any) -> str:
    """sha256 of the canonical JSON of a value."""
    canonical = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Rebased:
    """A proposal put onto the live row: `touched` are the fields it asks to change, merged.

    `beside` is what else counts in what is shown, as JSON; `is_done` says whether all that is asked
    besides the fields is so already.
    """

    live: dict[str, Any]
    merged: dict[str, Any]
    touched: dict[str, Any]
    conflicts: list[Conflict] = field(default_factory=list)
    errors: dict[str, list[str]] = field(default_factory=dict)
    beside: Any = None
    is_done: bool = True

    @property
    def is_already_live(self) -> bool:
        return self.is_done and not self.conflicts and self.merged == self.live

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
        return content_hash(
            {"shown": shown, "conflicts": paths, "errors": self.errors, "beside": self.beside}
        )


def rebase(
    kind: TargetKind,
    *,
    base: Mapping[str, Any],
    changes: Mapping[str, Any],
    live: Mapping[str, Any],
    target: Any = None,
) -> Rebased:
    """Merge changes made on `base` onto the live row, and check the result. Writes nothing."""
    # A snapshot taken before a field existed holds what the live row held then: nothing of it.
    was = {name: base.get(name, live[name]) for name in kind.schema}
    result = merge_fields(was, {**was, **changes}, live, kind.kinds())
    touched = {name: result.merged[name] for name in kind.schema if name in changes}
    errors: dict[str, list[str]] = {}
    if not result.conflicts:
        try:
            errors = kind.clashes(target, kind.check(live, touched))
        except InvalidFields as invalid:
            errors = invalid.errors
    return Rebased(dict(live), result.merged, touched, result.conflicts, errors)
