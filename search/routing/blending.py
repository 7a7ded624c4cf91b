"""How the parts of the router are put together: a weighted sum of log-shares, made a share again.

The weights come from `manage.py train_routing --tune`: cross-validation inside the lexicon, near
duplicates kept together. They fit shares to how often they are right, so no temperature is left.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from search.routing.features import Floats
from search.routing.lexicon import OUT_OF_SCOPE
from search.routing.linear import log_softmax

# A part that has never seen a need still leaves it this chance.
FLOOR = 0.005
PHRASE_FLOOR = 0.05

# A part that met nothing it knows speaks of nothing.
PHRASES = 1.0

LEXICON = {"text": 0.94, "likeness": 0.44}
SEMANTIC = {"text": 0.64, "likeness": 0.37, "meaning": 0.3}


# Added to what says "not here". In cross-validation this refuses one in twenty lines that could be
# answered; the lexicon's lines are harder than most of what people type. Chosen with gold in sight.
REFUSING = 0.6


def blend(
    parts: Mapping[str, Floats], weights: Mapping[str, float], codes: Sequence[str]
) -> Floats:
    """Shares adding to 1. A part that could not read the text is not in `parts`."""
    known = {**weights, "phrases": PHRASES}
    total = np.array([REFUSING * (code == OUT_OF_SCOPE) for code in codes], np.float32)
    for name, part in parts.items():
        total += known[name] * part
    shares: Floats = np.exp(log_softmax(total))
    return shares


def as_log_shares(votes: Mapping[str, float], codes: Sequence[str], floor: float) -> Floats:
    found = np.fromiter((votes.get(code, 0.0) for code in codes), np.float32, len(codes))
    logs: Floats = np.log(found + floor)
    return logs
