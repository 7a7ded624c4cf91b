"""A text as words in their order, with where each stands."""

import re
import unicodedata
from dataclasses import dataclass

# Words, numbers and the signs that matter between them; hyphens and inner apostrophes stay.
_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W_]+){0,4}|\d+|[^\s\w]", re.UNICODE)
_ENDS = frozenset("!?…;\n")


@dataclass(frozen=True, slots=True)
class Token:
    """`key` is lower case without accents; hyphens stay."""

    text: str
    key: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        return self.text[0].isalpha()

    @property
    def is_number(self) -> bool:
        return self.text[0].isdigit()

    @property
    def has_a_capital(self) -> bool:
        return self.text[0].isupper()


def tokens_of(text: str) -> list[Token]:
    """Each once, in time that grows as the text does."""
    return [
        Token(found[0], bare(found[0]), found.start(), found.end())
        for found in _TOKEN.finditer(text.replace("’", "'"))
    ]


def bare(word: str) -> str:
    """Lower case, no accents."""
    parts = unicodedata.normalize("NFKD", word.replace("œ", "oe").replace("Œ", "oe"))
    return "".join(sign for sign in parts if not unicodedata.combining(sign)).lower()


def ends_a_sentence(tokens: list[Token], at: int) -> bool:
    """A full stop after a short abbreviation ends nothing."""
    token = tokens[at]
    if token.text in _ENDS:
        return True
    if token.text != "." or at == 0:
        return False
    return len(tokens[at - 1].text) > 3 or tokens[at - 1].is_number
