"""Each change of a role is kept in the trail and told to who holds it, in its transaction."""

from typing import Any

from accounts.models import User
from journal.audit import record
from moderation.roles.days import last_day
from moderation.roles.telling import tell_holder, tell_that_it_ended
from territories.areas import areas_of
from territories.models import MemberRole, Territory
from territories.signals import RoleAct


def keep_and_tell(
    sender: type[MemberRole],
    role: MemberRole,
    act: RoleAct,
    by: User | None,
    message: str,
    **kwargs: Any,
) -> None:
    """What the system does by itself is kept and not told, but for the end of a role."""
    record(
        actor=by,
        action=f"role.{act}",
        subject=role,
        territory=_territory(role),
        data={
            "role": role.role,
            "place": role.place.uid if role.place else "",
            "until": last_day(role.ends_at).isoformat() if role.ends_at else "",
            "stands_in": role.delegated_from_id is not None,
        },
    )
    if by is not None:
        tell_holder(role, act, by=by, message=message)
    elif act == RoleAct.ENDED:
        tell_that_it_ended(role)


def _territory(role: MemberRole) -> Territory | None:
    """Of a zone, the smallest territory that holds it."""
    if role.zone is None:
        return role.territory
    holders = areas_of(role.zone).territories
    return holders[-1] if holders else None
