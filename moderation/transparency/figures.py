"""Yearly figures, country by country and department by department, with nothing below K."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median, quantiles

from django.core.cache import cache

from moderation.transparency.acts import MEASURES
from moderation.transparency.concealing import Concealed, K, conceal
from moderation.transparency.events import told_in
from moderation.transparency.periods import Period
from moderation.transparency.tallies import Tally, tally, together
from search.unmet.places import Places
from territories.models import Territory

# Nine tenths say something of ten answers or more.
ENOUGH_FOR_TENTHS = 10
_HOUR = 3600
# What is over does not change; the code that counts it may.
_KEPT_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Line:
    """One place: a number by measure, None below K; and hours from sending to answer, for half and
    for nine tenths of the answers, None when they are too few."""

    place: Territory
    numbers: dict[str, int | None]
    median_hours: int | None = None
    tenths_hours: int | None = None

    @property
    def says_something(self) -> bool:
        return any(self.numbers.values())


@dataclass(frozen=True, slots=True)
class Country:
    """A country and its departments, in their order; `reasons` of the whole country, by measure."""

    line: Line
    departments: list[Line]
    reasons: dict[str, Concealed[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figures:
    year: int
    period: Period
    countries: list[Country]


def figures(year: int, *, on: date) -> Figures:
    """Of the months of the year that are over. Made of the audit events alone."""
    period = Period.of_year(year, on=on)
    key = f"moderation-figures:{period.first}:{period.end}"
    found: Figures | None = cache.get(key)
    if found is None:
        found = Figures(year, period, _countries(period, Places.on(on)))
        cache.set(key, found, _KEPT_SECONDS)
    return found


def _countries(period: Period, places: Places) -> list[Country]:
    by_path = {place.path: place.uid for place in places.departments}
    tallies = tally(
        told_in(period), since=period.since, place_of=lambda path: _named(path, by_path)
    )
    countries = [place for place in places.above.values() if place.parent_id is None]
    return [_country(place, places.departments, tallies) for place in countries]


def _named(path: str, departments: Mapping[str, str]) -> str:
    """The uid of the department that holds the path; else that of the whole country, as a path."""
    steps = path.rstrip("/").split("/")
    paths = ("/".join(steps[:depth]) + "/" for depth in range(len(steps), 0, -1))
    return next((departments[one] for one in paths if one in departments), f"{steps[0]}/")


def _country(
    country: Territory, departments: Sequence[Territory], tallies: Mapping[str, Tally]
) -> Country:
    inside = [place for place in departments if country.contains(place)]
    here = {uid: tallies.get(uid, Tally()) for uid in (*(p.uid for p in inside), country.path)}
    shown = {measure.code: _shown(here, measure.code, country.path) for measure in MEASURES}
    totals = {code: found.total for code, found in shown.items()}
    return Country(
        line=_line(country, totals, together(here.values())),
        departments=[
            _line(
                place,
                {code: found.shown.get(place.uid) for code, found in shown.items()},
                here[place.uid],
            )
            for place in inside
        ],
        reasons={
            measure.code: conceal(_reasons(here.values(), measure.code))
            for measure in MEASURES
            if measure.reasons
        },
    )


def _shown(here: Mapping[str, Tally], code: str, above: str) -> Concealed[str]:
    """What is decided above the departments has no line of its own: it is counted with the rest."""
    parts = {uid: found.counts[code] for uid, found in here.items()}
    return conceal(parts, never=frozenset({above}))


def _reasons(tallies: Iterable[Tally], code: str) -> dict[str, int]:
    found: Counter[str] = Counter()
    for one in tallies:
        found.update({reason: n for (of, reason), n in one.reasons.items() if of == code})
    return dict(found)


def _line(place: Territory, numbers: Mapping[str, int | None], of: Tally) -> Line:
    hours = [seconds / _HOUR for seconds in of.delays]
    return Line(
        place=place,
        numbers={**numbers, **dict.fromkeys(of.outcomes_to_hide())},
        median_hours=round(median(hours)) if len(hours) >= K else None,
        tenths_hours=round(quantiles(hours, n=10)[-1]) if len(hours) >= ENOUGH_FOR_TENTHS else None,
    )
