from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.verdicts import Allowed, Denied, Verdict
from contributions.models import Post, Proposal
from moderation.models import Appeal, Decision
from moderation.trust.closeness import same_mailbox
from offers.models import Membership
from territories.permissions import moderates

# The law gives six months to complain of a decision.
APPEAL_WITHIN = timedelta(days=184)


def can_appeal(user: User, decision: Decision, *, at: datetime) -> Verdict:
    """Authors appeal once against the refusal of their own proposal, within six months."""
    proposal = decision.proposal
    if proposal.author_id is None or proposal.author_id != user.pk:
        return Denied(_("Only its author can appeal against a refusal."))
    is_last = decision.proposal_version == proposal.version
    if decision.verdict != Decision.Verdict.REFUSE or not is_last:
        return Denied(_("There is no refusal to appeal against."))
    if decision.appeals.exclude(state=Appeal.State.WITHDRAWN).exists():
        return Denied(_("You have already appealed against this refusal."))
    if proposal.state != Proposal.State.REJECTED:
        return Denied(_("There is no refusal to appeal against."))
    return _in_time(decision.at, at)


def can_appeal_hiding(user: User, post: Post, *, at: datetime) -> Verdict:
    """Authors appeal once against each hiding of their own message, within six months."""
    if post.author_id is None or post.author_id != user.pk:
        return Denied(_("Only its author can appeal for a message."))
    if post.hidden_at is None:
        return Denied(_("This message is not hidden."))
    since = post.appeals.filter(created_at__gte=post.hidden_at)
    if since.exclude(state=Appeal.State.WITHDRAWN).exists():
        return Denied(_("You have already appealed for this message."))
    return _in_time(post.hidden_at, at)


def can_withdraw(user: User, appeal: Appeal) -> Verdict:
    """Whoever appealed, and nobody else."""
    if appeal.author_id is None or appeal.author_id != user.pk:
        return Denied(_("Only its author can withdraw an appeal."))
    return Allowed()


def can_settle(user: User, appeal: Appeal) -> Verdict:
    """An animator of the territory or of one above it who took no part in the decision, did not
    write the appeal, and keeps no pages with its author."""
    if user.pk in (appeal.decided_by_id, *_others_who_decided(appeal)):
        return Denied(_("You took this decision: someone else must look at it again."))
    if appeal.author_id == user.pk:
        return Denied(_("Someone else must answer your own appeal."))
    within = moderates(user, appeal.territory)
    if not within:
        return within
    if appeal.author is not None and same_mailbox(user, appeal.author):
        return Denied(_("Someone else must answer your own appeal."))
    if _keeps_pages_with(user, appeal):
        return Denied(_("This comes from a structure you belong to: someone else must decide."))
    return Allowed()


def can_read(user: User, appeal: Appeal) -> Verdict:
    """Its author, and the animators who answer for the place, whoever of them decides."""
    if appeal.author_id == user.pk:
        return Allowed()
    return moderates(user, appeal.territory)


def _in_time(decided_at: datetime, at: datetime) -> Verdict:
    if at - decided_at > APPEAL_WITHIN:
        return Denied(_("It is too late to appeal: the decision is more than six months old."))
    return Allowed()


def _others_who_decided(appeal: Appeal) -> list[int | None]:
    """Whoever answered any version of the proposal had a part in it; so had whoever hid a message
    that reports had hidden first."""
    if appeal.decision is None:
        return [appeal.hidden_post.hidden_by_id]
    rows = Decision.objects.filter(proposal=appeal.decision.proposal_id, moderator__isnull=False)
    return list(rows.values_list("moderator", flat=True))


def _keeps_pages_with(user: User, appeal: Appeal) -> bool:
    mine = Membership.objects.filter(user=user).values("structure")
    proposal = None if appeal.decision is None else appeal.decision.proposal
    if proposal is not None and mine.filter(structure=proposal.on_behalf_of_id).exists():
        return True
    return Membership.objects.filter(user=appeal.author_id, structure__in=mine).exists()
