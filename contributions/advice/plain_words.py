"""Hints for plain language: long sentences, acronyms nobody spells out, words of the trade."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from offers.richtext import blocks, plain_text
from territories.fold import fold

DATA = Path(__file__).resolve().parent.parent / "data"
LONGEST_SENTENCE = 25
LONGEST_SIMPLE_SENTENCE = 15
# Beyond these, advice becomes reproach.
_MOST_A_FIELD = 3
_MOST = 12
_TEXTS = (
    "title",
    "name",
    "summary",
    "what",
    "description",
    "for_whom",
    "access_conditions",
    "how_it_goes",
    "what_next",
    "simple_version",
    "audience_detail",
    "fee_detail",
    "accessibility",
)
_RICH = frozenset({"what", "for_whom", "access_conditions", "how_it_goes", "what_next"})
_SENTENCE = re.compile(r"[^.!?…\n]+")
_ACRONYM = re.compile(r"(?<![\w.@/-])[A-ZÀÂÇÉÈÊËÎÏÔÛÙÜ]{2,7}(?![\w@/-])")
_SPELT_OUT = r"\(\s*(?:[^()]*\s)?{0}\s*\)|{0}\s*\([^()]*\s[^()]*\)|{0}\s*[:=,–—]\s*\w+ \w+"


@dataclass(frozen=True, slots=True)
class Hint:
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class _Words:
    known: frozenset[str]
    acronyms: Mapping[str, str]
    words: Mapping[str, str]


@cache
def _words() -> _Words:
    said = tomllib.loads((DATA / "plain_words.fr.toml").read_text(encoding="utf-8"))
    words = {fold(word): plain for word, plain in said["words"].items()}
    return _Words(frozenset(said["known"]), said["acronyms"], words)


def hints(fields: Mapping[str, Any]) -> list[Hint]:
    """What would make these texts easier to read, in the order of the page; at most twelve."""
    spelt: set[str] = set()
    found: list[Hint] = []
    for name in _TEXTS:
        if text := _text(name, fields.get(name)):
            found += [Hint(name, hint) for hint in _of_field(name, text, spelt)]
    return found[:_MOST]


def _text(name: str, value: Any) -> str:
    """Its words, a line each block."""
    if not isinstance(value, str):
        return ""
    return "\n".join(map(plain_text, blocks(value))) if name in _RICH else value


def _of_field(name: str, text: str, spelt: set[str]) -> list[str]:
    if _shouts(text):
        return [_("Write in small letters: capitals throughout are hard to read.")]
    longest = LONGEST_SIMPLE_SENTENCE if name == "simple_version" else LONGEST_SENTENCE
    found = [*_long_sentences(text, longest), *_acronyms(text, spelt), *_jargon(text)]
    return found[:_MOST_A_FIELD]


def _shouts(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) > 12 and all(letter.isupper() for letter in letters)


def _long_sentences(text: str, longest: int) -> Iterator[str]:
    for sentence in _SENTENCE.findall(text):
        words = sentence.split()
        if len(words) > longest:
            said = _("A sentence of %(count)d words: “%(start)s…”. Cut it in two.")
            yield said % {"count": len(words), "start": " ".join(words[:5])}


def _acronyms(text: str, spelt: set[str]) -> Iterator[str]:
    """Each once on the page, unless it is known to all or said in full beside."""
    known = _words()
    for acronym in dict.fromkeys(_ACRONYM.findall(text)):
        if acronym in known.known or acronym in spelt:
            continue
        spelt.add(acronym)
        if re.search(_SPELT_OUT.format(re.escape(acronym)), text):
            continue
        if whole := known.acronyms.get(acronym):
            yield _("Say %(acronym)s in full the first time: “%(whole)s (%(acronym)s)”.") % {
                "acronym": acronym,
                "whole": whole,
            }
        else:
            yield _("Say in full what %(acronym)s means.") % {"acronym": acronym}


def _jargon(text: str) -> Iterator[str]:
    padded = f" {fold(text)} "
    for word, plain in _words().words.items():
        if f" {word} " in padded:
            yield _("Rather than “%(word)s”, people say: %(plain)s.") % {
                "word": word,
                "plain": plain,
            }
