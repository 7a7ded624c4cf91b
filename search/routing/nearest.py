"""The expressions nearest to a text vote for their needs: BM25 over stems, cosine over letters."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import log, sqrt
from operator import neg

from search.routing.lexicon import Entry

Votes = dict[str, float]
Neighbours = list[tuple[int, float]]

K1, B = 1.2, 0.5

# Pieces of words found in more entries than this say nothing and cost most of the time.
COMMON = 0.06
FEW_ENTRIES = 200


@dataclass(frozen=True, slots=True)
class Voting:
    """How many neighbours vote, and how much more the nearest ones weigh."""

    neighbours: int
    power: float


class Nearest:
    """An inverted index: feature to (entry, weight); `prepare` decides the weights."""

    voting = Voting(15, 2.0)

    def __init__(self, entries: Sequence[Entry], features: Sequence[list[str]]) -> None:
        self.entries = entries
        counts = [Counter(found) for found in features]
        df = Counter(feature for count in counts for feature in count)
        total = len(entries)
        limit = max(FEW_ENTRIES, COMMON * total)
        self.common = {feature for feature, n in df.items() if n > limit}
        self.idf = {f: log(1 + (total - n + 0.5) / (n + 0.5)) for f, n in df.items()}
        self.unknown = log(1 + total)
        self.postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, weights in enumerate(self.prepare(counts)):
            for feature, weight in weights.items():
                self.postings[feature].append((number, weight))

    def prepare(self, counts: list[Counter[str]]) -> list[dict[str, float]]:
        raise NotImplementedError

    def neighbours(self, features: list[str]) -> Neighbours:
        raise NotImplementedError

    def votes(self, neighbours: Neighbours) -> Votes:
        """The share of each need among the neighbours; empty when there is none."""
        votes: Votes = defaultdict(float)
        for number, likeness in neighbours:
            found = self.entries[number]
            strength = found.weight * likeness**self.voting.power
            for need, share in found.needs:
                votes[need] += share * strength
        total = sum(votes.values())
        return {need: vote / total for need, vote in votes.items()} if total else {}

    def _best(self, likeness: dict[int, float]) -> Neighbours:
        # By number among equals, so that the order never depends on the dictionary's.
        best = nlargest(
            self.voting.neighbours, zip(likeness.values(), map(neg, likeness), strict=True)
        )
        return [(-number, value) for value, number in best]


class NearestByWords(Nearest):
    """BM25 over stems and pairs of stems."""

    def prepare(self, counts: list[Counter[str]]) -> list[dict[str, float]]:
        average = sum(count.total() for count in counts) / (len(counts) or 1) or 1
        return [
            {
                feature: self.idf[feature]
                * (n * (K1 + 1) / (n + K1 * (1 - B + B * count.total() / average)))
                for feature, n in count.items()
            }
            for count in counts
        ]

    def neighbours(self, features: list[str]) -> Neighbours:
        likeness: dict[int, float] = defaultdict(float)
        for feature, n in Counter(features).items():
            for number, weight in self.postings.get(feature, ()):
                likeness[number] += n * weight
        return self._best(likeness)


class NearestByLetters(Nearest):
    """Cosine over pieces of words: finds what is misspelt, declined or glued together."""

    voting = Voting(15, 2.5)

    def prepare(self, counts: list[Counter[str]]) -> list[dict[str, float]]:
        return [self._unit(count) for count in counts]

    def neighbours(self, features: list[str]) -> Neighbours:
        likeness: dict[int, float] = defaultdict(float)
        for feature, value in self._unit(Counter(features)).items():
            for number, weight in self.postings.get(feature, ()):
                likeness[number] += value * weight
        return self._best(likeness)

    def _unit(self, count: Counter[str]) -> dict[str, float]:
        weights = {
            feature: (1 + log(n)) * self.idf.get(feature, self.unknown)
            for feature, n in count.items()
            if feature not in self.common
        }
        norm = sqrt(sum(weight * weight for weight in weights.values())) or 1
        return {feature: weight / norm for feature, weight in weights.items()}
