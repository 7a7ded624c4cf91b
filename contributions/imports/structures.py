"""The structures of a file, by the batch: new, changed, known under another source, or refused."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from contributions.imports.barred import barred_on, heard
from contributions.imports.batches import by_source, changed_rows, identified, refuse
from contributions.imports.conflicts import Waiting, settle, waiting_proposals
from contributions.imports.context import Context
from contributions.imports.held import held_on, say_held, say_page_held
from contributions.imports.merging import Merged, differences, merge_record
from contributions.imports.placing import outside
from contributions.imports.report import refusal
from contributions.models import ImportRow, Proposal
from offers.exchange.records import Identity, Problem, RefusedRow, RowWarning, StructureRecord
from offers.exchange.rows import Kind, RawRow
from offers.models import Source, Structure, StructureProvenance
from offers.models.structures import AddressVisibility, PageState
from offers.rows import insert_instances, update_instances
from offers.structures import (
    STRUCTURE_FIELDS,
    check_structure,
    create_many,
    set_structure_fields,
    structure_snapshot,
    update_many,
)
from offers.twins import structure_twins
from offers.validation import CheckedFields, InvalidFields
from territories.models import Territory

KIND: Kind = "structures"
Action = ImportRow.Action

_KINDS = {name: field.kind for name, field in STRUCTURE_FIELDS.items()}
_ORIGIN = ("content_hash", "imported_at", "source_url", "fields", "gone_at")


def write_structures(raws: Sequence[RawRow], context: Context) -> None:
    """Bring one batch; the caller's transaction holds the sources' locks."""
    found = list(identified(raws, KIND, context))
    context.lock(identity.source for _raw, identity in found)
    batch = changed_rows(found, KIND, _origins(found, context), context)
    for origin in batch.origins.values():
        context.structures[origin.source.key, origin.external_id] = origin.structure_id
    records = [_parsed(raw, identity, context) for raw, identity in batch.rows]
    read = [record for record in records if record is not None]
    context.known.look_up(r.fields["commune"] for r in read if r.fields.get("commune"))
    new = [record for record in read if batch.origin(record) is None]
    _create(new, context)
    _change([(r, o) for r in read if (o := batch.origin(r)) is not None], context)


def _origins(
    found: Sequence[tuple[RawRow, Identity]], context: Context
) -> dict[tuple[str, str], StructureProvenance]:
    wanted = Q(pk__in=[])
    for source, ids in by_source(found, context):
        wanted |= Q(source=source, external_id__in=ids)
    rows = StructureProvenance.objects.filter(wanted).select_related("source")
    return {(row.source.key, row.external_id): row for row in rows}


def _parsed(raw: RawRow, identity: Identity, context: Context) -> StructureRecord | None:
    record = context.parser.structure(raw)
    if isinstance(record, RefusedRow):
        refuse(record, context)
        return None
    context.report.warn(record.warnings)
    return record


def _checked(record: StructureRecord, context: Context) -> CheckedFields | None:
    try:
        return check_structure({}, record.fields, known=context.known)
    except InvalidFields as invalid:
        refuse(_refusal(record, *_problems(invalid)), context)
        return None


def _create(records: Sequence[StructureRecord], context: Context) -> None:
    checked = [(r, fields) for r in records if (fields := _checked(r, context)) is not None]
    twins = structure_twins([(f, context.writable(r.source)) for r, f in checked])
    made: list[tuple[Structure, StructureProvenance, StructureRecord]] = []
    linked: list[StructureProvenance] = []
    for (record, fields), twin in zip(checked, twins, strict=True):
        source = context.writable(record.source)
        home = context.known.home_of(fields["commune"]) or source.territory
        if problem := outside(source, home):
            refuse(_refusal(record, problem), context)
        elif twin is not None:
            linked.append(_link(record, source, twin.structure, context))
        else:
            structure = _new(record, fields, home, context)
            made.append((structure, _provenance(record, source, structure, fields), record))
    if context.writes:
        _save(made, linked, context)
    _note_new(made, linked, context)


def _new(
    record: StructureRecord, fields: CheckedFields, home: Territory, context: Context
) -> Structure:
    structure = Structure(
        home_territory=home, created_at=context.now, modified_at=record.modified_at
    )
    set_structure_fields(structure, fields, known=context.known)
    if (record.source, record.source_id) in context.sheltered:
        structure.address_visibility = AddressVisibility.HIDDEN
    return structure


def _provenance(
    record: StructureRecord,
    source: Source,
    structure: Structure,
    fields: dict[str, Any],
    *,
    is_origin: bool = True,
) -> StructureProvenance:
    return StructureProvenance(
        structure=structure,
        source=source,
        external_id=record.source_id,
        source_url=record.source_url,
        content_hash=record.content_hash,
        fields=dict(fields),
        is_origin=is_origin,
    )


def _link(
    record: StructureRecord, source: Source, structure: Structure, context: Context
) -> StructureProvenance:
    """The structure is here already: this record stands for it, and changes nothing of it."""
    said = _("This structure was here already: its offers go on the page that stands.")
    context.report.warn([RowWarning("repaired", "id", "", said)])
    return _provenance(record, source, structure, record.fields, is_origin=False)


def _save(
    made: Sequence[tuple[Structure, StructureProvenance, StructureRecord]],
    linked: Sequence[StructureProvenance],
    context: Context,
) -> None:
    structures = [structure for structure, _p, _r in made]
    create_many(
        structures,
        territory=context.run.territory,
        data=context.audited,
        actor=context.user,
    )
    for structure, provenance, _record in made:
        provenance.structure = structure
    insert_instances(StructureProvenance, [p for _s, p, _r in made])
    insert_instances(StructureProvenance, linked)


def _note_new(
    made: Sequence[tuple[Structure, StructureProvenance, StructureRecord]],
    linked: Sequence[StructureProvenance],
    context: Context,
) -> None:
    context.report.structures.created += len(made)
    context.report.structures.unchanged += len(linked)
    for structure, _provenance, record in made:
        context.structures[record.source, record.source_id] = structure.pk
        context.note(
            KIND,
            record.row,
            record.source_id,
            Action.CREATE,
            title=structure.name,
            target=structure if context.writes else None,
        )
    for provenance in linked:
        context.structures[provenance.source.key, provenance.external_id] = provenance.structure_id


def _change(pairs: Sequence[tuple[StructureRecord, StructureProvenance]], context: Context) -> None:
    """Structures this source made are merged; those it only stands for are left alone."""
    mine = [(record, origin) for record, origin in pairs if origin.is_origin]
    context.report.structures.unchanged += len(pairs) - len(mine)
    ids = [origin.structure_id for _record, origin in mine]
    waiting = waiting_proposals(Proposal.Target.STRUCTURE, ids, lock=context.writes)
    live, bars = _locked(ids, context), barred_on(Proposal.Target.STRUCTURE, ids)
    held = held_on(Proposal.Target.STRUCTURE, ids)
    changed: list[Structure] = []
    origins: list[StructureProvenance] = [origin for _r, origin in pairs if not origin.is_origin]
    for record, origin in mine:
        structure = live[origin.structure_id]
        said = heard(record, structure_snapshot(structure), bars.get(structure.pk))
        kept = held.get(structure.pk, frozenset())
        done = _merge(said, origin, structure, context, waiting=waiting, kept=kept)
        if done is None:
            continue
        origins.append(origin)
        if done:
            changed.append(structure)
        else:
            context.report.structures.unchanged += 1
    for record, origin in pairs:
        origin.content_hash, origin.source_url = record.content_hash, record.source_url
        origin.imported_at, origin.gone_at = context.now, None
    if context.writes:
        update_many(
            changed,
            territory=context.run.territory,
            data=context.audited,
            actor=context.user,
        )
        update_instances(StructureProvenance, _ORIGIN, origins)


def _locked(ids: Sequence[int], context: Context) -> dict[int, Structure]:
    rows = Structure.objects.filter(pk__in=ids).prefetch_related("commune", "home_territory")
    if context.writes:
        rows = rows.select_for_update()
    return {structure.pk: structure for structure in rows.order_by("pk")}


def _merge(
    record: StructureRecord,
    origin: StructureProvenance,
    structure: Structure,
    context: Context,
    *,
    waiting: Waiting,
    kept: frozenset[str],
) -> bool | None:
    """Whether the structure changes; None when the row is refused."""
    if problem := _out_of_place(record, structure, context):
        refuse(_refusal(record, problem), context)
        return None
    live = structure_snapshot(structure)
    try:
        said = check_structure({}, record.fields, known=context.known)
        merged = _merged(said, origin, live, context, kept=kept)
    except InvalidFields as invalid:
        refuse(_refusal(record, *_problems(invalid)), context)
        return None
    base, origin.fields = origin.fields, dict(said)
    if (record.source, record.source_id) in context.sheltered:
        # First of all: what is kept of the change must not tell the street either.
        structure.address_visibility = AddressVisibility.HIDDEN
    say_held(merged, context)
    is_back = origin.gone_at is not None and structure.state == PageState.ARCHIVED
    if is_back and kept:
        say_page_held(record.source_id, context)
        is_back = False
    is_change = merged.is_change or is_back
    if is_change:
        _note_change(record, structure, live, merged, context, base=base, is_back=is_back)
    settle(Proposal.Target.STRUCTURE, structure, merged, record, context, waiting=waiting)
    set_structure_fields(structure, merged.fields, known=context.known)
    structure.state = PageState.LIVE if is_back else structure.state
    if merged.is_change:
        structure.modified_at = max(structure.modified_at, record.modified_at)
    return is_change


def _merged(
    said: dict[str, Any],
    origin: StructureProvenance,
    live: dict[str, Any],
    context: Context,
    *,
    kept: frozenset[str],
) -> Merged:
    """Raises InvalidFields."""
    return merge_record(
        base={name: origin.fields.get(name, live[name]) for name in STRUCTURE_FIELDS},
        said=said,
        live=live,
        kinds=_KINDS,
        check=lambda now, new: check_structure(now, new, known=context.known),
        kept=kept,
    )


def _out_of_place(
    record: StructureRecord, structure: Structure, context: Context
) -> Problem | None:
    source = context.writable(record.source)
    home = context.known.home_of(record.fields.get("commune")) or structure.home_territory
    return outside(source, structure.home_territory, home)


def _note_change(
    record: StructureRecord,
    structure: Structure,
    live: dict[str, Any],
    merged: Merged,
    context: Context,
    *,
    base: dict[str, Any],
    is_back: bool,
) -> None:
    context.report.structures.updated += 1
    context.note(
        KIND,
        record.row,
        record.source_id,
        Action.RESTORE if is_back else Action.UPDATE,
        title=structure.name,
        target=structure,
        before_fields={**live, "state": structure.state},
        base=base,
        changes=differences(live, merged.fields),
    )


def _problems(invalid: InvalidFields) -> list[Problem]:
    return [Problem(name, "", " ".join(lines)) for name, lines in invalid.errors.items()]


def _refusal(record: StructureRecord, *problems: Problem) -> RefusedRow:
    return refusal(record, *problems, kind=KIND, number=record.row)
