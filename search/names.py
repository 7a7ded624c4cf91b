"""Whether what was typed is the name of a structure, rather than a problem."""

from collections.abc import Sequence

from search.analysis import tokens
from search.engines.current import engine

# A problem is told in more words, and a name shares more of its own.
MOST_WORDS = 6
SHARED = 0.5

# What people ask of a structure beside its name.
_ASKED = frozenset(
    stem
    for word in (
        "horaires", "adresse", "téléphone", "numéro", "contact", "coordonnées", "site", "mail",
        "trouver", "ouverture", "permanence",
    )
    for stem in tokens(word)
)  # fmt: skip


def name_words(words: Sequence[str]) -> tuple[str, ...]:
    """Without what is asked of the structure: « horaires de … »."""
    return tuple(word for word in words if word not in _ASKED)


def is_structure_name(text: str) -> bool:
    """A structure with a live offer has all these words in its name, and few others.

    Raises EngineError.
    """
    words = name_words(tokens(text))
    if not 0 < len(words) <= MOST_WORDS:
        return False
    wanted = set(words)
    return any(
        len(wanted) >= SHARED * len(set(name.split())) for name in engine().structures(words)
    )
