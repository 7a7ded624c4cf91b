"""Where to look: from the place asked outwards, one reach a rung of the ladder."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from search.engines.base import Around, Inside, Remote, Where
from search.kept_places import KEPT_SECONDS
from territories.areas import areas_of, point_of
from territories.models import Territory, Zone
from territories.models.places import TOWNS, Level

Place = Territory | Zone

RADIUS_KM: float = settings.SEARCH_RADIUS_KM
HALF_NEAR_KM: float = settings.SEARCH_HALF_NEAR_KM
WIDER = 2

_DEPARTMENTS = (Level.DEPARTMENT, Level.PROVINCE)


class Rung(StrEnum):
    """How far the search had to go, from what was asked to nothing at all."""

    ALL = "all"
    SOME_WORDS = "some_words"
    WIDER = "wider"
    DEPARTMENT = "department"
    REGION = "region"
    REMOTE = "remote"
    UNFILTERED = "unfiltered"
    SIBLINGS = "siblings"
    ANYWHERE = "anywhere"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Reach:
    rung: Rung
    where: Where | None
    name: str = ""


EVERYWHERE = Reach(Rung.ALL, None)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A place with what it lies in, and the reaches to try in turn (two queries).

    The last reach is what is done at a distance: nobody is sent to a door five hundred kilometres
    away.
    """

    place: Place
    areas: tuple[str, ...]
    holders: tuple[Territory, ...]
    point: tuple[float, float] | None

    @classmethod
    def of(cls, place: Place) -> "Surroundings":
        """Kept for some minutes: places seldom change, and are asked again and again."""
        key = f"search-surroundings:{place.uid}:{timezone.localdate()}"
        kept = cache.get_or_set(key, lambda: cls._read(place), KEPT_SECONDS)
        return cast("Surroundings", kept)

    @classmethod
    def _read(cls, place: Place) -> "Surroundings":
        found = areas_of(place)
        return cls(place, found.uids, found.territories, _point(place))

    @property
    def department(self) -> Territory | None:
        return self._holder(_DEPARTMENTS)

    @property
    def count_path(self) -> str:
        """The path under which searches are counted: never finer than a department."""
        coarse = [holder for holder in self.holders if holder.level not in TOWNS]
        return coarse[-1].path if coarse else ""

    def reaches(self) -> list[Reach]:
        return [*self._near(), *self._above(), Reach(Rung.REMOTE, Remote(self.areas))]

    def _near(self) -> Iterable[Reach]:
        if self.point is not None:
            yield Reach(Rung.ALL, Around(*self.point, RADIUS_KM, self.areas), self.place.name)
            yield Reach(Rung.WIDER, Around(*self.point, RADIUS_KM * WIDER, self.areas))
        elif isinstance(self.place, Territory):
            yield Reach(Rung.ALL, Inside(self.place.path, self.areas), self.place.name)

    def _above(self) -> Iterable[Reach]:
        for rung, levels in ((Rung.DEPARTMENT, _DEPARTMENTS), (Rung.REGION, (Level.REGION,))):
            holder = self._holder(levels)
            if holder is not None and holder != self.place:
                yield Reach(rung, Inside(holder.path, self.areas, self.point), holder.name)

    def _holder(self, levels: Iterable[str]) -> Territory | None:
        return next((holder for holder in self.holders if holder.level in levels), None)


def _point(place: Place) -> tuple[float, float] | None:
    """The middle of a department or a region says nothing of where the person is."""
    if isinstance(place, Territory) and place.level not in TOWNS:
        return None
    return point_of(place)
