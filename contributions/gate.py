"""What stands in the way of an act beside its own rules: blocks, protected pages, limits.

Upper apps say so through a gate; without one, nothing does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise

from accounts.models import User
from accounts.verdicts import Allowed, Verdict
from territories.models import Territory


class Verb(StrEnum):
    """`PUBLISH` is a change that goes live unread, `REVERT` one that an animator takes back."""

    PROPOSE = "propose"
    PUBLISH = "publish"
    ACCEPT = "accept"
    REVERT = "revert"
    DISCUSS = "discuss"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody is about to do. `target` is the page, None for a new one or for none;
    `fields` are those that change, none of them standing for the whole page."""

    verb: Verb
    user: User | None
    territory: Territory
    target: Any = None
    fields: frozenset[str] = frozenset()


class BarredAct(PermissionDenied):
    """The act is allowed in itself, but not now, or not to this person; `url` says more, and
    `status` how a page answers."""

    def __init__(self, reason: str, *, url: str = "", status: int = 403) -> None:
        super().__init__(reason)
        self.url, self.status = url, status


@dataclass(frozen=True, slots=True)
class Barred:
    """A verdict of no, with the page that says more."""

    why: str | Promise
    url: str = ""
    status: int = 403

    @property
    def reason(self) -> str:
        return str(self.why)

    def __bool__(self) -> bool:
        return False

    def or_raise(self) -> None:
        raise BarredAct(self.reason, url=self.url, status=self.status)


@dataclass(frozen=True, slots=True)
class Gate:
    """`may` answers and writes nothing; `enter` answers too, and counts the act as done, within
    the caller's transaction."""

    may: Callable[[Act], Verdict]
    enter: Callable[[Act], Verdict]


_gates: list[Gate] = []


def register_gate(gate: Gate) -> None:
    if gate not in _gates:
        _gates.append(gate)


def may_begin(act: Act) -> Verdict:
    """Whether the act could begin now."""
    return _first_no(gate.may(act) for gate in _gates)


def begin(act: Act) -> None:
    """Begin the act: it counts as one more. Raises BarredAct, with the reason."""
    _first_no(gate.enter(act) for gate in _gates).or_raise()


def _first_no(verdicts: Any) -> Verdict:
    return next((verdict for verdict in verdicts if not verdict), Allowed())
