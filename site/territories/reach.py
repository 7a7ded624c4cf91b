"""What a person's roles give. A role that guardian's mirror does not show gives nothing.

Roles are read anew each time, but in two scopes: `roles_read_once` for what a request reads outside
transactions, which decides nothing, and `roles_held` for a transaction that does.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.kept_query import KeptQuery, Slot
from accounts.models import User
from territories.models import (
    MemberRole,
    Territory,
    TerritoryGroupPermission,
    Zone,
    ZoneGroupPermission,
)
from territories.models.mirror import group_name


@dataclass(frozen=True, slots=True)
class Reach:
    """Where somebody's roles let them act: within these territories, and within these zones."""

    territories: tuple[Territory, ...] = ()
    zones: tuple[Zone, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.territories or self.zones)

    @property
    def is_of_countries(self) -> bool:
        """Whether it is made of whole countries, so that paths alone say what lies inside."""
        are_whole = all(root.parent_id is None for root in self.territories)
        return bool(self.territories) and are_whole and not self.zones

    def holds(self, territory: Territory) -> bool:
        return any(root.contains(territory) for root in self.territories) or (
            bool(self.zones) and territory.zones.filter(pk__in=self._zone_ids()).exists()
        )

    def holds_zone(self, zone: Zone) -> bool:
        """The zone itself, or one that lies whole within a single territory of theirs."""
        return zone in self.zones or any(
            not zone.communes.exclude(path__startswith=root.path).exists()
            for root in self.territories
        )

    def without(self, place: Territory | Zone | None) -> "Reach":
        return Reach(
            tuple(one for one in self.territories if one != place),
            tuple(one for one in self.zones if one != place),
        )

    def everything(self) -> QuerySet[Territory]:
        if not self:
            return Territory.objects.none()
        inside = Q(pk__in=Territory.objects.filter(zones__in=self._zone_ids()).values("pk"))
        for root in self.territories:
            inside |= Q(path__startswith=root.path)
        return Territory.objects.filter(inside)

    def every_zone(self) -> QuerySet[Zone, Zone]:
        """All that `holds_zone` says yes to."""
        held = Q(pk__in=self._zone_ids())
        for root in self.territories:
            beyond = Territory.objects.exclude(path__startswith=root.path)
            held |= Q(~Exists(beyond.filter(zones=OuterRef("pk"))))
        return Zone.objects.filter(held)

    def _zone_ids(self) -> list[int]:
        return [zone.pk for zone in self.zones]


@KeptQuery
def _roles_of(slot: type[Slot]) -> QuerySet[MemberRole]:
    rows = MemberRole.objects.standing().filter(user=slot("user"), user__is_active=True)
    return rows.order_by("pk").select_related("territory", "zone")


@KeptQuery
def _mirror_of(slot: type[Slot]) -> Any:
    said = ("group__name", "permission__codename", "content_object_id")
    territories = TerritoryGroupPermission.objects.filter(group__user=slot("user"))
    zones = ZoneGroupPermission.objects.filter(group__user=slot("user"))
    return territories.values_list(*said).union(zones.values_list(*said), all=True)


_SHARE = """
    SELECT 1 FROM territories_memberrole WHERE user_id = %s AND revoked_at IS NULL
    ORDER BY id FOR SHARE
"""


class _Mirrored(dict[tuple[str, str], set[int]]):
    """What guardian's groups show of a person: by group and permission, keys of places."""

    def places(self, role: MemberRole, verb: str) -> set[int]:
        """Where the role's own group lets them do this."""
        kind = "zone" if role.zone_id else "territory"
        return self.get((group_name(role), f"{verb}_{kind}"), set())


@dataclass(frozen=True, slots=True)
class Held:
    """The roles of one person that stand, and what the mirror shows of them."""

    roles: tuple[MemberRole, ...] = ()
    mirrored: _Mirrored = field(default_factory=_Mirrored)

    def reach(self, kinds: Collection[str], verb: str, *, at: datetime) -> Reach:
        territories: dict[int, Territory] = {}
        zones: dict[int, Zone] = {}
        for role in self.roles:
            if role.role not in kinds or not role.is_active(at=at):
                continue
            shown = self.mirrored.places(role, verb)
            if role.role == MemberRole.Role.GLOBAL_ADMIN:
                territories |= Territory.objects.filter(parent__isnull=True).in_bulk(shown)
            elif role.territory and role.territory.pk in shown:
                territories[role.territory.pk] = role.territory
            elif role.zone and role.zone.pk in shown:
                zones[role.zone.pk] = role.zone
        return Reach(tuple(territories.values()), tuple(zones.values()))

    def only(self, role: MemberRole) -> "Held":
        return Held(tuple(one for one in self.roles if one == role), self.mirrored)

    def is_global_administrator(self, *, at: datetime) -> bool:
        return any(
            role.role == MemberRole.Role.GLOBAL_ADMIN
            and role.is_active(at=at)
            and bool(self.mirrored.places(role, "administer"))
            for role in self.roles
        )


@dataclass(frozen=True, slots=True)
class _Memory:
    locks: bool
    held: dict[int, Held] = field(default_factory=dict)


_memory: ContextVar[_Memory | None] = ContextVar("roles", default=None)


def in_transaction() -> bool:
    return bool(transaction.get_connection().in_atomic_block)


def held_by(user: User) -> Held:
    """The roles of a person as they stand now: inside a transaction, never as they stood before."""
    memory = _memory.get()
    if memory is None or (in_transaction() and not memory.locks):
        return _read(user, locks=False)
    if user.pk not in memory.held:
        memory.held[user.pk] = _read(user, locks=memory.locks)
    return memory.held[user.pk]


def forget(user: User) -> None:
    """Their roles have just changed here."""
    if memory := _memory.get():
        memory.held.pop(user.pk, None)


@contextmanager
def roles_read_once() -> Iterator[None]:
    """Outside transactions, read the roles of each person once: the length of a request."""
    with _remembering(_Memory(locks=False)):
        yield


@contextmanager
def roles_held() -> Iterator[None]:
    """Read the roles of each person once and keep them: whoever takes one back waits until the
    transaction ends, so that a right checked here still stands when it commits. Those who keep the
    same role do not wait for each other, so in whatever order they ask about several people.

    Around the body of an atomic service, which locks what it decides on before it asks for the
    right: roles are locked last. Where a transaction is needed and there is none, the first
    question about a right raises TransactionManagementError.
    """
    with _remembering(_Memory(locks=True)):
        yield


@contextmanager
def _remembering(memory: _Memory) -> Iterator[None]:
    token = _memory.set(memory)
    try:
        yield
    finally:
        _memory.reset(token)


def _read(user: User, *, locks: bool) -> Held:
    if locks:
        _keep(user)
    roles = tuple(_roles_of.ask(user=user.pk))
    return Held(roles, _mirrored(user)) if roles else Held()


def _keep(user: User) -> None:
    """FOR SHARE, which Django has no word for; SQLite lets one transaction write at a time."""
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("Roles are held in a transaction.")
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(_SHARE, [user.pk])


def _mirrored(user: User) -> _Mirrored:
    found = _Mirrored()
    for group, permission, place in _mirror_of.ask(user=user.pk):
        found.setdefault((group, permission), set()).add(place)
    return found
