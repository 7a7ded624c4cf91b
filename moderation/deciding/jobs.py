"""The clock brings what nobody answered in time to those above."""

from datetime import datetime, timedelta

from django.db import transaction

from contributions.applying import lock_proposal
from contributions.models import Proposal
from journal.clock import job
from moderation.deciding.escalating import bring_up
from moderation.deciding.telling import tell_of_what_is_late
from moderation.models import Escalation
from territories.reach import roles_held

# A pass takes no more; the next one goes on.
AT_ONCE = 500


@job("proposals.escalate", every=timedelta(minutes=15))
def escalate_what_is_late(at: datetime) -> None:
    """Each open proposal past its date goes one territory up, and so on until the country; whoever
    may decide still may."""
    late = Proposal.objects.to_decide().filter(escalates_at__lte=at).order_by("escalates_at", "pk")
    raised = [_bring_up(pk, at) for pk in list(late.values_list("pk", flat=True)[:AT_ONCE])]
    tell_of_what_is_late([one for one in raised if one is not None])


@transaction.atomic
@roles_held()
def _bring_up(pk: int, at: datetime) -> Escalation | None:
    """Nothing when somebody answered, or brought it up, meanwhile."""
    proposal = lock_proposal(pk)
    is_late = proposal.escalates_at is not None and proposal.escalates_at <= at
    if not is_late or proposal.state not in Proposal.TO_DECIDE:
        return None
    return bring_up(proposal, at=at)
