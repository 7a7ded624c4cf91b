from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.verdicts import Allowed, Denied, Verdict
from moderation.blocks.queries import is_about
from moderation.models import Block, Trust
from territories.models import MemberRole, Territory
from territories.permissions import administers, is_global_administrator, moderates

BY_AN_ANIMATOR = timedelta(hours=24)
# After that of an animator, the next one is for an administrator.
AGAIN_AFTER = timedelta(days=7)
BY_AN_ADMINISTRATOR = timedelta(days=365)
OF_A_NETWORK = timedelta(days=7)


def can_block(
    by: User,
    *,
    user: User | None,
    territory: Territory | None,
    ends_at: datetime | None,
    at: datetime | None = None,
) -> Verdict:
    """An animator for 24 hours in their territory, once a week; its administrators for a year; a
    global administrator anywhere, without end if they must. Nobody themselves, and nobody who holds
    a role before it was taken back.
    """
    now = at or timezone.now()
    if user is not None and user.pk == by.pk:
        return Denied(_("You cannot block yourself."))
    if user is not None and MemberRole.objects.active(at=now).filter(user=user).exists():
        return Denied(_("This person holds a role: it has to be taken back first."))
    if is_global_administrator(by, at=at):
        return Allowed()
    if territory is None:
        return Denied(_("Only a global administrator blocks somebody on the whole site."))
    if administers(by, territory, at=at):
        return _within(ends_at, now, BY_AN_ADMINISTRATOR, _("You can block for a year at most."))
    within = moderates(by, territory, at=at)
    if not within:
        return within
    return _as_an_animator(user, territory, ends_at=ends_at, now=now)


def can_block_network(by: User, *, ends_at: datetime | None, at: datetime | None = None) -> Verdict:
    """A global administrator, for 7 days at most: many people may share a network."""
    if not is_global_administrator(by, at=at):
        return Denied(_("Only a global administrator blocks a network."))
    now = at or timezone.now()
    return _within(ends_at, now, OF_A_NETWORK, _("A network is blocked for 7 days at most."))


def can_read_block(user: User, block: Block) -> Verdict:
    """The animators of its territory, with the note; those of the whole site by its global
    administrators."""
    if block.territory is None or block.is_of_a_network:
        if is_global_administrator(user):
            return Allowed()
        return Denied(_("Only a global administrator reads this block."))
    return moderates(user, block.territory)


def can_lift_block(by: User, block: Block, *, at: datetime | None = None) -> Verdict:
    """Who placed it as long as they animate there, and the administrators of its territory."""
    if is_global_administrator(by, at=at):
        return Allowed()
    if block.territory is None or block.is_of_a_network:
        return Denied(_("Only a global administrator lifts this block."))
    if administers(by, block.territory, at=at):
        return Allowed()
    if block.by_id == by.pk and moderates(by, block.territory, at=at):
        return Allowed()
    return Denied(_("Who placed this block, or an administrator of the territory, lifts it."))


def is_known_person(user: User, *, at: datetime | None = None) -> bool:
    """Confirmed somewhere, or holding a role: the block of a network they share is not for them."""
    if Trust.objects.filter(user=user).at_least(Trust.Level.CONFIRMED).exists():
        return True
    return MemberRole.objects.active(at=at or timezone.now()).filter(user=user).exists()


def can_acknowledge(user: User, block: Block) -> Verdict:
    """The person it is about."""
    if is_about(block, user):
        return Allowed()
    return Denied(_("This block is about somebody else."))


def _as_an_animator(
    user: User | None, territory: Territory, *, ends_at: datetime | None, now: datetime
) -> Verdict:
    said = _("You can block for 24 hours at most. An administrator can go further.")
    verdict = _within(ends_at, now, BY_AN_ANIMATOR, said)
    if not verdict or user is None:
        return verdict
    lately = Block.objects.filter(
        user=user, territory=territory, lifted_at=None, starts_at__gt=now - AGAIN_AFTER
    )
    if lately.exists():
        return Denied(
            _("This person was blocked here within a week: an administrator decides on the next.")
        )
    return verdict


def _within(
    ends_at: datetime | None, now: datetime, most: timedelta, said: str | Promise
) -> Verdict:
    if ends_at is None or ends_at > now + most:
        return Denied(said)
    return Allowed()
