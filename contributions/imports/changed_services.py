"""Services that are here already: merged with what people changed since the last import."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Revision

from contributions.imports.barred import Says, barred_on, heard
from contributions.imports.batches import refuse
from contributions.imports.conflicts import settle, waiting_proposals
from contributions.imports.context import Context
from contributions.imports.held import held_on, say_held, say_page_held
from contributions.imports.merging import Merged, differences, merge_record
from contributions.imports.service_rules import is_allowed, refused, structure_key
from contributions.imports.sheltering import tells_its_street
from contributions.models import ImportRow, Proposal
from offers.bulk import ChangedOffer, redate_many, republish_many
from offers.exchange.records import Problem, RowWarning, ServiceRecord
from offers.models import OfferPage, Provenance, PublicOffer
from offers.models.structures import AddressVisibility
from offers.rows import update_instances
from offers.schema import OFFER_FIELDS
from offers.snapshots import snapshot, snapshot_of_revision
from offers.validation import InvalidFields, apply_changes

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
    base: tuple[int | None, dict[str, Any]] = (None, {})


@dataclass(frozen=True, slots=True)
class _Beside:
    """Of each offer: what its source said last, what may not come back, and what stays."""

    bases: Mapping[int, dict[str, Any]]
    bars: Mapping[int, Says]
    held: Mapping[int, frozenset[str]]


def change_offers(pairs: Sequence[tuple[ServiceRecord, Provenance]], context: Context) -> None:
    """Merge one batch; inside the caller's transaction."""
    if not pairs:
        return
    ids = [origin.offer_id for _record, origin in pairs]
    waiting = waiting_proposals(Proposal.Target.OFFER, ids, lock=context.writes)
    offers = _locked(ids, context)
    beside = _Beside(
        bases=_bases([origin for _record, origin in pairs], context),
        bars=barred_on(Proposal.Target.OFFER, ids),
        held=held_on(Proposal.Target.OFFER, ids),
    )
    done = [
        change
        for record, origin in pairs
        if (change := _hear(record, origin, offers[origin.offer_id], beside, context))
    ]
    if context.writes:
        _write(done, context)
    for change in done:
        _note(change, context)
        settle(
            Proposal.Target.OFFER,
            change.offer,
            change.merged,
            change.record,
            context,
            waiting=waiting,
        )


def _locked(ids: Sequence[int], context: Context) -> dict[int, OfferPage]:
    """In the order of their keys: two imports never wait for each other."""
    rows = OfferPage.objects.filter(pk__in=ids).prefetch_related(
        "structure", "home_territory", "commune", "visibility"
    )
    if context.writes:
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


def _hear(
    record: ServiceRecord,
    origin: Provenance,
    offer: OfferPage,
    beside: _Beside,
    context: Context,
) -> _Change | None:
    """Merge a record without what was taken away from the page."""
    if says := beside.bars.get(offer.pk):
        record = heard(record, snapshot(offer), says)
    return _merge(record, origin, offer, beside, context)


def _merge(
    record: ServiceRecord,
    origin: Provenance,
    offer: OfferPage,
    beside: _Beside,
    context: Context,
) -> _Change | None:
    """None when the row is refused, or the offer was taken off the site here."""
    if not is_allowed(record, context, offer.home_territory):
        return None
    is_back = origin.gone_at is not None and not offer.live
    held = beside.held.get(offer.pk, frozenset())
    if not offer.live and (held or not is_back):
        _leave(record, context, is_held=is_back)
        return None
    _warn_of_a_move(record, offer, context)
    live = snapshot(offer)
    try:
        merged = merge_record(
            base=beside.bases.get(offer.pk, record.fields),
            said=record.fields,
            live=live,
            kinds=_KINDS,
            check=lambda now, new: apply_changes(now, new, known=context.known),
            kept=held,
        )
    except InvalidFields as invalid:
        problems = [Problem(n, "", " ".join(lines)) for n, lines in invalid.errors.items()]
        refuse(refused(record, *problems), context)
        return None
    if problem := _told_street(offer, merged.fields, context):
        refuse(refused(record, problem), context)
        return None
    say_held(merged, context)
    return _Change(record, origin, offer, merged, live, offer.live_revision_id, is_back)


def _leave(record: ServiceRecord, context: Context, *, is_held: bool) -> None:
    """What left the site stays so: taken off by people, or protected since its source left it."""
    context.report.services.unchanged += 1
    if is_held:
        say_page_held(record.source_id, context)
        return
    said = _("This offer was taken off the site here: it stays so.")
    context.report.warn([RowWarning("dropped", "id", record.source_id, said)])


def _told_street(offer: OfferPage, fields: Mapping[str, Any], context: Context) -> Problem | None:
    """What a protected place would tell of where it is."""
    if not _is_hidden(offer, fields, context):
        return None
    streets = (offer.street_address, fields["street_address"], offer.structure.street_address)
    return tells_its_street(fields, streets)


def _is_hidden(offer: OfferPage, fields: Mapping[str, Any], context: Context) -> bool:
    """Now, or once these fields are live."""
    hides = context.known.hiding_needs.intersection(fields["needs"])
    return bool(hides) or offer.visibility.address != AddressVisibility.PUBLIC


def _warn_of_a_move(record: ServiceRecord, offer: OfferPage, context: Context) -> None:
    if context.structures.get(structure_key(record)) != offer.structure_id:
        said = _("The source says another structure: a page changes hands by an act of its own.")
        context.report.warn([RowWarning("dropped", "structure_id", "", said)])


def _write(changes: Sequence[_Change], context: Context) -> None:
    for change in changes:
        origin, record = change.origin, change.record
        change.base = origin.revision_id, origin.differs
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
                restores=change.is_back,
            )
            for change in changes
        ],
        country=context.country,
        known=context.known,
        actor=context.user,
        action="offer.imported",
        data=context.audited,
    )


def _note(change: _Change, context: Context) -> None:
    counts, merged, record = context.report.services, change.merged, change.record
    is_change = merged.is_change or change.is_back
    counts.updated += is_change
    counts.unchanged += not is_change
    if is_change:
        context.note(
            "services",
            record.row,
            record.source_id,
            Action.RESTORE if change.is_back else Action.UPDATE,
            title=merged.fields["title"],
            target=change.offer,
            before_id=change.was_revision,
            after_id=change.offer.live_revision_id if context.writes else None,
            base_revision_id=change.base[0],
            base=change.base[1],
            changes=differences(change.was, merged.fields),
        )
