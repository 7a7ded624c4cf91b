"""Public identifiers: short, random, easy to read aloud, never the primary key."""

import secrets

from django.utils.text import slugify

# No vowels (no accidental words), no 0, 1, l (read wrongly aloud).
_ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
_LENGTH = 8


def new_public_id() -> str:
    """8 characters of 27: 2.8e11 values; the unique constraint catches the rest."""
    number = secrets.randbelow(len(_ALPHABET) ** _LENGTH)
    signs = []
    for _rank in range(_LENGTH):
        number, sign = divmod(number, len(_ALPHABET))
        signs.append(_ALPHABET[sign])
    return "".join(signs)


def public_slug(title: str) -> str:
    """The readable part of an address: it follows the title, and an old one redirects."""
    return slugify(title)[:120].strip("-") or "page"
