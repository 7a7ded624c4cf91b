"""The structures of an import that is taken back, by the batch."""

from collections.abc import Mapping, Sequence
from typing import Any

from contributions.imports.undoing import Undoing, undone_meanwhile
from contributions.merge import merge_fields
from contributions.models import ImportRow
from offers.models import Membership, OfferPage, Structure, StructureProvenance
from offers.models.structures import PageState
from offers.rows import update_instances
from offers.structures import (
    STRUCTURE_FIELDS,
    check_structure,
    set_structure_fields,
    structure_snapshot,
    update_many,
)
from offers.validation import InvalidFields

Action = ImportRow.Action

_KINDS = {name: field.kind for name, field in STRUCTURE_FIELDS.items()}


def undo_structures(rows: Sequence[ImportRow], undoing: Undoing) -> None:
    """Inside the caller's transaction, under the locks of these structures."""
    ids = [row.structure_id for row in rows if row.structure_id]
    structures = _locked(ids)
    origins = _origins(ids)
    in_use = _in_use(ids)
    earlier = undone_meanwhile(rows, "structure_id")
    changed = [
        structure
        for row in rows
        if row.structure_id
        and (structure := structures[row.structure_id])
        and (origin := origins.get(structure.pk)) is not None
        and _undo(
            row, structure, origin, undoing, earlier[row.pk], is_in_use=structure.pk in in_use
        )
    ]
    update_many(changed, territory=undoing.run.territory, data=undoing.audited, actor=undoing.by)
    names = ("content_hash", "gone_at", "fields")
    update_instances(StructureProvenance, names, list(origins.values()))
    undoing.done.put_back += len(changed)
    undoing.done.kept += len(rows) - len(changed)


def _locked(ids: Sequence[int]) -> dict[int, Structure]:
    rows = Structure.objects.select_for_update().prefetch_related("commune", "home_territory")
    return {structure.pk: structure for structure in rows.filter(pk__in=ids).order_by("pk")}


def _origins(ids: Sequence[int]) -> Mapping[int, StructureProvenance]:
    rows = StructureProvenance.objects.filter(structure__in=ids, is_origin=True)
    return {origin.structure_id: origin for origin in rows}


def _in_use(ids: Sequence[int]) -> set[int]:
    """Those that still have a live offer, or somebody who keeps their pages."""
    live = OfferPage.objects.filter(structure__in=ids, live=True)
    kept = Membership.objects.filter(structure__in=ids)
    return {*live.values_list("structure", flat=True), *kept.values_list("structure", flat=True)}


def _undo(
    row: ImportRow,
    structure: Structure,
    origin: StructureProvenance,
    undoing: Undoing,
    earlier: Sequence[ImportRow],
    *,
    is_in_use: bool,
) -> bool:
    """Whether the structure changes; its state only where it is still what the run made it."""
    if structure.state == PageState.MERGED:
        return False
    origin.content_hash = ""
    is_live = structure.state == PageState.LIVE
    match row.action:
        case Action.CREATE if is_live and not is_in_use and not _is_edited(structure, origin):
            structure.state, origin.gone_at = PageState.ARCHIVED, undoing.at
            return True
        case Action.RESTORE if is_live and not is_in_use:
            structure.state, origin.gone_at = PageState.ARCHIVED, undoing.at
            return True
        case Action.ARCHIVE if origin.gone_at == row.written_at:
            structure.state, origin.gone_at = PageState.LIVE, None
            return True
        case Action.UPDATE if is_live:
            return _put_back(row, structure, origin, undoing, earlier)
    return False


def _is_edited(structure: Structure, origin: StructureProvenance) -> bool:
    now = structure_snapshot(structure)
    return now != {**now, **origin.fields}


def _put_back(
    row: ImportRow,
    structure: Structure,
    origin: StructureProvenance,
    undoing: Undoing,
    earlier: Sequence[ImportRow],
) -> bool:
    if row.base is not None and origin.imported_at == row.written_at:
        origin.fields = _without(earlier, row.base)
    live, (was, after) = structure_snapshot(structure), _sides(row)
    merged = merge_fields(after, _without(earlier, was), live, _KINDS).merged
    if merged == live:
        return False
    try:
        fields = check_structure(live, merged, known=undoing.known)
    except InvalidFields:
        return False
    set_structure_fields(structure, fields, known=undoing.known)
    return True


def _sides(row: ImportRow) -> tuple[dict[str, Any], dict[str, Any]]:
    """The structure before the row and after it."""
    before = row.before_fields or {}
    was = {name: before[name] for name in STRUCTURE_FIELDS}
    return was, {**was, **{name: pair[1] for name, pair in row.changes.items()}}


def _without(earlier: Sequence[ImportRow], fields: dict[str, Any]) -> dict[str, Any]:
    """The fields without what these rows, undone meanwhile, had done to them."""
    for one in earlier:
        was, after = _sides(one)
        fields = fields | {
            n: was[n] for n in fields if n in was and fields[n] == after[n] != was[n]
        }
    return fields
