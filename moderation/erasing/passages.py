"""What is to be taken away, found however it is spelt: accents, spaces, tags, signs between words.

A phone number is found in every way of writing it, a name also in the address of a page.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import phonenumbers

MOST_PASSAGES = 10
LONGEST_PASSAGE = 500
# Shorter, and half of the site would match.
SHORTEST_PASSAGE = 4
MOST_PIECES = 10

_WORD = re.compile(r"[^\W_]+")
_BEFORE, _AFTER = r"(?<![^\W_])", r"(?![^\W_])"
# Between two words: a tag, an entity, or any sign. Never gives back what it took: no backtracking.
_GAP = r"(?>(?:<(?:[^<>]{0,300}>)?|&(?:#?\w{1,8};)?|[^\w<&]|_){1,30})"
_DIGIT_GAP = r"(?>[^\w<&]|_|&nbsp;){0,4}"
# Letters that are never written with an accent, so that a database can look for them.
_PLAIN = frozenset("bfhjkmpqvwx0123456789")
_MARKS = "[\u0300-\u036f]*"


@dataclass(frozen=True, slots=True)
class Needle:
    """`likes` are patterns for the database: what they do not meet does not hold the text."""

    pattern: re.Pattern[str]
    likes: tuple[str, ...]

    def is_in(self, text: str) -> bool:
        return self.pattern.search(text) is not None

    def replaced(self, text: str, put: Callable[[], str]) -> tuple[str, list[str]]:
        """The text with something else in each place, and what stood there, in order."""
        found: list[str] = []

        def swap(match: re.Match[str]) -> str:
            found.append(match.group())
            return put()

        return self.pattern.sub(swap, text), found


def passages_of(typed: str) -> list[str]:
    """One a line, each once, blanks left out."""
    lines = (" ".join(line.replace("\x00", "").split()) for line in typed.splitlines())
    return list(dict.fromkeys(line for line in lines if line))


def weight_of(passage: str) -> int:
    """How many letters and digits it holds."""
    return sum(len(word) for word in _WORD.findall(passage))


def needle_of(passages: Sequence[str], *, region: str = "FR") -> Needle:
    """The longest passages first, so that none hides inside another."""
    ordered = sorted(passages, key=len, reverse=True)
    patterns = [way for passage in ordered for way in _ways(passage, region)]
    likes = dict.fromkeys(like for passage in ordered for like in _likes(passage, region))
    return Needle(re.compile("|".join(patterns), re.IGNORECASE), tuple(likes))


def _ways(passage: str, region: str) -> list[str]:
    number = _phone(passage, region)
    return [number, _spelt(passage)] if number else [_spelt(passage)]


def _spelt(passage: str) -> str:
    words = _WORD.findall(_folded(passage))
    return _BEFORE + _GAP.join(map(_word, words)) + _AFTER


def _folded(text: str) -> str:
    """In capitals or not, without accents, ligatures apart."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def _word(word: str) -> str:
    letters = "".join(_variants().get(sign, re.escape(sign)) + _MARKS for sign in word)
    for pair, one in (("oe", "œ"), ("ae", "æ")):
        spelt = "".join(_variants()[sign] + _MARKS for sign in pair)
        letters = letters.replace(spelt, f"(?:{spelt}|{one})")
    return letters


@cache
def _variants() -> dict[str, str]:
    """Each Latin letter with the ways to write it: e, é, è, ê…"""
    found: dict[str, set[str]] = defaultdict(set)
    for code in (*range(0x61, 0x7B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        sign = chr(code)
        plain = unicodedata.normalize("NFD", sign)[0].lower()
        if sign.isalpha() and plain.isascii():
            found[plain].add(sign)
    return {plain: f"[{''.join(sorted(signs))}]" for plain, signs in found.items()}


def _phone(passage: str, region: str) -> str:
    """The pattern of a phone number, with or without its country, however it is cut; "" if none."""
    number = _number(passage, region)
    if number is None:
        return ""
    digits = _DIGIT_GAP.join(phonenumbers.national_significant_number(number))
    abroad = rf"\(?(?:\+|00){_DIGIT_GAP}{number.country_code}{_DIGIT_GAP}(?:\(?0\)?{_DIGIT_GAP})?"
    return rf"(?<!\d)(?:{abroad}|0{_DIGIT_GAP})?{digits}(?!\d)"


def national_number(passage: str, region: str) -> str:
    """The digits of a phone number, without its country; "" when it is none."""
    number = _number(passage, region)
    return "" if number is None else str(phonenumbers.national_significant_number(number))


def _number(passage: str, region: str) -> phonenumbers.PhoneNumber | None:
    if re.search(r"[^\d\s+().\-/]", passage):
        return None
    try:
        number = phonenumbers.parse(passage, region)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None


def _likes(passage: str, region: str) -> list[str]:
    number = national_number(passage, region)
    return [_like(_folded(passage)), *([_like(number)] if number else [])]


def _like(text: str) -> str:
    """`%`, and the letters that cannot be written otherwise, in order."""
    pieces = [sign for sign in text if sign in _PLAIN][:MOST_PIECES]
    return "%".join(["", *pieces, ""]) if pieces else "%"
