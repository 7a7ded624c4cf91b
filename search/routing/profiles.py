"""A portrait of each need by the pieces of words its expressions use (naive Bayes)."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from math import exp, log, sqrt

from search.routing.lexicon import Entry

# How many borrowed counts keep a rare piece of a word from deciding alone.
PRIOR = 200.0


class Profiles:
    """For each piece of a word, how much more it is used for a need than for all: log ratios."""

    def __init__(self, entries: Sequence[Entry], features: Sequence[list[str]]) -> None:
        counts = [Counter(found) for found in features]
        df = Counter(feature for count in counts for feature in count)
        self.idf = {feature: log(1 + len(entries) / n) for feature, n in df.items()}
        uses: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for found, count in zip(entries, counts, strict=True):
            for feature, weight in self._unit(count).items():
                for need, share in found.needs:
                    uses[feature][need] += found.weight * share * weight
        self.ratios = self._ratios(uses)

    def _ratios(self, uses: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
        total = sum(sum(of_need.values()) for of_need in uses.values()) or 1
        ratios = {}
        for feature, of_need in uses.items():
            expected = PRIOR * sum(of_need.values()) / total
            ratios[feature] = {need: log(1 + use / expected) for need, use in of_need.items()}
        return ratios

    def scores(self, features: list[str]) -> dict[str, float]:
        scores: dict[str, float] = defaultdict(float)
        for feature, weight in self._unit(Counter(features)).items():
            for need, ratio in self.ratios.get(feature, {}).items():
                scores[need] += weight * ratio
        return scores

    def votes(self, features: list[str]) -> dict[str, float]:
        """The share of each need, adding to 1; empty when no piece is known."""
        scores = self.scores(features)
        if not scores:
            return {}
        best = max(scores.values())
        shares = {need: exp(score - best) for need, score in scores.items()}
        total = sum(shares.values())
        return {need: share / total for need, share in shares.items()}

    def contribution(self, features: list[str], need: str) -> float:
        """How much these pieces of one word speak for the need."""
        return sum(
            self.idf[feature] * self.ratios[feature].get(need, 0.0)
            for feature in features
            if feature in self.ratios
        )

    def _unit(self, count: Counter[str]) -> dict[str, float]:
        weights = {
            feature: (1 + log(n)) * self.idf[feature]
            for feature, n in count.items()
            if feature in self.idf
        }
        norm = sqrt(sum(weight * weight for weight in weights.values())) or 1
        return {feature: weight / norm for feature, weight in weights.items()}
