"""The one chain that turns text into tokens: every engine, the router and the highlighter use it.

NFC, lower, apostrophes, elision, words, acronyms, fold, stop words, stem, fold. Pure, linear,
never raises; analysing the joined tokens again gives the same tokens, so an engine may index them
as they are.
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from sys import intern
from typing import NamedTuple, Protocol

from Stemmer import Stemmer

from search.stopwords import ACRONYMS, BY_LANGUAGE, NEGATIONS, SPELLINGS

# Stored with each indexed document: raise it whenever a token may come out otherwise.
ANALYSIS_VERSION = 3

LONGEST_WORD = 40
_MOST_PIECES = 50_000

_STEMMERS = {
    "ar": "arabic",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "it": "italian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "tr": "turkish",
}
_ELISIONS = frozenset(
    [*"ldjmtsncz", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu", "quelqu", "entr"]
)
_APOSTROPHES = "’ʼ‘‛′`´ʹ＇ꞌ"
# Letters, digits, the marks written over them, and the invisible characters met inside words.
_MARKS = r"\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u08d3-\u08ff"
_INSIDE = rf"\w{_MARKS}"
_INVISIBLE = r"\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_PLAIN_WORD = rf"[{_INSIDE}][{_INSIDE}{_INVISIBLE}]*(?:'[{_INSIDE}][{_INSIDE}{_INVISIBLE}]*)*"
_WORD = re.compile(
    rf"(?<![{_INSIDE}.])(?:[^\W\d_][{_MARKS}]*\.){{2,}}(?:[^\W\d_][{_MARKS}]*)?(?![{_INSIDE}])"
    rf"|{_PLAIN_WORD}"
)
_ONE_WORD = frozenset({"aujourdhui", "prudhomme", "prudhommes", "prudhomal", "prudhommal"})
_LETTERS = str.maketrans(
    dict(zip("œæßøłđðþı", ["oe", "ae", "ss", "o", "l", "d", "d", "th", "i"], strict=True))
)


class Token(NamedTuple):
    """A stem, and where the word it comes from stands in the text as it was given."""

    text: str
    start: int
    end: int


class _Stems(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802


_local = threading.local()


def analyse(text: str, language: str = "fr") -> list[Token]:
    """The tokens of the text, in order; an unknown language is folded but not stemmed."""
    found = []
    for word, start, end in words(text):
        if token := _token(word, language):
            found.append(Token(token, start, end))
    return found


def tokens(text: str, language: str = "fr") -> list[str]:
    """The texts of `analyse`, several times faster: what stands between spaces is analysed once."""
    known = _pieces(language)
    return [token for piece in text.split() for token in known[piece]]


class _Pieces(dict[str, tuple[str, ...]]):
    """The tokens of each piece of text met, but of very long ones, not worth the memory.

    No word, nor what tells that it is one, reaches over a space.
    """

    def __init__(self, language: str) -> None:
        self.language = language

    def __missing__(self, piece: str) -> tuple[str, ...]:
        found = tuple(token.text for token in analyse(piece, self.language))
        if len(piece) <= LONGEST_WORD:
            if len(self) >= _MOST_PIECES:
                self.clear()
            self[piece] = found
        return found


_pieces = lru_cache(maxsize=16)(_Pieces)


def _with_plain_signs(text: str) -> str:
    """As many characters, with one apostrophe for all."""
    for sign in _APOSTROPHES:
        text = text.replace(sign, "'")
    return text.replace("_", " ")


def joined(text: str, language: str = "fr") -> str:
    """What an engine indexes: the tokens, separated by spaces."""
    return " ".join(tokens(text, language))


def fold_word(word: str) -> str:
    """Lower case, without accents, ligatures or anything that is neither letter nor digit."""
    if word.isascii():
        return "".join(filter(str.isalnum, word.lower()))
    folded = _fold_once(word)
    return folded if folded.isascii() else _fold_once(folded)


def _fold_once(word: str) -> str:
    lowered = unicodedata.normalize("NFKD", word).lower().translate(_LETTERS)
    return "".join(c for c in unicodedata.normalize("NFKD", lowered) if c.isalnum())


def words(text: str) -> Iterator[tuple[str, int, int]]:
    """Folded words with their offsets; "l'", "d'", "qu'" are left out."""
    plain = _with_plain_signs(text)
    for match in _WORD.finditer(plain):
        yield from _folded(match[0], match.start())


def _folded(spelling: str, start: int) -> Iterator[tuple[str, int, int]]:
    if "'" not in spelling:
        yield fold_word(spelling), start, start + len(spelling)
    else:
        yield from _split(spelling, start)


def _split(words: str, start: int) -> Iterator[tuple[str, int, int]]:
    whole_start = start
    parts = words.split("'")
    elided = 0
    while elided < len(parts) - 1 and fold_word(parts[elided]) in _ELISIONS:
        whole_start += len(parts[elided]) + 1
        elided += 1
    parts = parts[elided:]
    whole = fold_word("".join(parts))
    if whole in _ONE_WORD:
        yield whole, whole_start, start + len(words)
        return
    for part in parts:
        yield fold_word(part), whole_start, whole_start + len(part)
        whole_start += len(part) + 1


def _token(word: str, language: str) -> str:
    if len(word) > LONGEST_WORD:
        return word[:LONGEST_WORD]
    return _short_token(word, language)


@lru_cache(maxsize=50_000)
def _short_token(word: str, language: str) -> str:
    """Empty when the word says nothing by itself; kept once, however many words have it."""
    word = SPELLINGS.get(word, word) if language == "fr" else word
    if word in ACRONYMS or word in NEGATIONS:
        return word
    if word in BY_LANGUAGE.get(language, ()) or (len(word) < 2 and not word.isdigit()):
        return ""
    return intern(_stem(word, language))


def _stem(word: str, language: str) -> str:
    """Stemmed until it stays the same, unless that turns it into a word of another meaning."""
    algorithm = _STEMMERS.get(language)
    if algorithm is None:
        return word
    seen = [word]
    while (stem := fold_word(_stemmer(algorithm).stemWord(seen[-1]))) not in seen:
        seen.append(stem)
    if stem != seen[-1]:
        stem = min(seen[seen.index(stem) :])
    taken = stem in ACRONYMS or stem in NEGATIONS or stem in SPELLINGS
    return word if taken or len(stem) < 2 or stem in BY_LANGUAGE.get(language, ()) else stem


def _stemmer(algorithm: str) -> _Stems:
    """One stemmer a thread: the C object keeps state between calls."""
    stemmers = _local.__dict__.setdefault("stemmers", {})
    if algorithm not in stemmers:
        stemmers[algorithm] = Stemmer(algorithm)
    stemmer: _Stems = stemmers[algorithm]
    return stemmer
