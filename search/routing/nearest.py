"""The expressions nearest to a text vote for their needs.

Those that the model was trained on come with their index; those added since stand beside.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from search.routing.features import Counted, Floats, Numbers, counted, joined, places
from search.routing.lexicon import Entry

Neighbours = list[tuple[int, float]]

NEIGHBOURS = 30
# Without a trained model every feature is as rare as this one.
RARE = 5.0


# How much more the nearest ones weigh.
POWER = 3.0


@dataclass(frozen=True, slots=True)
class Index:
    """An inverted index: the entries of feature f are `entries[starts[f]:starts[f + 1]]`."""

    known: Numbers
    idf: Floats
    starts: NDArray[np.int32]
    entries: NDArray[np.uint16]
    weights: NDArray[np.uint8]

    def unit(self, features: Numbers) -> Counted:
        """The features weighed, of length 1; those too common to tell weigh nothing."""
        count = counted(features)
        weights = count.weights * self.rarity(count.numbers)
        return Counted(count.numbers, weights / (np.linalg.norm(weights) or 1.0))

    def rarity(self, features: Numbers) -> Floats:
        """How much each feature tells: 0 for those too common."""
        at, found = places(features, self.known)
        idf = np.full(len(at), RARE, np.float32)
        idf[found] = self.idf[at[found]]
        return idf

    def likeness(self, unit: Counted, total: int) -> Floats:
        """The cosine of each of the `total` indexed entries with the text."""
        at, found = places(unit.numbers, self.known)
        found &= unit.weights > 0
        firsts, lasts = self.starts[at[found]], self.starts[at[found] + 1]
        sizes = lasts - firsts
        # The runs firsts..lasts, one after the other.
        where = np.repeat(lasts - np.cumsum(sizes), sizes) + np.arange(sizes.sum())
        values = np.repeat(unit.weights[found], sizes) * self.weights[where]
        sums = np.bincount(self.entries[where], weights=values, minlength=total)
        return (sums / 255).astype(np.float32)


EMPTY = Index(
    known=np.empty(0, np.uint32),
    idf=np.empty(0, np.float32),
    starts=np.zeros(1, np.int32),
    entries=np.empty(0, np.uint16),
    weights=np.empty(0, np.uint8),
)


@dataclass(frozen=True, slots=True)
class Added:
    """Entries that came after the model was trained, their features one after the other."""

    rows: tuple[Counted, ...] = ()
    numbers: Numbers = field(default_factory=lambda: np.empty(0, np.uint32))
    weights: Floats = field(default_factory=lambda: np.empty(0, np.float32))
    owners: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))

    @classmethod
    def of(cls, rows: Sequence[Counted]) -> "Added":
        if not rows:
            return cls()
        sizes = [len(row.numbers) for row in rows]
        return cls(
            tuple(rows),
            joined([row.numbers for row in rows]),
            np.concatenate([row.weights for row in rows]),
            np.repeat(np.arange(len(rows)), sizes),
        )

    def likeness(self, unit: Counted) -> Floats:
        at, found = places(self.numbers, unit.numbers)
        values = self.weights[found] * unit.weights[at[found]]
        sums = np.bincount(self.owners[found], weights=values, minlength=len(self.rows))
        return sums.astype(np.float32)


def best(likeness: Floats, strength: Floats) -> Neighbours:
    """The most alike among those in use, nearest first; by number among equals."""
    alike = np.where(strength > 0, likeness, 0)
    if len(alike) > NEIGHBOURS:
        chosen = np.argpartition(-alike, NEIGHBOURS)[:NEIGHBOURS]
    else:
        chosen = np.arange(len(alike))
    pairs = [(int(number), float(alike[number])) for number in chosen if alike[number] > 0]
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))


def votes(neighbours: Neighbours, entries: Sequence[Entry]) -> dict[str, float]:
    """The share of each need among the neighbours; empty when there is none."""
    found: dict[str, float] = defaultdict(float)
    for number, likeness in neighbours:
        entry = entries[number]
        strength = entry.weight * likeness**POWER
        for need, share in entry.needs:
            found[need] += share * strength
    total = sum(found.values())
    return {need: vote / total for need, vote in found.items()} if total else {}
