"""Who answers an appeal: at the least those who could have taken the decision."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.verdicts import Allowed, Denied, Verdict
from contributions.models import Post
from moderation.blocks.permissions import BY_AN_ANIMATOR as LONGEST_BLOCK
from moderation.models import Appeal, Block, Decision, Protection
from moderation.protection.permissions import BY_AN_ANIMATOR as LONGEST_PROTECTION
from territories.permissions import administers, is_global_administrator, moderates

AnsweredBy = Appeal.AnsweredBy


def answered_by(subject: Decision | Post | Block | Protection) -> str:
    """An animator answers for what an animator may do; what only an administrator could have
    done, an administrator."""
    if isinstance(subject, Block):
        return _for_block(subject)
    if isinstance(subject, Protection):
        return _for_protection(subject)
    return AnsweredBy.ANIMATOR


def holds_the_level(user: User, appeal: Appeal) -> Verdict:
    if appeal.answered_by == AnsweredBy.ADMINISTRATOR:
        return administers(user, appeal.territory)
    if appeal.answered_by == AnsweredBy.ANIMATOR:
        return moderates(user, appeal.territory)
    if is_global_administrator(user):
        return Allowed()
    return Denied(_("Only a global administrator answers this appeal."))


def _for_block(block: Block) -> str:
    if block.territory_id is None:
        return AnsweredBy.GLOBAL_ADMIN
    return _by_length(block.starts_at, block.ends_at, LONGEST_BLOCK)


def _for_protection(protection: Protection) -> str:
    if protection.level == Protection.Level.ADMINISTRATORS:
        return AnsweredBy.ADMINISTRATOR
    return _by_length(protection.starts_at, protection.ends_at, LONGEST_PROTECTION)


def _by_length(starts_at: datetime, ends_at: datetime | None, most: timedelta) -> str:
    if ends_at is None or ends_at - starts_at > most:
        return AnsweredBy.ADMINISTRATOR
    return AnsweredBy.ANIMATOR
