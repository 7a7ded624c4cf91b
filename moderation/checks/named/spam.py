"""Words and sites that spam was known by."""

import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from moderation.checks.forms_of import is_at
from moderation.checks.named.effects import remembered
from moderation.checks.named.new_domain import sites_of
from moderation.checks.named.registry import LONGEST, Hit, NamedCheck, Said, Words, register
from moderation.checks.passages import Passage
from moderation.checks.reached import reached_by
from territories.fold import fold

_FILE = Path(__file__).resolve().parents[2] / "data" / "spam.fr.txt"


def find(said: Said) -> Hit | None:
    """Of the words that come with the site, and of the signs that administrators added."""
    added, reading = remembered(), said.reading
    for path, host in sites_of(reached_by(reading), reading.passages):
        if is_at(host, added.sites):
            return Hit(path, host)
    return next(_said(said, _shipped() | added.words), None)


def compared(text: str) -> str:
    """Without accents, case and signs, seen or not: as signs of spam are compared."""
    seen = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return fold(unicodedata.normalize("NFKC", seen))


def reads(words: Words) -> bool:
    """Whether a message holds words of spam, or names a site of it."""
    sites = (host for _path, host in sites_of([], [Passage("", words.text)]))
    added = remembered()
    return any(is_at(host, added.sites) for host in sites) or bool(
        next(_words_in(words.text, _shipped() | added.words), "")
    )


def _said(said: Said, words: frozenset[str]) -> Iterator[Hit]:
    for passage in said.reading.passages:
        yield from (Hit(passage.path, word) for word in _words_in(passage.text, words))


def _words_in(text: str, words: frozenset[str]) -> Iterator[str]:
    read = f" {compared(text[:LONGEST])} "
    return (word for word in words if f" {word} " in read)


@cache
def _shipped() -> frozenset[str]:
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


register(
    NamedCheck(
        code="spam",
        label=_("Known spam"),
        explains=_("Fires on the words and the sites of the list below, and on those we ship."),
        reason=_("it holds words known from spam"),
        refusal=_("This text looks like advertising that is sent everywhere. Take it out."),
        find=find,
        reads=reads,
    )
)
