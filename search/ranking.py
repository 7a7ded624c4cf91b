"""The one ranker, whatever the engine: named parts from 0 to 1, their weights in one place.

A part without data is neutral: the same for every offer it says nothing of.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

import numpy as np

from search.engines.base import Candidates, Floats, Integers, Query, Sort
from search.places import HALF_NEAR_KM

PARTS = ("need", "text", "echo", "near", "audience", "fresh", "available", "quality")

# With a need understood, and with words only (a name, an acronym).
WEIGHTS = {
    "need": 0.39, "text": 0.15, "echo": 0.15,
    "near": 0.12, "audience": 0.03, "fresh": 0.05, "available": 0.04, "quality": 0.07,
}  # fmt: skip
WORDS_ONLY = {**WEIGHTS, "need": 0.10, "text": 0.62, "echo": 0.0, "audience": 0.0}

# What is reported as wrong, by several people or an animator, loses this and no more.
DOUBT = 0.05

# Without a distance (remote, hidden address, no place given) nearness neither helps nor harms.
NEUTRAL = 0.5
# At least this near, and the nearer the better: who says they serve the place may come.
SERVING = 0.1
# Of nearness, what is left to who says they serve other places.
OUTSIDE = 0.3

# A check fades with these days; a mere change counts half as much, and fades more slowly.
FRESH_DAYS = 180
CHANGED_DAYS = 360
UNCHECKED = 0.5

# The availability of an offer that says nothing of it.
UNKNOWN_ROOM = 0.5

FIRST = 10
MOST_OF_ONE_STRUCTURE = 3
MOST_REMOTE = 4


@dataclass(frozen=True, slots=True)
class Hit:
    """An offer found and what put it there. `need`: the code of the surest it answers, or "".
    `passes`: what the filters ask, when they were asked."""

    offer_id: int
    structure_id: int
    parts: Mapping[str, float]
    score: float
    distance_km: float | None
    need: str
    is_remote: bool
    verified_days: int | None = None
    has_room: bool = False
    is_outside: bool = False
    is_doubted: bool = False
    passes: bool = True


class Hits(Sequence[Hit]):
    """Candidates in an order; a hit is made when it is looked at, since few are."""

    def __init__(self, found: Candidates, query: Query, order: Sequence[int]) -> None:
        self.found, self.query, self.order = found, query, order
        self._made: dict[int, Hit] = {}

    def __len__(self) -> int:
        return len(self.order)

    @overload
    def __getitem__(self, index: int) -> Hit: ...
    @overload
    def __getitem__(self, index: slice) -> list[Hit]: ...
    def __getitem__(self, index: int | slice) -> Hit | list[Hit]:
        if isinstance(index, slice):
            return [self._once(at) for at in self.order[index]]
        return self._once(self.order[index])

    def _once(self, at: int) -> Hit:
        if at not in self._made:
            self._made[at] = self._hit(at)
        return self._made[at]

    @cached_property
    def _parts(self) -> list[list[float]]:
        """Of each candidate, in the order of PARTS."""
        valued = parts(self.found)
        told: list[list[float]] = np.stack([valued[name] for name in PARTS], 1).round(3).tolist()
        return told

    @cached_property
    def _scores(self) -> Floats:
        return scores(self.found, needs_first=self.query.needs_first)

    @cached_property
    def _needs(self) -> tuple[str, ...]:
        return tuple(self.query.needs)

    def _hit(self, at: int) -> Hit:
        found, need = self.found, int(self.found.need_at[at])
        km, verified = float(found.km[at]), float(found.verified[at])
        return Hit(
            offer_id=int(found.offer_ids[at]),
            structure_id=int(found.structure_ids[at]),
            parts=dict(zip(PARTS, self._parts[at], strict=True)),
            score=float(self._scores[at]),
            distance_km=None if np.isnan(km) else km,
            need=self._needs[need] if need >= 0 else "",
            is_remote=bool(found.is_remote[at]),
            verified_days=None if np.isnan(verified) else int(verified),
            has_room=bool(found.availability[at] > UNKNOWN_ROOM),
            is_outside=bool(found.outside[at]),
            is_doubted=bool(found.doubted[at]),
        )


def parts(found: Candidates) -> dict[str, Floats]:
    return {
        "need": found.need,
        "text": found.text,
        "echo": found.echo,
        "near": nearness(found),
        "audience": found.audience,
        "fresh": freshness(found),
        "available": found.availability,
        "quality": found.quality,
    }


def scores(found: Candidates, *, needs_first: bool) -> Floats:
    """From 0 to 1, rounded so that a tie is a tie on every machine."""
    weights = WEIGHTS if needs_first else WORDS_ONLY
    valued = parts(found)
    total = sum((weights[name] * valued[name] for name in PARTS), np.zeros(len(found)))
    lowered: Floats = total - DOUBT * found.doubted
    rounded: Floats = np.round(lowered.clip(min=0.0), 6)
    return rounded


def nearness(found: Candidates) -> Floats:
    near = 1 / (1 + (found.km / HALF_NEAR_KM) ** 2)
    near = np.where(found.serves, np.fmax(SERVING + (1 - SERVING) * near, SERVING), near)
    near = np.where(found.is_remote, np.fmax(near, NEUTRAL), near)
    near = np.where(found.outside, OUTSIDE * near, near)
    known: Floats = np.where(np.isnan(near), NEUTRAL, near)
    return known


def freshness(found: Candidates) -> Floats:
    checked = np.exp(-found.verified / FRESH_DAYS)
    changed = UNCHECKED * np.exp(-found.modified / CHANGED_DAYS)
    fresh: Floats = np.nan_to_num(np.fmax(checked, changed), nan=0.0)
    return fresh


def rank(found: Candidates, query: Query, *, reorder: bool = True) -> "Hits":
    """Best first; the same offers give the same order whatever order they came in.

    Without `reorder` the engine's order stands.
    """
    if not reorder:
        return Hits(found, query, list(range(len(found))))
    far = np.where(np.isnan(found.km), np.inf, found.km)
    total = scores(found, needs_first=query.needs_first)
    return Hits(found, query, spread(found, np.lexsort((found.offer_ids, far, -total)).tolist()))


def spread(found: Candidates, order: list[int]) -> list[int]:
    """Among the first ten, at most three of one structure, and four at a distance when others
    receive people; the rest follows in order."""
    structures, is_remote = found.structure_ids.tolist(), found.is_remote.tolist()
    shown: Counter[int] = Counter()
    first: list[int] = []
    remote = 0
    for at in order:
        if len(first) == FIRST:
            break
        if shown[structures[at]] < MOST_OF_ONE_STRUCTURE and remote + is_remote[at] <= MOST_REMOTE:
            shown[structures[at]] += 1
            remote += is_remote[at]
            first.append(at)
    chosen = set(first)
    return first + [at for at in order if at not in chosen]


def cursors(found: Candidates, *, sort: Sort, needs_first: bool) -> Integers:
    """The place of each offer in the order asked, then by number: unique, smallest first."""
    if sort == Sort.NEAR:
        key = np.where(np.isnan(found.km), 1e6, np.minimum(found.km, 5e5)) * 1000
    elif sort == Sort.FRESH:
        key = np.nan_to_num(found.verified, nan=1e5) * 1e4 + np.nan_to_num(found.modified, nan=9e3)
    else:
        key = (1 - scores(found, needs_first=needs_first)) * 1e6
    placed: Integers = (np.round(key).astype(np.int64) << 32) | found.offer_ids
    return placed
