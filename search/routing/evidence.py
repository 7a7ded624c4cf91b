"""What in a text speaks for a need: the words as typed, and the expressions it resembles."""

from dataclasses import dataclass

from search.analysis import tokens
from search.routing.reading import Reading

MOST_WORDS = 4
MOST_EXPRESSIONS = 2


@dataclass(frozen=True, slots=True)
class Evidence:
    """What in the text speaks for a need, as typed, and the known expressions it resembles."""

    words: tuple[str, ...] = ()
    expressions: tuple[str, ...] = ()


def evidence(reading: Reading, need: str) -> Evidence:
    return Evidence(_telling_words(reading, need), _expressions(reading, need))


def _telling_words(reading: Reading, need: str) -> tuple[str, ...]:
    """The words that speak most for the need, in the order they were typed."""
    weighed = _weighed(reading, need)
    best = max((weight for weight, _start, _end in weighed), default=0.0)
    telling = [item for item in weighed if item[0] > 0 and item[0] >= best / 4]
    spans = sorted((start, end) for _weight, start, end in sorted(telling)[-MOST_WORDS:])
    return tuple(dict.fromkeys(reading.text[start:end] for start, end in spans))


def _weighed(reading: Reading, need: str) -> list[tuple[float, int, int]]:
    """How much each word that says something by itself speaks for the need, and its place."""
    number = reading.knowledge.class_of(need)
    if number is not None:
        return [(float(said[number]), start, end) for said, start, end in reading.contributions]
    shared = _shared_stems(reading, need)
    return [(float(t.text in shared), t.start, t.end) for t in reading.telling]


def _shared_stems(reading: Reading, need: str) -> set[str]:
    """Those of the expressions of the need that the text resembles."""
    return {stem for text in _expressions(reading, need) for stem in tokens(text, reading.language)}


def _expressions(reading: Reading, need: str) -> tuple[str, ...]:
    met = [number for match in reading.matches for number in match.entries]
    near = [number for number, _likeness in reading.alike]
    found = [reading.expressions.entries[n] for n in [*reading.said_before, *met, *near]]
    texts = [entry.text for entry in found if any(need == code for code, _share in entry.needs)]
    return tuple(dict.fromkeys(texts))[:MOST_EXPRESSIONS]
