"""The states of a proposal and what leads from one to another, as one table."""

from enum import StrEnum

from contributions.errors import ClosedProposal, NotNow
from contributions.models import Proposal

State = Proposal.State


class Verb(StrEnum):
    APPLY = "apply"
    FIND_DONE = "find_done"
    CLASH = "clash"
    FIT_AGAIN = "fit_again"
    ASK_FOR_CHANGE = "ask_for_change"
    RESUBMIT = "resubmit"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    JOIN = "join"


TRANSITIONS: dict[Verb, dict[str, str]] = {
    Verb.APPLY: dict.fromkeys(Proposal.OPEN, State.APPLIED),
    Verb.FIND_DONE: dict.fromkeys(Proposal.OPEN, State.ALREADY_DONE),
    Verb.CLASH: dict.fromkeys(Proposal.OPEN, State.CONFLICT),
    Verb.FIT_AGAIN: {State.CONFLICT: State.PENDING},
    Verb.ASK_FOR_CHANGE: dict.fromkeys((State.PENDING, State.CONFLICT), State.NEEDS_CHANGES),
    Verb.RESUBMIT: dict.fromkeys(Proposal.OPEN, State.PENDING),
    Verb.REFUSE: dict.fromkeys(Proposal.OPEN, State.REJECTED),
    Verb.WITHDRAW: dict.fromkeys(Proposal.OPEN, State.WITHDRAWN),
    Verb.EXPIRE: {State.NEEDS_CHANGES: State.EXPIRED},
    Verb.JOIN: dict.fromkeys(Proposal.OPEN, State.JOINED),
}


def next_state(state: str, verb: Verb) -> str:
    """Where the verb leads. Raises ClosedProposal when the proposal is over, NotNow when it waits
    for something else."""
    if state not in Proposal.OPEN:
        raise ClosedProposal
    try:
        return TRANSITIONS[verb][state]
    except KeyError:
        raise NotNow from None
