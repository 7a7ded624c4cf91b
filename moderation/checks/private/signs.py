"""What leads to one person by its shape: own numbers, boxes, dates of birth, papers, accounts."""

import re
from collections.abc import Iterator
from functools import cache

from moderation.checks.private.lexicon import people_words
from moderation.checks.private.tokens import bare
from offers.keeping.free_mail import is_free_mail

Span = tuple[int, int]

_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_DATE = (
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}"
    r"|\d{1,2}(?:er)? [^\W\d_]{3,9}\.? (?:19|20)\d\d|en (?:19|20)\d\d)"
)
_SHAPES = [
    re.compile(shape, re.IGNORECASE)
    for shape in (
        # A mobile phone of France, however it is spaced.
        r"(?:\+ ?33[ .]?(?:\(0\))?|\b0)[ .]?[67](?:[ .\-/]?\d\d){4}\b",
        # Mail spelt out to escape robots.
        r"[\w.-]{2,40} ?[(\[](?:point|dot|at|arobase)[)\]] ?[\w.-]{1,40}",
        r"[\w.-]{2,40} (?:arobase|arobas) [\w.-]{2,40}",
        # Social security, residence permit, file, account, car.
        r"\b[12] ?\d\d ?(?:0[1-9]|1[0-2]) ?(?:\d\d|2[ab]) ?\d{3} ?\d{3}(?: ?\d\d)?\b",
        r"\b(?:[ée]tranger|agdref|allocataire|dossier(?: caf| cpam)?|passeport|s[ée]jour)"
        r" ?(?:n[°o]\.?|:|num[ée]ro)? ?:? ?\d[\d ]{5,14}\b",
        r"\b[A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,4})?\b",
        r"(?-i:\b[A-Z]{2}-\d{3}-[A-Z]{2}\b)",
        rf"\bn[ée]e?s? (?:le |en )?{_DATE}",
        # Names on networks.
        r"(?<![\w.])@[a-z][\w.]{2,40}",
        r"\b(?:snap(?:chat)?|insta(?:gram)?|whatsapp|telegram|tiktok) ?: ?[\w.@]{3,40}",
    )
]


def signs_in(text: str) -> Iterator[Span]:
    """Where such signs stand; they may overlap."""
    for shape in _SHAPES:
        yield from (found.span() for found in shape.finditer(text))
    for found in _MAIL.finditer(text):
        if _is_of_a_person(found[0]):
            yield found.span()


def _is_of_a_person(address: str) -> bool:
    """At a provider open to all, or bearing a first name; the box of a service is not."""
    return is_free_mail(address) or bears_a_first_name(address)


def bears_a_first_name(address: str) -> bool:
    """« marie.durand@ », not « accueil@ »."""
    parts = re.split(r"[._-]", bare(address.partition("@")[0]))
    return len(parts) > 1 and not _first_names().isdisjoint(parts)


@cache
def _first_names() -> frozenset[str]:
    return frozenset(map(bare, people_words().first_names))
