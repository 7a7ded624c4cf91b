"""Text made comparable: what a keyboard without accents would have typed."""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l"})
_NOT_A_WORD = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Lower case, no accents, œ as oe; hyphens, apostrophes and any other sign become one space."""
    bare = text.lower()
    if not bare.isascii():
        parts = unicodedata.normalize("NFKD", text).lower().translate(_LIGATURES)
        bare = "".join(char for char in parts if not unicodedata.combining(char))
    return _NOT_A_WORD.sub(" ", bare).strip()
