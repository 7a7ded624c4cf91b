"""The rows beside an offer, by the batch: visibility, provenance, what is public."""

from collections.abc import Sequence
from datetime import datetime

from simple_history.utils import bulk_create_with_history

from offers.known import Known
from offers.models import (
    Availability,
    OfferPage,
    OfferVisibility,
    Provenance,
    PublicOffer,
    PublicOfferCoverage,
    PublicOfferNeed,
    Structure,
    TemporaryNotice,
    Verification,
)
from offers.models.structures import AddressVisibility, PageState
from offers.public_view import Beside, public_row
from offers.rows import insert_instances, insert_with_history, update_instances
from offers.visibility import starting_visibility, tighten_structures_of
from territories.bulk import insert_rows


def insert_visibilities(offers: Sequence[OfferPage], *, known: Known) -> list[OfferVisibility]:
    """The starting visibility of new offers."""
    found = [starting_visibility(offer, hiding_needs=known.hiding_needs) for offer in offers]
    insert_with_history(OfferVisibility, found)
    tighten_structures_of(list(zip(offers, found, strict=True)))
    return found


def insert_beside(besides: Sequence[Beside]) -> None:
    """Save the records that come with new offers; their offer is set already."""
    bulk_create_with_history([b.availability for b in besides if b.availability], Availability)
    Verification.objects.bulk_create([b.verification for b in besides if b.verification])
    TemporaryNotice.objects.bulk_create([notice for b in besides for notice in b.notices])
    insert_instances(Provenance, [b.provenance for b in besides if b.provenance])


def insert_public(
    offers: Sequence[OfferPage],
    besides: Sequence[Beside],
    dates: Sequence[datetime],
    *,
    known: Known,
) -> list[PublicOffer]:
    """The public rows of new offers, with their needs and areas."""
    rows = [
        public_row(offer, beside, modified_at=at)
        for offer, beside, at in zip(offers, besides, dates, strict=True)
    ]
    insert_instances(PublicOffer, rows)
    _insert_projections(offers, known=known)
    return rows


def update_public(
    offers: Sequence[OfferPage],
    besides: Sequence[Beside],
    dates: Sequence[datetime],
    *,
    known: Known,
) -> list[PublicOffer]:
    """The public rows of changed offers made again, one version further."""
    ids = [offer.pk for offer in offers]
    stored = dict(
        PublicOffer.objects.select_for_update().filter(pk__in=ids).values_list("pk", "version")
    )
    # Under the locks of the rows: a renaming of a structure writes there too.
    structures = Structure.objects.in_bulk({offer.structure_id for offer in offers})
    rows = []
    for offer, beside, at in zip(offers, besides, dates, strict=True):
        offer.structure = structures[offer.structure_id]
        row = public_row(offer, beside, modified_at=at)
        row.version = stored[offer.pk] + 1
        rows.append(row)
    names = [f.name for f in PublicOffer._meta.local_concrete_fields if not f.primary_key]
    update_instances(PublicOffer, names, rows)
    PublicOfferNeed.objects.filter(offer__in=ids).delete()
    PublicOfferCoverage.objects.filter(offer__in=ids).delete()
    _insert_projections(offers, known=known)
    return rows


def archive_public(ids: Sequence[int]) -> list[PublicOffer]:
    """The public rows of offers that are no longer on the site."""
    rows = list(PublicOffer.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    for row in rows:
        row.state, row.moved_to = PageState.ARCHIVED, ""
        row.version += 1
    update_instances(PublicOffer, ("state", "moved_to", "version"), rows)
    PublicOfferNeed.objects.filter(offer__in=ids).delete()
    PublicOfferCoverage.objects.filter(offer__in=ids).delete()
    return rows


def besides_of(offers: Sequence[OfferPage], *, known: Known) -> list[Beside]:
    """The records beside live offers, their visibility tightened when a need asks for it."""
    ids = [offer.pk for offer in offers]
    availabilities = {one.offer_id: one for one in Availability.objects.filter(offer__in=ids)}
    provenances = {
        one.offer_id: one
        for one in Provenance.objects.select_related("source").filter(offer__in=ids)
    }
    # The latest of each: they come newest first.
    verifications: dict[int, Verification] = {}
    for check in Verification.objects.filter(offer__in=ids):
        verifications.setdefault(check.offer_id, check)
    notices: dict[int, list[TemporaryNotice]] = {}
    for notice in TemporaryNotice.objects.filter(offer__in=ids):
        notices.setdefault(notice.offer_id, []).append(notice)
    visibilities = _tightened(offers, known=known)
    return [
        Beside(
            visibility=visibilities[pk],
            availability=availabilities.get(pk),
            verification=verifications.get(pk),
            provenance=provenances.get(pk),
            notices=tuple(notices.get(pk, ())),
        )
        for pk in ids
    ]


def _tightened(offers: Sequence[OfferPage], *, known: Known) -> dict[int, OfferVisibility]:
    hiding = {o.pk: o for o in offers if known.hiding_needs.intersection(o.needs)}
    rows = OfferVisibility.objects.filter(offer__in=[offer.pk for offer in offers])
    if hiding:
        rows = rows.select_for_update(of=("self",))
    found = {one.offer_id: one for one in rows.order_by("pk")}
    for key in hiding:
        if found[key].address != AddressVisibility.HIDDEN:
            found[key].address = AddressVisibility.HIDDEN
            found[key].save(update_fields=["address"])
    tighten_structures_of([(offer, found[key]) for key, offer in hiding.items()])
    return found


def _insert_projections(offers: Sequence[OfferPage], *, known: Known) -> None:
    needs = [
        (offer.pk, known.need_ids[code])
        for offer in offers
        for code in offer.needs
        if code in known.need_ids
    ]
    insert_rows(PublicOfferNeed, ["offer_id", "need_id"], needs)
    areas = [(offer.pk, uid) for offer in offers for uid in offer.coverage]
    insert_rows(PublicOfferCoverage, ["offer_id", "uid"], areas)
