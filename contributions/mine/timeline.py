"""What happened to a proposal, in order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from contributions.models import Proposal

Kind = Literal["sent", "version", "decision", "discussion", "withdrawn", "expired"]


@dataclass(frozen=True, slots=True)
class Event:
    """`about` is the version, the decision or the thread that it is about."""

    at: datetime
    kind: Kind
    about: Any = None


def timeline(proposal: Proposal, *, threads: Iterable[Any]) -> list[Event]:
    """From its sending on; `threads` are those its reader may know of."""
    events = [Event(proposal.created_at, "sent")]
    events += [
        Event(version.at, "version", version)
        for version in proposal.versions.all()
        if version.number > 1
    ]
    events += [Event(decision.at, "decision", decision) for decision in proposal.decisions.all()]
    events += [Event(thread.created_at, "discussion", thread) for thread in threads]
    if proposal.decided_at and proposal.state == Proposal.State.WITHDRAWN:
        events.append(Event(proposal.decided_at, "withdrawn"))
    if proposal.decided_at and proposal.state == Proposal.State.EXPIRED:
        events.append(Event(proposal.decided_at, "expired"))
    return sorted(events, key=lambda event: event.at)
