"""How carefully a change must be read: from what it changes, by a table of data."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contributions.diff import FieldDiff, FieldLike, diff_fields
from contributions.diff_words import changed_text
from contributions.models import Proposal
from contributions.wording import Wording

_TABLE = Path(__file__).parent / "data" / "risk.toml"
_URL = re.compile(r"(?:https?://|www\.)[^\s\"'<>()\[\]]{1,500}", re.IGNORECASE)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}", re.IGNORECASE)
_LINK = re.compile(r"https?:|www\.|mailto:|tel:|@", re.IGNORECASE)

REASONS: dict[str, str | Promise] = {
    "hidden_address": _("the address of this place is protected"),
    "new_domain": _("it adds a link to another site"),
    "payment": _("it speaks of payment"),
    "rights": _("it speaks of legal rights"),
    "unknown_field": _("it changes something rarely changed"),
    "content": _("it changes what people rely on"),
    "whole_page": _("it is about a whole page"),
}


def register_reason(code: str, label: str | Promise) -> None:
    """Let an upper app give a reason of its own, which ends the sentence « because … »."""
    REASONS[code] = label


@dataclass(frozen=True, slots=True)
class Assessment:
    """The level (`Proposal.Risk`) and the codes of what made it, keys of `REASONS`."""

    level: int
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class _Table:
    levels: dict[str, str]
    actions: dict[str, str]
    small_fields: frozenset[str]
    small_characters: int
    negations: frozenset[str]
    words: dict[str, re.Pattern[str]]


def assess(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    schema: Mapping[str, FieldLike],
    has_hidden_address: bool,
    beside: Mapping[str, Any] | None = None,
) -> Assessment:
    """The risk of going from one snapshot of a target to another.

    The sites named `beside`, by other fields that are public already, are not new.
    """
    known = _domains(before) | _domains(beside or {})
    changes = diff_fields(before, after, schema=schema, words=Wording())
    high = [
        *(["hidden_address"] if has_hidden_address else []),
        *(["new_domain"] if _domains(after) - known else []),
        *_said(changes),
        *(["unknown_field"] if any(one.name not in _table().levels for one in changes) else []),
    ]
    if high:
        return Assessment(Proposal.Risk.HIGH, high)
    if all(_is_low(change) for change in changes):
        return Assessment(Proposal.Risk.LOW, [])
    return Assessment(Proposal.Risk.MEDIUM, ["content"])


def assess_action(action: str) -> Assessment:
    """The risk of an act on a whole page, whatever it holds; high when the table is silent."""
    level = Proposal.Risk[_table().actions.get(action, "high").upper()]
    return Assessment(level, ["whole_page"])


def heavier(*found: Assessment) -> Assessment:
    """The highest level of several, with the reasons given at that level."""
    level = max(one.level for one in found)
    said = [reason for one in found if one.level == level for reason in one.reasons]
    return Assessment(level, list(dict.fromkeys(said)))


@cache
def _table() -> _Table:
    data = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    return _Table(
        levels=data["levels"],
        actions=data["actions"],
        small_fields=frozenset(data["small_edit"]["fields"]),
        small_characters=data["small_edit"]["most_characters"],
        negations=frozenset(data["small_edit"]["negations"]),
        words={
            reason: re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)
            for reason, words in data["words"].items()
        },
    )


def names_an_account(value: Any) -> bool:
    """Whether a field, or rows of it, holds the number of a bank account."""
    return any(_IBAN.search(text) for text in _texts([value]))


def _said(changes: list[FieldDiff]) -> list[str]:
    """Reasons found in the words that were added or removed."""
    text = " ".join(_changed(change).replace("’", "'") for change in changes)
    found = [reason for reason, words in _table().words.items() if words.search(text)]
    if "payment" not in found and _IBAN.search(text):
        found.append("payment")
    return found


def _changed(change: FieldDiff) -> str:
    segments = [segment for line in change.lines for segment in line.segments]
    return f"{changed_text(segments, 'delete')} {changed_text(segments, 'insert')}"


def _is_low(change: FieldDiff) -> bool:
    table = _table()
    if table.levels.get(change.name) == "low":
        return True
    return change.name in table.small_fields and not change.links and _is_small(_changed(change))


def _is_small(text: str) -> bool:
    if len(text) > _table().small_characters or _LINK.search(text):
        return False
    words = set(re.findall(r"[^\W\d_]+", text.lower()))
    return not re.search(r"\d", text) and not words & _table().negations


def _domains(fields: Mapping[str, Any]) -> set[str]:
    """Sites that any field leads to or names; `www.` makes no difference."""
    found = set()
    for url in _URL.findall("\n".join(_texts(fields.values()))):
        try:
            host = urlsplit(url if "://" in url else f"https://{url}").hostname or ""
        except ValueError:
            host = url
        found.add(host.lower().removeprefix("www."))
    return found


def _texts(values: Iterable[Any]) -> list[str]:
    texts: list[str] = []
    for value in values:
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, list):
            texts += _texts(value)
        elif isinstance(value, Mapping):
            texts += _texts(value.values())
    return texts
