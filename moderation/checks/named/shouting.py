"""Capitals throughout, and rows of exclamation marks."""

import re

from django.utils.translation import gettext_lazy as _

from moderation.checks.named.limits import limits_of
from moderation.checks.named.registry import LONGEST, Hit, NamedCheck, Said, register

_MARKS = re.compile(r"[!?]+")


def find(said: Said) -> Hit | None:
    for passage in said.reading.passages:
        if shouts(passage.text[:LONGEST]):
            return Hit(passage.path)
    return None


def shouts(text: str) -> bool:
    limits = limits_of("shouting")
    if any(len(marks) >= limits["marks"] for marks in _MARKS.findall(text)):
        return True
    letters = [sign for sign in text if sign.isalpha()]
    capitals = sum(sign.isupper() for sign in letters)
    is_long = len(letters) >= limits["least_letters"]
    return bool(is_long and capitals >= limits["share"] * len(letters))


register(
    NamedCheck(
        code="shouting",
        label=_("Shouting"),
        explains=_("Fires on a text in capitals, or on four exclamation marks in a row."),
        reason=_("it is written in capitals or with many exclamation marks"),
        refusal=_("Write in small letters, with one exclamation mark at most."),
        find=find,
        reads=lambda words: shouts(words.text[:LONGEST]),
    )
)
