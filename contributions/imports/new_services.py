"""Services that are not here yet: offers to publish, unless another source brought them."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from contributions.imports.batches import refuse
from contributions.imports.context import Context
from contributions.imports.service_rules import is_allowed, refused, structure_key
from contributions.imports.sheltering import tells_its_street
from contributions.models import ImportRow
from offers.bulk import NewOffer, publish_batch
from offers.exchange.records import Problem, RefusedRow, ServiceRecord
from offers.models import OfferPage, Provenance, Structure
from offers.models.structures import PageState
from offers.twins import Twin, offer_twins

Action = ImportRow.Action


def create_offers(records: Sequence[ServiceRecord], context: Context) -> None:
    """Publish one batch; inside the caller's transaction."""
    placed = [record for record in records if is_allowed(record, context)]
    names = _structures(placed, context)
    housed = [record for record in placed if _is_housed(record, names, context)]
    made: list[ServiceRecord] = []
    for record, twin in zip(housed, _twins(housed, names, context), strict=True):
        if twin is None:
            made.append(record)
        else:
            refuse(_double(record, twin), context, action=Action.TWIN)
    offers: Sequence[OfferPage | None] = [None] * len(made)
    if context.writes:
        offers = publish_batch(
            [_new(record, names[structure_key(record)], context) for record in made],
            country=context.country,
            known=context.known,
            actor=context.user,
            data=context.audited,
        )
    context.report.services.created += len(made)
    for record, offer in zip(made, offers, strict=True):
        context.note(
            "services",
            record.row,
            record.source_id,
            Action.CREATE,
            title=record.fields["title"],
            target=offer,
            after_id=offer.live_revision_id if offer else None,
        )


def _structures(
    records: Sequence[ServiceRecord], context: Context
) -> dict[tuple[str, str], Structure]:
    """The structures of the records, those merged into another as that one; one only planned
    stands under an empty name."""
    keys = {structure_key(r): context.structures.get(structure_key(r)) for r in records}
    rows = Structure.objects.select_related("merged_into").in_bulk(
        [pk for pk in keys.values() if pk is not None]
    )
    found = {key: rows[pk] if pk is not None else Structure() for key, pk in keys.items()}
    return {key: one.merged_into or one for key, one in found.items()}


def _is_housed(
    record: ServiceRecord,
    structures: Mapping[tuple[str, str], Structure],
    context: Context,
) -> bool:
    """On a structure that is on the site, and silent of the street of a place to protect."""
    structure = structures[structure_key(record)]
    problem = None
    if structure.state != PageState.LIVE:
        reason = _("The structure of this offer was taken off the site here.")
        problem = Problem("structure_id", record.structure_id, reason)
    elif context.known.hiding_needs.intersection(record.fields["needs"]):
        streets = (record.fields["street_address"], structure.street_address)
        problem = tells_its_street(record.fields, streets)
    if problem is not None:
        refuse(refused(record, problem), context)
    return problem is None


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
                structures[structure_key(record)].name,
                context.writable(record.source),
            )
            for record in records
        ],
        known=context.known,
    )


def _double(record: ServiceRecord, twin: Twin) -> RefusedRow:
    reason = _("This offer seems to be here already: “%(title)s” (likeness %(score)d %%).")
    said = reason % {"title": twin.title, "score": round(twin.score * 100)}
    return refused(record, Problem("nom", record.fields["title"], said, twin.public_id))


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
