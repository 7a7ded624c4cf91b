"""What there is, by need and department: offers, those that are full, those not checked lately."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from django.core.cache import cache

from offers.cards import STALE_AFTER
from offers.models import Availability, Need, PublicOffer, PublicOfferCoverage, PublicOfferNeed
from offers.models.structures import PageState
from territories.areas import EVERYWHERE
from territories.models import Territory

# Offers change all day, the question does not: read again after so many seconds.
KEPT_SECONDS = 3600
_CACHE_KEY = "unmet-supply"


class Supply(NamedTuple):
    """Live offers that answer the need there, and how many of them are full, were checked more
    than six months ago, were never checked."""

    offers: int = 0
    full: int = 0
    stale: int = 0
    never_checked: int = 0

    def plus(self, other: "Supply", times: int = 1) -> "Supply":
        return Supply(*(mine + its * times for mine, its in zip(self, other, strict=True)))


Pair = tuple[int, int]
Reached = tuple[int, ...]

NONE = Supply()


def supply(
    needs: Iterable[Need], places: Iterable[Territory], *, at: datetime
) -> Mapping[Pair, Supply]:
    """By pk of need and of place; a pair without any offer is not in it.

    An offer answers in a department as the search sees it: placed there, or serving it, what it
    lies in, or everywhere. A category counts the offers of any of its needs, each once.
    """
    found: Mapping[Pair, Supply] | None = cache.get(_CACHE_KEY)
    if found is None:
        found = _count(list(needs), list(places), at)
        cache.set(_CACHE_KEY, found, KEPT_SECONDS)
    return found


def _count(needs: list[Need], places: list[Territory], at: datetime) -> dict[Pair, Supply]:
    """Offers alike in needs, reach and state are counted together, so that one serving a whole
    country costs no more than another."""
    needed = _needed(needs)
    reach = Reach(places)
    by_reach: dict[tuple[int, Reached], Supply] = defaultdict(Supply)
    alike = Counter(_offers(needed, reach, at))
    for (answered, reached, state), number in alike.items():
        for need in answered:
            by_reach[need, reached] = by_reach[need, reached].plus(state, number)
    counts: dict[Pair, Supply] = defaultdict(Supply)
    for (need, reached), found in by_reach.items():
        for place in reached:
            counts[need, place] = counts[need, place].plus(found)
    return dict(counts)


def _offers(
    needed: Mapping[int, frozenset[int]], reach: "Reach", at: datetime
) -> Iterator[tuple[frozenset[int], Reached, Supply]]:
    """Of each live offer: the needs it answers, the places where it does, and its state."""
    covered = _covered(reach)
    rows = PublicOffer.objects.live().order_by()
    for pk, home, commune, verified_at, level, expires_at in rows.values_list(
        "pk",
        "home_territory__path",
        "commune__path",
        "verified_at",
        "offer__availability__level",
        "offer__availability__expires_at",
    ).iterator():
        is_believed = expires_at is None or expires_at > at
        state = Supply(
            offers=1,
            full=int(level == Availability.Level.FULL and is_believed),
            stale=int(verified_at is not None and (at - verified_at).days >= STALE_AFTER),
            never_checked=int(verified_at is None),
        )
        if pk in needed:
            yield needed[pk], reach.of(home, commune, frozenset(covered.get(pk, ()))), state


def _needed(needs: list[Need]) -> dict[int, frozenset[int]]:
    """The needs each live offer answers, with the categories they are in."""
    with_category = {need.pk: {need.pk, need.category_id or need.pk} for need in needs}
    found: dict[int, set[int]] = defaultdict(set)
    rows = PublicOfferNeed.objects.filter(offer__state=PageState.LIVE)
    for offer, need in rows.values_list("offer", "need").iterator():
        found[offer] |= with_category.get(need, set())
    return {offer: frozenset(answered) for offer, answered in found.items()}


def _covered(reach: "Reach") -> dict[int, set[str]]:
    """The areas each live offer serves, of those that hold a whole place of the table."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = PublicOfferCoverage.objects.filter(
        uid__in=list(reach.served), offer__state=PageState.LIVE
    )
    for offer, uid in rows.values_list("offer", "uid").iterator():
        found[offer].add(uid)
    return found


class Reach:
    """Which places of the table an offer answers in, from where it stands and whom it serves.

    `served` gives, by uid, the places that lie in an area.
    """

    def __init__(self, places: list[Territory]) -> None:
        self.by_path = {place.path: place.pk for place in places}
        held = {place.pk: [*place.ancestor_paths(), place.path] for place in places}
        paths = {path for each in held.values() for path in each}
        uids = dict(Territory.objects.filter(path__in=paths).values_list("path", "uid"))
        served: dict[str, set[int]] = {EVERYWHERE: set(held)}
        for pk, each in held.items():
            for path in each:
                served.setdefault(uids[path], set()).add(pk)
        self.served = served
        self._known: dict[tuple[str, str | None, frozenset[str]], Reached] = {}

    def of(self, home: str, commune: str | None, uids: frozenset[str]) -> Reached:
        key = home, commune, uids
        if key not in self._known:
            placed = {self._department(path) for path in (home, commune) if path}
            served = {pk for uid in uids for pk in self.served[uid]}
            self._known[key] = tuple(sorted(served.union(pk for pk in placed if pk)))
        return self._known[key]

    def _department(self, path: str) -> int | None:
        steps = path.rstrip("/").split("/")
        paths = ("/".join(steps[:depth]) + "/" for depth in range(len(steps), 0, -1))
        return next((self.by_path[path] for path in paths if path in self.by_path), None)
