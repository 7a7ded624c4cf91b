"""Streets on the page of a protected place, and people named anywhere, in what a change adds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moderation.checks.findings import Finding, Level
from moderation.checks.passages import Passage
from moderation.checks.private.people import people_in
from moderation.checks.private.signs import Span
from moderation.checks.private.streets import streets_in
from moderation.checks.reading import Reading
from territories.fold import fold

# What an animator reads at once; further ones are of the same text.
_MOST_A_PASSAGE = 3
# Beyond what a field holds, nothing is read: no text can keep a page waiting.
_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class _Kind:
    code: str
    level: Level
    label: str | Promise
    find: Callable[[str], list[Span]]


_STREET = _Kind(
    "street_address", Level.DANGER, _("A street address, on a protected place"), streets_in
)
_PERSON = _Kind("personal_data", Level.WARNING, _("Somebody is named or recognisable"), people_in)


def check(reading: Reading) -> Iterator[Finding]:
    """One finding for each piece that the page did not say before."""
    kinds = [_STREET, _PERSON] if reading.hides else [_PERSON]
    known = f" {fold(reading.text_before)} "
    for passage in reading.passages:
        yield from _protected(reading, passage)
        for kind in kinds:
            yield from _found(kind, passage, known)


def street_said(reading: Reading) -> Finding | None:
    """Where the change would say where a protected place is."""
    if not reading.hides:
        return None
    codes = {"street_address", "protected_street"}
    return next((one for one in check(reading) if one.code in codes), None)


def _protected(reading: Reading, passage: Passage) -> Iterator[Finding]:
    """The very street that the page keeps to itself, however it is written."""
    text = f" {fold(passage.text)} "
    for street in reading.protected:
        if f" {fold(street)} " in text:
            yield Finding(
                code="protected_street",
                level=Level.DANGER,
                label=str(_("The protected address of this place")),
                detail=street,
                path=passage.path,
            )


def _found(kind: _Kind, passage: Passage, known: str) -> Iterator[Finding]:
    text = passage.text[:_LONGEST]
    said = dict.fromkeys(text[start:end].strip() for start, end in kind.find(text))
    new = [piece for piece in said if f" {fold(piece)} " not in known]
    for piece in new[:_MOST_A_PASSAGE]:
        yield Finding(
            code=kind.code,
            level=kind.level,
            label=str(kind.label),
            detail=piece,
            path=passage.path,
        )
