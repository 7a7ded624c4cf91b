"""The columns themselves: append-only, so that a search reads them while a change is written.

A changed offer gets a new row and its old one dies. Rows that a reader's `alive` does not hold are
nothing to it, whatever is being written there.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from itertools import count
from math import nan
from typing import Self

import numpy as np
from numpy.typing import NDArray

from search.columns.bitmaps import WORD, Bitmaps
from search.columns.rows import Row
from search.engines.base import Booleans, Integers
from search.filters import Facet
from search.ranking import UNKNOWN_ROOM
from territories.areas import EVERYWHERE
from territories.clocks import clock_of

# Changes that fit in before the whole is read again.
SLACK = 1_024

FOR_EVERYONE = "tous-publics"
# What each level of availability is worth to someone who needs a place.
ROOM = {"open": 1.0, "limited": 0.8, "unknown": UNKNOWN_ROOM, "waiting": 0.25, "full": 0.0}


Clock = tuple[str, str]
"""The code of a country and the IANA name of a time zone."""


class NoRoom(Exception):
    """The change does not fit in these columns: they are to be read again."""


@dataclass(frozen=True, slots=True)
class Arrays:
    """One place a row. Coordinates in degrees (nan: none), moments in seconds since 1970 (nan:
    never), `path` and `hours` the numbers of the texts in `Columns`."""

    offer_ids: NDArray[np.int64]
    structure_ids: NDArray[np.int64]
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    is_remote: Booleans
    has_coverage: Booleans
    covers_everywhere: Booleans
    path: NDArray[np.int32]
    hours: NDArray[np.int32]
    verified_at: NDArray[np.float64]
    modified_at: NDArray[np.float64]
    room: NDArray[np.float32]
    room_until: NDArray[np.float64]
    doubted_until: NDArray[np.float64]
    quality: NDArray[np.float32]

    @classmethod
    def zeros(cls, capacity: int) -> Self:
        return cls(**{field.name: np.zeros(capacity, _TYPES[field.name]) for field in fields(cls)})


_TYPES: Mapping[str, type] = {
    "offer_ids": np.int64,
    "structure_ids": np.int64,
    "latitude": np.float64,
    "longitude": np.float64,
    "is_remote": np.bool_,
    "has_coverage": np.bool_,
    "covers_everywhere": np.bool_,
    "path": np.int32,
    "hours": np.int32,
    "verified_at": np.float64,
    "modified_at": np.float64,
    "room": np.float32,
    "room_until": np.float64,
    "doubted_until": np.float64,
    "quality": np.float32,
}


@dataclass(frozen=True, slots=True)
class Columns:
    """`alive`: the rows that hold an offer. `slots`: the row of each offer. `used`: rows ever
    written. `paths`: sorted, so that what lies in a territory is a range. `hours`: the number of
    each text. `clock_of_path`: the place in `clocks` of the one that people live by there.
    `coverage`: the rows that name an area; `titles`: those whose title holds a stem."""

    arrays: Arrays
    alive: Booleans
    used: int
    slots: dict[int, int]
    paths: Sequence[str]
    hours: dict[str, int]
    clocks: tuple[Clock, ...]
    clock_of_path: NDArray[np.int8]
    coverage: dict[str, Integers]
    titles: dict[str, Integers]
    needs: Bitmaps
    facets: Mapping[Facet, Bitmaps]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Self:
        capacity = -(-(len(rows) + SLACK) // WORD) * WORD
        hours: dict[str, int] = {}
        for row in rows:
            hours.setdefault(row.facts["hours"], len(hours))
        paths = sorted({row.path for row in rows})
        clocks = [(path.partition("/")[0], clock_of(path).key) for path in paths]
        known = sorted(set(clocks))
        columns = cls(
            arrays=Arrays.zeros(capacity),
            alive=np.arange(capacity) < len(rows),
            used=len(rows),
            slots={row.offer_id: slot for slot, row in enumerate(rows)},
            paths=paths,
            hours=hours,
            clocks=tuple(known),
            clock_of_path=np.array([known.index(clock) for clock in clocks], np.int8),
            coverage=_by_code(row.facts["coverage"] for row in rows),
            titles=_by_code(_stems(row) for row in rows),
            needs=Bitmaps.of((row.facts["needs"] for row in rows), capacity),
            facets={
                facet: Bitmaps.of((codes_of(row, facet) for row in rows), capacity)
                for facet in _FACTS
            },
        )
        path_numbers = dict(zip(columns.paths, count(), strict=False))
        for slot, row in enumerate(rows):
            _write(columns.arrays, slot, row, path_numbers[row.path], hours[row.facts["hours"]])
        return columns

    def changed(self, offer_ids: Collection[int], rows: Iterable[Row]) -> Self:
        """With these offers as in `rows`, and gone when they are not there.

        Raises NoRoom when the whole has to be read again.
        """
        changed = replace(
            self,
            alive=self.alive.copy(),
            slots=dict(self.slots),
            coverage=dict(self.coverage),
            titles=dict(self.titles),
        )
        for offer_id in offer_ids:
            slot = changed.slots.pop(offer_id, None)
            if slot is not None:
                changed.alive[slot] = False
        for row in rows:
            changed = changed.with_row(row)
        return changed

    def inside(self, path: str) -> Booleans:
        """The rows in a territory."""
        first, last = bisect_left(self.paths, path), bisect_left(self.paths, path[:-1] + "0")
        rows: Booleans = (self.arrays.path >= first) & (self.arrays.path < last)
        return rows

    def covering(self, areas: Iterable[str]) -> Booleans:
        """The rows that say they serve one of the areas, or everywhere."""
        rows = self.arrays.covers_everywhere.copy()
        for uid in areas:
            if uid in self.coverage:
                rows[self.coverage[uid]] = True
        return rows

    def with_row(self, row: Row) -> Self:
        """With one more row, of an offer that has none. Raises NoRoom."""
        slot, path = self.used, bisect_left(self.paths, row.path)
        if slot == len(self.alive) or path == len(self.paths) or self.paths[path] != row.path:
            raise NoRoom
        hours = self.hours.setdefault(row.facts["hours"], len(self.hours))
        _write(self.arrays, slot, row, path, hours)
        fits = [self.needs.add(slot, row.facts["needs"])] + [
            self.facets[facet].add(slot, codes_of(row, facet)) for facet in _FACTS
        ]
        if not all(fits):
            raise NoRoom
        for codes, known in ((row.facts["coverage"], self.coverage), (_stems(row), self.titles)):
            for code in codes:
                known[code] = np.append(known.get(code, _NO_ROWS), slot)
        self.alive[slot] = True
        self.slots[row.offer_id] = slot
        return replace(self, used=slot + 1)


_NO_ROWS: Integers = np.empty(0, np.int64)
_FACTS: Mapping[Facet, str] = {
    Facet.FEE: "fee",
    Facet.AUDIENCE: "audiences",
    Facet.SERVICE_TYPE: "service_types",
    Facet.MODE: "modes",
    Facet.LANGUAGE: "languages",
}


def codes_of(row: Row, facet: Facet) -> Collection[str]:
    """What does not say for whom is for everyone, who has no need of a code more."""
    if facet == Facet.FEE:
        return [row.facts["fee"]] if row.facts["fee"] else []
    codes: list[str] = row.facts[_FACTS[facet]]  # type: ignore[literal-required]
    if facet == Facet.AUDIENCE and (not codes or FOR_EVERYONE in codes):
        return [FOR_EVERYONE]
    return codes


def _stems(row: Row) -> set[str]:
    return set(row.title.split())


def _by_code(codes: Iterable[Collection[str]]) -> dict[str, Integers]:
    """The rows that have each code, from the codes of each row."""
    found: dict[str, list[int]] = {}
    for slot, own in enumerate(codes):
        for code in own:
            found.setdefault(code, []).append(slot)
    return {code: np.array(slots, np.int64) for code, slots in found.items()}


def _write(arrays: Arrays, slot: int, row: Row, path: int, hours: int) -> None:
    facts = row.facts
    arrays.offer_ids[slot] = row.offer_id
    arrays.structure_ids[slot] = row.structure_id
    arrays.latitude[slot] = nan if row.latitude is None else row.latitude
    arrays.longitude[slot] = nan if row.longitude is None else row.longitude
    arrays.is_remote[slot] = row.is_remote
    arrays.has_coverage[slot] = bool(facts["coverage"])
    arrays.covers_everywhere[slot] = EVERYWHERE in facts["coverage"]
    arrays.path[slot] = path
    arrays.hours[slot] = hours
    arrays.verified_at[slot] = _seconds(row.verified_at)
    arrays.modified_at[slot] = _seconds(row.modified_at)
    arrays.doubted_until[slot] = _seconds(row.doubted_until)
    arrays.room[slot] = ROOM[facts["level"]]
    arrays.room_until[slot] = nan if facts["until"] is None else facts["until"]
    arrays.quality[slot] = facts["quality"]


def _seconds(at: datetime | None) -> float:
    return nan if at is None else at.timestamp()
