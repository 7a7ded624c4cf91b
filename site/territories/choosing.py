"""Among the places that a text can name: the one to take, or the choice to offer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from territories.lookup import Place
from territories.models import Territory, Zone
from territories.models.places import Level

Kind = Literal["place", "choices", "suggestions", "unknown"]

MOST_CHOICES = 20
# Chosen among namesakes without asking: a commune so much larger than the next, or, when a
# department and a commune bear one name, a place that dwarfs the other.
DOMINANT_COMMUNE = 10
DOMINANT_PLACE = 100
# Liège is the city before its province, which is five times as large; Doubs is the department
# before the village in it.
CAPITAL = 10


@dataclass(frozen=True, slots=True)
class Resolution:
    """`place` is set when kind is place; `choices` holds the candidates, best first, always
    including the place. Suggestions are guesses at a misspelling, never to be taken silently.
    `fell_back` is the code that no place bears, where what it lies in was found in its stead."""

    kind: Kind
    place: Place | None = None
    choices: tuple[Place, ...] = ()
    fell_back: str = ""

    def having_fallen_back(self, code: str) -> "Resolution":
        return replace(self, fell_back=code)


UNKNOWN = Resolution("unknown")


def chosen(found: Sequence[Place]) -> Resolution:
    """One place, or choices by population; a place comes before a namesake that holds it."""
    if not found:
        return UNKNOWN
    ranked = ordered(found)
    rivals = [place for place in ranked if not _holds_one(place, ranked)]
    choices = tuple(ranked[:MOST_CHOICES])
    if len(rivals) == 1 or _dominates(*rivals[:2]):
        return Resolution("place", place=rivals[0], choices=choices)
    return Resolution("choices", choices=choices)


def ordered(found: Iterable[Place]) -> list[Place]:
    """By population, those that hold another of them last."""
    places = list(dict.fromkeys(found))
    return sorted(places, key=lambda place: (_holds_one(place, places), -people(place), place.uid))


def people(place: Place) -> int:
    return 0 if isinstance(place, Zone) else place.population or 0


def can_hold(place: Place) -> bool:
    return isinstance(place, Territory) and place.level not in (Level.COMMUNE, Level.DISTRICT)


def is_inside(place: Place, holders: Iterable[Place]) -> bool:
    return isinstance(place, Territory) and any(
        isinstance(holder, Territory) and holder != place and holder.contains(place)
        for holder in holders
    )


def _holds_one(place: Place, others: list[Place]) -> bool:
    """What holds another gives way to it, but for a namesake it dwarfs."""
    return any(
        is_inside(other, [place])
        and (other.search_name != place.search_name or people(place) < CAPITAL * people(other))
        for other in others
    )


def _dominates(first: Place, second: Place) -> bool:
    """Only among namesakes: communes that share a postal code are never chosen for a person."""
    if isinstance(first, Zone) or isinstance(second, Zone):
        return False
    if first.search_name != second.search_name:
        return False
    communes = first.level == second.level == Level.COMMUNE
    ratio = DOMINANT_COMMUNE if communes else DOMINANT_PLACE
    return people(first) >= ratio * max(1, people(second))
