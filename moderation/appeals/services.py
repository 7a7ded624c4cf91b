"""Appealing, taking an appeal back, settling it: each one act, all or nothing."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from contributions.applying import lock_proposal
from contributions.discussion.services import unhide
from contributions.models import Post
from contributions.reconsidering import reconsider
from journal.audit import record
from moderation.appeals.answering import answered_by
from moderation.appeals.errors import ClosedAppeal, Unsaid
from moderation.appeals.permissions import (
    can_appeal,
    can_appeal_block,
    can_appeal_hiding,
    can_appeal_protection,
    can_settle,
    can_withdraw,
)
from moderation.appeals.signals import appeal_filed, appeal_settled, decision_overturned
from moderation.appeals.subjects import against, reason_of, territory_of
from moderation.appeals.telling import (
    tell_handlers,
    tell_its_author,
    tell_those_above,
    tell_who_decided,
    untell_handlers,
)
from moderation.blocks.services import overturn_block
from moderation.models import Appeal, Block, Decision, Protection
from moderation.models.appeals import LONGEST_ANSWER, LONGEST_APPEAL
from moderation.protection.services import overturn_protection

FEWEST_WORDS = 3


@transaction.atomic
def appeal_against_refusal(*, decision: Decision, author: User, text: str) -> Appeal:
    """Ask that someone else look at a refusal again.

    Raises Unsaid, or PermissionDenied with the reason.
    """
    locked = Decision.objects.select_for_update().filter(pk=decision.pk).first()
    if locked is None:
        raise PermissionDenied(_("There is no refusal to appeal against."))
    can_appeal(author, locked, at=timezone.now()).or_raise()
    return _file(Appeal(decision=locked, decided_by=locked.moderator), author, text)


@transaction.atomic
def appeal_against_hiding(*, post: Post, author: User, text: str) -> Appeal:
    """Ask that someone else look at a hidden message again.

    Raises Unsaid, or PermissionDenied with the reason.
    """
    locked = Post.objects.select_for_update().get(pk=post.pk)
    can_appeal_hiding(author, locked, at=timezone.now()).or_raise()
    return _file(Appeal(post=locked, decided_by=locked.hidden_by), author, text)


@transaction.atomic
def appeal_against_block(*, block: Block, author: User, text: str) -> Appeal:
    """Ask that someone else look at one's own block again.

    Raises Unsaid, or PermissionDenied with the reason.
    """
    locked = Block.objects.select_for_update().get(pk=block.pk)
    can_appeal_block(author, locked, at=timezone.now()).or_raise()
    return _file(Appeal(block=locked, decided_by=locked.by), author, text)


@transaction.atomic
def appeal_against_protection(*, protection: Protection, author: User, text: str) -> Appeal:
    """Ask that someone else look at the protection of a page again.

    Raises Unsaid, or PermissionDenied with the reason.
    """
    locked = Protection.objects.select_for_update().get(pk=protection.pk)
    can_appeal_protection(author, locked, at=timezone.now()).or_raise()
    return _file(Appeal(protection=locked, decided_by=locked.by), author, text)


@transaction.atomic
def withdraw_appeal(*, appeal: Appeal, author: User) -> Appeal:
    """Take an open appeal back. Raises ClosedAppeal, or PermissionDenied with the reason."""
    locked = _lock(appeal)
    can_withdraw(author, locked).or_raise()
    if not locked.is_open:
        raise ClosedAppeal
    locked.state, locked.settled_at = Appeal.State.WITHDRAWN, timezone.now()
    locked.save(update_fields=["state", "settled_at"])
    _record(locked, "appeal.withdrawn", author)
    untell_handlers(locked)
    return locked


@transaction.atomic
def settle_appeal(*, appeal: Appeal, by: User, overturns: bool, answer: str) -> Appeal:
    """Say, as someone else, whether the decision stands, and why. Overturned, a refused proposal
    waits again, a hidden message is back, a block or a protection ends.

    Raises Unsaid, ClosedAppeal, or PermissionDenied with the reason.
    """
    locked = _lock(appeal)
    can_settle(by, locked).or_raise()
    if not locked.is_open:
        raise ClosedAppeal
    locked.answer = _said(answer, LONGEST_ANSWER, _("Say why, in a few plain words."))
    locked.state = Appeal.State.OVERTURNED if overturns else Appeal.State.UPHELD
    locked.settled_by, locked.settled_by_label = by, by.display_name
    locked.settled_at = timezone.now()
    locked.save(update_fields=["state", "answer", "settled_by", "settled_by_label", "settled_at"])
    _record(locked, f"appeal.{locked.state}", by)
    if overturns:
        _overturn(locked, by)
    appeal_settled.send(sender=Appeal, appeal=locked)
    tell_its_author(locked)
    return locked


@transaction.atomic
def escalate_appeal(*, appeal: Appeal, at: datetime) -> bool:
    """Tell those above, once, that an answer is late; False when it is not, or was told."""
    locked = _lock(appeal)
    if not locked.is_open or locked.due_at > at or locked.escalated_at is not None:
        return False
    locked.escalated_at = at
    locked.save(update_fields=["escalated_at"])
    _record(locked, "appeal.escalated", None)
    tell_those_above(locked)
    return True


def _file(appeal: Appeal, author: User, text: str) -> Appeal:
    appeal.text = _said(text, LONGEST_APPEAL, _("Say in a few words why you disagree."))
    appeal.territory = territory_of(appeal.subject)
    appeal.answered_by = answered_by(appeal.subject)
    appeal.author, appeal.author_label = author, author.display_name
    appeal.save()
    _record(appeal, "appeal.filed", author)
    appeal_filed.send(sender=Appeal, appeal=appeal)
    tell_handlers(appeal)
    return appeal


def _overturn(appeal: Appeal, by: User) -> None:
    if appeal.decision is not None:
        reconsider(proposal=appeal.decision.proposal, by=by, at=timezone.now())
    elif appeal.post is not None:
        unhide(moderator=by, post=appeal.post)
    elif appeal.block is not None:
        overturn_block(block=appeal.block, by=by)
    elif appeal.protection is not None:
        overturn_protection(protection=appeal.protection, by=by)
    decision_overturned.send(
        sender=Appeal, appeal=appeal, decision=appeal.decision, decided_by=appeal.decided_by
    )
    tell_who_decided(appeal)


def _lock(appeal: Appeal) -> Appeal:
    """The appeal, after the proposal it speaks of, which whoever takes the refusal back locks
    first. Raises ClosedAppeal when it went with the refusal."""
    if appeal.decision is not None:
        lock_proposal(appeal.decision.proposal_id)
    locked = Appeal.objects.select_for_update().filter(pk=appeal.pk).first()
    if locked is None:
        raise ClosedAppeal
    return locked


def _said(text: str, longest: int, otherwise: str) -> str:
    """Clean, long enough to say something and short enough to be read. Raises Unsaid."""
    clean = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(clean.split()) < FEWEST_WORDS:
        raise Unsaid(otherwise)
    if len(clean) > longest:
        limit = _("Write at most %(most)d characters: there are %(count)d now.")
        raise Unsaid(limit % {"most": longest, "count": len(clean)})
    return clean


def _record(appeal: Appeal, action: str, actor: User | None) -> None:
    """What the trail keeps: which decision, of what kind, and for what reason."""
    decision = appeal.decision
    record(
        actor=actor,
        action=action,
        subject=appeal,
        territory=appeal.territory,
        data={
            "against": against(appeal),
            "reason": reason_of(appeal.subject),
            **({"proposal": str(decision.proposal.uuid)} if decision else {}),
        },
    )
