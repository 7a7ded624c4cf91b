"""The one ranker, whatever the engine: named parts from 0 to 1, their weights in one place."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from math import inf

from search.engines.base import Around, Candidate, Inside
from search.places import HALF_NEAR_KM
from territories.distance import kilometres

WEIGHTS = {"need": 0.5, "text": 0.25, "near": 0.25}

# Without a distance (remote, hidden address, no place given) nearness neither helps nor harms.
NEUTRAL = 0.5
# Who says they serve the place may come, or receive from afar.
SERVING = 0.25

FIRST = 10
MOST_OF_ONE_STRUCTURE = 3


@dataclass(frozen=True, slots=True)
class Parts:
    need: float
    text: float
    near: float

    @property
    def score(self) -> float:
        return sum((WEIGHTS[name] * value for name, value in asdict(self).items()), 0.0)


@dataclass(frozen=True, slots=True)
class Hit:
    """An offer found and what put it there. `need` is the surest of those it answers."""

    candidate: Candidate
    parts: Parts
    distance_km: float | None
    need: int | None


def rank(
    candidates: Iterable[Candidate],
    *,
    needs: Mapping[int, float],
    where: Around | Inside | None,
) -> list[Hit]:
    """Best first; the same input gives the same order. `needs`: id to confidence, 0 to 1."""
    hits = [_hit(candidate, needs, where) for candidate in candidates]
    kept = [hit for hit in hits if _is_reachable(hit, where)]
    return spread(sorted(kept, key=_order))


def spread(hits: list[Hit]) -> list[Hit]:
    """At most three offers of one structure among the first ten; the others follow in order."""
    shown: Counter[int] = Counter()
    first: list[Hit] = []
    for hit in hits:
        structure = hit.candidate.structure_id
        if len(first) < FIRST and shown[structure] < MOST_OF_ONE_STRUCTURE:
            shown[structure] += 1
            first.append(hit)
    chosen = {hit.candidate.offer_id for hit in first}
    return first + [hit for hit in hits if hit.candidate.offer_id not in chosen]


def nearness(distance_km: float) -> float:
    return 1 / (1 + (distance_km / HALF_NEAR_KM) ** 2)


def _hit(candidate: Candidate, needs: Mapping[int, float], where: Around | Inside | None) -> Hit:
    answered = [need for need in needs if need in candidate.needs]
    best = max(answered, key=lambda need: needs[need], default=None)
    distance = _distance(candidate, where)
    parts = Parts(
        need=needs[best] if best is not None else 0.0,
        text=candidate.text,
        near=_near(candidate, distance),
    )
    return Hit(candidate, parts, distance, best)


def _distance(candidate: Candidate, where: Around | Inside | None) -> float | None:
    if not isinstance(where, Around) or candidate.latitude is None or candidate.longitude is None:
        return None
    return kilometres(where.latitude, where.longitude, candidate.latitude, candidate.longitude)


def _near(candidate: Candidate, distance_km: float | None) -> float:
    if distance_km is None:
        return NEUTRAL
    near = nearness(distance_km)
    if candidate.is_remote:
        return max(near, NEUTRAL)
    return max(near, SERVING) if candidate.serves else near


def _is_reachable(hit: Hit, where: Around | Inside | None) -> bool:
    """The engine looks in a square: what lies in its corners is too far, unless it serves."""
    if not isinstance(where, Around) or hit.distance_km is None:
        return True
    served = hit.candidate.serves or hit.candidate.is_remote
    return served or hit.distance_km <= where.radius_km


def _order(hit: Hit) -> tuple[float, float, int]:
    distance = inf if hit.distance_km is None else hit.distance_km
    return -round(hit.parts.score, 6), distance, hit.candidate.offer_id
