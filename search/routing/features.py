"""What the router counts in a text: stems, pairs of stems, and pieces of words."""

from itertools import pairwise

from search.analysis import Token, words

# Longer words are cut: their ends say little and cost much.
LONGEST = 20


def word_features(tokens: list[Token]) -> list[str]:
    """Stems, and neighbours together, so that "pas payé" is not "payé"."""
    stems = [token.text for token in tokens]
    return [*stems, *(f"{a} {b}" for a, b in pairwise(stems))]


def letter_features(text: str, shortest: int, longest: int) -> list[str]:
    """Runs of letters inside words, their edges marked by a space."""
    found = []
    for word, _start, _end in words(text):
        found.extend(pieces(word, shortest, longest))
    return found


def pieces(word: str, shortest: int, longest: int) -> list[str]:
    marked = f" {word[:LONGEST]} "
    return [
        marked[start : start + size]
        for size in range(shortest, longest + 1)
        for start in range(len(marked) - size + 1)
    ]
