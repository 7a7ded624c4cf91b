"""Taking back a whole import: three-way, so that what people did since stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

from accounts.models import User
from contributions.merge import merge_fields
from contributions.models import ImportRow, ImportRun
from contributions.permissions import can_import
from journal.audit import record
from offers.bulk import ChangedOffer, archive_many, republish_many
from offers.known import Known
from offers.models import OfferPage, Provenance, Structure, StructureProvenance
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
        rows = iter(list(run.rows.written().filter(kind=kind).order_by("-pk")))
        while batch := list(islice(rows, BATCH)):
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
    if by is not None and locked.source is not None:
        can_import(by, locked.source).or_raise()
    run.state = locked.state = ImportRun.State.UNDOING
    locked.save(update_fields=["state"])
    record(
        actor=by,
        action="import.undone",
        subject=run,
        territory=run.territory,
        data={"run": str(run.uuid)},
    )
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
            "structure", "home_territory", "commune"
        )
        offers = {offer.pk: offer for offer in pages.filter(pk__in=ids).order_by("pk")}
        keys = {key for row in rows for key in (row.before_id, row.after_id) if key}
        revisions = Revision.objects.in_bulk(keys)
        self._archive_new([(r, offers[r.offer_id]) for r in rows if r.action == Action.CREATE])
        self._archive_restored(
            [(r, offers[r.offer_id]) for r in rows if r.action == Action.RESTORE]
        )
        self._put_back(
            [
                (row, offers[row.offer_id])
                for row in rows
                if row.action in (Action.UPDATE, Action.ARCHIVE)
            ],
            revisions,
        )
        self._settle(rows)

    def _archive_new(self, pairs: Sequence[tuple[ImportRow, OfferPage]]) -> None:
        """What the run made goes, unless somebody edited it since."""
        self._archive([o for row, o in pairs if o.live and o.live_revision_id == row.after_id])
        edited = [o for row, o in pairs if o.live and o.live_revision_id != row.after_id]
        self.done.kept += len(edited)

    def _archive_restored(self, pairs: Sequence[tuple[ImportRow, OfferPage]]) -> None:
        self._archive([o for row, o in pairs if o.live and o.live_revision_id == row.after_id])

    def _archive(self, offers: Sequence[OfferPage]) -> None:
        archive_many(offers, country=self.country, actor=self.by, data=self.data)
        origins = list(Provenance.objects.filter(offer__in=offers))
        for origin in origins:
            # The same file may bring it back: it was not taken off the site for its own sake.
            origin.gone_at, origin.content_hash = self.at, ""
        update_instances(Provenance, ("gone_at", "content_hash"), origins)
        self.done.put_back += len(offers)

    def _put_back(
        self,
        pairs: Sequence[tuple[ImportRow, OfferPage]],
        revisions: Mapping[int, Revision],
    ) -> None:
        communes = (revision.content.get("commune") for revision in revisions.values())
        self.known.look_up_keys(key for key in communes if key)
        changed = []
        for row, offer in pairs:
            fields = self._fields(row, offer, revisions)
            if fields is None:
                self.done.kept += 1
            else:
                changed.append(ChangedOffer(offer=offer, fields=fields, modified_at=self.at))
        republish_many(
            changed,
            country=self.country,
            known=self.known,
            author=self.by,
            action="offer.import_undone",
            data=self.data,
        )
        origins = list(Provenance.objects.filter(offer__in=[one.offer for one in changed]))
        for origin in origins:
            origin.content_hash, origin.gone_at = "", None
        update_instances(Provenance, ("content_hash", "gone_at"), origins)
        self.done.put_back += len(changed)

    def _fields(
        self, row: ImportRow, offer: OfferPage, revisions: Mapping[int, Revision]
    ) -> Mapping[str, Any] | None:
        """The page without what the run did; None when people's later edits leave nothing to do."""
        live = snapshot(offer)
        before = self._snapshot(revisions[row.before_id]) if row.before_id else live
        if row.action == Action.ARCHIVE:
            return None if offer.live else live
        if row.after_id is None:
            return None
        after = self._snapshot(revisions[row.after_id])
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
        changed = [
            structures[row.structure_id]
            for row in rows
            if row.structure_id and self._undo_structure(row, structures[row.structure_id], busy)
        ]
        update_many(changed, territory=self.run.territory, source=self.label, known=self.known)
        origins = list(StructureProvenance.objects.filter(structure__in=changed))
        for origin in origins:
            origin.content_hash = ""
            is_gone = structures[origin.structure_id].state == PageState.ARCHIVED
            origin.gone_at = self.at if is_gone else None
        update_instances(StructureProvenance, ("content_hash", "gone_at"), origins)
        self.done.put_back += len(changed)
        self.done.kept += len(rows) - len(changed)
        self._settle(rows)

    @property
    def label(self) -> str:
        return self.run.source.key if self.run.source else "import"

    def _undo_structure(self, row: ImportRow, structure: Structure, busy: set[int]) -> bool:
        """Whether the structure changes."""
        if row.action == Action.CREATE:
            if structure.pk in busy or structure.state != PageState.LIVE:
                return False
            structure.state = PageState.ARCHIVED
            return True
        if row.before_fields is None:
            return False
        state = row.before_fields.get("state", structure.state)
        is_change = state != structure.state
        structure.state = state
        return self._put_fields_back(row, structure) or is_change

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
