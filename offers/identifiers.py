"""Public identifiers: short, random, easy to read aloud, never the primary key."""

import secrets

# No vowels (no accidental words), no 0, 1, l (read wrongly aloud).
_ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
_LENGTH = 8


def new_public_id() -> str:
    """8 characters of 27: 2.8e11 values; the unique constraint catches the rest."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
