"""Learning from the sentences of search/data/safety. Needs scipy and the encoder.

Regularised least squares on a likeness of sentences: that of their letters and words, which
becomes one weight a feature, and that of their vectors, which keeps the sentences as centres.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from search.routing.encoder import Encoder
from search.routing.features import Floats
from search.routing.linear import Linear
from search.routing.training import (
    all_of,
    build_index,
    encode_all,
    principal_axes,
    sparse,
    vocabulary,
)
from search.safety.kinds import Danger
from search.safety.model import (
    FOLDER,
    LEARNT_FROM,
    SafetyModel,
    Vectors,
    byte_step,
    fingerprint,
    leaning,
    nearness,
)
from search.safety.reading import Sentence
from search.safety.rows import Row, read_rows

# All chosen by cross-validation on the learning files.
RESTRAINT = {"alone": 0.5, "both": 0.3}
AXES = 200
SEEN = 3
FOLDS = 3
TWINS = 0.6
# Of the emergencies of the learning files, so many must be found by a model that never saw them.
# Those files are harder than what people type: many of their lines were written to mislead.
RECALL = {"alone": 0.958, "both": 0.947}
# Below the words of all but one in two hundred of them, no vector is looked at: one in a thousand
# is missed by that, and four searches in ten are answered without the encoder.
NO_DOUBT = 0.995
GROUPS = 3
# How much of the target may stay untold, of 1.
PRECISION = 2e-3

EVERY = slice(None)
Places = NDArray[np.int64]
Say = Callable[[str], object]


def learning_rows() -> list[Row]:
    return [row for name in LEARNT_FROM for row in read_rows(FOLDER / name)]


@dataclass(frozen=True, slots=True)
class Likeness:
    """Of learnt sentences: by letters and words (`matrix`), and by vectors unless `near` is None.

    Gathered by feature, the first needs no square: thousands of sentences are learnt in seconds.
    """

    matrix: Any
    near: Floats | None
    restraint: float

    def pulls(self, target: Floats, taught: Places | slice = EVERY) -> Floats:
        """What each taught sentence pulls towards each column."""
        matrix = self.matrix[taught]
        turned = matrix.T.tocsr()
        near = None if self.near is None else self.near[taught][:, taught]

        def held(pulls: Floats) -> Floats:
            found: Floats = matrix @ (turned @ pulls) / GROUPS + self.restraint * pulls
            if near is not None:
                found += near @ pulls
            return found

        return solved(held, target[taught])

    def scores(self, pulls: Floats, taught: Places, asked: Places) -> Floats:
        found: Floats = self.matrix[asked] @ (self.matrix[taught].T @ pulls) / GROUPS
        if self.near is not None:
            found += self.near[np.ix_(asked, taught)] @ pulls
        return found


def train(rows: Sequence[Row], *, encoder: Encoder, say: Say = print) -> SafetyModel:
    """Deterministic; minutes for sixteen thousand sentences, three gigabytes of memory."""
    sentences = [Sentence(row.text, None) for row in rows]
    groups = [sentence.features.groups for sentence in sentences]
    known, idf = vocabulary([all_of(found) for found in groups], SEEN)
    bare = Linear(known, idf, *_NOTHING_LEARNT)
    matrix = sparse([bare.weighed(found) for found in groups], len(known))
    vectors = encode_all(encoder, [row.text for row in rows])
    mean = vectors.mean(axis=0)
    axes = principal_axes(vectors - mean, AXES).astype(np.float16).astype(np.float32)
    centres = _in_bytes((vectors - mean) @ axes)
    say(f"{len(rows)} sentences, {len(known)} features")
    likenesses = {
        "alone": Likeness(matrix, None, RESTRAINT["alone"]),
        "both": Likeness(matrix, nearness(_squares(centres)), RESTRAINT["both"]),
    }
    target, fold = _targets(rows), folds(sentences)
    is_emergency = target[:, 0] > 0
    cuts, pulls = {}, {}
    for name, likeness in likenesses.items():
        scores = cross_validated(likeness, target, fold)
        cuts[name] = cut(scores, is_emergency, RECALL[name])
        if name == "alone":
            cuts["doubt"] = cut(scores, is_emergency, NO_DOUBT)
        say(f"{name}: {told(scores, rows, cuts[name])}")
        pulls[name] = likeness.pulls(target)
    return SafetyModel(
        fingerprint=fingerprint(),
        alone=_linear(bare, matrix, pulls["alone"]),
        beside=_linear(bare, matrix, pulls["both"]),
        vectors=Vectors(mean, axes, centres, pulls["both"]),
        threshold_alone=cuts["alone"],
        threshold=cuts["both"],
        doubt=cuts["doubt"],
    )


_NOTHING_LEARNT = (np.empty((0, 0), np.int8), np.empty(0, np.float32), np.empty(0, np.float32))


def _targets(rows: Sequence[Row]) -> Floats:
    """1 and -1: whether it is an emergency, then each danger."""
    said = [[row.is_emergency, *(danger in row.dangers for danger in Danger)] for row in rows]
    return np.where(np.array(said), 1, -1).astype(np.float32)


def _in_bytes(values: Floats) -> Floats:
    """As they will be read again from the file."""
    step = byte_step(values)
    return (np.round(values / step) * step).astype(np.float32)


def _squares(centres: Floats) -> Floats:
    """The squared distance of each to each."""
    lengths = (centres**2).sum(axis=1)
    result: Floats = lengths[:, None] + lengths[None] - 2 * centres @ centres.T
    return result


def solved(held: Callable[[Floats], Floats], target: Floats) -> Floats:
    """The pulls that `held` turns into the target: conjugate gradients, all columns at once."""
    pulls, left = np.zeros_like(target), target.copy()
    way, size = left.copy(), (left**2).sum(axis=0)
    enough = PRECISION**2 * size
    while (size > enough).any():
        turned = held(way)
        step = size / (way * turned).sum(axis=0)
        pulls += step * way
        left -= step * turned
        before, size = size, (left**2).sum(axis=0)
        way = left + size / before * way
    return pulls


def _linear(bare: Linear, matrix: Any, pulls: Floats) -> Linear:
    """The pulls of the sentences gathered by feature, eight bits a weight."""
    weights = np.asarray(matrix.T @ pulls, np.float32) / GROUPS
    scale = np.maximum(np.abs(weights).max(axis=1), 1e-6) / 127
    scale = scale.astype(np.float16).astype(np.float32)
    small = np.clip(np.round(weights / scale[:, None]), -127, 127).astype(np.int8)
    return Linear(bare.known, bare.idf, small, scale, np.zeros(weights.shape[1], np.float32))


def cross_validated(likeness: Likeness, target: Floats, fold: Places) -> Floats:
    """The scores of each sentence by a model that saw neither it nor its twins."""
    found = np.zeros_like(target)
    for number in range(FOLDS):
        taught, asked = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        found[asked] = likeness.scores(likeness.pulls(target, taught), taught, asked)
    return found


def cut(scores: Floats, is_emergency: NDArray[np.bool_], recall: float) -> float:
    """The score above which that share of the emergencies are."""
    return round(float(np.quantile(leaning(scores)[is_emergency], 1 - recall)), 3)


def told(scores: Floats, rows: Sequence[Row], threshold: float) -> str:
    """Recall and needless boxes at the threshold; how often the likeliest danger is right."""
    real = np.array([row.is_emergency for row in rows])
    shown = leaning(scores) >= threshold
    names = list(Danger)
    named = [
        names[int(best)] in row.dangers
        for best, row in zip(scores[:, 1:].argmax(axis=1), rows, strict=True)
        if row.is_emergency
    ]
    return (
        f"recall {shown[real].mean():.3f}, false boxes {shown[~real].mean():.3f}, "
        f"right danger {np.mean(named):.3f}"
    )


def folds(sentences: Sequence[Sentence]) -> Places:
    """The fold of each: that of the first of its twins, drawn from its text."""
    index = build_index([sentence.features.likeness for sentence in sentences])
    first = list(range(len(sentences)))
    for at, sentence in enumerate(sentences):
        unit = index.unit(sentence.features.likeness)
        alike = index.likeness(unit, len(sentences)) >= TWINS
        for twin in np.flatnonzero(alike):
            one, other = sorted((_root(first, at), _root(first, int(twin))))
            first[other] = one
    roots = [_root(first, at) for at in range(len(sentences))]
    return np.array([crc32(sentences[root].text.encode()) % FOLDS for root in roots])


def _root(first: Sequence[int], at: int) -> int:
    while first[at] != at:
        at = first[at]
    return at
