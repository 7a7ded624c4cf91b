"""Codes and rows of an offer's fields in the reader's language, in a fixed number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from django.utils.formats import localize

from contributions.blocks import split_blocks
from contributions.simple_text import read_block
from offers.hours import spoken_hours
from offers.labels import area_names, language_name
from offers.models import Need, Term
from offers.presentation import spoken_phone

_SCHEMES = {
    "service_types": Term.Scheme.SERVICE_TYPE,
    "audiences": Term.Scheme.AUDIENCE,
    "reception_modes": Term.Scheme.RECEPTION_MODE,
    "fee": Term.Scheme.FEE,
}
_RICH_TEXTS = frozenset({"what", "for_whom", "how_it_goes", "what_next", "access_conditions"})
_NEEDS = ("needs", "need", "also")
_ROWS = frozenset({"engage_person", "engage_worker"})


@dataclass(frozen=True, slots=True)
class Wording:
    """Labels by field and code."""

    needs: Mapping[str, str] = field(default_factory=dict)
    terms: Mapping[tuple[str, str], str] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, snapshots: Iterable[Mapping[str, Any]]) -> Self:
        """What these snapshots name (four queries at most)."""
        found = list(snapshots)
        codes = {code for name in _NEEDS for code in _codes(found, name)}
        needs = Need.objects.filter(code__in=codes)
        areas = sorted(_codes(found, "coverage") | _codes(found, "commune"))
        return cls(
            needs={need.code: need.label for need in needs},
            terms={(term.scheme, term.code): term.label for term in Term.objects.all()},
            areas=dict(zip(areas, area_names(areas), strict=True)),
        )

    def say(self, name: str, value: Any) -> str:
        """One value as plain text: a scalar, a member of a set, a row, or a whole list."""
        if value is None or value == "":
            return ""
        if isinstance(value, list):
            return " · ".join(self.say(name, one) for one in value)
        if name in _ROWS:
            return self._say_row(value)
        if name in _RICH_TEXTS:
            return "\n".join(read_block(block).text for block in split_blocks(value))
        return self._say_scalar(name, value)

    def _say_row(self, row: Mapping[str, str]) -> str:
        mode = self.terms.get((Term.Scheme.CONTACT_MODE, row["mode"]), row["mode"])
        value = row.get("value", "")
        said = spoken_phone(value) if row["mode"] == "phone" else value
        return " · ".join(filter(None, (mode, said, row.get("note", ""))))

    def _say_scalar(self, name: str, value: Any) -> str:
        if name in _NEEDS:
            return self.needs.get(value, value)
        if name in {"coverage", "commune"}:
            return self.areas.get(value, value)
        if name in {"contact_phone", "phone"}:
            return spoken_phone(value)
        if name == "opening_hours":
            return "\n".join(spoken_hours(value))
        if name in {"languages_spoken", "language"}:
            return language_name(value)
        if name in _SCHEMES:
            return self.terms.get((_SCHEMES[name], value), value)
        return value if isinstance(value, str) else str(localize(value))


def _codes(snapshots: list[Mapping[str, Any]], name: str) -> set[str]:
    found: set[str] = set()
    for snapshot in snapshots:
        value = snapshot.get(name)
        found |= set(value) if isinstance(value, list) else {value} if value else set()
    return found
