"""A message cut where it may turn to something else: at punctuation, « et », « mais », « puis »."""

import re

from search.analysis import tokens

_CUTS = re.compile(
    r"[.!?;:,()\n…]+|\s[-–—]\s"
    r"|\b(?:et|mais|puis|ensuite|aussi|sinon|alors|parce que|and|but|also)\b",
    re.IGNORECASE,
)
# Fewer telling words say too little by themselves.
FEWEST_STEMS = 2
# Each costs as much as a whole message.
MOST_SEGMENTS = 8


def segments(text: str, language: str) -> list[str]:
    """At least two, or none: a message in one piece has nothing to be cut from."""
    pieces: list[str] = []
    held = ""
    for piece in _CUTS.split(text):
        held = f"{held} {piece}".strip()
        if len(tokens(held, language)) >= FEWEST_STEMS:
            pieces.append(held)
            held = ""
    if held and pieces:
        pieces[-1] = f"{pieces[-1]} {held}"
    return _fewer(pieces) if len(pieces) > 1 else []


def _fewer(pieces: list[str]) -> list[str]:
    """Neighbours put together until there are few enough."""
    size = -(-len(pieces) // MOST_SEGMENTS)
    return [" ".join(pieces[start : start + size]) for start in range(0, len(pieces), size)]
