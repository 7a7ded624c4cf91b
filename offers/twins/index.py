"""Which of many are worth comparing: those that share a contact, or words in the same town."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from offers.twins.names import name_words
from offers.twins.words import SPECIFIC, Terms

# What more offers than this share, such as a national number, brings nobody near.
_MOST_SHARED = 300
_MOST_COMPARED = 12
# A word of a name, a contact, or two words of a title: less brings nobody near.
_LEAST_SHARED = 2

CONTACT, SITE, NAME, TITLE = 4, 2, 2, 1

Key = tuple[str, str]
Keys = Iterable[tuple[Key, int]]


@dataclass(slots=True)
class Index:
    """Entries by what they share, so that a town of thousands costs no more than a village."""

    entries: dict[Key, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, number: int, keys: Keys) -> None:
        for key, _weight in keys:
            self.entries[key].append(number)

    def nearest(self, keys: Keys) -> list[int]:
        """At most a dozen entries, those that share most first; ties in the order they came."""
        shared: Counter[int] = Counter()
        for key, weight in keys:
            numbers = self.entries.get(key, ())
            if len(numbers) <= _MOST_SHARED:
                for number in numbers:
                    shared[number] += weight
        nearest = shared.most_common(_MOST_COMPARED)
        return [number for number, weight in nearest if weight >= _LEAST_SHARED]


def contact_keys(values: Iterable[str]) -> Iterator[tuple[Key, int]]:
    """Phones and mails bring together across towns."""
    return ((("contact", value), CONTACT) for value in values)


def site_keys(host: str) -> Iterator[tuple[Key, int]]:
    if host:
        yield ("site", host), SITE


def town_keys(
    town: str, *, name: str, title: Terms | None = None, apart: Iterable[str] = ()
) -> Iterator[tuple[Key, int]]:
    """Words of a name and of a title bring together in one town; `apart` are those of its name."""
    for word in set(name_words(name)).difference(apart):
        yield (town, word), NAME
    for stem, term in title.by_stem.items() if title else ():
        if term.weight >= SPECIFIC:
            yield (town + "#", stem), TITLE
