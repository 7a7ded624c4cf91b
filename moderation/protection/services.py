from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.privacy import public_name
from contributions.targets import kind_for
from journal.audit import record
from moderation.errors import Refused
from moderation.models import Protection
from moderation.protection.parts import parts_of
from moderation.protection.permissions import can_lift_protection, can_protect
from moderation.protection.queries import kind_of_page

LONGEST_MESSAGE = 500


@transaction.atomic
def protect(
    *,
    target: Any,
    by: User,
    level: str,
    reason: str,
    message: str = "",
    part: str = "",
    ends_at: datetime | None = None,
    at: datetime | None = None,
) -> Protection:
    """Protect a page, or a part of it, from now on, in the place of what protected it so far.

    The page is locked meanwhile: whatever is accepted on it comes wholly before or after. Raises
    Refused, or PermissionDenied with the reason; then nothing is written.
    """
    now = at or timezone.now()
    locked = kind_for(target).lock(target.pk)
    kind = kind_of_page(locked)
    can_protect(by, locked, level=level, ends_at=ends_at, at=at).or_raise()
    _check(kind, part=part, level=level, reason=reason, message=message, ends_at=ends_at, now=now)
    for former in Protection.objects.standing().of(kind, locked.pk).filter(part=part):
        if former.is_in_force(now):
            can_lift_protection(by, former, at=at).or_raise()
        _lift(former, by=by, at=now)
    protection = Protection.objects.create(
        **{kind: locked},
        territory=kind_for(locked).home_territory(locked),
        part=part,
        level=level,
        reason=reason,
        message=message.strip(),
        by=by,
        by_label=public_name(by),
        starts_at=now,
        ends_at=ends_at,
    )
    _record(protection, "protection.placed", by)
    return protection


@transaction.atomic
def lift_protection(*, protection: Protection, by: User, at: datetime | None = None) -> Protection:
    """Open the page again; nothing happens twice. Raises PermissionDenied with the reason."""
    locked = Protection.objects.select_for_update(of=("self",)).get(pk=protection.pk)
    can_lift_protection(by, locked, at=at).or_raise()
    if locked.lifted_at is None:
        _lift(locked, by=by, at=at or timezone.now())
        _record(locked, "protection.lifted", by)
    return locked


@transaction.atomic
def overturn_protection(
    *, protection: Protection, by: User, at: datetime | None = None
) -> Protection:
    """Open a page whose protection somebody else found wrong; whoever settles an appeal has the
    right. Nothing happens twice."""
    locked = Protection.objects.select_for_update(of=("self",)).get(pk=protection.pk)
    if locked.lifted_at is None:
        _lift(locked, by=by, at=at or timezone.now())
        _record(locked, "protection.lifted", by)
    return locked


def _lift(protection: Protection, *, by: User, at: datetime) -> None:
    protection.lifted_at, protection.lifted_by = at, by
    protection.lifted_by_label = public_name(by)
    protection.save(update_fields=["lifted_at", "lifted_by", "lifted_by_label"])


def _check(
    kind: str,
    *,
    part: str,
    level: str,
    reason: str,
    message: str,
    ends_at: datetime | None,
    now: datetime,
) -> None:
    if not kind:
        raise Refused("part", _("This page cannot be protected."))
    if part and part not in {one.key for one in parts_of(kind)}:
        raise Refused("part", _("Choose a part of the page, or the whole page."))
    if level not in Protection.Level.values:
        raise Refused("level", _("Choose who may still change it."))
    if reason not in Protection.Reason.values:
        raise Refused("reason", _("Choose the reason that everybody will read."))
    if reason == Protection.Reason.OTHER and not message.strip():
        raise Refused("message", _("Explain this other reason in a few words."))
    if len(message) > LONGEST_MESSAGE:
        said = _("Write at most %(most)d characters.") % {"most": LONGEST_MESSAGE}
        raise Refused("message", said)
    if ends_at is not None and ends_at <= now:
        raise Refused("ends_on", _("Choose a day that is still to come."))


def _record(protection: Protection, action: str, by: User) -> None:
    ends = protection.ends_at
    record(
        actor=by,
        action=action,
        subject=protection,
        territory=protection.territory,
        data={
            "target": f"{protection.kind}:{protection.target.pk}",
            "part": protection.part,
            "level": protection.level,
            "reason": protection.reason,
            "days": None if ends is None else max(1, (ends - protection.starts_at).days),
        },
    )
