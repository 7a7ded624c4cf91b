from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.privacy import public_name
from journal.audit import record
from moderation.errors import Refused
from moderation.models import Reversal, Trust, TrustChange
from moderation.trust.counting import KEPT, Counts, count_of, lately
from moderation.trust.permissions import can_set_trust
from moderation.trust.rights import Level, rules
from moderation.trust.telling import tell_of_change
from territories.models import Territory

Why = TrustChange.Why


@transaction.atomic
def recount(*, user: User, territory: Territory, at: datetime | None = None) -> Trust | None:
    """Count anew what became of somebody's changes in a territory, and lift or lower them.

    Whoever fell is never lifted again by the counts. None when there is nothing to count.
    """
    now = at or timezone.now()
    trust = _locked(user, territory)
    if trust is None:
        if not count_of(user, territory).decided:
            return None
        Trust.objects.get_or_create(user=user, territory=territory)
        trust = Trust.objects.select_for_update(of=("self",)).get(user=user, territory=territory)
    # Under the lock: two who count at once leave the later figures.
    counts = count_of(user, territory)
    trust.accepted, trust.refused, trust.reverted = (
        counts.accepted,
        counts.refused,
        counts.reverted,
    )
    trust.counted_at = now
    before, after = trust.level, _level(trust, counts, now)
    if after < before:
        trust.ceiling, trust.judged_from = after, now
    trust.level = after
    trust.save()
    if after != before:
        _note(trust, before, Why.EARNED if after > before else Why.LOST, at=now)
    return trust


@transaction.atomic
def set_trust(
    *,
    user: User,
    territory: Territory,
    level: int,
    by: User,
    message: str = "",
    at: datetime | None = None,
) -> Trust:
    """Give or take back trust by hand: what was decided before is forgiven, or no longer enough.

    Raises Refused, or PermissionDenied with the reason.
    """
    now = at or timezone.now()
    can_set_trust(by, user=user, territory=territory, at=at).or_raise()
    if level not in Level.values:
        raise Refused("level", _("Choose one of the levels."))
    text = message.strip()
    if not text or len(text) > 500:
        raise Refused("message", _("Say why in a few words (500 characters at most)."))
    Trust.objects.get_or_create(user=user, territory=territory)
    trust = Trust.objects.select_for_update(of=("self",)).get(user=user, territory=territory)
    before = trust.level
    if before == level:
        return trust
    trust.level, trust.judged_from = level, now
    trust.ceiling = Level.TRUSTED if level > before else level
    trust.save()
    _note(trust, before, Why.GIVEN if level > before else Why.TAKEN, by=by, message=text, at=now)
    return trust


def _locked(user: User, territory: Territory) -> Trust | None:
    rows = Trust.objects.select_for_update(of=("self",))
    return rows.filter(user=user, territory=territory).first()


def _level(trust: Trust, counts: Counts, now: datetime) -> int:
    """One step down for what went wrong since they were last judged, else all that is earned."""
    if trust.level and _falls(trust, now):
        return trust.level - 1
    earned = (level for level in (2, 1) if _earns(trust, counts, level, now))
    return max(trust.level, min(next(earned, Level.NEW), trust.ceiling))


def _earns(trust: Trust, counts: Counts, level: int, now: datetime) -> bool:
    asked = rules().earned[level]
    return (
        counts.accepted >= asked.accepted
        and counts.share >= asked.share
        and trust.user.date_joined <= now - asked.known_for
    )


def _falls(trust: Trust, now: datetime) -> bool:
    bounds = rules().lost[trust.level]
    if bounds.reverted and _taken_back(trust, now - bounds.within) >= bounds.reverted:
        return True
    found = lately(trust.user, trust.territory, among=bounds.among, since=trust.judged_from)
    return len(found) >= bounds.at_least and found.count(KEPT) / len(found) < bounds.share


def _taken_back(trust: Trust, since: datetime) -> int:
    since = max(since, trust.judged_from or since)
    return Reversal.objects.against(trust.user, trust.territory).filter(at__gt=since).count()


def _note(
    trust: Trust,
    before: int,
    why: str,
    *,
    at: datetime,
    by: User | None = None,
    message: str = "",
) -> None:
    change = TrustChange.objects.create(
        trust=trust,
        before=before,
        after=trust.level,
        why=why,
        message=message,
        by=by,
        by_label=public_name(by) if by else "",
        at=at,
    )
    record(
        actor=by,
        action=f"trust.{'raised' if trust.level > before else 'lowered'}",
        subject=trust.user,
        territory=trust.territory,
        data={"from": before, "to": trust.level, "why": why},
    )
    tell_of_change(change)
