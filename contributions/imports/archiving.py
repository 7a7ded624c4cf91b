"""Records that a complete file no longer holds: off the site, never deleted."""

from collections.abc import Iterator
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from contributions.imports.context import Context
from contributions.imports.held import held_on, say_page_held
from contributions.models import ImportRow, Proposal
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
PageT = TypeVar("PageT", OfferPage, Structure)


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

    Structures go only when the run had a file of them. Raises TooManyMissing before anything is
    archived, when offers or structures are over a tenth of a source.
    """
    sources = [source for source in context.sources.values() if source and source.pk]
    offers = {source: _missing_offers(source, context) for source in sources}
    gone = {pk for ids in offers.values() for pk in ids}
    structures = {source: _missing_structures(source, gone, context) for source in sources}
    if not confirmed:
        for source in sources:
            held = Provenance.objects.filter(source=source, offer__live=True).count()
            _require_few(len(offers[source]), held)
            live = StructureProvenance.objects.filter(source=source, structure__state="live")
            _require_few(len(structures[source]), live.count())
    for source in sources:
        for ids in _cut(offers[source]):
            _archive(source, ids, context)
        for ids in _cut(structures[source]):
            _archive_structures(source, ids, context)


def _require_few(missing: int, held: int) -> None:
    if missing > held * SHARE_TO_CONFIRM:
        raise TooManyMissing(missing=missing, held=held)


def _cut(ids: list[int]) -> Iterator[list[int]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def _missing_structures(source: Source, gone: set[int], context: Context) -> list[int]:
    """Those that this source made, that the file lacks, and that will have no live offer left."""
    if not any(context.seen["structures"].values()):
        return []
    seen = context.seen["structures"].get(source.key, set())
    rows = StructureProvenance.objects.filter(
        source=source, gone_at=None, is_origin=True, structure__state=PageState.LIVE
    )
    pairs = rows.values_list("pk", "structure", "external_id").order_by("pk")
    lacking = {structure: pk for pk, structure, external_id in pairs if external_id not in seen}
    kept = OfferPage.objects.filter(live=True, structure__in=lacking, provenance__isnull=True)
    other = OfferPage.objects.filter(live=True, structure__in=lacking).exclude(provenance__in=gone)
    busy = {*kept.values_list("structure", flat=True), *other.values_list("structure", flat=True)}
    if busy:
        said = _("These structures left the file but still have offers here: they stay.")
        context.report.warn([RowWarning("dropped", "structure_id", "", said)] * len(busy))
    return [pk for structure, pk in lacking.items() if structure not in busy]


def _missing_offers(source: Source, context: Context) -> list[int]:
    seen = context.seen["services"].get(source.key, set())
    rows = Provenance.objects.filter(source=source, offer__live=True, gone_at=None)
    return [
        pk
        for pk, external_id in rows.values_list("pk", "external_id").order_by("offer")
        if external_id not in seen
    ]


@transaction.atomic
def _archive(source: Source, ids: list[int], context: Context) -> None:
    context.lock([source.key])
    context.require_right()
    origins = {o.offer_id: o for o in Provenance.objects.filter(pk__in=ids)}
    offers = _free(Proposal.Target.OFFER, _live(list(origins), context), context)
    for offer in offers:
        origins[offer.pk].gone_at = context.now
        context.note(
            "services",
            0,
            origins[offer.pk].external_id,
            Action.ARCHIVE,
            title=offer.title,
            target=offer,
            before_id=offer.live_revision_id,
        )
    context.report.services.archived += len(offers)
    if context.writes:
        archive_many(
            offers,
            country=context.country,
            actor=context.user,
            data=context.audited,
        )
        update_instances(Provenance, ("gone_at",), [origins[o.pk] for o in offers])


def _free(kind: str, pages: list[PageT], context: Context) -> list[PageT]:
    """Those that no protection keeps on the site; the report names the others."""
    held = held_on(kind, [page.pk for page in pages])
    for page in pages:
        if page.pk in held:
            say_page_held(page.public_id, context)
    return [page for page in pages if page.pk not in held]


def _live(ids: list[int], context: Context) -> list[OfferPage]:
    rows = OfferPage.objects.filter(pk__in=ids, live=True)
    if context.writes:
        rows = rows.select_for_update(of=("self", "page_ptr"))
    return list(rows.order_by("pk"))


@transaction.atomic
def _archive_structures(source: Source, ids: list[int], context: Context) -> None:
    context.lock([source.key])
    context.require_right()
    origins = {o.structure_id: o for o in StructureProvenance.objects.filter(pk__in=ids)}
    rows = Structure.objects.filter(pk__in=origins, state=PageState.LIVE).prefetch_related(
        "commune"
    )
    if context.writes:
        rows = rows.select_for_update()
    structures = _free(Proposal.Target.STRUCTURE, list(rows.order_by("pk")), context)
    for structure in structures:
        context.note(
            "structures",
            0,
            origins[structure.pk].external_id,
            Action.ARCHIVE,
            title=structure.name,
            target=structure,
            before_fields={"state": structure.state},
        )
        structure.state = PageState.ARCHIVED
        origins[structure.pk].gone_at = context.now
    context.report.structures.archived += len(structures)
    if context.writes:
        update_many(
            structures,
            territory=context.run.territory,
            data=context.audited,
            actor=context.user,
        )
        found = [origins[structure.pk] for structure in structures]
        update_instances(StructureProvenance, ("gone_at",), found)
