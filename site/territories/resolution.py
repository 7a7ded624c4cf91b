"""From what a person typed to a place: name, postal or official code, uid, or a mix of them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils import timezone

from territories.lookup import Lookup, Place
from territories.misspelling import alike, resembles
from territories.models import Territory, Zone
from territories.models.places import Level
from territories.naming import habits, name_key, spelt_out

Kind = Literal["place", "choices", "suggestions", "unknown"]

LONGEST_TEXT = 160
MOST_WORDS = 12
MOST_CHOICES = 20
SUGGESTED = 5
SHORTEST_POSTAL_CODE = 4
# Chosen among namesakes without asking: a commune so much larger than the next, or, when a
# department and a commune bear one name, a place that dwarfs the other.
DOMINANT_COMMUNE = 10
DOMINANT_PLACE = 100
_UID = re.compile(r"[a-z]{2}(:[a-z]+:\w+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Resolution:
    """`place` is set when kind is place; `choices` holds the candidates, best first, always
    including the place. Suggestions are guesses at a misspelling, never to be taken silently."""

    kind: Kind
    place: Place | None = None
    choices: tuple[Place, ...] = ()


UNKNOWN = Resolution("unknown")


def resolve_place(
    text: str, *, country: str | None = None, at: datetime | None = None
) -> Resolution:
    """Never raises, whatever the text. `country` is a two-letter code, None for all of them."""
    text = "".join(char if char.isprintable() else " " for char in text[: LONGEST_TEXT + 1]).strip()
    if not text or len(text) > LONGEST_TEXT:
        return UNKNOWN
    lookup = Lookup(country=country, on=timezone.localdate(at))
    if _UID.fullmatch(text) and (found := lookup.uid(text)):
        return _chosen(found)
    words = spelt_out(text).split()
    return _Reading(words, lookup).resolution() if len(words) <= MOST_WORDS else UNKNOWN


class _Reading:
    """One sentence of words and codes, read against the places that its parts can name."""

    def __init__(self, words: list[str], lookup: Lookup) -> None:
        self.lookup = lookup
        self.is_routed = not habits().noise.isdisjoint(words)
        words = [word for word in words if word not in habits().noise]
        self.words = tuple(word for word in words if not _is_code(word))
        self.codes = _telling([word for word in words if _is_code(word)])
        self.whole = name_key(" ".join(words))
        slices = {name_key(" ".join(part)) for part in _slices(self.words)}
        self.now, self.gone = lookup.names(slices | {self.whole})
        self.seen: dict[tuple[str, ...], list[Place]] = {}

    def resolution(self) -> Resolution:
        if self.words and self.whole in self.now:
            return _chosen(_as_typed(self.now[self.whole], self.words))
        if self.whole in self.gone:
            return self.once_named(self.gone[self.whole])
        named = self.read(self.words)
        if not self.codes:
            return _chosen(named) if named else self.suggestions()
        named = named or self.tail()
        coded = [place for code in self.codes for place in self.lookup.code(code)]
        if named and coded:
            return _chosen(self.both(named, coded))
        return _chosen(named) if named else self.by_code(coded)

    def once_named(self, found: list[Place]) -> Resolution:
        """`Villefranche` was a village; who types it more often means one of the towns whose
        name goes on after it."""
        longer = self.lookup.starting(self.whole, limit=MOST_CHOICES - len(found))
        choices = tuple(dict.fromkeys([*longer, *found]))
        return Resolution("choices", choices=choices) if len(choices) > 1 else _chosen(found)

    def exact(self, key: str) -> list[Place]:
        return self.now.get(key) or self.gone.get(key) or []

    def read(self, words: tuple[str, ...]) -> list[Place]:
        """The places that the words name: as they stand, without their opening words, or as a
        name followed by what holds it ("Rodez Aveyron")."""
        if words not in self.seen:
            self.seen[words] = (
                _as_typed(self.exact(name_key(" ".join(words))), words)
                or next(filter(None, (self.opened(words, rest) for rest in _unopened(words))), [])
                or self.held(words)
            )
        return self.seen[words]

    def opened(self, words: tuple[str, ...], rest: tuple[str, ...]) -> list[Place]:
        """`Province de Liège` is not the town."""
        found, level = self.read(rest), habits().levels.get(words[0])
        meant: list[Place] = [p for p in found if isinstance(p, Territory) and p.level == level]
        return meant or found

    def held(self, words: tuple[str, ...]) -> list[Place]:
        for cut in range(len(words) - 1, 0, -1):
            holders = [place for place in self.read(words[cut:]) if _can_hold(place)]
            inside = [place for place in self.read(words[:cut]) if _is_inside(place, holders)]
            if holders and inside:
                return inside
        return []

    def tail(self) -> list[Place]:
        """The place at the end of an address."""
        ends = (self.words[cut:] for cut in range(1, len(self.words)))
        return next(filter(None, map(self.read, ends)), [])

    def both(self, named: list[Place], coded: list[Place]) -> list[Place]:
        """Name and code agree, or the name wins over the code of a district or sorting office."""
        agreed = [place for place in named if place in coded or _is_inside(place, coded)]
        if agreed or self.is_routed or all(map(habits().districts.fullmatch, self.codes)):
            return agreed or named
        return [*named, *(place for place in coded if place not in named)]

    def by_code(self, coded: list[Place]) -> Resolution:
        """A code alone, or with a name that says nothing exact."""
        left = self.unopened()
        if not coded or not left:
            return _chosen(coded) if coded else self.suggestions()
        if like := [place for place in coded if resembles(name_key(left), _key(place))]:
            return _chosen(like)
        if all(_can_hold(place) for place in coded):
            return self.suggestions(within=coded)
        return _chosen(coded)

    def suggestions(self, *, within: Iterable[Place] = ()) -> Resolution:
        key = name_key(self.unopened())
        paths = tuple(place.path for place in within if isinstance(place, Territory)) or ("",)
        longer = self.lookup.starting(key, limit=SUGGESTED) if key else []
        longer = [p for p in longer if isinstance(p, Territory) and p.path.startswith(paths)]
        near = self.lookup.keyed(alike(key, within=paths))
        found = [*longer, *near, *(() if near else _ordered(self.tail())), *within]
        if not found:
            return UNKNOWN
        return Resolution("suggestions", choices=tuple(dict.fromkeys(found))[:SUGGESTED])

    def unopened(self) -> str:
        """What is left of the words once all that opens a place name is taken away."""
        words = self.words
        while shorter := min(_unopened(words), key=len, default=None):
            words = shorter
        return "" if words in habits().openers else " ".join(words)


def _is_code(word: str) -> bool:
    return any(char.isdigit() for char in word)


def _telling(codes: list[str]) -> list[str]:
    """`12 000` is one code typed in two; beside a long code, a short one is a house number."""
    if len(codes) > 1 and all(code.isdigit() for code in codes) and len("".join(codes)) <= 5:
        return ["".join(codes)]
    longest = [code for code in codes if len(code) >= SHORTEST_POSTAL_CODE]
    return longest or codes


def _slices(words: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    size = len(words)
    return (words[a:b] for a in range(size) for b in range(a + 1, size + 1))


def _unopened(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [
        words[len(opener) :]
        for opener in habits().openers
        if len(words) > len(opener) and words[: len(opener)] == opener
    ]


def _as_typed(found: list[Place], words: tuple[str, ...]) -> list[Place]:
    """With its article typed, `Le Pin` is not `Pin`."""
    typed = " ".join(words)
    return [place for place in found if spelt_out(place.name) == typed] or found


def _key(place: Place) -> str:
    return place.search_name


def _can_hold(place: Place) -> bool:
    return isinstance(place, Territory) and place.level not in (Level.COMMUNE, Level.DISTRICT)


def _is_inside(place: Place, holders: Iterable[Place]) -> bool:
    return isinstance(place, Territory) and any(
        isinstance(holder, Territory) and holder != place and holder.contains(place)
        for holder in holders
    )


def _chosen(found: list[Place]) -> Resolution:
    """One place, or choices by population; a place comes before a namesake that holds it."""
    ordered = _ordered(found)
    rivals = [place for place in ordered if not _holds_one(place, ordered)]
    choices = tuple(ordered[:MOST_CHOICES])
    if len(rivals) == 1 or _dominates(*rivals[:2]):
        return Resolution("place", place=rivals[0], choices=choices)
    return Resolution("choices", choices=choices)


def _ordered(found: Iterable[Place]) -> list[Place]:
    """By population, those that hold another of them last."""
    places = list(found)
    return sorted(places, key=lambda place: (_holds_one(place, places), *_rank(place)))


def _rank(place: Place) -> tuple[int, str]:
    return -_people(place), place.uid


def _people(place: Place) -> int:
    return 0 if isinstance(place, Zone) else place.population or 0


def _holds_one(place: Place, others: list[Place]) -> bool:
    return any(_is_inside(other, [place]) for other in others)


def _dominates(first: Place, second: Place) -> bool:
    """Only among namesakes: communes that share a postal code are never chosen for a person."""
    if isinstance(first, Zone) or isinstance(second, Zone) or _key(first) != _key(second):
        return False
    communes = first.level == second.level == Level.COMMUNE
    ratio = DOMINANT_COMMUNE if communes else DOMINANT_PLACE
    return _people(first) >= ratio * max(1, _people(second))
