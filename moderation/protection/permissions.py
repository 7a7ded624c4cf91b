from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.verdicts import Allowed, Denied, Verdict
from contributions.targets import kind_for
from moderation.models import Protection
from territories.permissions import administers, moderates

# How long an animator protects a page; an administrator as long as it needs.
BY_AN_ANIMATOR = timedelta(days=30)
Level = Protection.Level


def can_protect(
    user: User,
    target: Any,
    *,
    level: str = Level.ANIMATORS,
    ends_at: datetime | None = None,
    at: datetime | None = None,
) -> Verdict:
    """An animator protects the pages of their territory for 30 days at most, up to the animators;
    its administrators without end if they must, and up to themselves."""
    now = at or timezone.now()
    home = kind_for(target).home_territory(target)
    if administers(user, home, at=at):
        return Allowed()
    within = moderates(user, home, at=at)
    if not within:
        return within
    if level == Level.ADMINISTRATORS:
        return Denied(_("Only an administrator of the territory keeps a page for administrators."))
    if ends_at is None or ends_at > now + BY_AN_ANIMATOR:
        return Denied(
            _("You can protect a page for 30 days at most. An administrator can go further.")
        )
    return Allowed()


def can_lift_protection(
    user: User, protection: Protection, *, at: datetime | None = None
) -> Verdict:
    """An animator lifts what an animator could have put; administrators lift everything."""
    return can_protect(
        user,
        protection.target,
        level=protection.level,
        ends_at=_end_if_put_now(protection, at or timezone.now()),
        at=at,
    )


def _end_if_put_now(protection: Protection, now: datetime) -> datetime | None:
    """Its end, moved to now as if it began now: what remains of a long one stays a long one."""
    if protection.ends_at is None:
        return None
    return now + (protection.ends_at - protection.starts_at)
