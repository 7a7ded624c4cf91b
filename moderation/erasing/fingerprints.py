"""Whether somebody writes again what was erased for good, told without keeping it.

A keyed hash of the words of each passage, run after run: nobody reads the passage in it, and it is
found again inside any text that holds it.
"""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from moderation.erasing.passages import national_number
from moderation.erasing.rewriting import texts_in

_WORD = re.compile(r"[^\W_]+")
_TAG = re.compile(r"<[^<>]{0,300}>")
_DIGITS = re.compile(r"(?:\+|00)?\d(?:[\s().\-/\u00a0]{0,3}\d){5,17}")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """`size`: how many words the passage has, 0 for a phone number; `region` is its country."""

    size: int
    keyed: str
    region: str


def fingerprints_of(passages: Iterable[str], *, region: str) -> list[list[Any]]:
    """As JSON keeps them: pairs of a size and a keyed hash."""
    found: list[list[Any]] = []
    for passage in passages:
        words = _words(passage)
        found.append([len(words), _keyed(words)])
        if number := national_number(passage, region):
            found.append([0, _keyed([number])])
    return found


def holds_again(value: Any, fingerprints: Sequence[Fingerprint]) -> bool:
    """Whether a text inside the value says one of them again."""
    return any(_says_again(text, fingerprints) for text in texts_in(value))


def _says_again(text: str, fingerprints: Sequence[Fingerprint]) -> bool:
    words = _words(_TAG.sub(" ", text))
    for wanted in fingerprints:
        runs = _runs(words, wanted.size) if wanted.size else _numbers(text, wanted.region)
        if any(_keyed(run) == wanted.keyed for run in runs):
            return True
    return False


def _runs(words: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(len(words) - size + 1):
        yield words[start : start + size]


def _numbers(text: str, region: str) -> Iterator[Sequence[str]]:
    for match in _DIGITS.finditer(text):
        if number := national_number(match.group(), region):
            yield [number]


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return _WORD.findall("".join(one for one in plain if not unicodedata.combining(one)))


def _keyed(words: Sequence[str]) -> str:
    key = f"erased-text:{settings.SECRET_KEY}".encode()
    return hmac.new(key, " ".join(words).encode(), hashlib.sha256).hexdigest()[:32]
