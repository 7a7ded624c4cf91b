"""Who is looking at a report: an upper app keeps the leases; without one, nobody is."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from accounts.models import User
from contributions.models import Report


class Looking(Protocol):
    """What is said of who looks at it, as one viewer reads it."""

    @property
    def text(self) -> str: ...


class Who(Protocol):
    def __call__(self, reports: Iterable[Report], *, viewer: User) -> Mapping[int, Looking]: ...


@dataclass(frozen=True, slots=True)
class Lookers:
    """`who` is looking, by report, in one query; `require_free` raises NotNow when somebody else
    looks at a locked report."""

    who: Who
    require_free: Callable[[Report, User], None]


_lookers: list[Lookers] = []


def register_lookers(lookers: Lookers) -> None:
    _lookers[:] = [lookers]


def looking_at(reports: Iterable[Report], *, viewer: User) -> Mapping[int, Looking]:
    return _lookers[0].who(reports, viewer=viewer) if _lookers else {}


def require_free(report: Report, by: User) -> None:
    """Before a locked report is settled. Raises NotNow, with who looks at it."""
    for lookers in _lookers:
        lookers.require_free(report, by)
