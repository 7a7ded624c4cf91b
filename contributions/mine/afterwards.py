"""What of an accepted proposal is still on its page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contributions.merge import merge_fields
from contributions.models import Proposal
from contributions.targets import TargetKind, kind_of, target_of


@dataclass(frozen=True, slots=True)
class Afterwards:
    """Labels of the fields it changed: those that still say so, those that changed again since."""

    kept: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


def afterwards(proposal: Proposal) -> Afterwards | None:
    """None when it was never accepted, or changed no field of a page.

    Reads the target that the proposal holds: a list selects it with its own query.
    """
    kind, target = kind_of(proposal), target_of(proposal)
    names = [name for name in kind.schema if name in proposal.changes]
    if proposal.state != Proposal.State.APPLIED or target is None or not names:
        return None
    live = kind.snapshot(target)
    found = Afterwards()
    for name in names:
        still = stands(kind, name, base=proposal.base_snapshot, asked=proposal.changes, live=live)
        (found.kept if still else found.gone).append(str(kind.schema[name].label))
    return found


def stands(
    kind: TargetKind,
    name: str,
    *,
    base: Mapping[str, Any],
    asked: Mapping[str, Any],
    live: Mapping[str, Any],
) -> bool:
    """Whether asking for it again would change nothing: what was added is there, what was taken
    out is not, whatever others added beside it.
    """
    was, mine, theirs = base.get(name, live[name]), asked[name], live[name]
    if mine == theirs:
        return True
    if was == theirs:
        return False
    result = merge_fields({name: was}, {name: mine}, {name: theirs}, {name: kind.kinds()[name]})
    return not result.conflicts and bool(result.merged[name] == theirs)
