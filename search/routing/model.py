"""What `manage.py train_routing` learnt from the lexicon's files, read from one file."""

import json
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.analysis import ANALYSIS_VERSION
from search.routing.features import FEATURES_VERSION, Floats, joined, letters, word_number
from search.routing.linear import Linear, log_softmax
from search.routing.nearest import Index
from search.stopwords import WORDS_FOLDER

SHIPPED = Path(__file__).parents[1] / "data" / "model" / "routing.npz"


@dataclass(frozen=True)
class Meaning:
    """What the encoder's vectors say, through one hidden layer. `spread`: how much they differ.

    In halves as they are stored, made whole when a first vector is read: a process without an
    encoder never does.
    """

    mean: Floats
    spread: Floats
    inner: Floats
    inner_bias: Floats
    outer: Floats
    outer_bias: Floats

    @cached_property
    def _whole(self) -> tuple[Floats, ...]:
        return tuple(getattr(self, each.name).astype(np.float32) for each in fields(self))

    def log_shares(self, vector: Floats) -> Floats:
        mean, spread, inner, inner_bias, outer, outer_bias = self._whole
        summed = (vector - mean) / spread @ inner + inner_bias
        return log_softmax(np.maximum(summed, 0) @ outer + outer_bias)


# Compared by identity, so that what is worked out from one can be remembered.
@dataclass(frozen=True, eq=False)
class Model:
    """`classes` in the order of both heads; `keys` and phrases in the order of the index."""

    classes: tuple[str, ...]
    fingerprint: str
    head: Linear
    index: Index
    meaning: Meaning
    keys: NDArray[np.uint64]
    sayings: NDArray[np.uint64]
    phrases: NDArray[np.uint64]


@lru_cache(maxsize=5_000)
def contributions(model: Model, word: str) -> Floats:
    """How much a folded word speaks for each class."""
    return model.head.contributions(joined([letters(word), word_number(word)]))


def fingerprint(folder: Path) -> str:
    """Of all that a model comes from: the lexicon's files, the word lists, the code's versions."""
    digest = sha256(f"{ANALYSIS_VERSION} {FEATURES_VERSION}".encode())
    files = [folder / "needs.toml", *(folder / "expressions").glob("*.jsonl")]
    words = [WORDS_FOLDER / "acronyms.txt", *WORDS_FOLDER.glob("stop.*.txt")]
    for path in [*sorted(files), *sorted(words)]:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


@lru_cache(maxsize=1)
def shipped_model() -> Model | None:
    """None in a checkout where nothing has been trained yet."""
    return read_model(SHIPPED) if SHIPPED.exists() else None


def read_model(path: Path) -> Model:
    with np.load(path, allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    about: dict[str, Any] = json.loads(arrays["about"].tobytes())
    return Model(
        classes=tuple(about["classes"]),
        fingerprint=about["fingerprint"],
        head=Linear(*_fields(arrays, "head", Linear)),
        index=Index(*_fields(arrays, "index", Index)),
        meaning=Meaning(*_stored(arrays, "meaning", Meaning)),
        keys=arrays["keys"],
        sayings=arrays["sayings"],
        phrases=arrays["phrases"],
    )


def _fields(arrays: dict[str, Any], name: str, kind: Any) -> list[Any]:
    """The stored arrays of a part, halves made whole."""
    found = _stored(arrays, name, kind)
    return [a.astype(np.float32) if a.dtype == np.float16 else a for a in found]


def _stored(arrays: dict[str, Any], name: str, kind: Any) -> list[Any]:
    return [arrays[f"{name}.{each.name}"] for each in fields(kind)]


def write_model(path: Path, model: Model) -> None:
    """Halves where they are precise enough; the same model gives the same file."""
    about = json.dumps({"classes": model.classes, "fingerprint": model.fingerprint})
    arrays: dict[str, Any] = {
        "about": np.frombuffer(about.encode(), np.uint8),
        "keys": model.keys,
        "sayings": model.sayings,
        "phrases": model.phrases,
    }
    parts: dict[str, Any] = {"head": model.head, "index": model.index, "meaning": model.meaning}
    for name, part in parts.items():
        for each in fields(part):
            value = getattr(part, each.name)
            arrays[f"{name}.{each.name}"] = (
                value.astype(np.float16) if value.dtype == np.float32 else value
            )
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, **arrays)
