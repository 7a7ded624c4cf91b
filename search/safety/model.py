"""What `manage.py train_safety` learnt from the sentences of search/data/safety, in one file."""

import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.analysis import ANALYSIS_VERSION
from search.routing.features import FEATURES_VERSION, Floats, Numbers
from search.routing.linear import Linear
from search.safety.kinds import Danger
from search.safety.reading import Readable
from search.stopwords import WORDS_FOLDER

FOLDER = Path(__file__).parents[1] / "data" / "safety"
SHIPPED = FOLDER.parent / "model" / "safety.npz"
# The held-out sentences are not among them: nothing is ever learnt from those.
LEARNT_FROM = (
    "emergencies.jsonl",
    "more.jsonl",
    "plain.jsonl",
    "ordinary.jsonl",
    "calm.jsonl",
    "danger.jsonl",
    "voices.jsonl",
)

# Part of the fingerprint: raise it when the same sentences would be learnt otherwise.
SAFETY_VERSION = 3

# How the score of two sentences alike falls with the distance of their vectors, and what
# this likeness counts beside that of their letters and words.
NARROWNESS = 1.5
NEARNESS = 2.0
# What the likeliest danger counts beside the emergency itself.
LIKELIEST = 0.4


@dataclass(frozen=True, slots=True)
class Scored:
    """Above `threshold` the sentence is an emergency; then `dangers` says of what."""

    emergency: float
    threshold: float
    dangers: dict[Danger, float]

    @property
    def margin(self) -> float:
        return self.emergency - self.threshold


@dataclass(frozen=True)
class Vectors:
    """The learnt sentences on the axes where they differ most, and what each pulls towards.

    `stored` times `step` are the sentences, made whole when a first vector is scored: a process
    without an encoder never does.
    """

    mean: Floats
    axes: Floats
    stored: NDArray[np.int8] | Floats
    pulls: Floats
    step: float = 1.0

    @cached_property
    def centres(self) -> Floats:
        whole: Floats = self.stored.astype(np.float32) * np.float32(self.step)
        return whole

    @cached_property
    def _lengths(self) -> Floats:
        squares: Floats = (self.centres**2).sum(axis=1)
        return squares

    def scores(self, vector: Floats) -> Floats:
        short = (vector - self.mean) @ self.axes
        apart = self._lengths - 2 * (self.centres @ short) + (short**2).sum()
        result: Floats = nearness(apart) @ self.pulls
        return result


def nearness(squares: Floats) -> Floats:
    """Of squared distances."""
    falling = np.exp(-NARROWNESS * np.maximum(squares, 0))
    return np.asarray(NEARNESS * falling, np.float32)


@dataclass(frozen=True, slots=True)
class SafetyModel:
    """`alone` scores letters and words without an encoder, `beside` together with vectors: both of
    the same features. Below `doubt`, the words alone say that it is none.

    Columns: whether it is an emergency, then each danger, in the order of `Danger`.
    """

    fingerprint: str
    alone: Linear
    beside: Linear
    vectors: Vectors
    threshold_alone: float
    threshold: float
    doubt: float

    def score(self, reading: Readable) -> Scored:
        at, values = self.alone.weighed(reading.features.groups)
        alone = _scored(self.alone.summed(at, values), self.threshold_alone)
        # Where words leave no doubt, nothing has to be encoded.
        if alone.emergency < self.doubt or reading.vector is None:
            return alone
        found = self.beside.summed(at, values) + self.vectors.scores(reading.vector)
        return _scored(found, self.threshold)


def _scored(found: Floats, threshold: float) -> Scored:
    dangers = dict(zip(Danger, map(float, found[1:]), strict=True))
    return Scored(float(leaning(found)), threshold, dangers)


def leaning(found: Floats) -> Floats:
    """How much the columns (last axis) speak of an emergency, the likeliest danger included."""
    result: Floats = found[..., 0] + LIKELIEST * found[..., 1:].max(axis=-1)
    return result


def fingerprint() -> str:
    """Of all that a model comes from: the sentences, the word lists, the code's versions."""
    digest = sha256(f"{ANALYSIS_VERSION} {FEATURES_VERSION} {SAFETY_VERSION}".encode())
    files = [FOLDER / name for name in LEARNT_FROM]
    for path in [*files, *sorted(WORDS_FOLDER.glob("*.txt"))]:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


@lru_cache(maxsize=1)
def shipped_safety_model() -> SafetyModel | None:
    """None in a checkout where nothing has been trained yet."""
    return read_model(SHIPPED) if SHIPPED.exists() else None


def read_model(path: Path) -> SafetyModel:
    with np.load(path, allow_pickle=False) as stored:
        arrays: dict[str, Any] = {name: _whole(stored[name]) for name in stored.files}
    about: dict[str, Any] = json.loads(arrays["about"].tobytes())
    mean, axes, centres, pulls = (arrays[name] for name in ("mean", "axes", "centres", "pulls"))
    return SafetyModel(
        fingerprint=about["fingerprint"],
        alone=_linear(arrays, "alone"),
        beside=_linear(arrays, "beside"),
        vectors=Vectors(mean, axes, centres, pulls, about["step"]),
        threshold_alone=about["threshold_alone"],
        threshold=about["threshold"],
        doubt=about["doubt"],
    )


def _whole(stored: NDArray[Any]) -> NDArray[Any]:
    return stored.astype(np.float32) if stored.dtype == np.float16 else stored


def _linear(arrays: dict[str, Any], name: str) -> Linear:
    known: Numbers = arrays["known"]
    bias = np.zeros(1 + len(Danger), np.float32)
    return Linear(known, arrays["idf"], arrays[f"{name}.weights"], arrays[f"{name}.scale"], bias)


def write_model(path: Path, model: SafetyModel) -> None:
    """Halves and bytes where they are precise enough; the same model gives the same file."""
    step = byte_step(model.vectors.centres)
    about = {
        "fingerprint": model.fingerprint,
        "threshold_alone": model.threshold_alone,
        "threshold": model.threshold,
        "doubt": model.doubt,
        "step": step,
    }
    arrays: dict[str, Any] = {
        "about": np.frombuffer(json.dumps(about).encode(), np.uint8),
        "known": model.alone.known,
        "idf": model.alone.idf.astype(np.float16),
        "mean": model.vectors.mean,
        "axes": model.vectors.axes.astype(np.float16),
        "centres": np.round(model.vectors.centres / step).astype(np.int8),
        "pulls": model.vectors.pulls.astype(np.float16),
    }
    for name, part in (("alone", model.alone), ("beside", model.beside)):
        arrays[f"{name}.weights"] = part.weights
        arrays[f"{name}.scale"] = part.scale.astype(np.float16)
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, **arrays)


def byte_step(values: Floats) -> float:
    """What one step of a signed byte stands for."""
    return float(np.abs(values).max()) / 127
