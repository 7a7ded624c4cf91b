"""Learning from the lexicon. Needs scipy and the encoder (the `dev` and `semantic` extras)."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.routing.encoder import Encoder
from search.routing.expressions import entry_key
from search.routing.features import Counted, Floats, Numbers, joined, read_features
from search.routing.lexicon import Entry, Lexicon
from search.routing.linear import Linear
from search.routing.model import Meaning, Model
from search.routing.nearest import Index
from search.routing.network import fit_layers
from search.routing.phrases import phrase_numbers

# Chosen by cross-validation on the lexicon: how simple the weights must stay, how long to look.
SIMPLICITY = 3e-6
ROUNDS = 60
# A feature met once teaches nothing that is met again.
SEEN = 2
# Letters met in more of the entries say nothing and cost most of the time.
COMMON = 0.06

Say = Callable[[str], object]


def train(lexicon: Lexicon, *, encoder: Encoder, fingerprint: str, say: Say = print) -> Model:
    """Deterministic; two and a half minutes for thirty thousand entries."""
    entries = lexicon.entries
    classes = tuple(sorted({need for entry in entries for need, _share in entry.needs}))
    target = targets(entries, classes)
    read = [read_features(entry.text, entry.language) for entry in entries]
    head = fit_linear([features.groups for features in read], target)
    say(f"head: {len(head.known)} features")
    vectors = encode_all(encoder, [entry.text for entry in entries])
    say(f"meaning: {len(vectors)} vectors")
    said = [phrase_numbers(entry.text, entry.language) for entry in entries]
    return Model(
        classes=classes,
        fingerprint=fingerprint,
        head=head,
        index=build_index([features.likeness for features in read]),
        meaning=fit_meaning(vectors, target),
        keys=np.array([entry_key(entry) for entry in entries], np.uint64),
        sayings=np.array([whole for whole, _phrase in said], np.uint64),
        phrases=np.array([phrase for _whole, phrase in said], np.uint64),
    )


def targets(entries: Sequence[Entry], classes: Sequence[str]) -> Floats:
    """The share of each class in each entry, adding to 1."""
    number = {code: at for at, code in enumerate(classes)}
    target = np.zeros((len(entries), len(classes)), np.float32)
    for row, entry in zip(target, entries, strict=True):
        for code, share in entry.needs:
            row[number[code]] = share
    result: Floats = target / target.sum(axis=1, keepdims=True)
    return result


def encode_all(encoder: Encoder, texts: list[str], batch: int = 256) -> Floats:
    starts = range(0, len(texts), batch)
    return np.concatenate([encoder.encode(texts[start : start + batch]) for start in starts])


def fit_linear(features: Sequence[tuple[Counted, ...]], target: Floats) -> Linear:
    known, idf = vocabulary([all_of(groups) for groups in features], SEEN)
    empty = Linear(known, idf, *_NOTHING_LEARNT)
    weights, bias = fit(sparse([empty.weighed(f) for f in features], len(known)), target)
    # What all classes share changes no answer; without it, a weight says how a class stands out.
    weights -= weights.mean(axis=1, keepdims=True)
    scale = np.maximum(np.abs(weights).max(axis=1), 1e-6) / 127
    scale = scale.astype(np.float16).astype(np.float32)
    small = np.clip(np.round(weights / scale[:, None]), -127, 127).astype(np.int8)
    return Linear(known, idf, small, scale, bias)


_NOTHING_LEARNT = (np.empty((0, 0), np.int8), np.empty(0, np.float32), np.empty(0, np.float32))


def all_of(groups: Iterable[Counted]) -> Numbers:
    return joined([group.numbers for group in groups])


def vocabulary(features: Sequence[Numbers], seen: int) -> tuple[Numbers, Floats]:
    """The features of at least `seen` texts, sorted, and how rare each is."""
    numbers, df = np.unique(np.concatenate([np.unique(f) for f in features]), return_counts=True)
    kept = df >= seen
    idf = np.log((1 + len(features)) / (1 + df[kept])) + 1
    return numbers[kept], idf.astype(np.float16).astype(np.float32)


def sparse(rows: Sequence[tuple[NDArray[np.int64], Floats]], width: int) -> Any:
    """The rows of `Linear.weighed` as one sparse matrix."""
    from scipy.sparse import csr_matrix

    starts = np.cumsum([0, *(len(at) for at, _values in rows)])
    columns = np.concatenate([at for at, _values in rows])
    values = np.concatenate([values for _at, values in rows])
    return csr_matrix((values, columns, starts), shape=(len(rows), width), dtype=np.float32)


def fit(rows: Any, target: Floats) -> tuple[Floats, Floats]:
    """Weights and bias of the multinomial logistic regression, by L-BFGS."""
    from scipy.optimize import minimize

    count, width = rows.shape
    classes = target.shape[1]
    columns = rows.T.tocsr()

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = flat.reshape(width + 1, classes).astype(np.float32)
        scores = rows @ weights[:-1] + weights[-1]
        top = scores.max(axis=1, keepdims=True)
        powers = np.exp(scores - top)
        sums = powers.sum(axis=1, keepdims=True)
        value = np.mean((np.log(sums) + top)[:, 0] - (target * scores).sum(axis=1))
        error = (powers / sums - target) / count
        slope = np.empty_like(weights)
        slope[:-1] = columns @ error + SIMPLICITY * weights[:-1]
        slope[-1] = error.sum(axis=0)
        penalty = SIMPLICITY / 2 * float((weights[:-1] ** 2).sum())
        return float(value) + penalty, slope.ravel().astype(np.float64)

    start = np.zeros((width + 1) * classes)
    options = {"maxiter": ROUNDS, "maxcor": 6}
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options=options)
    weights = found.x.reshape(width + 1, classes).astype(np.float32)
    return weights[:-1], weights[-1]


def fit_meaning(vectors: Floats, target: Floats) -> Meaning:
    mean = vectors.mean(axis=0)
    spread = (vectors - mean).std(keepdims=True).ravel()
    return Meaning(mean, spread, *fit_layers((vectors - mean) / spread, target))


def principal_axes(centred: Floats, count: int) -> Floats:
    """The directions in which the vectors differ most, a column each."""
    _left, _values, axes = np.linalg.svd(centred, full_matrices=False)
    return _signed(axes[:count]).T


def _signed(axes: Floats) -> Floats:
    """An axis and its opposite are one: the largest part is made positive."""
    largest = np.abs(axes).argmax(axis=1)
    result: Floats = axes * np.sign(axes[np.arange(len(axes)), largest])[:, None]
    return result


def build_index(features: Sequence[Numbers]) -> Index:
    """Entries by feature, their weights so that each entry has length 1."""
    df = Counter(int(number) for found in features for number in np.unique(found))
    total = len(features)
    known = np.array(sorted(df), np.uint32)
    rare = [log(1 + (total - df[n] + 0.5) / (df[n] + 0.5)) for n in sorted(df)]
    common = [df[n] > max(200, COMMON * total) for n in sorted(df)]
    idf = np.where(common, 0, rare).astype(np.float16).astype(np.float32)
    bare = Index(known, idf, np.zeros(1, np.int32), np.empty(0, np.uint16), np.empty(0, np.uint8))
    units = [bare.unit(found) for found in features]
    numbers = np.concatenate([unit.numbers for unit in units])
    weights = np.concatenate([unit.weights for unit in units])
    owners = np.repeat(np.arange(total), [len(unit.numbers) for unit in units])
    kept = weights > 0
    at = np.searchsorted(known, numbers[kept])
    order = np.lexsort((owners[kept], at))
    starts = np.concatenate([[0], np.cumsum(np.bincount(at, minlength=len(known)))])
    return Index(
        known,
        idf,
        starts.astype(np.int32),
        owners[kept][order].astype(np.uint16),
        np.round(weights[kept][order] * 255).astype(np.uint8),
    )
