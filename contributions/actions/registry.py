"""What can be asked of a target: each action with how it is read, shown and made live."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from wagtail.models import Revision

from contributions.models import Proposal
from contributions.rebasing import Rebased
from contributions.risk import Assessment
from contributions.targets import Fields, TargetKind
from offers.models import Structure
from offers.saying import Saying
from territories.models import Territory


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asks of a live row, not checked yet. `base` is what they saw of its fields."""

    kind: TargetKind
    target: Any
    fields: Fields
    arguments: Fields
    base: Mapping[str, Any]
    visible: Callable[[Any], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Request:
    """Checked changes that stand on the live row, ready to be kept. `structure` is the one that a
    new page joins, when it is on the site."""

    kind: TargetKind
    target: Any
    live: Fields
    changes: Fields
    territory: Territory
    risk: Assessment
    structure: Structure | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a proposal says beside fields, in words: what replaces a page, where it goes."""

    label: str
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A proposal on the pages as they are now. `beside` is what else its writer needs."""

    target: Any
    rebased: Rebased
    facts: tuple[Fact, ...] = ()
    beside: Any = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it: the page it is now about, the revision, which only pages have, and the
    other page that moved with it."""

    target: Any
    revision: Revision | None = None
    other: Any = None


class Stand(Protocol):
    """Puts a proposal onto the pages as they are, locked or only read."""

    def __call__(self, proposal: Proposal, kind: TargetKind, *, lock: bool) -> Standing: ...


@dataclass(frozen=True, slots=True)
class ActionKind:
    """How one action is asked and applied; `writer` names what it needs of the target's writers.

    `read` raises InvalidFields, NoChange or MovedMeanwhile. `stand` merges onto the pages as they
    are, which it locks when told so. `go_live` runs under these locks.
    """

    writer: str
    read: Callable[[Asked], Request]
    stand: Stand
    go_live: Callable[[TargetKind, Standing, Saying], Outcome]
    arguments: frozenset[str] = field(default_factory=frozenset)

    def is_open_to(self, kind: TargetKind) -> bool:
        return kind.writers.has(self.writer)

    def arguments_of(self, kind: TargetKind) -> frozenset[str]:
        """The keys of `changes` that are no field."""
        return self.arguments | (
            kind.creation_arguments if self.writer == "create" else frozenset()
        )


_actions: dict[str, ActionKind] = {}


def register(name: str, action: ActionKind) -> None:
    """Let an action be asked, named as in `Proposal.Action`."""
    if name in _actions:
        raise ValueError(f"The action {name} is registered already.")
    _actions[name] = action


def find_action(name: str) -> ActionKind | None:
    return _actions.get(name)


def action_of(proposal: Proposal) -> ActionKind:
    return _actions[proposal.action]


def split(
    changes: Mapping[str, Any], *, action: ActionKind, kind: TargetKind
) -> tuple[Fields, Fields]:
    """The fields that are asked, and what is said beside them."""
    beside = action.arguments_of(kind)
    fields = {name: value for name, value in changes.items() if name not in beside}
    return fields, {name: value for name, value in changes.items() if name in beside}
