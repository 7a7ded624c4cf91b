"""All places in memory, to tell the commune of a row and the area it serves without a query."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, Self

from rapidfuzz import fuzz, process

from territories.distance import kilometres
from territories.models import PostalCode, Territory, Zone
from territories.models.places import Level, OtherName
from territories.naming import habits, name_key

_LOCAL = (Level.COMMUNE, Level.DISTRICT)
_CELLS_A_DEGREE = 4
_NEAR_NAME = 85
# Among the few communes of one postal code, a name may be written worse and still be known.
_NEAR_NAME_OF_FEW = 75
# Digits of a postal code that two places of one region share.
_SAME_REGION = 2
_LONGEST_NAME = 120
_MOST_GUESSES = 300
# No place where people are received stands farther from its town hall: Salin-de-Giraud, in Arles,
# the widest commune of mainland France, is 31 km away. Beyond, the point or the name is wrong.
FAR_KM = 40


class Spot(NamedTuple):
    """A commune or a district."""

    uid: str
    country: str
    name: str
    key: str
    parent: str
    latitude: float | None
    longitude: float | None

    def kilometres_to(self, latitude: float, longitude: float) -> float | None:
        if self.latitude is None or self.longitude is None:
            return None
        return kilometres(self.latitude, self.longitude, latitude, longitude)


@dataclass(slots=True)
class PlaceTable:
    """Communes by code, postal code, name and point; areas by code. Former codes lead on."""

    spots: dict[str, Spot] = field(default_factory=dict)
    by_code: dict[tuple[str, str], str] = field(default_factory=dict)
    by_postal: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    by_name: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    postal_of: dict[str, list[str]] = field(default_factory=dict)
    areas: dict[tuple[str, str, str], str] = field(default_factory=dict)
    uids: set[str] = field(default_factory=set)
    cells: dict[tuple[int, int], list[str]] = field(default_factory=dict)
    guesses: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def from_database(cls) -> Self:
        """Four queries of plain tuples; keep the table for one import."""
        table = cls()
        columns = ("pk", "uid", "country_code", "level", "code", "name", "parent_id")
        rows = list(
            Territory.objects.values_list(*columns, "latitude", "longitude", "successor_id")
        )
        uids = {row[0]: row[1] for row in rows}
        onward = {uids[row[0]]: uids[row[9]] for row in rows if row[9]}
        for _pk, uid, country, level, code, name, parent, latitude, longitude, _next in rows:
            spot = Spot(
                uid, country, name, name_key(name), uids.get(parent, ""), latitude, longitude
            )
            table._add(spot, level=level, code=code, onward=onward)
            table.uids.add(uid)
        for code, pk in PostalCode.objects.values_list("code", "territory_id"):
            table._add_postal(code, uids[pk])
        for key, pk in OtherName.objects.values_list("search_name", "territory_id"):
            if answering := table.spots.get(uids[pk]):
                table._name(answering.country, key, answering.uid)
        for uid, country, kind, code in Zone.objects.values_list(
            "uid", "country_code", "kind", "code"
        ):
            table.areas[country, kind, code] = uid
            table.uids.add(uid)
        return table

    def _add(self, spot: Spot, *, level: str, code: str, onward: dict[str, str]) -> None:
        stands_for = _last(spot.uid, onward)
        if level not in _LOCAL:
            self.areas[spot.country, level, code] = stands_for
            return
        if stands_for == spot.uid:
            self.spots[spot.uid] = spot
            if spot.latitude is not None and spot.longitude is not None and level == Level.COMMUNE:
                self.cells.setdefault(_cell(spot.latitude, spot.longitude), []).append(spot.uid)
            self.by_code[spot.country, code] = spot.uid
        else:
            self.by_code.setdefault((spot.country, code), stands_for)
        self._name(spot.country, spot.key, stands_for)

    def _name(self, country: str, key: str, uid: str) -> None:
        named = self.by_name.setdefault((country, key), [])
        if uid not in named:
            named.append(uid)

    def _add_postal(self, code: str, uid: str) -> None:
        if spot := self.spots.get(uid):
            self.by_postal.setdefault((spot.country, code), []).append(uid)
            self.postal_of.setdefault(uid, []).append(code)

    def commune_of_code(self, country: str, code: str) -> Spot | None:
        return self.spots.get(self.by_code.get((country, code), ""))

    def refined(self, spot: Spot, postal_code: str) -> Spot:
        """The district of a city that the postal code tells, else the place itself."""
        uids = self.by_postal.get((spot.country, postal_code), ())
        inside = [uid for uid in uids if self.spots[uid].parent == spot.uid]
        return self.spots[inside[0]] if len(inside) == 1 else spot

    def named(self, country: str, name: str, postal_code: str) -> Spot | None:
        """The commune of that name and postal code; None when neither settles it.

        A name written nearly so is taken where the postal code says the same. A postal code that
        is no commune's (CEDEX) only helps to choose among namesakes, by its first digits.
        """
        key = _spoken_key(name[:_LONGEST_NAME])
        sharing = [self.spots[uid] for uid in self.by_postal.get((country, postal_code), [])]
        if sharing and (found := self._among(sharing, key)):
            return self.refined(found, postal_code)
        named = [
            self.spots[uid] for uid in self.by_name.get((country, key), []) if uid in self.spots
        ]
        if sharing or len(named) > 1:
            named = self._best_by_postal(named, postal_code, is_known=bool(sharing))
        if key:
            return named[0] if len(named) == 1 else None
        return sharing[0] if len(sharing) == 1 else None

    def _among(self, sharing: list[Spot], key: str) -> Spot | None:
        if not key:
            return None
        same = [spot for spot in sharing if spot.key == key]
        if len(same) == 1:
            return same[0]
        # "Paris", 75013: the district whose city is named.
        below = [spot for spot in sharing if self._parent_key(spot) == key]
        if len(below) == 1:
            return below[0]
        near = process.extractOne(
            key,
            [spot.key for spot in sharing],
            scorer=fuzz.token_sort_ratio,
            score_cutoff=_NEAR_NAME_OF_FEW,
        )
        return sharing[near[2]] if near else None

    def _parent_key(self, spot: Spot) -> str:
        parent = self.spots.get(spot.parent)
        return parent.key if parent else ""

    def _best_by_postal(self, named: list[Spot], postal_code: str, *, is_known: bool) -> list[Spot]:
        """Those whose codes begin most like it; none when it is a code of somewhere else."""

        def shared(spot: Spot) -> int:
            return max(
                (_common(postal_code, c) for c in self.postal_of.get(spot.uid, [])), default=0
            )

        best = max((shared(spot) for spot in named), default=0)
        if best < _SAME_REGION:
            return [] if is_known else named
        return [spot for spot in named if shared(spot) == best]

    def nearest(
        self, latitude: float, longitude: float, *, among: Iterable[Spot] | None = None
    ) -> Spot | None:
        """The commune whose point is the nearest, within the distance of a mistake."""
        spots = self._around(latitude, longitude) if among is None else among
        measured = [(spot.kilometres_to(latitude, longitude), spot) for spot in spots]
        found = min(
            ((far, spot) for far, spot in measured if far is not None),
            key=lambda pair: pair[0],
            default=None,
        )
        return found[1] if found and found[0] <= FAR_KM else None

    def _around(self, latitude: float, longitude: float) -> Iterable[Spot]:
        row, column = _cell(latitude, longitude)
        for down in (-1, 0, 1):
            for right in (-1, 0, 1):
                for uid in self.cells.get((row + down, column + right), ()):
                    yield self.spots[uid]

    def above(self, uid: str) -> str:
        """What is right above a commune, or above the city of a district."""
        while uid in self.spots:
            uid = self.spots[uid].parent
        return uid

    def sharing(self, country: str, name: str, postal_code: str) -> list[Spot]:
        """Every commune that the name or the postal code could mean."""
        uids = [
            *self.by_name.get((country, _spoken_key(name)), ()),
            *self.by_postal.get((country, postal_code), ()),
        ]
        return [self.spots[uid] for uid in dict.fromkeys(uids) if uid in self.spots]

    def suggestion(self, country: str, name: str) -> str:
        """A commune whose name looks like this one, "" when none does.

        Found for the first hundreds of names only: each is compared with all communes.
        """
        key = _spoken_key(name)[:_LONGEST_NAME]
        if (country, key) not in self.guesses and len(self.guesses) < _MOST_GUESSES:
            self.guesses[country, key] = self._guess(country, key)
        return self.guesses.get((country, key), "")

    def _guess(self, country: str, key: str) -> str:
        keys = [known for owner, known in self.by_name if owner == country]
        near = process.extractOne(key, keys, scorer=fuzz.ratio, score_cutoff=_NEAR_NAME)
        if near is None:
            return ""
        spot = self.spots.get(self.by_name[country, near[0]][0])
        return spot.name if spot else ""


def _last(uid: str, onward: dict[str, str]) -> str:
    """Where a chain of successors ends; a ring ends where it began."""
    seen = {uid}
    while (following := onward.get(uid)) and following not in seen:
        seen.add(following)
        uid = following
    return uid


def _cell(latitude: float, longitude: float) -> tuple[int, int]:
    return int(latitude * _CELLS_A_DEGREE // 1), int(longitude * _CELLS_A_DEGREE // 1)


def _common(one: str, other: str) -> int:
    return next(
        (rank for rank, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )


def _spoken_key(name: str) -> str:
    """The key of a commune as addresses write it: `LYON CEDEX 03` is `lyon`."""
    words = name_key(name).split()
    noise = habits().noise
    for rank, word in enumerate(words):
        if rank and word in noise and word.startswith("ced"):
            words = words[:rank]
            break
    return " ".join(words)
