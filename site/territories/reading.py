"""One typed text, read against the places that its words and codes can name."""

from collections.abc import Iterable

from territories.choosing import (
    DOMINANT_COMMUNE,
    MOST_CHOICES,
    UNKNOWN,
    Resolution,
    can_hold,
    chosen,
    is_inside,
    ordered,
    people,
)
from territories.lookup import Lookup, Place
from territories.misspelling import alike, resembles
from territories.models import Territory
from territories.naming import habits, name_key, spelt_out
from territories.words import Words, located, read_words, slices, unclosed, unopened

SUGGESTED = 5
# How many times larger a place must be whose name goes on after the one typed, to be offered too:
# who types Neuilly seldom means the village.
OVERSHADOWING = 10


class Reading:
    def __init__(self, text: str, lookup: Lookup) -> None:
        self.lookup = lookup
        self.typed = read_words(text)
        self.size = self.typed.size
        self.words, self.codes = self.typed.words, self.typed.codes
        self.whole = "" if self.typed.brackets_a_code else _key(self.typed.all)
        parts = {*self.typed.parts, *self.typed.sides}
        keys = {_key(part) for part in {*slices(self.words), *parts} if part}
        self.now, self.gone = lookup.names(keys | {self.whole})
        self.seen: dict[Words, list[Place]] = {}
        self.is_strict = True

    def resolution(self) -> Resolution:
        if self.words and self.whole in self.now:
            return self.named_so(_as_typed(self.now[self.whole], self.words))
        if self.words and self.whole in self.gone:
            return self.once_named(self.gone[self.whole])
        named = self.read(self.words)
        if not self.codes:
            found = named or self.either() or self.in_a_sentence()
            return chosen(found) if found else self.suggestions()
        named = named or self.in_a_sentence() or self.tail()
        if districts := self.districts(named):
            return chosen(districts)
        return self.coded(named)

    def coded(self, named: list[Place]) -> Resolution:
        """Read the codes, alone or with the places named beside them."""
        postal = self.typed.is_routed
        found = [p for code in self.codes for p in self.lookup.code(code, is_postal=postal)]
        fell_back = ""
        if not found:
            found, fell_back = self.fallen_back()
        if named and found:
            resolution = chosen(self.both(named, found))
        else:
            resolution = chosen(named) if named else self.by_code(found)
        reached = any(place in found for place in resolution.choices)
        return resolution.having_fallen_back(fell_back) if fell_back and reached else resolution

    def fallen_back(self) -> tuple[list[Place], str]:
        held = ((self.lookup.holders(code), code) for code in self.codes)
        return next(((places, code) for places, code in held if places), ([], ""))

    def named_so(self, found: list[Place]) -> Resolution:
        """`Neuilly` is two villages; the towns whose name goes on after it are offered too. When
        a name only begins theirs (`Bruay`), the largest is taken if it dwarfs the next."""
        shortened = all(place.search_name.startswith(f"{self.whole} ") for place in found)
        if shortened:
            longer = ordered([*self.lookup.starting(self.whole, limit=MOST_CHOICES), *found])
            largest, *others = longer
            alone = not others or people(largest) >= DOMINANT_COMMUNE * people(others[0])
            return chosen([largest]) if alone else Resolution("choices", choices=tuple(longer))
        if len(self.words) > 1 or any(can_hold(place) for place in found):
            return chosen(found)
        most = OVERSHADOWING * max(map(people, found))
        larger = self.lookup.starting(self.whole, limit=3, over=most)
        if not larger:
            return chosen(found)
        return Resolution("choices", choices=tuple([*ordered(found), *larger][:MOST_CHOICES]))

    def once_named(self, found: list[Place]) -> Resolution:
        """`Villefranche` was a village; who types it more often means one of the towns whose
        name goes on after it, unless the largest of them is what it became."""
        longer = self.lookup.starting(self.whole, limit=MOST_CHOICES - len(found))
        if longer and found == longer[:1]:
            return chosen(found)
        choices = tuple(dict.fromkeys([*longer, *found]))
        return Resolution("choices", choices=choices) if len(choices) > 1 else chosen(found)

    def exact(self, words: Words) -> list[Place]:
        key = _key(words)
        found = self.now.get(key) or self.gone.get(key) or []
        return _as_typed(found, words) if self.is_strict else found

    def loosely(self) -> list[Place]:
        """Read again: beside a code, `Liège` may be `Le Liège`."""
        self.is_strict = False
        self.seen.clear()
        return self.read(self.words) or self.tail()

    def read(self, words: Words) -> list[Place]:
        """The places that the words name: as they stand, without what opens or closes them, or
        as a name followed by what holds it ("Rodez Aveyron")."""
        if words not in self.seen:
            half = len(words) // 2
            twice = half and words[:half] == words[half:]
            self.seen[words] = (
                self.exact(words)
                or (self.read(words[:half]) if twice else [])
                or self.unwrapped(words, unopened(words))
                or self.unwrapped(words, unclosed(words))
                or self.held(words)
            )
        return self.seen[words]

    def unwrapped(self, words: Words, rests: Iterable[Words]) -> list[Place]:
        return next(filter(None, (self.of_the_level_said(words, rest) for rest in rests)), [])

    def of_the_level_said(self, words: Words, rest: Words) -> list[Place]:
        """`Province de Liège` is not the town, nor `Liège province`."""
        found = self.read(rest)
        around = words[: -len(rest)] if words[-len(rest) :] == rest else words[len(rest) :]
        level = next((habits().levels[word] for word in around if word in habits().levels), "")
        meant: list[Place] = [p for p in found if isinstance(p, Territory) and p.level == level]
        return meant or found

    def held(self, words: Words) -> list[Place]:
        for cut in range(len(words) - 1, 0, -1):
            holders = [place for place in self.read(words[cut:]) if can_hold(place)]
            inside = [place for place in self.read(words[:cut]) if is_inside(place, holders)]
            if holders and inside:
                return self.right_below(inside, holders)
        return []

    def right_below(self, inside: list[Place], holders: list[Place]) -> list[Place]:
        """As we write places ourselves, `Liège (Wallonie)` is the province, not its city."""
        if not self.typed.brackets_a_name:
            return inside
        parents = {holder.pk for holder in holders if isinstance(holder, Territory)}
        below: list[Place] = [
            place for place in inside if isinstance(place, Territory) and place.parent_id in parents
        ]
        return below or inside

    def either(self) -> list[Place]:
        """`Rodez et Millau`, `Rodez/Millau`: all of them, when each side is a place."""
        found = [self.read(side) for side in self.typed.sides]
        return [p for places in found for p in places] if len(found) > 1 and all(found) else []

    def in_a_sentence(self) -> list[Place]:
        """After a comma, or after the preposition of a sentence that speaks of somebody."""
        speaks = bool(self.words) and self.words[0] in habits().speaking
        ends = [*self.typed.parts, *(located(self.words) if speaks else [])]
        return next(filter(None, map(self.read, ends)), [])

    def tail(self) -> list[Place]:
        """The place at the end of an address."""
        ends = (self.words[cut:] for cut in range(1, len(self.words)))
        return next(filter(None, map(self.read, ends)), [])

    def districts(self, named: list[Place]) -> list[Place]:
        """`Lyon 3`, and `3e arrondissement` alone, of whatever city."""
        numbers = self.typed.numbers
        if self.typed.names_a_district and not self.words:
            return [place for number in numbers for place in self.lookup.numbered(number)]
        keys = {f"{place.search_name} {number}" for place in named for number in numbers}
        now, _ = self.lookup.names(keys) if keys else ({}, {})
        return [place for places in now.values() for place in places if is_inside(place, named)]

    def both(self, named: list[Place], coded: list[Place]) -> list[Place]:
        """Name and code agree, or the name wins over the code of a district or sorting office."""
        if agreed := _agreed(named, coded):
            return agreed
        if agreed := _agreed(self.loosely(), coded):
            return agreed
        if agreed := _agreed(named, self.otherwise()) or _going_on(named, coded):
            return agreed
        if longer := self.going_on_inside(named, coded):
            return longer
        if self.typed.is_routed:
            return named
        if all(map(habits().districts.fullmatch, self.codes)) and not self.typed.brackets_a_code:
            return named
        # The name was then that of a street.
        return coded if self.typed.is_an_address else [*named, *coded]

    def going_on_inside(self, named: list[Place], coded: list[Place]) -> list[Place]:
        """`01 Bourg` is Bourg-en-Bresse: the Bourgs that stand elsewhere are not meant."""
        keys = {place.search_name for place in named if any(map(can_hold, coded))}
        longer = (place for key in keys for place in self.lookup.starting(key, limit=MOST_CHOICES))
        return [place for place in longer if is_inside(place, coded)]

    def otherwise(self) -> list[Place]:
        """What else the codes can mean: an official code that is also a postal one elsewhere, a
        code that lost its first zero."""
        found = [place for code in self.codes for place in self.lookup.official_code(code)]
        zeros = (f"0{code}" for code in self.codes if code.isdigit())
        return [*found, *(place for code in zeros for place in self.lookup.code(code))]

    def by_code(self, coded: list[Place]) -> Resolution:
        """A code alone, or with a name that says nothing exact."""
        left = self.unopened()
        if not coded or not left:
            return chosen(coded) if coded else self.suggestions()
        if like := [place for place in coded if resembles(name_key(left), place.search_name)]:
            return chosen(like)
        if all(can_hold(place) for place in coded):
            return self.suggestions(within=coded)
        return chosen(coded)

    def suggestions(self, *, within: Iterable[Place] = ()) -> Resolution:
        key = name_key(self.unopened())
        paths = tuple(place.path for place in within if isinstance(place, Territory)) or ("",)
        longer = self.lookup.starting(key, limit=SUGGESTED) if key else []
        longer = [p for p in longer if isinstance(p, Territory) and p.path.startswith(paths)]
        near = self.lookup.keyed(alike(key, within=paths))
        found = [*longer, *near, *(() if near else ordered(self.tail())), *within]
        if not found:
            return UNKNOWN
        return Resolution("suggestions", choices=tuple(dict.fromkeys(found))[:SUGGESTED])

    def unopened(self) -> str:
        """What is left of the words once all that opens a place name is taken away."""
        words = self.words
        while shorter := min(unopened(words), key=len, default=None):
            words = shorter
        says_nothing = words in habits().openers or habits().articles.issuperset(words)
        return "" if says_nothing else " ".join(words)


def _key(words: Words) -> str:
    key = name_key(" ".join(words))
    return habits().nicknames.get(key, key)


def _as_typed(found: list[Place], words: Words) -> list[Place]:
    """With its article typed, `Le Pin` is not `Pin`."""
    typed = " ".join(words)
    return [place for place in found if spelt_out(place.name) == typed] or found


def _agreed(named: list[Place], coded: list[Place]) -> list[Place]:
    """What name and code both tell: the named places that bear the code or lie where it says,
    or, finer, the places of the code that lie in a named one."""
    agreed = [place for place in named if place in coded or is_inside(place, coded)]
    return [place for place in coded if is_inside(place, agreed or named)] or agreed


def _going_on(named: list[Place], coded: list[Place]) -> list[Place]:
    """`93400 Saint-Ouen` is Saint-Ouen-sur-Seine, though two villages bear the shorter name."""
    starts = tuple(f"{place.search_name} " for place in named)
    return [place for place in coded if place.search_name.startswith(starts)]
