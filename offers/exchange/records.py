"""What a row becomes: a record ready to be merged, or a refusal that says what to mend."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from offers.exchange.rows import Kind

# Part of every content hash: raised when the same row would be read differently.
PARSER_VERSION = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is refused: one value of one field, and what may have been meant."""

    field: str
    value: str
    reason: str
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class RowWarning:
    """What is kept otherwise than the source says it.

    *repaired*: the value was put right; *replaced*: an old code became a new one; *dropped*: the
    value is lost, the row is kept. `message` is the same for all rows of one case; `became` is what
    is kept instead.
    """

    kind: Literal["repaired", "replaced", "dropped"]
    field: str
    value: str
    message: str
    became: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """Which record a row is about, and a hash of what it says, known before the row is parsed."""

    source: str
    source_id: str
    content_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Record:
    source: str
    source_id: str
    row: int
    fields: dict[str, Any]
    modified_at: datetime
    source_url: str
    content_hash: str
    licence: str
    warnings: tuple[RowWarning, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StructureRecord(_Record):
    """`fields`: what `offers.services.new_structure` takes, with `commune` as a uid or None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRecord(_Record):
    """`fields`: every proposable field, as `offers.validation.apply_changes` gave it back."""

    structure_id: str


@dataclass(frozen=True, slots=True)
class RefusedRow:
    kind: Kind
    row: int
    source: str
    source_id: str
    problems: tuple[Problem, ...]
