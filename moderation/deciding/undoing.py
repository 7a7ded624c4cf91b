"""Undoing what one just did, while nobody was told: the proposal waits again, its page is put
back."""

from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from accounts.models import User
from contributions.applying import lock_proposal
from contributions.due import answered_within
from contributions.errors import MovedOn, TwinProposal
from contributions.models import Proposal
from contributions.reopening import give_back, reopen, say_again
from contributions.turning import close_turned, turned_into
from moderation.deciding.permissions import can_undo, is_own_and_fresh
from moderation.deciding.recording import tell
from moderation.deciding.telling import untell_decision, untell_seconds, untell_those_above
from moderation.errors import TooLate
from moderation.models import Agreement, Aside, Decision, Escalation
from moderation.signals import decision_undone
from moderation.telling import untell_animators
from territories.reach import roles_held

State, Verdict = Proposal.State, Decision.Verdict
_ENDS = {
    Verdict.ACCEPT: (State.APPLIED, State.ALREADY_DONE),
    Verdict.REFUSE: (State.REJECTED,),
    Verdict.ASK: (State.NEEDS_CHANGES,),
    Verdict.JOIN: (State.JOINED,),
}


@transaction.atomic
@roles_held()
def undo_decision(*, decision: Decision, moderator: User, at: datetime | None = None) -> Proposal:
    """Take a decision back within ten seconds: notices are cancelled, the page says again what it
    said, and what was closed waits as it did, in its author's words. Of a partial acceptance, the
    whole proposal is one again. What waits comes back.

    Raises TooLate when something happened to the page or the proposal since, or it was undone
    already; PermissionDenied with the reason. Then nothing is written.
    """
    now = at or timezone.now()
    try:
        return _undo(decision, moderator, now)
    except (MovedOn, TwinProposal, ProtectedError):
        raise TooLate from None


@transaction.atomic
@roles_held()
def _undo(decision: Decision, moderator: User, now: datetime) -> Proposal:
    whole, proposal = _lock(decision)
    mine = Decision.objects.select_for_update().filter(pk=decision.pk).first()
    if mine is None or proposal.state not in _ENDS[Verdict(mine.verdict)]:
        raise TooLate
    if proposal.version != mine.proposal_version:
        raise TooLate
    can_undo(moderator, mine, at=now).or_raise()
    _take_back(proposal, mine, moderator, now)
    if mine.is_edited:
        say_again(proposal, proposal.versions.get(number=mine.proposal_version - 1))
    if whole is None or proposal.agreements.exists():
        return proposal
    _make_whole(proposal, whole, mine, moderator, now)
    return whole


def _lock(decision: Decision) -> tuple[Proposal | None, Proposal]:
    """The proposal that was decided on, after the one of which it is a part, if any."""
    parts = Proposal.objects.filter(pk=decision.proposal_id)
    whole_id = parts.values_list("part_of", flat=True).get()
    whole = None if whole_id is None else lock_proposal(whole_id)
    return whole, lock_proposal(decision.proposal_id)


def _take_back(proposal: Proposal, decision: Decision, by: User, now: datetime) -> None:
    if (edit := turned_into(proposal)) is not None:
        untell_animators(edit)
        close_turned(edit, proposal, by=by, at=now)
    reopen(proposal, state=decision.state_before, by=by, at=now)
    untell_decision(proposal, decision)
    decision_undone.send(sender=Decision, decision=decision, proposal=proposal)
    decision.delete()


def _make_whole(
    part: Proposal, whole: Proposal, decision: Decision, by: User, now: datetime
) -> None:
    """The rest may have been refused in the same act: that is undone with it."""
    refusal = whole.decisions.filter(moderator=by, at=decision.at).first()
    if refusal is not None:
        _take_back(whole, refusal, by, now)
    give_back(part, whole, by=by, at=now)


@transaction.atomic
@roles_held()
def undo_agreement(
    *, agreement: Agreement, moderator: User, at: datetime | None = None
) -> Proposal:
    """Accept no more what a second person has still to accept, within ten seconds.

    Raises TooLate, or PermissionDenied with the reason.
    """
    proposal = lock_proposal(agreement.proposal_id)
    mine = Agreement.objects.filter(pk=agreement.pk).first()
    is_open = proposal.state in Proposal.OPEN
    if mine is None or not is_open or proposal.version != mine.proposal_version:
        raise TooLate
    is_own_and_fresh(moderator, mine.moderator_id, done_at=mine.at, at=at).or_raise()
    version = proposal.versions.get(number=proposal.version)
    if version.edited_by_id == moderator.pk:
        say_again(proposal, proposal.versions.get(number=proposal.version - 1))
    untell_seconds(mine)
    mine.delete()
    tell(proposal, "proposal.agreement_undone", by=moderator)
    return proposal


@transaction.atomic
@roles_held()
def undo_aside(*, aside: Aside, moderator: User, at: datetime | None = None) -> Proposal:
    """Come back to a proposal one left, within ten seconds; what was only left for later, any time.

    Raises TooLate, or PermissionDenied with the reason.
    """
    proposal = lock_proposal(aside.proposal_id)
    mine = Aside.objects.filter(pk=aside.pk).first()
    if mine is None:
        raise TooLate
    done_at = mine.at if mine.kind == Aside.Kind.RECUSE else (at or timezone.now())
    is_own_and_fresh(moderator, mine.moderator_id, done_at=done_at, at=at).or_raise()
    mine.delete()
    if mine.kind == Aside.Kind.RECUSE:
        tell(proposal, "proposal.recusal_undone", by=moderator)
    return proposal


@transaction.atomic
@roles_held()
def undo_escalation(
    *, escalation: Escalation, moderator: User, at: datetime | None = None
) -> Proposal:
    """Keep what one has just brought to those above, within ten seconds.

    Raises TooLate, or PermissionDenied with the reason.
    """
    proposal = lock_proposal(escalation.proposal_id)
    mine = proposal.escalations.first()
    if mine is None or mine.pk != escalation.pk or proposal.state not in Proposal.OPEN:
        raise TooLate
    is_own_and_fresh(moderator, mine.by_id, done_at=mine.at, at=at).or_raise()
    untell_those_above(mine)
    mine.delete()
    before = proposal.escalations.first()
    proposal.escalated_to = None if before is None else before.to
    proposal.escalates_at = (
        proposal.due_at if before is None else before.at + answered_within(proposal)
    )
    proposal.save(update_fields=["escalated_to", "escalates_at"])
    tell(proposal, "proposal.escalation_undone", by=moderator)
    return proposal
