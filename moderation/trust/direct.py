"""What goes live unread because its author is trusted in the territory: to be read afterwards."""

from django.utils import timezone

from accounts.models import User
from contributions.actions.registry import Request
from moderation.standing import standing_of
from moderation.trust.rights import rights_of, rules

_HIGHEST = max(rights.publishes for rights in rules().rights.values())


def is_trusted_with(user: User, request: Request) -> bool:
    """A change of a page, of the risk that their trust lets through; an animator's trust is that
    of their role, in their territory as outside."""
    if request.target is None or request.risk.level > _HIGHEST:
        return False
    standing = standing_of(user, request.territory, at=timezone.now())
    return request.risk.level <= rights_of(standing.level).publishes
