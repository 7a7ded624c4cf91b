"""Taking back a whole import: three-way, so that what people did since stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

from accounts.models import User
from contributions.imports.conflicts import withdraw_disputes
from contributions.merge import merge_fields
from contributions.models import ImportRow, ImportRun
from contributions.permissions import can_undo
from journal.audit import record
from offers.bulk import ChangedOffer, archive_many, republish_many
from offers.known import Known
from offers.models import Membership, OfferPage, Provenance, Structure, StructureProvenance
from offers.models.structures import PageState
from offers.rows import update_instances
from offers.schema import OFFER_FIELDS
from offers.snapshots import snapshot, snapshot_of_revision
from offers.structures import (
    STRUCTURE_FIELDS,
    check_structure,
    set_structure_fields,
    structure_snapshot,
    update_many,
)
from offers.validation import InvalidFields, apply_changes
from territories.models import Territory

BATCH = 500

Action = ImportRow.Action

_KINDS = {name: field.kind for name, field in OFFER_FIELDS.items()}
_STRUCTURE_KINDS = {name: field.kind for name, field in STRUCTURE_FIELDS.items()}


@dataclass(slots=True)
class Undone:
    """How many records went back to what they were, and how many people had changed since."""

    put_back: int = 0
    kept: int = 0


class NotUndoable(Exception):
    """The run wrote nothing, is still at work, or was undone already."""


def undo_import(*, run: ImportRun, by: User | None, at: datetime | None = None) -> Undone:
    """Put back what the run changed, archive what it made, restore what it archived.

    A page edited since keeps those edits; a new offer edited since stays. Offers first, so that
    structures left empty go too. Each batch commits whole; a second call goes on. Raises
    NotUndoable, or PermissionDenied with the reason.
    """
    undo = _begin(run, by, at or timezone.now())
    for kind in (ImportRow.Kind.SERVICES, ImportRow.Kind.STRUCTURES):
        rows = run.rows.written().filter(kind=kind).order_by("-pk")
        # What is undone is no longer among the rows to undo: the next ones come first.
        while batch := list(rows[:BATCH]):
            undo.offers(batch) if kind == ImportRow.Kind.SERVICES else undo.structures(batch)
    run.state = ImportRun.State.UNDONE
    run.save(update_fields=["state"])
    return undo.done


@transaction.atomic
def _begin(run: ImportRun, by: User | None, at: datetime) -> "_Undo":
    locked = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    undoable = (ImportRun.State.DONE, ImportRun.State.UNDOING, ImportRun.State.FAILED)
    if locked.state not in undoable:
        raise NotUndoable
    if by is not None:
        can_undo(by, locked).or_raise()
    run.state = locked.state = ImportRun.State.UNDOING
    locked.save(update_fields=["state"])
    record(
        actor=by,
        action="import.undone",
        subject=run,
        territory=run.territory,
        data={"run": str(run.uuid)},
    )
    withdraw_disputes(run, actor=by)
    country = Territory.objects.get(parent=None, country_code=run.territory.country_code)
    return _Undo(run, by, at, Known.from_database(), country, Undone())


@dataclass(slots=True)
class _Undo:
    run: ImportRun
    by: User | None
    at: datetime
    known: Known
    country: Territory
    done: Undone

    @property
    def data(self) -> dict[str, Any]:
        return {"run": str(self.run.uuid), "undo": True}

    @transaction.atomic
    def offers(self, rows: Sequence[ImportRow]) -> None:
        ids = [row.offer_id for row in rows if row.offer_id]
        pages = OfferPage.objects.select_for_update(of=("self", "page_ptr")).select_related(
            "structure", "home_territory", "commune", "public"
        )
        offers = {offer.pk: offer for offer in pages.filter(pk__in=ids).order_by("pk")}
        keys = {key for row in rows for key in (row.before_id, row.after_id) if key}
        revisions = Revision.objects.in_bulk(keys)
        pairs = [(row, offers[row.offer_id]) for row in rows if row.offer_id]
        made = [pair for pair in pairs if pair[0].action in (Action.CREATE, Action.RESTORE)]
        self._archive(made)
        self._put_back([pair for pair in pairs if pair not in made], revisions)
        self._settle(rows)

    def _archive(self, pairs: Sequence[tuple[ImportRow, OfferPage]]) -> None:
        """What the run made or brought back goes, unless somebody edited it since."""
        untouched = [(r, o) for r, o in pairs if o.live and o.live_revision_id == r.after_id]
        archive_many(
            [offer for _row, offer in untouched],
            country=self.country,
            actor=self.by,
            data=self.data,
        )
        # The same file may bring them back: they were not taken off the site for their own sake.
        self._rebase(untouched, gone_at=self.at)
        self.done.put_back += len(untouched)
        self.done.kept += len(pairs) - len(untouched)

    def _put_back(
        self,
        pairs: Sequence[tuple[ImportRow, OfferPage]],
        revisions: Mapping[int, Revision],
    ) -> None:
        communes = (revision.content.get("commune") for revision in revisions.values())
        self.known.look_up_keys(key for key in communes if key)
        origins = {
            o.offer_id: o for o in Provenance.objects.filter(offer__in=[o for _r, o in pairs])
        }
        changed, rebased = [], []
        for row, offer in pairs:
            fields = self._fields(row, offer, origins.get(offer.pk), revisions)
            if fields is None:
                self.done.kept += 1
                continue
            restores = row.action == Action.ARCHIVE
            changed.append(ChangedOffer(offer, fields, self.at, restores=restores))
            rebased.append((row, offer))
        republish_many(
            changed,
            country=self.country,
            known=self.known,
            author=self.by,
            action="offer.import_undone",
            data=self.data,
        )
        self._rebase(rebased, gone_at=None)
        self.done.put_back += len(changed)

    def _rebase(
        self, pairs: Sequence[tuple[ImportRow, OfferPage]], *, gone_at: datetime | None
    ) -> None:
        """What the source had said before the run is the base of the next merge again, unless a
        later run said something since."""
        rows = {offer.pk: row for row, offer in pairs}
        origins = list(Provenance.objects.filter(offer__in=rows))
        for origin in origins:
            row = rows[origin.offer_id]
            origin.content_hash, origin.gone_at = "", gone_at
            if row.action == Action.UPDATE and origin.imported_at == row.written_at:
                origin.revision_id, origin.differs = row.base_revision_id, row.base or {}
        names = ("content_hash", "gone_at", "revision", "differs")
        update_instances(Provenance, names, origins)

    def _fields(
        self,
        row: ImportRow,
        offer: OfferPage,
        origin: Provenance | None,
        revisions: Mapping[int, Revision],
    ) -> Mapping[str, Any] | None:
        """The page without what the run did; None when people's later acts leave nothing to do."""
        live = snapshot(offer)
        if row.action == Action.ARCHIVE:
            is_ours = origin is not None and origin.gone_at == row.written_at
            return live if is_ours and offer.public.state == PageState.ARCHIVED else None
        if not offer.live or row.after_id is None or row.before_id is None:
            return None
        after, before = (self._snapshot(revisions[key]) for key in (row.after_id, row.before_id))
        merged = merge_fields(after, before, live, _KINDS).merged
        if merged == live:
            return None
        try:
            return apply_changes(live, merged, known=self.known)
        except InvalidFields:
            return None

    def _snapshot(self, revision: Revision) -> dict[str, Any]:
        return snapshot_of_revision(revision.content, known=self.known)

    @transaction.atomic
    def structures(self, rows: Sequence[ImportRow]) -> None:
        ids = [row.structure_id for row in rows if row.structure_id]
        found = (
            Structure.objects.select_for_update(of=("self",))
            .select_related("commune", "home_territory")
            .filter(pk__in=ids)
        )
        structures = {one.pk: one for one in found.order_by("pk")}
        busy = set(
            OfferPage.objects.filter(structure__in=ids, live=True).values_list(
                "structure", flat=True
            )
        )
        origins = {
            origin.structure_id: origin
            for origin in StructureProvenance.objects.filter(structure__in=ids, is_origin=True)
        }
        kept = set(Membership.objects.filter(structure__in=ids).values_list("structure", flat=True))
        changed = [
            structures[row.structure_id]
            for row in rows
            if row.structure_id
            and self._undo_structure(
                row,
                structures[row.structure_id],
                origins.get(row.structure_id),
                is_in_use=row.structure_id in busy | kept,
            )
        ]
        update_many(
            changed,
            territory=self.run.territory,
            data=self.data,
            actor=self.by,
        )
        names = ("content_hash", "gone_at", "fields")
        update_instances(StructureProvenance, names, list(origins.values()))
        self.done.put_back += len(changed)
        self.done.kept += len(rows) - len(changed)
        self._settle(rows)

    def _undo_structure(
        self,
        row: ImportRow,
        structure: Structure,
        origin: StructureProvenance | None,
        *,
        is_in_use: bool,
    ) -> bool:
        """Whether the structure changes; its state only where it is still what the run made it."""
        if origin is None or structure.state == PageState.MERGED:
            return False
        origin.content_hash = ""
        if row.action == Action.CREATE:
            is_edited = structure_snapshot(structure) != {
                **structure_snapshot(structure),
                **origin.fields,
            }
            if is_in_use or is_edited or structure.state != PageState.LIVE:
                return False
            structure.state, origin.gone_at = PageState.ARCHIVED, self.at
            return True
        state, is_back = structure.state, False
        if row.action == Action.ARCHIVE and origin.gone_at == row.written_at:
            structure.state, origin.gone_at, is_back = PageState.LIVE, None, True
        elif row.action == Action.RESTORE and structure.state == PageState.LIVE and not is_in_use:
            structure.state, origin.gone_at = PageState.ARCHIVED, self.at
        if row.base is not None and origin.imported_at == row.written_at:
            origin.fields = row.base
        can_change = structure.state == PageState.LIVE and state == PageState.LIVE
        return (
            (can_change and self._put_fields_back(row, structure))
            or is_back
            or (structure.state != state)
        )

    def _put_fields_back(self, row: ImportRow, structure: Structure) -> bool:
        before = row.before_fields or {}
        live = structure_snapshot(structure)
        if not STRUCTURE_FIELDS.keys() <= before.keys():
            return False
        was = {name: before[name] for name in STRUCTURE_FIELDS}
        after = {**was, **{name: pair[1] for name, pair in row.changes.items()}}
        merged = merge_fields(after, was, live, _STRUCTURE_KINDS).merged
        if merged == live:
            return False
        try:
            fields = check_structure(live, merged, known=self.known)
        except InvalidFields:
            return False
        set_structure_fields(structure, fields, known=self.known)
        return True

    def _settle(self, rows: Sequence[ImportRow]) -> None:
        for row in rows:
            row.undone_at = self.at
        update_instances(ImportRow, ("undone_at",), rows)
