"""Within how long a proposal is to be answered, by a table of data."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from contributions.models import Proposal

_TABLE = Path(__file__).parent / "data" / "due.toml"


@dataclass(frozen=True, slots=True)
class _Table:
    hours: Mapping[str, int]
    reasons: Mapping[str, str]
    channels: Mapping[str, str]
    kinds: Mapping[str, str]


def answered_within(proposal: Proposal) -> timedelta:
    """24 hours when somebody may be in danger, 72 when a fact is wrong, else 7 days: hours of the
    clock, Sundays included."""
    return timedelta(hours=_table().hours[urgency(proposal)])


def urgency(proposal: Proposal) -> str:
    """`safety`, `fact` or `other`: from the risk first, then where it came from, then its kind."""
    table = _table()
    found = [table.reasons[code] for code in proposal.risk_reasons if code in table.reasons]
    if found:
        return min(found, key=table.hours.__getitem__)
    return table.channels.get(proposal.channel) or table.kinds.get(proposal.kind, "other")


def set_due(proposal: Proposal, *, at: datetime) -> None:
    """Write on an unsaved version when its answer is due; it is nobody else's matter yet."""
    proposal.due_at = at + answered_within(proposal)
    proposal.escalates_at, proposal.escalated_to = proposal.due_at, None


@cache
def _table() -> _Table:
    return _Table(**tomllib.loads(_TABLE.read_text(encoding="utf-8")))
