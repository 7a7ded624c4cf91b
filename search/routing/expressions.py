"""All expressions in use, found by likeness and by phrase."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from search.routing.features import Features, Floats, long_number, read_features
from search.routing.lexicon import Entry
from search.routing.model import Model
from search.routing.nearest import EMPTY, Added, Index, Neighbours, best
from search.routing.phrases import NO_PHRASE, Phrases, grouped, phrase_numbers

_ABSENT = Entry("", (), weight=0.0)


@dataclass(frozen=True, slots=True)
class Expressions:
    """Entries by place: those the model knows first, in its order, then those added since.

    Those that are not in use keep their place with no strength.
    """

    entries: tuple[Entry, ...]
    strength: Floats
    index: Index
    added: Added
    phrases: Phrases

    @property
    def indexed(self) -> int:
        return len(self.entries) - len(self.added.rows)

    def alike(self, features: Features) -> Neighbours:
        unit = self.index.unit(features.likeness)
        likeness = [self.index.likeness(unit, self.indexed), self.added.likeness(unit)]
        return best(np.concatenate(likeness), self.strength)

    def with_added(self, entries: Sequence[Entry]) -> "Expressions":
        if not entries:
            return self
        first = len(self.entries)
        rows = [
            self.index.unit(read_features(entry.text, entry.language).likeness) for entry in entries
        ]
        strength = np.array([entry.weight for entry in entries], np.float32)
        return Expressions(
            (*self.entries, *entries),
            np.concatenate([self.strength, strength]),
            self.index,
            Added.of([*self.added.rows, *rows]),
            _with_phrases(self.phrases, entries, first),
        )

    def with_changed(self, changes: Mapping[int, Entry | None]) -> "Expressions":
        """Other needs or weight at a place, or nothing any more; its text is the same."""
        entries, strength = list(self.entries), self.strength.copy()
        for place, entry in changes.items():
            entries[place] = entry or replace(entries[place], weight=0.0)
            strength[place] = entries[place].weight
        return replace(self, entries=tuple(entries), strength=strength)

    def in_use(self, places: Sequence[int]) -> tuple[int, ...]:
        return tuple(place for place in places if self.strength[place] > 0)


def gather(entries: Sequence[Entry], model: Model | None) -> tuple[Expressions, list[int]]:
    """The expressions, and the place of each entry."""
    free: dict[int, list[int]] = defaultdict(list)
    for place, key in reversed(list(enumerate(model.keys.tolist() if model else ()))):
        free[key].append(place)
    known: dict[int, Entry] = {}
    places: list[int] = []
    added: list[Entry] = []
    total = len(model.keys) if model else 0
    for entry in entries:
        if standing := free.get(entry_key(entry)):
            places.append(standing.pop())
            known[places[-1]] = entry
        else:
            places.append(total + len(added))
            added.append(entry)
    return _known(known, model).with_added(added), places


def entry_key(entry: Entry) -> int:
    """What an entry is recognised by in a trained model."""
    return long_number(f"{entry.language} {entry.text}")


def _known(entries: Mapping[int, Entry], model: Model | None) -> Expressions:
    if model is None:
        return Expressions((), np.empty(0, np.float32), EMPTY, Added(), Phrases({}, {}))
    ordered = tuple(entries.get(place, _ABSENT) for place in range(len(model.keys)))
    said = [(number, place) for place, number in enumerate(model.sayings.tolist())]
    met = [(number, place) for place, number in enumerate(model.phrases.tolist())]
    return Expressions(
        ordered,
        np.array([entry.weight for entry in ordered], np.float32),
        model.index,
        Added(),
        Phrases(grouped(met), grouped(said)),
    )


def _with_phrases(standing: Phrases, entries: Sequence[Entry], first: int) -> Phrases:
    known, sayings = dict(standing.known), dict(standing.sayings)
    for place, entry in enumerate(entries, first):
        whole, phrase = phrase_numbers(entry.text, entry.language)
        for number, found in ((whole, sayings), (phrase, known)):
            if number != NO_PHRASE:
                found[number] = (*found.get(number, ()), place)
    return Phrases(known, sayings)
