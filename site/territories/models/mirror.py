"""guardian's groups and permissions, kept as the mirror image of MemberRole for list filters."""

from collections.abc import Iterable

from django.contrib.auth.models import Group
from guardian.shortcuts import assign_perm

from territories.models.places import Territory, Zone
from territories.models.roles import MemberRole

Role = MemberRole.Role

VERBS = {
    Role.ANIMATOR: ("moderate",),
    Role.TERRITORY_ADMIN: ("moderate", "administer"),
    Role.GLOBAL_ADMIN: ("moderate", "administer"),
    Role.OVERSIGHT: (),
}


def group_name(role: MemberRole) -> str:
    if role.territory:
        return f"territory:{role.territory.uid}:{role.role}"
    return f"zone:{role.zone.uid}:{role.role}" if role.zone else f"global:{role.role}"


def reflect(role: MemberRole) -> None:
    """Put the holder in the role's group, and give the group what the role allows."""
    group, _ = Group.objects.get_or_create(name=group_name(role))
    for place in _places(role):
        kind = "zone" if isinstance(place, Zone) else "territory"
        for verb in VERBS[Role(role.role)]:
            assign_perm(f"territories.{verb}_{kind}", group, place)
    role.user.groups.add(group)


def erase(role: MemberRole) -> None:
    """Take the holder out of the role's group; the group and what it allows stay."""
    role.user.groups.remove(*Group.objects.filter(name=group_name(role)))


def reflect_global_roles() -> None:
    """A country just loaded is within reach of the global administrators too."""
    for role in MemberRole.objects.standing().filter(role=Role.GLOBAL_ADMIN):
        reflect(role)


def _places(role: MemberRole) -> Iterable[Territory | Zone]:
    if role.role == Role.GLOBAL_ADMIN:
        return Territory.objects.filter(parent__isnull=True)
    place = role.territory or role.zone
    return [place] if place else []
