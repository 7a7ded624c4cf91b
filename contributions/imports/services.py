"""The services of a file, by the batch: new offers, merged ones, doubles, refusals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.models import Revision

from contributions.imports.batches import Batch, by_source, changed_rows, identified, refuse
from contributions.imports.conflicts import ask
from contributions.imports.context import Context
from contributions.imports.merging import Merged, differences, merge_record
from contributions.imports.report import refusal
from contributions.models import ImportRow, Proposal
from offers.bulk import ChangedOffer, NewOffer, publish_batch, redate_many, republish_many
from offers.exchange.records import Identity, Problem, RefusedRow, RowWarning, ServiceRecord
from offers.exchange.rows import Kind, RawRow
from offers.models import OfferPage, Provenance, PublicOffer, Structure
from offers.publishing import home_of
from offers.rows import update_instances
from offers.schema import OFFER_FIELDS
from offers.snapshots import snapshot, snapshot_of_revision
from offers.twins import Twin, offer_twins
from offers.validation import InvalidFields, apply_changes
from territories.models import Territory

KIND: Kind = "services"
Action = ImportRow.Action

_KINDS = {name: field.kind for name, field in OFFER_FIELDS.items()}
_SAID = ("content_hash", "imported_at", "source_url", "licence", "gone_at")


@dataclass(slots=True)
class _Change:
    """A record that says something new of an offer that is here."""

    record: ServiceRecord
    origin: Provenance
    offer: OfferPage
    merged: Merged
    was: dict[str, Any]
    was_revision: int | None
    is_back: bool


def write_services(raws: Sequence[RawRow], context: Context) -> None:
    """Bring one batch; the caller's transaction holds the sources' locks."""
    found = list(identified(raws, KIND, context))
    batch = changed_rows(found, KIND, _origins(found, context), context)
    records = _parsed(batch, context)
    _create([record for record in records if batch.origin(record) is None], context)
    _change([(r, o) for r in records if (o := batch.origin(r)) is not None], context)


def _origins(
    found: Sequence[tuple[RawRow, Identity]], context: Context
) -> dict[tuple[str, str], Provenance]:
    wanted = Q(pk__in=[])
    for source, ids in by_source(found, context):
        wanted |= Q(source=source, external_id__in=ids)
    rows = Provenance.objects.filter(wanted).select_related("source")
    return {(row.source.key, row.external_id): row for row in rows}


def _parsed(batch: Batch[Provenance], context: Context) -> list[ServiceRecord]:
    records = []
    for record in context.parser.services([raw for raw, _identity in batch.rows]):
        if isinstance(record, RefusedRow):
            refuse(record, context)
        else:
            context.report.warn(record.warnings)
            records.append(record)
    return records


def _create(records: Sequence[ServiceRecord], context: Context) -> None:
    placed = [record for record in records if _is_allowed(record, context)]
    names = _structures(placed, context)
    twins = _twins(placed, names, context)
    new: list[NewOffer] = []
    made: list[ServiceRecord] = []
    for record, twin in zip(placed, twins, strict=True):
        if twin is not None:
            refuse(_double(record, twin), context, action=Action.TWIN)
            continue
        made.append(record)
        if context.writes:
            new.append(_new(record, names[_structure_key(record)], context))
    offers: Sequence[OfferPage | None] = [None] * len(made)
    if context.writes:
        offers = publish_batch(
            new, country=context.country, known=context.known, data=_audit_data(context)
        )
    context.report.services.created += len(made)
    for record, offer in zip(made, offers, strict=True):
        context.note(
            KIND,
            record.row,
            record.source_id,
            Action.CREATE,
            title=record.fields["title"],
            offer=offer,
            after_id=offer.live_revision_id if offer else None,
        )


def _audit_data(context: Context) -> dict[str, Any]:
    return {"source": context.run_label, "run": str(context.run.uuid)}


def _structure_key(record: ServiceRecord) -> tuple[str, str]:
    return record.source, record.structure_id


def _structures(
    records: Sequence[ServiceRecord], context: Context
) -> dict[tuple[str, str], Structure]:
    """The structures of the records; one only planned stands under an empty name."""
    keys = {
        _structure_key(record): context.structures.get(_structure_key(record)) for record in records
    }
    rows = Structure.objects.in_bulk([pk for pk in keys.values() if pk is not None])
    return {key: rows[pk] if pk is not None else Structure() for key, pk in keys.items()}


def _twins(
    records: Sequence[ServiceRecord],
    structures: Mapping[tuple[str, str], Structure],
    context: Context,
) -> Sequence[Twin | None]:
    if context.allows_twins:
        return [None] * len(records)
    return offer_twins(
        [
            (
                record.fields,
                structures[_structure_key(record)].name,
                context.writable(record.source),
            )
            for record in records
        ],
        known=context.known,
    )


def _is_allowed(record: ServiceRecord, context: Context) -> bool:
    source = context.writable(record.source)
    home = home_of(record.fields, country=context.country, known=context.known)
    if source.territory.contains(home):
        return True
    refuse(_refusal(record, _outside(home)), context)
    return False


def _outside(home: Territory) -> Problem:
    reason = _("%(place)s is outside the territory of this source.") % {"place": home.name}
    return Problem("code_insee", home.code, reason)


def _double(record: ServiceRecord, twin: Twin) -> RefusedRow:
    reason = _("This offer seems to be here already: “%(title)s” (likeness %(score)d %%).")
    said = reason % {"title": twin.title, "score": round(twin.score * 100)}
    return _refusal(record, Problem("nom", record.fields["title"], said, twin.public_id))


def _new(record: ServiceRecord, structure: Structure, context: Context) -> NewOffer:
    return NewOffer(
        structure=structure,
        fields=record.fields,
        modified_at=record.modified_at,
        provenance=Provenance(
            source=context.writable(record.source),
            external_id=record.source_id,
            source_url=record.source_url,
            licence=record.licence,
            content_hash=record.content_hash,
            imported_at=context.now,
        ),
    )


def _change(pairs: Sequence[tuple[ServiceRecord, Provenance]], context: Context) -> None:
    if not pairs:
        return
    offers = _locked([origin.offer_id for _record, origin in pairs], context)
    bases = _bases([origin for _record, origin in pairs], context)
    done = [
        change
        for record, origin in pairs
        if (change := _merge(record, origin, offers[origin.offer_id], bases, context)) is not None
    ]
    if context.writes:
        _write(done, context)
    for change in done:
        _note(change, context)


def _locked(ids: Sequence[int], context: Context) -> dict[int, OfferPage]:
    """Proposals of imports before pages, pages in the order of their keys: no deadlock with who
    accepts a proposal."""
    rows = OfferPage.objects.filter(pk__in=ids).select_related(
        "structure", "home_territory", "commune"
    )
    if context.writes:
        waiting = Proposal.objects.open().filter(offer__in=ids, imported_from__isnull=False)
        list(waiting.order_by("pk").select_for_update(of=("self",)).values_list("pk"))
        rows = rows.select_for_update(of=("self", "page_ptr"))
    return {offer.pk: offer for offer in rows.order_by("pk")}


def _bases(origins: Sequence[Provenance], context: Context) -> dict[int, dict[str, Any]]:
    """What each source said last; nothing for an offer whose import left no revision."""
    revisions = Revision.objects.in_bulk([o.revision_id for o in origins if o.revision_id])
    contents = [revision.content for revision in revisions.values()]
    context.known.look_up_keys(c["commune"] for c in contents if c.get("commune"))
    return {
        origin.offer_id: {
            **snapshot_of_revision(revisions[origin.revision_id].content, known=context.known),
            **origin.differs,
        }
        for origin in origins
        if origin.revision_id
    }


def _merge(
    record: ServiceRecord,
    origin: Provenance,
    offer: OfferPage,
    bases: Mapping[int, dict[str, Any]],
    context: Context,
) -> _Change | None:
    """None when the row is refused, or the offer was taken off the site here."""
    if not context.writable(record.source).territory.contains(offer.home_territory):
        refuse(_refusal(record, _outside(offer.home_territory)), context)
        return None
    is_back = origin.gone_at is not None and not offer.live
    if not offer.live and not is_back:
        said = _("This offer was taken off the site here: it stays so.")
        context.report.warn([RowWarning("dropped", "id", record.source_id, said)])
        context.report.services.unchanged += 1
        return None
    live = snapshot(offer)
    try:
        merged = merge_record(
            base=bases.get(offer.pk, record.fields),
            said=record.fields,
            live=live,
            kinds=_KINDS,
            check=lambda now, new: apply_changes(now, new, known=context.known),
        )
    except InvalidFields as invalid:
        problems = [Problem(n, "", " ".join(lines)) for n, lines in invalid.errors.items()]
        refuse(_refusal(record, *problems), context)
        return None
    return _Change(record, origin, offer, merged, live, offer.live_revision_id, is_back)


def _write(changes: Sequence[_Change], context: Context) -> None:
    for change in changes:
        origin, record = change.origin, change.record
        origin.content_hash, origin.imported_at = record.content_hash, context.now
        origin.source_url, origin.licence = record.source_url, record.licence
        origin.gone_at, origin.differs = None, change.merged.differs
    # Before the public rows are made: they say when the offer was last imported.
    update_instances(Provenance, _SAID, [change.origin for change in changes])
    dates = _dates([change.offer.pk for change in changes])
    _republish([c for c in changes if c.merged.is_change or c.is_back], dates, context)
    same = [c for c in changes if not (c.merged.is_change or c.is_back)]
    redate_many(
        [c.offer for c in same],
        [max(dates[c.offer.pk], c.record.modified_at) for c in same],
        known=context.known,
    )
    for change in changes:
        change.origin.revision_id = change.offer.live_revision_id
    update_instances(Provenance, ("revision", "differs"), [change.origin for change in changes])


def _dates(ids: Sequence[int]) -> dict[int, Any]:
    return dict(PublicOffer.objects.filter(pk__in=ids).values_list("pk", "modified_at"))


def _republish(changes: Sequence[_Change], dates: Mapping[int, Any], context: Context) -> None:
    republish_many(
        [
            ChangedOffer(
                offer=change.offer,
                fields=change.merged.fields,
                modified_at=max(dates[change.offer.pk], change.record.modified_at),
            )
            for change in changes
        ],
        country=context.country,
        known=context.known,
        action="offer.imported",
        data=_audit_data(context),
    )


def _note(change: _Change, context: Context) -> None:
    counts, merged, record = context.report.services, change.merged, change.record
    is_change = merged.is_change or change.is_back
    counts.updated += is_change
    counts.unchanged += not is_change
    if is_change:
        context.note(
            KIND,
            record.row,
            record.source_id,
            Action.RESTORE if change.is_back else Action.UPDATE,
            title=merged.fields["title"],
            offer=change.offer,
            before_id=change.was_revision,
            after_id=change.offer.live_revision_id if context.writes else None,
            changes=differences(change.was, merged.fields),
        )
    if merged.asked:
        counts.conflicts += 1
        ask(Proposal.Target.OFFER, change.offer, merged, record, context)


def _refusal(record: ServiceRecord, *problems: Problem) -> RefusedRow:
    return refusal(record, *problems, kind=KIND, number=record.row)
