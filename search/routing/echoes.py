"""The words others have for the same need: titles are more often made of them than of one's own."""

from collections import defaultdict
from collections.abc import Collection

from search.analysis import tokens
from search.routing.features import stem_numbers
from search.routing.reading import Reading
from search.stopwords import NEGATIONS

# Of the expressions nearest to the text, so many that speak of what is asked.
NEAREST = 10
# So many words are listened for; a title that says as many as ENOUGH says it all.
MOST_WORDS = 12
ENOUGH = 3


def echoes(reading: Reading, codes: Collection[str]) -> dict[str, float]:
    """Stems and how much each tells of the needs, strongest first, the ENOUGH strongest adding
    to 1; none when nothing that is alike speaks of those needs."""
    said = _said(reading, frozenset(codes))
    rarity = reading.expressions.index.rarity(stem_numbers(list(said))).tolist()
    telling = [
        (often * rare, stem) for often, rare, stem in zip(said.values(), rarity, said, strict=True)
    ]
    strongest = sorted(telling, key=lambda pair: (-pair[0], pair[1]))[:MOST_WORDS]
    whole = sum(strength for strength, _stem in strongest[:ENOUGH])
    return {stem: strength / whole for strength, stem in strongest if strength > 0}


def _said(reading: Reading, codes: frozenset[str]) -> dict[str, float]:
    """The stems of the nearest expressions of the needs, each worth what those are alike."""
    entries = reading.expressions.entries
    near = [(entries[number], likeness) for number, likeness in reading.alike]
    speaking = [pair for pair in near if any(code in codes for code, _share in pair[0].needs)]
    said: dict[str, float] = defaultdict(float)
    for entry, likeness in speaking[:NEAREST]:
        for stem in set(tokens(entry.text, entry.language)) - NEGATIONS:
            said[stem] += likeness
    return said
