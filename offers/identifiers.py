"""Public identifiers: short, random, easy to read aloud, never the primary key."""

import secrets
from collections import Counter
from collections.abc import Sequence
from typing import Any

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


def redraw_taken(new: Sequence[Any]) -> None:
    """Give another public id to the unsaved rows, all of one model, whose own is taken: it comes
    about once in fifty imports of a country, and one would stop it."""
    while new:
        ids = [row.public_id for row in new]
        known = type(new[0]).objects.filter(public_id__in=ids)
        taken = set(known.values_list("public_id", flat=True))
        taken |= {one for one, count in Counter(ids).items() if count > 1}
        if not taken:
            return
        for row in new:
            if row.public_id in taken:
                row.public_id = new_public_id()


def public_slug(title: str) -> str:
    """The readable part of an address: it follows the title, and an old one redirects."""
    return slugify(title)[:120].strip("-") or "page"
