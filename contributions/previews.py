"""What the page would become if a proposal were accepted now, and the hash of what was shown."""

from dataclasses import dataclass
from typing import Any

from contributions.actions.registry import Fact, action_of, split
from contributions.diff import FieldDiff, diff_fields
from contributions.merge import Conflict
from contributions.models import Proposal
from contributions.targets import kind_of
from contributions.wording import Wording


@dataclass(frozen=True, slots=True)
class Preview:
    """`facts` is what the proposal says beside fields: where a page goes, what replaces it."""

    merged: dict[str, Any]
    conflicts: list[Conflict]
    errors: dict[str, list[str]]
    preview_hash: str
    diff: list[FieldDiff]
    words: Wording
    facts: tuple[Fact, ...] = ()
    is_already_live: bool = False

    @property
    def can_go_live(self) -> bool:
        return not self.conflicts and not self.errors


def preview(proposal: Proposal) -> Preview:
    """The proposal on the live row as it is now, read again whatever the caller holds."""
    kind = kind_of(proposal)
    standing = action_of(proposal).stand(proposal, kind, lock=False)
    rebased = standing.rebased
    words = Wording.of([rebased.live, proposal.base_snapshot, proposal.changes])
    return Preview(
        merged=rebased.merged,
        conflicts=rebased.conflicts,
        errors=rebased.errors,
        preview_hash=rebased.hash,
        diff=diff_fields(rebased.live, rebased.merged, schema=kind.schema, words=words),
        words=words,
        facts=standing.facts,
        is_already_live=rebased.is_already_live,
    )


def asked_diff(proposal: Proposal, *, fields: frozenset[str]) -> list[FieldDiff]:
    """What the proposal asked for when it was sent, in the fields a reader may see."""
    kind = kind_of(proposal)
    changes, _arguments = split(proposal.changes, action=action_of(proposal), kind=kind)
    asked = {name: value for name, value in changes.items() if name in fields}
    words = Wording.of([proposal.base_snapshot, asked])
    return diff_fields(proposal.base_snapshot, asked, schema=kind.schema, words=words)
