"""What is decided in a month without a trace on a page, counted once the month is over: where it
tells of fewer than K, neither by itself nor beside the numbers of other places, it is not shown."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from moderation.transparency.acts import ACCEPTED, MEASURES, Measure
from moderation.transparency.concealing import K, conceal
from moderation.transparency.events import told_in
from moderation.transparency.periods import Period
from moderation.transparency.tallies import Tally, tally, together
from search.unmet.places import Places
from territories.models import Territory

# Of what is decided above the departments: it has no line of its own.
_ABOVE = ""


@dataclass(frozen=True, slots=True)
class Count:
    """How often a thing was decided in the month, at least K times; and for which reasons of a
    country, those given K times or more; `other` is what the other reasons make together, if that
    is K too."""

    measure: Measure
    total: int
    reasons: dict[str, int]
    other: int | None


def counts(period: Period, *, place: Territory | None, places: Places) -> list[Count]:
    """Of a department, a region, a country, or of all of them."""
    tallies = tally(told_in(period), since=period.since, place_of=lambda path: _known(path, places))
    found = together(one for path, one in tallies.items() if _holds(place, path))
    is_country = place is None or place.parent_id is None
    untold = {ACCEPTED, *found.outcomes_to_hide()}
    return [
        _count(measure, total, found.reasons if is_country else {})
        for measure in MEASURES
        if not {measure.code, *measure.actions} & untold
        and (total := shown(_numbers(tallies, measure), place, places)) is not None
    ]


def _numbers(tallies: Mapping[str, Tally], measure: Measure) -> dict[str, int]:
    return {path: found.counts[measure.code] for path, found in tallies.items()}


def _known(path: str, places: Places) -> str:
    """The path of the department that holds it, else of the region, else of the country."""
    steps = path.rstrip("/").split("/")
    paths = ["/".join(steps[:depth]) + "/" for depth in range(len(steps), 0, -1)]
    known = {*places.above, *(one.path for one in places.departments)}
    return next((one for one in paths if one in known), paths[-1])


def _holds(place: Territory | None, path: str) -> bool:
    return place is None or path.startswith(place.path)


def _count(measure: Measure, total: int, reasons: Mapping[tuple[str, str], int]) -> Count:
    given = {reason: n for (of, reason), n in reasons.items() if of == measure.code}
    found = conceal(given)
    return Count(measure, total, found.shown, found.rest if found.shown else None)


def shown(numbers: Mapping[str, int], place: Territory | None, places: Places) -> int | None:
    """The number of a place, out of those of all places by their paths; None where it would tell of
    fewer than K: by itself, or less what is shown of the places in it and beside it."""
    departments = {one.path for one in places.departments}
    told = _departments_told(numbers, departments)
    if place is not None and place.path in departments:
        return told.get(place.path)
    total = sum(number for path, number in numbers.items() if _holds(place, path))
    left = {path: number for path, number in numbers.items() if path not in told}
    is_told = _is_told(place, numbers, left)
    return total if total >= K and is_told else None


def _departments_told(numbers: Mapping[str, int], departments: Collection[str]) -> dict[str, int]:
    """As in the yearly figures: those of each country by themselves."""
    told: dict[str, int] = {}
    for country in {_country_of(path) for path in numbers}:
        here = {path: n for path, n in numbers.items() if path.startswith(country)}
        parts = _by(lambda path: path if path in departments else _ABOVE, here)
        told |= conceal(parts, never=frozenset({_ABOVE})).shown
    return told


def _is_told(place: Territory | None, numbers: Mapping[str, int], left: Mapping[str, int]) -> bool:
    """Whether a country or a region may be; `left` are the numbers of no department that is."""
    if place is None:
        return sum(left.values()) == 0 or sum(left.values()) >= K
    if place.parent_id is None:
        return place.path in conceal(_by(_country_of, numbers)).shown
    country = _country_of(place.path)
    here = {path: n for path, n in left.items() if path.startswith(country)}
    regions = _by(_region_of, here)
    in_regions = conceal(regions, never=frozenset({country})).shown
    return not regions[place.path] or place.path in in_regions


def _by(group: Callable[[str], str], numbers: Mapping[str, int]) -> Counter[str]:
    found: Counter[str] = Counter()
    for path, number in numbers.items():
        found[group(path)] += number
    return found


def _country_of(path: str) -> str:
    return path.partition("/")[0] + "/"


def _region_of(path: str) -> str:
    """What is right below the country; of what the country decides itself, the country."""
    return "/".join(path.rstrip("/").split("/")[:2]) + "/"
