"""Rows to records: who a row is about first, cheaply; then what it says, checked as a whole."""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from offers import normalise
from offers.exchange.dates import modified_at
from offers.exchange.mapping import Mapping
from offers.exchange.places import PlaceTable
from offers.exchange.records import (
    PARSER_VERSION,
    Identity,
    Problem,
    RefusedRow,
    RowWarning,
    ServiceRecord,
    StructureRecord,
)
from offers.exchange.row_reading import RowReading, shown
from offers.exchange.rows import Kind, RawRow
from offers.exchange.service_fields import STRUCTURE, ServiceFields
from offers.exchange.structure_fields import StructureFields
from offers.exchange.vocabulary import Replacements, Vocabulary, load_table
from offers.known import Known
from offers.publishing import empty_fields
from offers.validation import InvalidFields, apply_changes

Key = tuple[str, str]

_SOURCE_MAX = 60
_ID_MAX = 120
_URL_MAX = 500
_NEAR_ENOUGH = 85
# What a service without place or contacts takes from its structure, as the official schema says.
_SHARED = (
    "telephone",
    "courriel",
    "commune",
    "code_postal",
    "code_insee",
    "adresse",
    "complement_adresse",
    "latitude",
    "longitude",
)
_PLACE = frozenset({"commune", "code_postal", "code_insee"})
_CONTACT = ("telephone", "courriel")


@dataclass
class Parser:
    """Reads the rows of one import: structures first, then services, each file once.

    `known_structures` are those that earlier imports left, as (source, source id).
    """

    mapping: Mapping
    known: Known
    places: PlaceTable
    known_structures: Collection[Key] = frozenset()
    _seen: dict[Kind, dict[Key, int]] = field(
        default_factory=lambda: {"structures": {}, "services": {}}
    )
    _accepted: set[Key] = field(default_factory=set)
    _refused: set[Key] = field(default_factory=set)
    _beside: dict[Key, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def from_database(cls, mapping: Mapping, *, known_structures: Collection[Key] = ()) -> "Parser":
        return cls(
            mapping=mapping,
            known=Known.from_database(),
            places=PlaceTable.from_database(),
            known_structures=known_structures,
        )

    @property
    def replaced(self) -> Replacements:
        """How many times each (column, old code, new codes) was met: the losses of the import."""
        return self.vocabulary.replaced

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary(self.known, load_table(self.mapping.country, self.mapping.vocabulary))

    def identify(self, raw: RawRow, kind: Kind = "services") -> Identity | RefusedRow | None:
        """Whom the row is about and the hash of what it says; call it once a row, in file order.

        None for a row that says again a structure derived from an earlier row.
        """
        if raw.problem:
            return self._refusal(raw, kind, {}, [Problem("", "", raw.problem)])
        values = self._values(raw, kind)
        row = RowReading(values)
        source, source_id = _key(row)
        if row.problems:
            return self._refusal(raw, kind, values, row.problems)
        if (first := self._seen[kind].setdefault((source, source_id), raw.number)) != raw.number:
            if kind == "structures" and self.mapping.derives_structures:
                return None
            reason = _("The same id stands in row %(row)d.") % {"row": first}
            return self._refusal(raw, kind, values, [Problem("id", source_id, reason)])
        if kind == "structures":
            self._beside[source, source_id] = {n: values[n] for n in _SHARED if n in values}
        return Identity(source, source_id, self._hash(values))

    def content_hash_of(self, raw: RawRow, kind: Kind = "services") -> str:
        """The hash that `identify` gives, for a row that has already been identified."""
        return self._hash(self._values(raw, kind))

    def structure(self, raw: RawRow) -> StructureRecord | RefusedRow:
        values = self._values(raw, "structures")
        row = RowReading(dict(values))
        source, source_id = _key(row)
        fields = StructureFields(self.mapping, self.places).read(row)
        at = modified_at(row, self._zone)
        url = _source_url(row)
        if row.problems or at is None:
            self._refused.add((source, source_id))
            return self._refusal(raw, "structures", values, row.problems)
        self._accepted.add((source, source_id))
        return StructureRecord(
            source=source,
            source_id=source_id,
            row=raw.number,
            fields=fields,
            modified_at=at,
            source_url=url,
            content_hash=self._hash(values),
            licence=self.mapping.licence,
            warnings=_warnings(raw, row),
        )

    def service(self, raw: RawRow) -> ServiceRecord | RefusedRow:
        values = self._values(raw, "services")
        row = RowReading(dict(values))
        source, source_id = _key(row)
        structure_id = self._structure_id(row, source)
        read = ServiceFields(self.mapping, self.places, self.vocabulary).read(
            row, key=f"{source}|{source_id}"
        )
        at = modified_at(row, self._zone)
        url = _source_url(row)
        fields = {} if row.problems else self._checked(row, read)
        if row.problems or at is None:
            return self._refusal(raw, "services", values, row.problems)
        return ServiceRecord(
            source=source,
            source_id=source_id,
            structure_id=structure_id,
            row=raw.number,
            fields=fields,
            modified_at=at,
            source_url=url,
            content_hash=self._hash(values),
            licence=self.mapping.licence,
            warnings=_warnings(raw, row),
        )

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.mapping.timezone)

    @cached_property
    def _empty(self) -> dict[str, Any]:
        return empty_fields()

    def _values(self, raw: RawRow, kind: Kind) -> dict[str, Any]:
        """The row under our names, with what its structure lends it."""
        values = self.mapping.read(raw.values, kind)
        if kind == "services" and (lent := self._lent(values)):
            values[STRUCTURE] = lent
        return values

    def _lent(self, values: dict[str, Any]) -> dict[str, Any]:
        key = (str(values.get("source")), str(values.get("structure_id")))
        if (beside := self._beside.get(key)) is None:
            return {}
        lent = {n: beside[n] for n in _CONTACT if n in beside and not values.get(n)}
        if not values.keys() & _PLACE:
            lent |= {n: v for n, v in beside.items() if n not in _CONTACT}
        return lent

    def _checked(self, row: RowReading, fields: dict[str, Any]) -> dict[str, Any]:
        try:
            return apply_changes({}, {**self._empty, **fields}, known=self.known)
        except InvalidFields as invalid:
            for name, messages in invalid.errors.items():
                row.refuse(_COLUMN_OF.get(name, name), fields.get(name), " ".join(messages))
            return {}

    def _structure_id(self, row: RowReading, source: str) -> str:
        structure_id = row.required("structure_id").strip()
        key = (source, structure_id)
        if not structure_id or key in self._accepted or key in self.known_structures:
            return structure_id
        if key in self._refused or (key in self._beside and self._refused):
            row.refuse("structure_id", structure_id, _("The row of its structure is refused."))
        elif key not in self._beside:
            others = (other for owner, other in self._all_structures() if owner == source)
            near = process.extractOne(
                structure_id, others, scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH
            )
            row.refuse(
                "structure_id",
                structure_id,
                _("No structure has this id, neither in the file nor here."),
                str(near[0]) if near else "",
            )
        return structure_id

    def _all_structures(self) -> Iterable[Key]:
        yield from self._accepted
        yield from self.known_structures

    def _hash(self, values: dict[str, Any]) -> str:
        said = json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)
        head = f"{PARSER_VERSION}|{self.mapping.digest}|{self._table_digest}|"
        return hashlib.sha256(f"{head}{said}".encode("utf-8", "surrogatepass")).hexdigest()

    @cached_property
    def _table_digest(self) -> str:
        said = json.dumps(self.vocabulary.table, sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()[:12]

    def _refusal(
        self, raw: RawRow, kind: Kind, values: dict[str, Any], problems: list[Problem]
    ) -> RefusedRow:
        return RefusedRow(
            kind=kind,
            row=raw.number,
            source=shown(values.get("source")),
            source_id=shown(values.get("id")),
            problems=tuple(problems),
        )


_COLUMN_OF = {
    "title": "nom",
    "what": "description",
    "needs": "thematiques",
    "audiences": "publics",
    "fee": "frais",
    "fee_detail": "frais_precisions",
    "max_age": "age_max",
    "coverage": "zone_eligibilite",
    "engage_person": "modes_mobilisation",
    "engage_worker": "modes_mobilisation",
    "access_conditions": "conditions_acces",
}


def _key(row: RowReading) -> Key:
    source = row.required("source").strip()
    source_id = row.required("id").strip()
    for name, text, most in (("source", source, _SOURCE_MAX), ("id", source_id, _ID_MAX)):
        if len(text) > most:
            row.refuse(name, text, _("Write at most %(most)d characters.") % {"most": most})
    return source, source_id


def _source_url(row: RowReading) -> str:
    if len(text := row.text("lien_source")) > _URL_MAX:
        row.drop("lien_source", text, _("This address is too long: it is left out."))
        return ""
    return str(row.kept_or_refused("lien_source", normalise.url))


def _warnings(raw: RawRow, row: RowReading) -> tuple[RowWarning, ...]:
    notes = [RowWarning("dropped", name, "", message) for name, message in raw.notes.items()]
    return (*notes, *row.warnings)
