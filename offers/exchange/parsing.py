"""Rows to records: who a row is about first, cheaply; then what it says, checked as a whole."""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
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
from offers.schema import EVERYWHERE
from offers.validation import InvalidFields, apply_changes

Key = tuple[str, str]

_SOURCE = normalise.line(longest=60)
_ID = normalise.line(longest=120)
_URL_MAX = 500
_NEAR_ENOUGH = 85
_MOST_GUESSES = 300
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


@dataclass(slots=True)
class _Mapped:
    """The row read last: it is identified, then parsed, and mapped and hashed once for both."""

    raw: RawRow
    kind: Kind
    values: dict[str, Any]
    content_hash: str = ""


@dataclass(slots=True)
class _Draft:
    """A service read but not yet checked against the vocabularies and the places."""

    raw: RawRow
    row: RowReading
    source: str
    source_id: str
    structure_id: str
    fields: dict[str, Any]
    modified_at: datetime | None
    source_url: str
    content_hash: str


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
    _beside: dict[Key, dict[str, Any]] = field(default_factory=dict)
    _guesses: int = 0
    _latest: "_Mapped | None" = None

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
        mapped = self._mapped(raw, kind)
        values = mapped.values
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
        return Identity(source, source_id, self._hash(mapped))

    def content_hash_of(self, raw: RawRow, kind: Kind = "services") -> str:
        """The hash that `identify` gives, for a row that has already been identified."""
        return self._hash(self._mapped(raw, kind))

    def structure(self, raw: RawRow) -> StructureRecord | RefusedRow:
        mapped = self._mapped(raw, "structures")
        row = RowReading(dict(mapped.values))
        source, source_id = _key(row)
        fields = StructureFields(self.mapping, self.places).read(row)
        at = modified_at(row, self._zone, today=self._today)
        url = _source_url(row)
        if row.problems or at is None:
            return self._refusal(raw, "structures", mapped.values, row.problems)
        self._accepted.add((source, source_id))
        return StructureRecord(
            source=source,
            source_id=source_id,
            row=raw.number,
            fields=fields,
            modified_at=at,
            source_url=url,
            content_hash=self._hash(mapped),
            licence=self.mapping.licence,
            warnings=_warnings(raw, row),
        )

    def service(self, raw: RawRow) -> ServiceRecord | RefusedRow:
        """One row; of many, `services` reads the places of all at once."""
        return self.services([raw])[0]

    def services(self, raws: Iterable[RawRow]) -> list[ServiceRecord | RefusedRow]:
        """The records of a batch, in order; the places they name are looked up together."""
        drafts = [self._draft(raw) for raw in raws]
        named = {uid for draft in drafts for uid in _places_of(draft.fields)}
        self.known.look_up(named)
        return [self._finished(draft) for draft in drafts]

    def _draft(self, raw: RawRow) -> "_Draft":
        mapped = self._mapped(raw, "services")
        row = RowReading(dict(mapped.values))
        source, source_id = _key(row)
        structure_id = self._structure_id(row, source)
        reader = ServiceFields(self.mapping, self.places, self.vocabulary)
        fields = reader.read(row, key=f"{source}|{source_id}")
        return _Draft(
            raw=raw,
            row=row,
            source=source,
            source_id=source_id,
            structure_id=structure_id,
            fields=fields,
            modified_at=modified_at(row, self._zone, today=self._today),
            source_url=_source_url(row),
            content_hash=self._hash(mapped),
        )

    def _finished(self, draft: "_Draft") -> ServiceRecord | RefusedRow:
        row = draft.row
        fields = {} if row.problems else self._checked(row, draft.fields)
        if row.problems or draft.modified_at is None:
            return self._refusal(draft.raw, "services", row.values, row.problems)
        return ServiceRecord(
            source=draft.source,
            source_id=draft.source_id,
            structure_id=draft.structure_id,
            row=draft.raw.number,
            fields=fields,
            modified_at=draft.modified_at,
            source_url=draft.source_url,
            content_hash=draft.content_hash,
            licence=self.mapping.licence,
            warnings=_warnings(draft.raw, row),
        )

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.mapping.timezone)

    @cached_property
    def _today(self) -> date:
        return timezone.now().astimezone(self._zone).date()

    @cached_property
    def _empty(self) -> dict[str, Any]:
        return empty_fields()

    def _mapped(self, raw: RawRow, kind: Kind) -> _Mapped:
        """The row under our names, with what its structure lends it."""
        latest = self._latest
        if latest is None or latest.raw is not raw or latest.kind != kind:
            values = self.mapping.read(raw.values, kind)
            if kind == "services" and (lent := self._lent(values)):
                values[STRUCTURE] = lent
            self._latest = latest = _Mapped(raw, kind, values)
        return latest

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
        row.required("structure_id")
        structure_id = str(row.kept_or_refused("structure_id", _ID))
        key = (source, structure_id)
        if not structure_id or key in self._accepted or key in self.known_structures:
            return structure_id
        if key in self._beside:
            row.refuse("structure_id", structure_id, _("The row of its structure is refused."))
        else:
            row.refuse(
                "structure_id",
                structure_id,
                _("No structure has this id, neither in the file nor here."),
                self._near_structure(source, structure_id),
            )
        return structure_id

    def _near_structure(self, source: str, structure_id: str) -> str:
        """An id that resembles this one; the first hundreds of mistakes only, as each is costly."""
        self._guesses += 1
        if self._guesses > _MOST_GUESSES:
            return ""
        ids = [i for owner, i in (*self._beside, *self.known_structures) if owner == source]
        near = process.extractOne(structure_id, ids, scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH)
        return str(near[0]) if near else ""

    def _hash(self, mapped: _Mapped) -> str:
        if not mapped.content_hash:
            said = json.dumps(mapped.values, ensure_ascii=False, sort_keys=True, default=str)
            digest = f"{PARSER_VERSION}|{self.mapping.digest}|{self._table_digest}|{said}"
            encoded = digest.encode("utf-8", "surrogatepass")
            mapped.content_hash = hashlib.sha256(encoded).hexdigest()
        return mapped.content_hash

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
    row.required("source")
    row.required("id")
    return (
        str(row.kept_or_refused("source", _SOURCE)),
        str(row.kept_or_refused("id", _ID)),
    )


def _places_of(fields: dict[str, Any]) -> Iterable[str]:
    if fields["commune"]:
        yield fields["commune"]
    yield from (uid for uid in fields["coverage"] if uid != EVERYWHERE)


def _source_url(row: RowReading) -> str:
    if len(text := row.text("lien_source")) > _URL_MAX:
        row.drop("lien_source", text, _("This address is too long: it is left out."))
        return ""
    return str(row.kept_or_refused("lien_source", normalise.url))


def _warnings(raw: RawRow, row: RowReading) -> tuple[RowWarning, ...]:
    notes = [RowWarning("dropped", name, "", message) for name, message in raw.notes.items()]
    return (*notes, *row.warnings)
