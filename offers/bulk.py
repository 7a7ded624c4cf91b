"""publish_many and republish_many: offers by batches, leaving the rows that publish_one leaves.

Wagtail's own save_revision().publish() writes 7 to 15 offers a second; here a batch is a handful of
statements. A contract test compares the rows of both ways (tests/offers/test_publish_many.py).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction

from accounts.models import User
from journal.audit import record
from offers.bulk_beside import (
    archive_public,
    besides_of,
    insert_beside,
    insert_public,
    insert_visibilities,
    update_public,
)
from offers.bulk_pages import (
    insert_pages,
    insert_revisions,
    unpublish_pages,
    update_pages,
)
from offers.identifiers import redraw_taken
from offers.known import Known
from offers.models import (
    Availability,
    OfferPage,
    Provenance,
    PublicOffer,
    Structure,
    TemporaryNotice,
    Verification,
)
from offers.public_view import Beside
from offers.publishing import empty_fields, new_offer
from offers.signals import Change, keys_of, offers_changed
from offers.snapshots import set_fields, snapshot
from offers.validation import CheckedFields, apply_changes
from territories.models import Territory

BATCH = 1000


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


@dataclass(slots=True)
class ChangedOffer:
    """A locked offer and the fields it is to have; `restores` one that is off the site."""

    offer: OfferPage
    fields: Mapping[str, Any]
    modified_at: datetime
    restores: bool = False


def publish_many(
    new: Iterable[NewOffer],
    *,
    country: Territory,
    author: User | None = None,
    data: Mapping[str, Any] | None = None,
) -> Iterator[OfferPage]:
    """Publish new offers of one country, a transaction and an audit event a batch.

    Yields each offer in order, once its batch is committed to the surrounding transaction. Raises
    InvalidFields at the first row that cannot be published; its whole batch is left out. `data`
    goes with the audit event.
    """
    known = Known.from_database()
    rows = iter(new)
    while batch := list(islice(rows, BATCH)):
        yield from publish_batch(batch, country=country, author=author, known=known, data=data)


@transaction.atomic
def publish_batch(
    batch: Sequence[NewOffer],
    *,
    country: Territory,
    known: Known,
    author: User | None = None,
    actor: User | None = None,
    data: Mapping[str, Any] | None = None,
) -> list[OfferPage]:
    """One batch of `publish_many`; `known` is shared over batches. `actor` is who brought texts
    that they did not write."""
    if not batch:
        return []
    known.look_up(_places_of(row.fields for row in batch))
    empty = empty_fields()
    offers = [
        new_offer(
            structure=row.structure,
            merged=_checked(empty, row.fields, known),
            country=country,
            known=known,
        )
        for row in batch
    ]
    redraw_taken(offers)
    for offer in offers:
        offer.slug = offer.public_id
    dates = [row.modified_at for row in batch]
    insert_pages(offers, parent=country.offer_index)
    note = {"summary": "", "fields": [], "action": "offer.created"}
    insert_revisions(offers, [note] * len(offers), author=author)
    besides = _new_besides(batch, offers, known=known)
    insert_beside(besides)
    rows = insert_public(offers, besides, dates, known=known)
    _record("offers.published", offers, country=country, actor=actor or author, data=data)
    _announce(rows, Change("offer.created", keys_of(author, actor)))
    return offers


@transaction.atomic
def republish_many(
    changed: Sequence[ChangedOffer],
    *,
    country: Territory,
    known: Known,
    author: User | None = None,
    actor: User | None = None,
    action: str = "offer.edited",
    data: Mapping[str, Any] | None = None,
) -> list[OfferPage]:
    """Make new fields live on one batch of offers that the caller has locked, as publish_one does.

    Raises InvalidFields at the first that cannot be published, ValueError for one that was taken
    off the site and is not said to be restored; then nothing is written.
    """
    if not changed:
        return []
    if any(not row.offer.live and not row.restores for row in changed):
        raise ValueError("An offer that is off the site is restored knowingly, or not at all.")
    known.look_up(_places_of(row.fields for row in changed))
    offers, notes = [], []
    for row in changed:
        before = snapshot(row.offer)
        merged = _checked(before, row.fields, known)
        set_fields(row.offer, merged, known=known)
        touched = sorted(name for name in merged if merged[name] != before[name])
        notes.append({"summary": "", "fields": touched, "action": action})
        offers.append(row.offer)
    dates = [row.modified_at for row in changed]
    update_pages(offers)
    insert_revisions(offers, notes, author=author)
    besides = besides_of(offers, known=known)
    rows = update_public(offers, besides, dates, known=known)
    _record("offers.republished", offers, country=country, actor=actor or author, data=data)
    fields = {offer.pk: note["fields"] for offer, note in zip(offers, notes, strict=True)}
    _announce(rows, Change("offer.edited", keys_of(author, actor), fields))
    return offers


@transaction.atomic
def redate_many(offers: Sequence[OfferPage], dates: Sequence[datetime], *, known: Known) -> None:
    """Say that the content of live offers is of another date: no field of theirs changed."""
    if not offers:
        return
    rows = update_public(offers, besides_of(offers, known=known), dates, known=known)
    _announce(rows, None)


@transaction.atomic
def archive_many(
    offers: Sequence[OfferPage],
    *,
    country: Territory,
    actor: User | None = None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Take one batch of locked live offers off the site, as archive_offer does one by one."""
    if not offers:
        return
    unpublish_pages(offers, actor=actor)
    rows = archive_public([offer.pk for offer in offers])
    _record("offers.archived", offers, country=country, actor=actor, data=data)
    _announce(rows, Change("offer.archived", keys_of(actor)))


def _announce(rows: Sequence[PublicOffer], change: Change | None) -> None:
    keys = [row.pk for row in rows]
    offers_changed.send(sender=PublicOffer, offer_ids=keys, rows=rows, change=change)


def _checked(
    current: Mapping[str, Any], fields: Mapping[str, Any], known: Known
) -> Mapping[str, Any]:
    if isinstance(fields, CheckedFields):
        return fields
    return apply_changes(current, fields, known=known)


def _places_of(rows: Iterable[Mapping[str, Any]]) -> set[str]:
    uids: set[str] = set()
    for fields in rows:
        uids.update(fields.get("coverage") or ())
        if commune := fields.get("commune"):
            uids.add(commune)
    return uids


def _new_besides(
    batch: Sequence[NewOffer], offers: Sequence[OfferPage], *, known: Known
) -> list[Beside]:
    visibilities = insert_visibilities(offers, known=known)
    for offer, row in zip(offers, batch, strict=True):
        for beside in (row.availability, row.verification, row.provenance, *row.notices):
            if beside is not None:
                beside.offer = offer
        if row.provenance is not None:
            row.provenance.revision_id = offer.live_revision_id
    return [
        Beside(
            visibility=visibility,
            availability=row.availability,
            verification=row.verification,
            provenance=row.provenance,
            notices=tuple(row.notices),
        )
        for row, visibility in zip(batch, visibilities, strict=True)
    ]


def _record(
    action: str,
    offers: Sequence[OfferPage],
    *,
    country: Territory,
    actor: User | None,
    data: Mapping[str, Any] | None,
) -> None:
    keys = [offer.pk for offer in offers]
    record(
        actor=actor,
        action=action,
        subject=country.offer_index,
        territory=country,
        data={"count": len(keys), "first": min(keys), "last": max(keys), **(data or {})},
    )
