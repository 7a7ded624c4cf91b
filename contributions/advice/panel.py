"""All the advice on one page as it would be after the change."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from contributions.advice.missing import missing_from
from contributions.advice.plain_words import Hint, hints
from contributions.editing.kinds import EditKind
from offers.models.structures import AddressVisibility
from offers.quality import Quality, quality


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of advice, and the part of the page it leads to."""

    label: str
    text: str
    part: str


@dataclass(frozen=True, slots=True)
class Advice:
    """`score` is None for what data·inclusion does not score. The page counts as changed today."""

    score: Quality | None
    quality: tuple[Line, ...]
    words: tuple[Line, ...]
    missing: tuple[Line, ...]

    @property
    def count(self) -> int:
        return len(self.quality) + len(self.words) + len(self.missing)


def advise(kind: EditKind, fields: Mapping[str, Any], *, target: Any) -> Advice:
    """What would make the page better, from the fields a person sees of it."""
    schema = kind.target.schema
    score = _score(kind, fields, target) if "needs" in schema else None
    wanting = score.to_mend if score else []
    lines = tuple(Line(str(one.label), str(one.advice), _part(kind, one.field)) for one in wanting)
    said = {one.field for one in wanting}
    missing = tuple(
        Line(_capital(field.label), "", _part(kind, field.name))
        for field in missing_from(fields, schema)
        if field.name not in said
    )
    words = tuple(_hint_line(kind, hint) for hint in hints(fields))
    return Advice(score, lines, words, missing)


def _score(kind: EditKind, fields: Mapping[str, Any], target: Any) -> Quality:
    hides = kind.target.address(target) != AddressVisibility.PUBLIC
    return quality(fields, at=timezone.now(), changed_at=None, hides_address=hides)


def _hint_line(kind: EditKind, hint: Hint) -> Line:
    label = kind.target.schema[hint.field].label
    return Line(_capital(label), hint.text, _part(kind, hint.field))


def _part(kind: EditKind, field: str) -> str:
    part = kind.part_of(field)
    return part.key if part else ""


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]
