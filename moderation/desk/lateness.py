"""By when a proposal should have its answer, and what is late."""

from datetime import datetime, timedelta

from django.db.models import Q

from contributions.models import Proposal

_WITHIN = timedelta(days=7)


def due_at(proposal: Proposal) -> datetime:
    return proposal.created_at + _WITHIN


def late(*, at: datetime) -> Q:
    return Q(created_at__lt=at - _WITHIN)


def is_late(proposal: Proposal, *, at: datetime) -> bool:
    return due_at(proposal) < at
