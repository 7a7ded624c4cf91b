"""publish_many: new offers by batches, leaving the rows that publish_new leaves.

Wagtail's own save_revision().publish() writes 7 to 15 offers a second; here a batch is a handful of
statements. A contract test compares the rows of both ways (tests/offers/test_publish_many.py).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.db.models import CharField, OuterRef, Subquery
from django.db.models.functions import Cast
from django.db.models.sql import InsertQuery
from simple_history.utils import bulk_create_with_history
from wagtail.models import Page, PageLogEntry, Revision

from accounts.models import User
from journal.audit import record
from offers.known import Known
from offers.models import (
    Availability,
    Need,
    OfferIndexPage,
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
from offers.public_view import Beside, public_row
from offers.publishing import empty_fields, new_offer
from offers.signals import offers_changed
from offers.validation import apply_changes
from offers.visibility import starting_visibility, tighten_structure
from territories.models import Territory

BATCH = 500


@dataclass(slots=True)
class NewOffer:
    """An offer to publish, with the unsaved records that will lie beside it."""

    structure: Structure
    fields: Mapping[str, Any]
    modified_at: datetime
    availability: Availability | None = None
    verification: Verification | None = None
    provenance: Provenance | None = None
    notices: Sequence[TemporaryNotice] = field(default_factory=tuple)


def publish_many(
    new: Iterable[NewOffer], *, country: Territory, author: User | None = None
) -> Iterator[OfferPage]:
    """Publish new offers of one country, a transaction and an audit event a batch.

    Yields each offer in order, once its batch is committed to the surrounding transaction. Raises
    InvalidFields at the first row that cannot be published; its whole batch is left out.
    """
    known = Known.from_database()
    rows = iter(new)
    while batch := list(islice(rows, BATCH)):
        yield from _publish_batch(batch, country=country, author=author, known=known)


@transaction.atomic
def _publish_batch(
    batch: list[NewOffer], *, country: Territory, author: User | None, known: Known
) -> list[OfferPage]:
    empty = empty_fields()
    offers = [
        new_offer(
            structure=row.structure,
            merged=apply_changes({}, {**empty, **row.fields}, known=known),
            country=country,
            known=known,
        )
        for row in batch
    ]
    _insert_pages(offers, batch, parent=country.offer_index)
    _insert_revisions(offers, author=author)
    _insert_beside(offers, batch, known=known)
    record(
        actor=author,
        action="offers.published",
        subject=country.offer_index,
        territory=country,
        data={"count": len(offers), "first": offers[0].pk, "last": offers[-1].pk},
    )
    offers_changed.send(sender=PublicOffer, offer_ids=[offer.pk for offer in offers])
    return offers


def _insert_pages(
    offers: list[OfferPage], batch: list[NewOffer], *, parent: OfferIndexPage
) -> None:
    """Tree rows then offer rows, under the lock that add_child takes too."""
    locked = Page.objects.select_for_update().get(pk=parent.pk)
    last = Page.objects.filter(path__startswith=locked.path, depth=locked.depth + 1).aggregate(
        last=models.Max("path")
    )["last"]
    step = int(last[-Page.steplen :], len(Page.alphabet)) if last else 0
    content_type = ContentType.objects.get_for_model(OfferPage)
    for number, (offer, row) in enumerate(zip(offers, batch, strict=True), start=step + 1):
        offer.depth = locked.depth + 1
        offer.path = Page._get_path(locked.path, offer.depth, number)  # noqa: SLF001 treebeard has no other
        offer.numchild = 0
        offer.url_path = f"{locked.url_path}{offer.slug}/"
        offer.content_type = content_type
        offer.locale_id = locked.locale_id
        offer.first_published_at = offer.last_published_at = row.modified_at
        offer.latest_revision_created_at = row.modified_at
    names = [f.attname for f in Page._meta.local_concrete_fields if not f.primary_key]
    pages = Page.objects.bulk_create(
        [Page(**{name: getattr(offer, name) for name in names}) for offer in offers]
    )
    for offer, page in zip(offers, pages, strict=True):
        offer.pk = offer.page_ptr_id = offer.id = page.pk
        offer._state.adding = False
    _insert_own_table(offers)
    Page.objects.filter(pk=locked.pk).update(numchild=models.F("numchild") + len(offers))


def _insert_own_table(offers: list[OfferPage]) -> None:
    """The offer table alone: Django's bulk_create refuses models that have a parent table."""
    fields = OfferPage._meta.local_concrete_fields
    size = connection.ops.bulk_batch_size(fields, offers)
    for start in range(0, len(offers), size):
        query = InsertQuery(OfferPage)
        query.insert_values(fields, list[models.Model](offers[start : start + size]), raw=True)
        query.get_compiler(connection=connection).execute_sql()


def _insert_revisions(offers: list[OfferPage], *, author: User | None) -> None:
    base = ContentType.objects.get_for_model(Page)
    revisions = Revision.objects.bulk_create(
        [
            Revision(
                content_type=offer.content_type,
                base_content_type=base,
                object_id=str(offer.pk),
                object_str=str(offer),
                created_at=offer.last_published_at,
                user=author,
                content=offer.serializable_data(),
            )
            for offer in offers
        ]
    )
    newest = Revision.objects.filter(
        base_content_type=base, object_id=Cast(OuterRef("pk"), CharField())
    ).order_by("-pk")
    Page.objects.filter(pk__in=[offer.pk for offer in offers]).update(
        latest_revision=Subquery(newest.values("pk")[:1]),
        live_revision=Subquery(newest.values("pk")[:1]),
    )
    _insert_logs(offers, revisions, author=author)


def _insert_logs(
    offers: list[OfferPage], revisions: list[Revision], *, author: User | None
) -> None:
    said = {"summary": "", "fields": [], "action": "offer.created", "was_accepted": False}
    PageLogEntry.objects.bulk_create(
        [
            PageLogEntry(
                page=offer,
                content_type=offer.content_type,
                label=offer.title,
                action="offers.publish",
                user=author,
                revision=revision,
                content_changed=True,
                timestamp=offer.last_published_at,
                data={**said, "by_person": author is not None},
            )
            for offer, revision in zip(offers, revisions, strict=True)
        ]
    )


def _insert_beside(offers: list[OfferPage], batch: list[NewOffer], *, known: Known) -> None:
    visibilities = [starting_visibility(offer, hiding_needs=known.hiding_needs) for offer in offers]
    bulk_create_with_history(visibilities, OfferVisibility)
    for offer, visibility in zip(offers, visibilities, strict=True):
        tighten_structure(offer, visibility)
    for offer, row in zip(offers, batch, strict=True):
        for beside in (row.availability, row.verification, row.provenance, *row.notices):
            if beside is not None:
                beside.offer = offer
    bulk_create_with_history([r.availability for r in batch if r.availability], Availability)
    Verification.objects.bulk_create([r.verification for r in batch if r.verification])
    Provenance.objects.bulk_create([r.provenance for r in batch if r.provenance])
    TemporaryNotice.objects.bulk_create([notice for r in batch for notice in r.notices])
    rows = [
        public_row(
            offer,
            Beside(
                visibility=visibility,
                availability=row.availability,
                verification=row.verification,
                provenance=row.provenance,
                notices=tuple(row.notices),
            ),
            modified_at=row.modified_at,
        )
        for offer, row, visibility in zip(offers, batch, visibilities, strict=True)
    ]
    PublicOffer.objects.bulk_create(rows)
    _insert_projections(rows, offers)


def _insert_projections(rows: list[PublicOffer], offers: list[OfferPage]) -> None:
    need_ids = dict(Need.objects.values_list("code", "pk"))
    PublicOfferNeed.objects.bulk_create(
        PublicOfferNeed(offer=row, need_id=need_ids[code])
        for row, offer in zip(rows, offers, strict=True)
        for code in offer.needs
    )
    PublicOfferCoverage.objects.bulk_create(
        PublicOfferCoverage(offer=row, uid=uid)
        for row, offer in zip(rows, offers, strict=True)
        for uid in offer.coverage
    )
