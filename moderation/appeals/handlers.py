"""Who is asked to answer an appeal: never who decided, and always somebody if there is anybody."""

from collections.abc import Iterable
from datetime import datetime

from accounts.models import User
from moderation.appeals.permissions import can_settle
from moderation.models import Appeal
from territories.models import MemberRole, Territory
from territories.responsible import animators_of, responsible_territory


def handlers_of(appeal: Appeal, *, at: datetime) -> list[User]:
    """Those of the nearest territory that has somebody else, from the one that answers upwards;
    then whoever administers the whole site."""
    return _nearest(appeal, appeal.territory, at)


def handlers_above(appeal: Appeal, *, at: datetime) -> list[User]:
    """Whom a late appeal goes to: those of the territories above the one that answers."""
    answering = responsible_territory(appeal.territory, at=at)
    return _nearest(appeal, answering.parent, at)


def _nearest(appeal: Appeal, place: Territory | None, at: datetime) -> list[User]:
    while place is not None:
        answering = responsible_territory(place, at=at)
        found = _allowed(appeal, animators_of(answering, at=at))
        if found:
            return found
        place = answering.parent
    roles = MemberRole.objects.active(at=at).filter(role=MemberRole.Role.GLOBAL_ADMIN)
    return _allowed(appeal, User.objects.filter(pk__in=roles.values("user"), is_active=True))


def _allowed(appeal: Appeal, people: Iterable[User]) -> list[User]:
    return [user for user in people if can_settle(user, appeal)]
