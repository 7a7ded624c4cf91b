"""Expressions met whole inside a text: the longest wins and hides its parts."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from search.routing.lexicon import Entry

LONGEST_PHRASE = 6


@dataclass(frozen=True, slots=True)
class Match:
    """Entries whose stems stand at `start`..`end` (end left out) of the text's stems."""

    start: int
    end: int
    entries: tuple[int, ...]

    @property
    def length(self) -> int:
        return self.end - self.start


class Phrases:
    def __init__(self, entries: Sequence[Entry], stems: Sequence[list[str]]) -> None:
        self.entries = entries
        known: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for number, phrase in enumerate(stems):
            if 0 < len(phrase) <= LONGEST_PHRASE:
                known[tuple(phrase)].append(number)
        self.known = known

    def find(self, stems: list[str]) -> list[Match]:
        """From the longest to the shortest, none inside another's words."""
        free = [True] * len(stems)
        found = []
        for size in range(min(LONGEST_PHRASE, len(stems)), 0, -1):
            for start in range(len(stems) - size + 1):
                numbers = self.known.get(tuple(stems[start : start + size]))
                if numbers and all(free[start : start + size]):
                    free[start : start + size] = [False] * size
                    found.append(Match(start, start + size, tuple(numbers)))
        return found

    def votes(self, matches: list[Match], length: int) -> dict[str, float]:
        """Each need's share of the words of the text that its phrases cover."""
        votes: dict[str, float] = defaultdict(float)
        for match in matches:
            weights = {number: self.entries[number].weight for number in match.entries}
            total = sum(weights.values())
            for number, weight in weights.items():
                for need, share in self.entries[number].needs:
                    votes[need] += share * weight / total * match.length / length
        return votes
