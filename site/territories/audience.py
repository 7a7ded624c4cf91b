"""Who, of many people at once, may act on a place: what `moderates` answers for each of them."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from territories.models import MemberRole, Territory
from territories.models.roles import TerritoryGroupPermission, ZoneGroupPermission
from territories.permissions import MODERATORS


def moderators_among(
    user_ids: Collection[int], territory: Territory, *, at: datetime | None = None
) -> set[int]:
    """Those of them who moderate the territory, in a fixed number of queries."""
    paths = [*territory.ancestor_paths(), territory.path]
    above = dict(Territory.objects.filter(path__in=paths).values_list("pk", "parent_id"))
    roots = {pk for pk, parent in above.items() if parent is None}
    zones = set(territory.zones.values_list("pk", flat=True))
    roles = MemberRole.objects.active(at=at or timezone.now()).filter(
        Q(territory__in=above) | Q(zone__in=zones) | Q(role=MemberRole.Role.GLOBAL_ADMIN),
        user__in=user_ids,
        user__is_active=True,
        role__in=MODERATORS,
    )
    given = roles.values_list("user", "territory", "zone", "role")
    mirrored = _mirrored(user_ids, above, zones)
    return {
        user
        for user, place, zone, role in given
        for held in _places(place, zone, role, roots)
        if (user, *held) in mirrored
    }


def moderators_somewhere(user_ids: Collection[int], *, at: datetime | None = None) -> set[int]:
    """Those of them with a role that lets them moderate, wherever it is."""
    roles = MemberRole.objects.active(at=at or timezone.now()).filter(
        user__in=user_ids, user__is_active=True, role__in=MODERATORS
    )
    return set(roles.values_list("user", flat=True))


def _places(
    territory: int | None, zone: int | None, role: str, roots: Collection[int]
) -> list[tuple[str, int]]:
    if role == MemberRole.Role.GLOBAL_ADMIN:
        return [("territory", root) for root in roots]
    if zone is not None:
        return [("zone", zone)]
    return [] if territory is None else [("territory", territory)]


def _mirrored(
    user_ids: Collection[int], territories: Collection[int], zones: Collection[int]
) -> set[tuple[int, str, int]]:
    """What guardian's mirror shows of them: person, kind of place, place."""
    people = Q(group__user__in=user_ids)
    shown = TerritoryGroupPermission.objects.filter(
        people, permission__codename="moderate_territory", content_object__in=territories
    ).values_list("group__user", "content_object")
    found = {(user, "territory", place) for user, place in shown}
    if zones:
        shown_zones = ZoneGroupPermission.objects.filter(
            people, permission__codename="moderate_zone", content_object__in=zones
        ).values_list("group__user", "content_object")
        found |= {(user, "zone", place) for user, place in shown_zones}
    return found
