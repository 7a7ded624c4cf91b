"""What the clock does about roles that come to their end."""

from datetime import datetime, timedelta

from journal.clock import job
from moderation.roles.queries import ending_soon
from moderation.roles.telling import tell_that_it_ends
from territories.models import MemberRole
from territories.permissions import can_renew_role


@job("roles.remind", every=timedelta(days=1))
def remind_of_ends(at: datetime) -> None:
    """Who holds a role that ends soon learns it, and who gave it, if they can give it again. Who
    stands in for somebody knew the day from the start."""
    roles = MemberRole.objects.filter(delegated_from__isnull=True, user__is_active=True)
    for role in ending_soon(roles, at=at).select_related("user", "granted_by", "territory", "zone"):
        tell_that_it_ends(role, role.user)
        if role.granted_by and can_renew_role(role.granted_by, role, at=at):
            tell_that_it_ends(role, role.granted_by)
