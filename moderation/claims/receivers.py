"""What ends a claim without anybody leaving it: a decision, the end of a session, of a role."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from contributions.models import Proposal, Report
from moderation.claims.services import end_claims, end_what_is_not_allowed
from moderation.models import Aside, Claim, Escalation
from territories.models import MemberRole


def end_after_an_answer(sender: type[Model], proposal: Proposal, **kwargs: Any) -> None:
    """Handed back, or agreed to by the first of two; a closing ends its claims itself."""
    if proposal.state not in Proposal.OPEN:
        return
    claims = Claim.objects.filter(proposal=proposal)
    end_claims(claims, Claim.Ending.DECIDED, at=timezone.now())


def end_after_escalating(
    sender: type[Escalation], escalation: Escalation, proposal: Proposal, **kwargs: Any
) -> None:
    """Brought to those above by a person, who is done with it; the clock disturbs nobody."""
    claims = Claim.objects.filter(proposal=proposal, holder=escalation.by_id)
    end_claims(claims, Claim.Ending.LEFT, at=timezone.now())


def end_after_leaving(sender: type[Aside], aside: Aside, proposal: Proposal, **kwargs: Any) -> None:
    """Somebody else may be looking at what this person leaves."""
    claims = Claim.objects.filter(proposal=proposal, holder=aside.moderator_id)
    end_claims(claims, Claim.Ending.LEFT, at=timezone.now())


def end_after_a_closing(
    sender: type[Proposal], instance: Proposal, update_fields: Any = None, **kwargs: Any
) -> None:
    """Decided, withdrawn, expired, found to be done: there is nothing left to look at."""
    is_of_the_state = update_fields is None or "state" in update_fields
    if is_of_the_state and instance.state not in Proposal.OPEN:
        claims = Claim.objects.filter(proposal=instance)
        end_claims(claims, Claim.Ending.DECIDED, at=timezone.now())


def end_after_settling(
    sender: type[Report], instance: Report, *, created: bool, **kwargs: Any
) -> None:
    """Answered, set aside, joined to another or made a proposal."""
    if not created and instance.state not in Report.WAITING:
        claims = Claim.objects.filter(report=instance)
        end_claims(claims, Claim.Ending.DECIDED, at=timezone.now())


def end_at_sign_out(
    sender: type[User], request: HttpRequest | None, user: User | None, **kwargs: Any
) -> None:
    if user is not None:
        claims = Claim.objects.filter(holder=user)
        end_claims(claims, Claim.Ending.SIGNED_OUT, at=timezone.now())


def end_with_a_role(sender: type[MemberRole], instance: MemberRole, **kwargs: Any) -> None:
    """After commit: guardian's mirror is written after the role itself."""
    transaction.on_commit(partial(_end_what_is_not_allowed, instance.user_id))


def end_with_an_account(
    sender: type[User], instance: User, *, created: bool, **kwargs: Any
) -> None:
    if not (created or instance.is_active):
        transaction.on_commit(partial(_end_what_is_not_allowed, instance.pk))


def _end_what_is_not_allowed(user_id: int) -> None:
    user = User.objects.filter(pk=user_id).first()
    if user is not None:
        end_what_is_not_allowed(user=user, at=timezone.now())
