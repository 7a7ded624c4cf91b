"""A linear model over counted features, eight bits a weight."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.routing.features import Counted, Floats, Numbers, places


@dataclass(frozen=True, slots=True)
class Linear:
    """`weights[f, c] * scale[f]`: how much feature `known[f]` speaks for class c."""

    known: Numbers
    idf: Floats
    weights: NDArray[np.int8]
    scale: Floats
    bias: Floats

    def log_shares(self, groups: Iterable[Counted]) -> Floats:
        """The logarithm of each class's share."""
        return log_softmax(self.scores(groups))

    def scores(self, groups: Iterable[Counted]) -> Floats:
        return self.summed(*self.weighed(groups)) + self.bias

    def contributions(self, features: Numbers) -> Floats:
        """How much these features, of one word, speak for each class against the others."""
        at, found = places(np.unique(features), self.known)
        at = at[found]
        return self.summed(at, self.idf[at])

    def weighed(self, groups: Iterable[Counted]) -> tuple[NDArray[np.int64], Floats]:
        """Rows of the known features and their weights, of length 1 in each group."""
        found = [self._weighed(group) for group in groups]
        return np.concatenate([at for at, _ in found]), np.concatenate([v for _, v in found])

    def _weighed(self, count: Counted) -> tuple[NDArray[np.int64], Floats]:
        at, found = places(count.numbers, self.known)
        at = at[found]
        values = count.weights[found] * self.idf[at]
        return at, values / (np.linalg.norm(values) or 1.0)

    def summed(self, at: NDArray[np.int64], values: Floats) -> Floats:
        """The rows of `weighed`, added up."""
        total: Floats = (values * self.scale[at]) @ self.weights[at].astype(np.float32)
        return total


def log_softmax(scores: Floats) -> Floats:
    shifted = scores - scores.max()
    result: Floats = shifted - np.log(np.exp(shifted).sum())
    return result
