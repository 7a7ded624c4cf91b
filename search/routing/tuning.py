"""How much each part of the router should weigh: cross-validation inside the lexicon.

Near duplicates are kept on one side, so that a line is never judged by its own twin.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from search.routing.encoder import Encoder
from search.routing.expressions import gather
from search.routing.features import Floats, read_features
from search.routing.knowledge import know
from search.routing.lexicon import OUT_OF_SCOPE, Entry, Lexicon
from search.routing.model import Model
from search.routing.reading import Reading
from search.routing.training import targets, train

FOLDS = 5
TWINS = 0.6
# Of the lines that can be answered, which are harder than most of what people type, so few may be
# refused.
WRONGLY_REFUSED = 0.05

LEXICON_PARTS = ("text", "likeness")
SEMANTIC_PARTS = (*LEXICON_PARTS, "meaning")

Say = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Readings:
    """What each part said of the French lines, by a router that was trained without them."""

    parts: dict[str, Floats]
    target: Floats
    column: int

    @property
    def is_out(self) -> NDArray[np.bool_]:
        result: NDArray[np.bool_] = self.target[:, self.column] > 0.5
        return result


def cross_validate(lexicon: Lexicon, model: Model, *, encoder: Encoder, say: Say) -> Readings:
    entries = lexicon.entries
    fold = folds(entries, model)
    found: dict[str, list[Floats]] = defaultdict(list)
    order: list[int] = []
    for number in range(FOLDS):
        taught = tuple(e for e, f in zip(entries, fold, strict=True) if f != number)
        learnt = train(Lexicon(taught), encoder=encoder, fingerprint="", say=lambda _text: None)
        knowledge, _places = know(taught, learnt, encoder)
        asked = [at for at, f in enumerate(fold) if f == number and entries[at].language == "fr"]
        for at in asked:
            for name, part in Reading(knowledge, entries[at].text, "fr").parts.items():
                found[name].append(part)
        order += asked
        say(f"fold {number + 1} of {FOLDS}: {len(asked)} lines")
    parts = {name: np.array(rows) for name, rows in found.items()}
    target = targets([entries[at] for at in order], model.classes)
    return Readings(parts, target, model.classes.index(OUT_OF_SCOPE))


def folds(entries: Sequence[Entry], model: Model) -> list[int]:
    """The fold of each entry: that of the first of its twins, drawn from its text."""
    expressions, places = gather(entries, model)
    number = {place: at for at, place in enumerate(places)}
    parents = list(range(len(entries)))

    def first(at: int) -> int:
        while parents[at] != at:
            at = parents[at]
        return at

    for at, entry in enumerate(entries):
        for place, likeness in expressions.alike(read_features(entry.text, entry.language)):
            one, other = first(at), first(number[place])
            if likeness >= TWINS and one != other:
                parents[max(one, other)] = min(one, other)
    return [crc32(entries[first(at)].text.encode()) % FOLDS for at in range(len(entries))]


def tuned_weights(readings: Readings, names: Sequence[str]) -> dict[str, float]:
    """Those that make the true needs likeliest."""
    from scipy.optimize import minimize

    parts = np.stack([readings.parts[name] for name in names])

    def loss(weights: Floats) -> tuple[float, NDArray[np.float64]]:
        logs = _log_shares(np.tensordot(weights, parts, 1))
        error = np.exp(logs) - readings.target
        slope = np.array([float((error * part).sum(axis=1).mean()) for part in parts])
        return -float((readings.target * logs).sum(axis=1).mean()), slope

    bounds = [(0, 3)] * len(names)
    found = minimize(loss, np.full(len(names), 0.4), jac=True, method="L-BFGS-B", bounds=bounds)
    return {name: round(float(w), 2) for name, w in zip(names, found.x, strict=True)}


def tuned_refusing(readings: Readings, weights: dict[str, float]) -> float:
    """What to add to "not here" so that WRONGLY_REFUSED of what can be answered is refused."""
    leads = _leads(readings, weights)
    return round(-float(np.quantile(leads[~readings.is_out], 1 - WRONGLY_REFUSED)), 2)


def report(
    readings: Readings, weights: dict[str, float], refusing: float
) -> Iterator[tuple[str, float]]:
    """First need right, calibration error (ECE over ten bins), and what is refused."""
    shares = np.exp(_log_shares(_blended(readings, weights)))
    best = shares.argmax(axis=1)
    right = readings.target[np.arange(len(best)), best] > 0
    yield "acc_at_1", float(right[~readings.is_out].mean())
    yield "ece", calibration_error(shares.max(axis=1), right)
    refused = _leads(readings, weights) + refusing > 0
    yield "refused", float(refused[readings.is_out].mean())
    yield "wrongly_refused", float(refused[~readings.is_out].mean())


def calibration_error(confidence: Floats, right: NDArray[np.bool_], bins: int = 10) -> float:
    """How far, on average, the share of right answers is from the confidence announced."""
    bin_of = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(confidence[bin_of == b].mean() - right[bin_of == b].mean()) * (bin_of == b).mean()
        for b in np.unique(bin_of)
    ]
    return float(sum(gaps))


def _blended(readings: Readings, weights: dict[str, float]) -> Floats:
    scores = [weight * readings.parts[name] for name, weight in weights.items()]
    return np.asarray(np.sum(scores, axis=0), np.float32)


def _leads(readings: Readings, weights: dict[str, float]) -> Floats:
    """By how much "not here" leads the likeliest need."""
    scores = _blended(readings, weights)
    result: Floats = scores[:, readings.column] - np.delete(scores, readings.column, 1).max(axis=1)
    return result


def _log_shares(scores: Floats) -> Floats:
    shifted = scores - scores.max(axis=1, keepdims=True)
    result: Floats = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return result
