"""The changes of a proposal that can be accepted one by one, in words."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from contributions.models import Proposal
from contributions.parting import Piece, pieces_of
from contributions.targets import kind_of
from contributions.wording import Wording

LONGEST = 90


@dataclass(frozen=True, slots=True)
class Part:
    """`path` is as `contributions.parting` names it."""

    path: str
    text: str


def parts_of(proposal: Proposal) -> list[Part]:
    """One a change; a text is named, and what is short is told whole."""
    pieces = pieces_of(proposal)
    words = Wording.of([{one.field: _codes(one)} for one in pieces])
    schema = kind_of(proposal).schema
    return [Part(one.path, _said(one, str(schema[one.field].label), words)) for one in pieces]


def _codes(piece: Piece) -> list[str]:
    return [value for value in (piece.before, piece.after) if value and isinstance(value, str)]


def _said(piece: Piece, label: str, words: Wording) -> str:
    before, after = (_short(words.say(piece.field, value)) for value in (piece.before, piece.after))
    name = label[:1].upper() + label[1:]
    if before and after:
        said = _("%(name)s: %(after)s (was: %(before)s)")
    elif after:
        said = _("%(name)s: add %(after)s")
    else:
        said = _("%(name)s: remove %(before)s")
    return said % {"name": name, "before": before, "after": after}


def _short(text: Any) -> str:
    line = " ".join(str(text).split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST].rstrip()}…"
