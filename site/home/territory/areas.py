"""What a desk is about: a territory and all it holds, or the communes of a zone."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from territories.models import MemberRole, Territory, Zone
from territories.permissions import MODERATORS, moderates, territories_moderated_by


@dataclass(frozen=True, slots=True)
class Area:
    """`place` is the territory, None for a zone."""

    uid: str
    name: str
    place: Territory | None = None
    zone: Zone | None = None

    @classmethod
    def of(cls, place: Territory | Zone) -> "Area":
        if isinstance(place, Zone):
            return cls(place.uid, place.name, zone=place)
        return cls(place.uid, place.name, place=place)

    def territories(self) -> QuerySet[Territory]:
        if self.zone is not None:
            return Territory.objects.filter(zones=self.zone)
        assert self.place is not None  # noqa: S101 one of both
        return Territory.objects.inside(self.place)

    @property
    def url(self) -> str:
        return reverse("home:territory", args=[self.uid])


def area_named(uid: str) -> Area | None:
    """The territory of that uid, else the zone."""
    place = Territory.objects.filter(uid=uid).first() or Zone.objects.filter(uid=uid).first()
    return None if place is None else Area.of(place)


def can_open_desk(user: User, area: Area) -> bool:
    """The desk is for those who animate the whole of the area, or administer it."""
    if area.place is not None:
        return bool(moderates(user, area.place))
    mine = territories_moderated_by(user)
    return mine.exists() and not area.territories().exclude(pk__in=mine).exists()


def areas_of(user: User, *, at: datetime) -> list[Area]:
    """The territories and zones that the person was named for, one desk each; the countries for
    whoever administers the whole site."""
    roles = MemberRole.objects.active(at=at).filter(user=user, role__in=MODERATORS)
    places: dict[str, Territory | Zone] = {}
    for role in roles.select_related("territory", "zone"):
        if role.role == MemberRole.Role.GLOBAL_ADMIN:
            countries = Territory.objects.filter(parent__isnull=True)
            places |= {country.uid: country for country in countries}
        elif (place := role.territory or role.zone) is not None:
            places[place.uid] = place
    return [Area.of(place) for place in sorted(places.values(), key=lambda one: one.name)]
