"""Expressions met whole inside a text: the longest wins and hides its parts."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from search.analysis import tokens, words
from search.routing.features import long_number
from search.routing.lexicon import Entry

InUse = Callable[[Sequence[int]], tuple[int, ...]]

LONGEST_PHRASE = 6
# What an entry has that can only be met as the whole text.
NO_PHRASE = 0


@dataclass(frozen=True, slots=True)
class Match:
    """Entries whose stems stand at `start`..`end` (end left out) of the text's stems."""

    start: int
    end: int
    entries: tuple[int, ...]

    @property
    def length(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Phrases:
    """Number of a phrase's stems to the entries that say it; the sayings are whole expressions."""

    known: Mapping[int, tuple[int, ...]]
    sayings: Mapping[int, tuple[int, ...]]

    def find(self, stems: list[str], in_use: InUse) -> list[Match]:
        """From the longest to the shortest, none inside another's words."""
        free = [True] * len(stems)
        found = []
        for size in range(min(LONGEST_PHRASE, len(stems)), 0, -1):
            for start in range(len(stems) - size + 1):
                if not all(free[start : start + size]):
                    continue
                numbers = self.known.get(phrase_number(stems[start : start + size]), ())
                if numbers := in_use(numbers):
                    free[start : start + size] = [False] * size
                    found.append(Match(start, start + size, numbers))
        return found

    def whole(self, stems: list[str]) -> tuple[int, ...]:
        """The entries that say the text and nothing else."""
        return self.sayings.get(phrase_number(stems), ()) if stems else ()


def phrase_number(stems: Sequence[str]) -> int:
    return long_number(" ".join(stems))


def phrase_numbers(text: str, language: str) -> tuple[int, int]:
    """The whole expression, and the same when fit to be met inside a text: few empty words."""
    stems = tokens(text, language)
    if not stems:
        return NO_PHRASE, NO_PHRASE
    number = phrase_number(stems)
    length = sum(1 for _ in words(text))
    fit = length == 1 or (len(stems) > 1 and len(stems) * 2 >= length)
    return number, number if fit and len(stems) <= LONGEST_PHRASE else NO_PHRASE


def grouped(numbers: Iterable[tuple[int, int]]) -> dict[int, tuple[int, ...]]:
    """(phrase, entry) pairs as phrase to entries."""
    found: dict[int, list[int]] = defaultdict(list)
    for phrase, entry in numbers:
        if phrase != NO_PHRASE:
            found[phrase].append(entry)
    return {phrase: tuple(entries) for phrase, entries in found.items()}


def votes(matches: list[Match], entries: Sequence[Entry], length: int) -> dict[str, float]:
    """Each need's share of the words of the text that its phrases cover."""
    found: dict[str, float] = defaultdict(float)
    for match in matches:
        for need, share in shares(match.entries, entries).items():
            found[need] += share * match.length / length
    return found


def shares(numbers: Iterable[int], entries: Sequence[Entry]) -> dict[str, float]:
    """What these entries say together, adding to 1 (to more when some speak of two needs)."""
    said = [entries[number] for number in numbers]
    total = sum(entry.weight for entry in said) or 1.0
    found: dict[str, float] = defaultdict(float)
    for entry in said:
        for need, share in entry.needs:
            found[need] += share * entry.weight / total
    return found
