"""Who is the nearest to answer for a place: the rule of `territories.responsible`, for many."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from accounts.kept_query import KeptQuery, Slot
from accounts.models import User
from territories.models import MemberRole, Territory, Zone
from territories.permissions import LOCAL_ROLES


def answered_by(
    user: User, paths: Collection[str], *, zones: Collection[Zone], at: datetime
) -> frozenset[str]:
    """Of the territories within somebody's reach, by path, those that nobody animates nearer than
    they do; `zones` are those they animate. Where nobody does, whoever reaches them answers. One
    query, two for who has zones."""
    lines = {path: _line(path) for path in paths}
    animated = _animated({path for line in lines.values() for path in line}, at=at)
    in_zone = _inside(zones, paths)
    return frozenset(
        path
        for path, line in lines.items()
        if path in in_zone or user.pk in _nearest(line, animated, default=user.pk)
    )


def _line(path: str) -> list[str]:
    """The path of a territory, then those of its ancestors, upwards."""
    parts = path.rstrip("/").split("/")
    return ["/".join(parts[:depth]) + "/" for depth in range(len(parts), 0, -1)]


def _nearest(line: list[str], animated: Mapping[str, set[int]], *, default: int) -> set[int]:
    return next((animated[path] for path in line if path in animated), {default})


def _animated(paths: Collection[str], *, at: datetime) -> dict[str, set[int]]:
    """Who animates each of these places itself."""
    found: dict[str, set[int]] = {}
    for path, person in _animating.ask(paths=list(paths), at=at):
        found.setdefault(path, set()).add(person)
    return found


@KeptQuery
def _animating(slot: type[Slot]) -> Any:
    roles = MemberRole.objects.active(at=slot("at")).filter(
        role__in=LOCAL_ROLES, territory__path__among=slot("paths"), user__is_active=True
    )
    return roles.values_list("territory__path", "user")


def _inside(zones: Collection[Zone], paths: Collection[str]) -> set[str]:
    """Those that lie in one of the zones: its communes answer for themselves."""
    if not zones:
        return set()
    inside = Territory.objects.filter(zones__in=zones, path__among=paths)
    return set(inside.values_list("path", flat=True))
