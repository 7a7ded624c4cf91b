"""Words and sites that spam was known by."""

import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from moderation.checks.forms_of import is_at
from moderation.checks.named.effects import remembered
from moderation.checks.named.new_domain import sites_of
from moderation.checks.named.registry import LONGEST, Hit, NamedCheck, Said, register
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


def _said(said: Said, words: frozenset[str]) -> Iterator[Hit]:
    for passage in said.reading.passages:
        text = f" {compared(passage.text[:LONGEST])} "
        for word in words:
            if f" {word} " in text:
                yield Hit(passage.path, word)


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
    )
)
