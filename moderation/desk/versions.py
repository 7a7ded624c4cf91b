"""What an author changed in a proposal since an animator asked for it."""

from dataclasses import dataclass

from contributions.actions.registry import action_of, split
from contributions.diff import FieldDiff, diff_fields
from contributions.models import Proposal, ProposalVersion
from contributions.targets import kind_of
from contributions.wording import Wording
from moderation.models import Decision


@dataclass(frozen=True, slots=True)
class Since:
    """The last change that was asked for, and what the author did about it; `diff` is empty while
    they have not answered."""

    asked: Decision
    diff: list[FieldDiff]

    @property
    def is_answered(self) -> bool:
        return bool(self.diff)


def since_asked(proposal: Proposal) -> Since | None:
    """None when nobody ever asked for a change."""
    asks = proposal.decisions.filter(verdict=Decision.Verdict.ASK)
    asked = asks.order_by("-proposal_version", "-at").first()
    if asked is None:
        return None
    if asked.proposal_version == proposal.version:
        return Since(asked, [])
    before = proposal.versions.filter(number=asked.proposal_version).first()
    return Since(asked, _between(before, proposal) if before else [])


def _between(before: ProposalVersion, proposal: Proposal) -> list[FieldDiff]:
    kind, action = kind_of(proposal), action_of(proposal)
    was, _was = split(before.changes, action=action, kind=kind)
    now, _now = split(proposal.changes, action=action, kind=kind)
    base = {**kind.empty(), **proposal.base_snapshot, **before.base_snapshot}
    old, new = {**base, **was}, {**base, **now}
    return diff_fields(old, new, schema=kind.schema, words=Wording.of([old, new]))
