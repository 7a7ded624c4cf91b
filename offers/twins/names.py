"""Names of structures: abbreviated, turned round, with or without their legal form and town."""

from functools import lru_cache

from rapidfuzz import fuzz

from offers.twins.lexicon import lexicon
from territories.fold import fold

_ACRONYM = 0.9
_INSIDE = 0.8
_LETTERS = range(2, 7)


@lru_cache(maxsize=50_000)
def name_words(name: str) -> tuple[str, ...]:
    """The words that tell one structure from another."""
    return tuple(w for w in fold(name).split() if w not in lexicon().structure_generic)


@lru_cache(maxsize=20_000)
def name_likeness(first: str, second: str) -> float:
    """0 to 1: by the words that matter, whole, inside one another, or by an acronym."""
    folded, other = fold(first), fold(second)
    if not folded or not other:
        return 0.0
    scores = [
        fuzz.token_sort_ratio(folded, other) / 100,
        # Both ways round: the best place of a part is searched for in the longer of the two.
        _INSIDE * max(_inside(folded, other), _inside(other, folded)),
    ]
    ours, theirs = " ".join(name_words(first)), " ".join(name_words(second))
    if ours and theirs:
        scores.append(fuzz.token_set_ratio(ours, theirs) / 100)
    if _is_acronym(folded, other) or _is_acronym(other, folded):
        scores.append(_ACRONYM)
    return max(scores)


def _inside(first: str, second: str) -> float:
    return fuzz.partial_ratio(first.replace(" ", ""), second.replace(" ", "")) / 100


def _is_acronym(short: str, long: str) -> bool:
    """Whether a word of the first is spelt by the first letters of the second."""
    stop = lexicon().stop
    initials = "".join(w[0] for w in long.split() if w not in stop and not w.isdigit())
    return any(
        len(word) in _LETTERS and not word.isdigit() and initials.startswith(word)
        for word in short.split()
    )
