"""Records that a complete file no longer holds: off the site, never deleted."""

from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _

from contributions.imports.context import Context
from contributions.models import ImportRow
from offers.bulk import archive_many
from offers.exchange.records import RowWarning
from offers.models import OfferPage, Provenance, Source, Structure, StructureProvenance
from offers.models.structures import PageState
from offers.rows import update_instances
from offers.structures import update_many

BATCH = 500
# Above this share of a source, a file that lacks so much is more likely a mistake.
SHARE_TO_CONFIRM = 0.1

Action = ImportRow.Action


class TooManyMissing(Exception):
    """A file lacks more of its source than is archived without a person's word."""

    def __init__(self, *, missing: int, held: int) -> None:
        super().__init__(missing, held)
        self.missing = missing
        self.held = held

    def __str__(self) -> str:
        said = _("%(missing)d offers of %(held)d are not in this file. Confirm to archive them.")
        return said % {"missing": self.missing, "held": self.held}


def archive_missing(context: Context, *, confirmed: bool) -> None:
    """Archive the offers, then the structures left without any, of each source the file is of.

    Raises TooManyMissing before anything is archived, when they are over a tenth of a source.
    """
    sources = [source for source in context.sources.values() if source and source.pk]
    missing = {source: _missing(source, context) for source in sources}
    for source, ids in missing.items():
        held = Provenance.objects.filter(source=source, offer__live=True).count()
        if ids and len(ids) > held * SHARE_TO_CONFIRM and not confirmed:
            raise TooManyMissing(missing=len(ids), held=held)
    for source, ids in missing.items():
        remaining = iter(ids)
        while batch := list(islice(remaining, BATCH)):
            _archive(batch, context)
        _archive_structures(source, context)


def _missing(source: Source, context: Context) -> list[int]:
    seen = context.seen["services"].get(source.key, set())
    rows = Provenance.objects.filter(source=source, offer__live=True, gone_at=None)
    return [
        pk
        for pk, external_id in rows.values_list("pk", "external_id").order_by("offer")
        if external_id not in seen
    ]


@transaction.atomic
def _archive(ids: list[int], context: Context) -> None:
    context.require_right()
    origins = {o.offer_id: o for o in Provenance.objects.filter(pk__in=ids)}
    offers = _live(list(origins), context)
    for offer in offers:
        origins[offer.pk].gone_at = context.now
        context.note(
            "services",
            0,
            origins[offer.pk].external_id,
            Action.ARCHIVE,
            title=offer.title,
            offer=offer,
            before_id=offer.live_revision_id,
        )
    context.report.services.archived += len(offers)
    if context.writes:
        archive_many(
            offers,
            country=context.country,
            actor=context.user,
            data={"source": context.run_label, "run": str(context.run.uuid)},
        )
        update_instances(Provenance, ("gone_at",), [origins[o.pk] for o in offers])


def _live(ids: list[int], context: Context) -> list[OfferPage]:
    rows = OfferPage.objects.filter(pk__in=ids, live=True)
    if context.writes:
        rows = rows.select_for_update(of=("self", "page_ptr"))
    return list(rows.order_by("pk"))


@transaction.atomic
def _archive_structures(source: Source, context: Context) -> None:
    seen = context.seen["structures"].get(source.key, set())
    rows = StructureProvenance.objects.filter(source=source, gone_at=None, is_origin=True)
    gone = [origin for origin in rows.iterator() if origin.external_id not in seen]
    busy = set(
        OfferPage.objects.filter(live=True, structure__provenances__in=gone).values_list(
            "structure", flat=True
        )
    )
    empty = [origin for origin in gone if origin.structure_id not in busy]
    if busy:
        said = _("These structures left the file but still have offers here: they stay.")
        context.report.warn([RowWarning("dropped", "structure_id", "", said)] * len(busy))
    _archive_empty(empty, context)


def _archive_empty(origins: list[StructureProvenance], context: Context) -> None:
    structures = Structure.objects.filter(
        pk__in=[origin.structure_id for origin in origins], state=PageState.LIVE
    ).select_related("commune")
    found = list(structures.select_for_update(of=("self",)) if context.writes else structures)
    for structure in found:
        context.note(
            "structures",
            0,
            "",
            Action.ARCHIVE,
            title=structure.name,
            structure=structure,
            before_fields={"state": structure.state},
        )
        structure.state = PageState.ARCHIVED
    for origin in origins:
        origin.gone_at = context.now
    context.report.structures.archived += len(found)
    if context.writes:
        update_many(
            found,
            territory=context.run.territory,
            source=context.run_label,
            known=context.known,
        )
        update_instances(StructureProvenance, ("gone_at",), origins)
