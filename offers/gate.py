"""What stands in the way of an act beside its own rules, a block for example: upper apps say so;
without one, nothing does."""

from collections.abc import Callable
from enum import StrEnum

from accounts.models import User
from accounts.verdicts import Allowed, Verdict
from territories.models import Territory


class Verb(StrEnum):
    """`DECLARE` says that a page is still right, or whether there is room; `CLAIM` asks for the
    pages of a structure, proves it, invites people to keep them or joins them."""

    DECLARE = "declare"
    CLAIM = "claim"


# Whether this person may begin the act in the territory of the page; it writes nothing.
Gate = Callable[[User, Verb, Territory], Verdict]

_gates: list[Gate] = []


def register_gate(gate: Gate) -> None:
    if gate not in _gates:
        _gates.append(gate)


def may_begin(user: User, verb: Verb, territory: Territory) -> Verdict:
    """The first no, with its reason."""
    verdicts = (gate(user, verb, territory) for gate in _gates)
    return next((verdict for verdict in verdicts if not verdict), Allowed())
