from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.verdicts import Allowed, Denied, Verdict
from contributions.models import Post, Proposal
from contributions.targets import kind_named
from moderation.appeals.answering import holds_the_level
from moderation.blocks.queries import is_about
from moderation.models import Appeal, Block, Decision, Protection
from moderation.protection.permissions import can_lift_protection
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


def can_appeal_block(user: User, block: Block, *, at: datetime) -> Verdict:
    """Whom a block is about appeals once against it: as long as it lasts, or within six months."""
    if block.is_of_a_network or not is_about(block, user):
        return Denied(_("This block is about somebody else."))
    if block.lifted_at is not None:
        return Denied(_("This block was lifted: there is nothing to appeal against."))
    if block.appeals.exclude(state=Appeal.State.WITHDRAWN).exists():
        return Denied(_("You have already appealed against this block."))
    return Allowed() if block.is_in_force(at) else _in_time(block.starts_at, at)


def can_appeal_protection(user: User, protection: Protection, *, at: datetime) -> Verdict:
    """Whoever has an account appeals once against a protection as long as it lasts, one person at
    a time; not who could lift it."""
    if not protection.is_in_force(at):
        return Denied(_("This protection is over: there is nothing to appeal against."))
    if can_lift_protection(user, protection, at=at):
        return Denied(_("You can lift this protection yourself."))
    appeals = protection.appeals.exclude(state=Appeal.State.WITHDRAWN)
    if appeals.filter(author=user).exists():
        return Denied(_("You have already appealed against this protection."))
    if appeals.open().exists():
        return Denied(_("Somebody already appealed against this protection: an answer is due."))
    return Allowed()


def can_withdraw(user: User, appeal: Appeal) -> Verdict:
    """Whoever appealed, and nobody else."""
    if appeal.author_id is None or appeal.author_id != user.pk:
        return Denied(_("Only its author can withdraw an appeal."))
    return Allowed()


def can_settle(user: User, appeal: Appeal) -> Verdict:
    """Somebody of the territory or of one above it who could have taken the decision and took no
    part in it, did not write the appeal, and keeps no pages with its author."""
    if user.pk in (appeal.decided_by_id, *_others_who_judged(appeal)):
        return Denied(_("You took this decision: someone else must look at it again."))
    if appeal.author_id == user.pk:
        return Denied(_("Someone else must answer your own appeal."))
    within = holds_the_level(user, appeal)
    if not within:
        return within
    if appeal.author is not None and same_mailbox(user, appeal.author):
        return Denied(_("Someone else must answer your own appeal."))
    if _keeps_pages_with(user, appeal):
        return Denied(_("This comes from a structure you belong to: someone else must decide."))
    return Allowed()


def can_read(user: User, appeal: Appeal) -> Verdict:
    """Its author, and the animators who answer for the place, whoever of them decides; that of a
    block of the whole site, its global administrators."""
    if appeal.author_id == user.pk:
        return Allowed()
    if appeal.answered_by == Appeal.AnsweredBy.GLOBAL_ADMIN:
        return holds_the_level(user, appeal)
    return moderates(user, appeal.territory)


def _in_time(decided_at: datetime, at: datetime) -> Verdict:
    if at - decided_at > APPEAL_WITHIN:
        return Denied(_("It is too late to appeal: the decision is more than six months old."))
    return Allowed()


def _others_who_judged(appeal: Appeal) -> list[int | None]:
    """Whoever answered any version of the proposal, or an appeal of somebody else against the same
    protection, had a part in it; so had whoever hid a message that reports had hidden first."""
    if appeal.protection_id is not None:
        judged = Appeal.objects.filter(protection=appeal.protection_id, settled_by__isnull=False)
        return list(judged.values_list("settled_by", flat=True))
    if appeal.decision is None:
        return [] if appeal.post is None else [appeal.post.hidden_by_id]
    rows = Decision.objects.filter(proposal=appeal.decision.proposal_id, moderator__isnull=False)
    return list(rows.values_list("moderator", flat=True))


def _keeps_pages_with(user: User, appeal: Appeal) -> bool:
    mine = Membership.objects.filter(user=user).values("structure")
    proposal = None if appeal.decision is None else appeal.decision.proposal
    if proposal is not None and mine.filter(structure=proposal.on_behalf_of_id).exists():
        return True
    if appeal.protection is not None and _keeps_page(mine, appeal.protection):
        return True
    return Membership.objects.filter(user=appeal.author_id, structure__in=mine).exists()


def _keeps_page(mine: QuerySet[Membership, Any], protection: Protection) -> bool:
    keeper = kind_named(protection.kind).keeper(protection.target)
    return keeper is not None and mine.filter(structure=keeper).exists()
