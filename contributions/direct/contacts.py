"""Phones and mails of a page: what of them changed, and whom to tell."""

from collections.abc import Iterator, Mapping
from typing import Any

Fields = Mapping[str, Any]

_SCALARS = {
    "offer": {"contact_email": "mail", "contact_phone": "phone"},
    "structure": {"email": "mail", "phone": "phone"},
}
_ROWS = {"offer": ("engage_person", "engage_worker"), "structure": ()}
_MODES = ("mail", "phone")


def changed_contacts(kind: str, before: Fields, after: Fields) -> list[str]:
    """The fields whose phones or mails are not the same, rows put in another order aside."""
    names = [*_SCALARS[kind], *_ROWS[kind]]
    return [name for name in names if _said(kind, name, before) != _said(kind, name, after)]


def to_tell(kind: str, before: Fields, after: Fields, *, otherwise: str = "") -> list[str]:
    """The mails that were there and are no longer; when all stay, the first of them; when there
    was none, the other address, if any."""
    were, are = mails(kind, before), mails(kind, after)
    gone = [address for address in were if address not in are]
    return gone or were[:1] or [address for address in (otherwise,) if address]


def mails(kind: str, fields: Fields) -> list[str]:
    """The addresses of a page, its own contact first."""
    names = [*_SCALARS[kind], *_ROWS[kind]]
    said = (pair for name in names for pair in _pairs(kind, name, fields))
    return list(dict.fromkeys(value for mode, value in said if mode == "mail"))


def _said(kind: str, name: str, fields: Fields) -> list[tuple[str, str]]:
    return sorted(_pairs(kind, name, fields))


def _pairs(kind: str, name: str, fields: Fields) -> Iterator[tuple[str, str]]:
    """Each phone or mail of a field, as its mode and its value."""
    if name in _SCALARS[kind]:
        if fields[name]:
            yield _SCALARS[kind][name], fields[name]
        return
    for row in fields[name]:
        if row["mode"] in _MODES and row["value"]:
            yield row["mode"], row["value"]
