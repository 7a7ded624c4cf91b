"""Learning what the encoder's vectors say: one hidden layer, in numpy. Deterministic.

Adam with decoupled weight decay (Loshchilov and Hutter 2019), a step that falls along a cosine,
and dropout (Srivastava et al. 2014). All numbers chosen by cross-validation inside the lexicon.
"""

from collections.abc import Iterator
from math import cos, pi
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.routing.features import Floats

HIDDEN = 1024
EPOCHS = 30
BATCH = 256
STEP = 2e-3
DECAY = 1e-3
# Left out at random while learning, so that nothing hangs on one number.
DROPPED_INPUTS = 0.1
DROPPED_HIDDEN = 0.6
SEED = 1

# As Adam was published.
MOMENTUM, MEMORY, TINY = 0.9, 0.999, 1e-8


class Layers(NamedTuple):
    """Scores are `relu(x @ inner + inner_bias) @ outer + outer_bias`."""

    inner: Floats
    inner_bias: Floats
    outer: Floats
    outer_bias: Floats


def fit_layers(inputs: Floats, target: Floats) -> Layers:
    """Those that give each row of `target` (shares adding to 1) from its row of `inputs`, which are
    of mean 0 and variance 1."""
    random = np.random.default_rng(SEED)
    weights = _drawn(random, inputs.shape[1], target.shape[1])
    adam = _Adam(weights)
    steps = EPOCHS * (len(inputs) // BATCH)
    for number, rows in enumerate(_batches(random, len(inputs))):
        slopes = _slopes(random, weights, inputs[rows], target[rows])
        adam.step(slopes, STEP * (1 + cos(pi * number / steps)) / 2)
    return Layers(*weights)


def _drawn(random: np.random.Generator, width: int, classes: int) -> list[Floats]:
    """He et al. 2015."""
    return [
        random.normal(0, (2 / width) ** 0.5, (width, HIDDEN)).astype(np.float32),
        np.zeros(HIDDEN, np.float32),
        random.normal(0, (1 / HIDDEN) ** 0.5, (HIDDEN, classes)).astype(np.float32),
        np.zeros(classes, np.float32),
    ]


def _batches(random: np.random.Generator, total: int) -> Iterator[NDArray[np.int64]]:
    for _ in range(EPOCHS):
        order = random.permutation(total)
        for start in range(0, total - BATCH + 1, BATCH):
            yield order[start : start + BATCH]


def _slopes(
    random: np.random.Generator, weights: list[Floats], inputs: Floats, target: Floats
) -> list[Floats]:
    """Of the cross-entropy, by each of the weights."""
    inner, inner_bias, outer, outer_bias = weights
    shown = inputs * _mask(random, inputs.shape, DROPPED_INPUTS)
    summed = shown @ inner + inner_bias
    kept = _mask(random, summed.shape, DROPPED_HIDDEN)
    kept *= summed > 0
    hidden = summed * kept
    scores = hidden @ outer + outer_bias
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    error = (powers / powers.sum(axis=1, keepdims=True) - target) / len(inputs)
    back = (error @ outer.T) * kept
    return [shown.T @ back, back.sum(axis=0), hidden.T @ error, error.sum(axis=0)]


def _mask(random: np.random.Generator, shape: tuple[int, ...], dropped: float) -> Floats:
    """0 for what is left out; what is kept is raised, so that the sum stays the same."""
    kept = random.random(shape, dtype=np.float32) >= dropped
    mask: Floats = kept.astype(np.float32) / np.float32(1 - dropped)
    return mask


class _Adam:
    """Changes the weights in place."""

    def __init__(self, weights: list[Floats]) -> None:
        self.weights = weights
        self.means = [np.zeros_like(each) for each in weights]
        self.squares = [np.zeros_like(each) for each in weights]
        self.taken = 0

    def step(self, slopes: list[Floats], size: float) -> None:
        self.taken += 1
        seen, scaled = 1 - MOMENTUM**self.taken, 1 - MEMORY**self.taken
        for weight, mean, square, slope in zip(
            self.weights, self.means, self.squares, slopes, strict=True
        ):
            mean += (1 - MOMENTUM) * (slope - mean)
            square += (1 - MEMORY) * (slope**2 - square)
            move = mean / seen / (np.sqrt(square / scaled) + TINY)
            decay = DECAY if weight.ndim == 2 else 0.0
            weight -= np.float32(size) * (move + decay * weight)
