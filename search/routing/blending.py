"""How the parts of the router are put together: a weighted sum of log-shares, made a share again.

The weights come from `manage.py train_routing --tune`: cross-validation inside the lexicon, near
duplicates kept together. They fit shares to how often they are right, so no temperature is left.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from search.routing.features import Floats
from search.routing.linear import log_softmax

# A part that has never seen a need still leaves it this chance.
FLOOR = 0.005
PHRASE_FLOOR = 0.05

LEXICON = {"letters": 0.45, "stems": 0.4, "words": 0.4, "likeness": 0.35, "phrases": 1.0}
SEMANTIC = {
    "letters": 0.44,
    "stems": 0.28,
    "words": 0.39,
    "likeness": 0.31,
    "phrases": 1.0,
    "meaning": 0.55,
    "closeness": 0.27,
}
# Added to what says "not here": refused as often as it should be, by cross-validation.
OUT_OF_SCOPE_BIAS = 0.7


def blend(
    parts: Mapping[str, Floats], weights: Mapping[str, float], bias: Sequence[float]
) -> Floats:
    """Shares adding to 1. A part that could not read the text is not in `parts`."""
    total = sum((weights[name] * part for name, part in parts.items()), np.asarray(bias))
    shares: Floats = np.exp(log_softmax(np.asarray(total, np.float32)))
    return shares


def as_log_shares(votes: Mapping[str, float], codes: Sequence[str], floor: float) -> Floats:
    found = np.fromiter((votes.get(code, 0.0) for code in codes), np.float32, len(codes))
    logs: Floats = np.log(found + floor)
    return logs
