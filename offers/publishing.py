"""How an offer's proposable fields go live: one validation, one revision, one public row."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log
from wagtail.models import Revision

from accounts.kept_query import KeptQuery, Slot
from accounts.models import User
from journal.audit import record
from offers.bulk_pages import insert_pages, insert_revisions, update_pages
from offers.identifiers import new_public_id
from offers.known import Known
from offers.models import (
    Need,
    OfferIndexPage,
    OfferPage,
    OfferVisibility,
    PublicOffer,
    PublicOfferCoverage,
    PublicOfferNeed,
    Structure,
)
from offers.models.structures import PageState
from offers.public_view import beside_of, public_row
from offers.signals import Change, fields_published, keys_of, offers_changed
from offers.snapshots import set_fields, snapshot
from offers.validation import apply_changes
from offers.visibility import tighten_for_needs, tighten_structure
from territories.models import Territory


@transaction.atomic
def publish_one(
    *,
    offer: OfferPage,
    fields: Mapping[str, Any],
    author: User | None,
    accepted_by: User | None = None,
    at: datetime | None = None,
    action: str = "offer.edited",
    summary: str = "",
    data: dict[str, Any] | None = None,
    is_locked: bool = False,
) -> Revision:
    """Make the fields live on an existing offer, as one revision by their author.

    `fields` may be some or all proposable fields. Locks the page, unless `offer` is what
    `lock_offer` gave in this transaction (`is_locked`), validates against the live row,
    records one audit event (`action`, `data`), and refreshes the public row. Permissions are the
    caller's. Raises InvalidFields; then nothing is written.
    """
    known = Known.from_database()
    live = offer if is_locked else lock_offer(offer.pk)
    before = snapshot(live)
    merged = apply_changes(before, fields, known=known)
    set_fields(live, merged, known=known)
    changed = sorted(name for name in merged if merged[name] != before[name])
    revision = go_live(
        live,
        known=known,
        author=author,
        accepted_by=accepted_by,
        at=at or timezone.now(),
        action=action,
        note={"summary": summary, "fields": changed, **(data or {})},
    )
    fields_published.send(
        sender=OfferPage, target=live, before=before, after=merged, author=author, action=action
    )
    return revision


@transaction.atomic
def publish_new(
    *,
    structure: Structure,
    fields: Mapping[str, Any],
    author: User | None,
    country: Territory,
    accepted_by: User | None = None,
    at: datetime | None = None,
    action: str = "offer.created",
    summary: str = "",
    data: dict[str, Any] | None = None,
) -> OfferPage:
    """Create an offer and make it live. Raises InvalidFields; then nothing is written."""
    known = Known.from_database()
    merged = apply_changes({}, {**empty_fields(), **fields}, known=known)
    offer = new_offer(structure=structure, merged=merged, country=country, known=known)
    go_live(
        offer,
        known=known,
        author=author,
        accepted_by=accepted_by,
        at=at or timezone.now(),
        action=action,
        note={"summary": summary, "fields": [], **(data or {})},
        under=country.offer_index,
    )
    return offer


def lock_offer(pk: int) -> OfferPage:
    """The live row, both its tables locked until the transaction ends.

    Nothing is joined that may change: PostgreSQL, once it got the lock, joins the new row to what
    the old one named, and finds nothing.
    """
    return _locked.get(pk=pk)


@KeptQuery
def _locked(slot: type[Slot]) -> QuerySet[OfferPage]:
    rows: QuerySet[OfferPage] = OfferPage.objects.select_for_update(of=("self", "page_ptr"))
    return rows.filter(pk=slot("pk"))


def new_offer(
    *, structure: Structure, merged: Mapping[str, Any], country: Territory, known: Known
) -> OfferPage:
    """An unsaved live offer with its own public id, slug and home territory."""
    public_id = new_public_id()
    said = {**merged, "commune": None, "public_id": public_id, "slug": public_id, "live": True}
    # By position: a page has sixty columns, and Django is twice as slow to take them by name.
    fields = OfferPage._meta.concrete_fields
    offer = OfferPage(*(said[f.name] if f.name in said else f.get_default() for f in fields))
    offer.structure, offer.draft_title = structure, offer.title
    offer.commune = known.territory(merged["commune"]) if merged["commune"] else None
    offer.home_territory = home_of(merged, country=country, known=known)
    return offer


def home_of(fields: Mapping[str, Any], *, country: Territory, known: Known) -> Territory:
    """The department of the address (or its like), else the smallest that holds the coverage."""
    above = known.home_of(fields["commune"])
    return above or known.smallest_holding(fields["coverage"], country=country)


def empty_fields() -> dict[str, Any]:
    """The proposable fields of an offer nobody filled in yet."""
    return snapshot(OfferPage())


def go_live(
    offer: OfferPage,
    *,
    known: Known,
    author: User | None,
    accepted_by: User | None,
    at: datetime,
    action: str,
    note: dict[str, Any],
    under: OfferIndexPage | None = None,
) -> Revision:
    """Publish a locked offer, or a new one `under` an index page, as one revision, whose content
    is not read again; `note` is what its history tells, and codes.

    The rows are those that Wagtail's own saving and publishing leave (a test compares them), in a
    third of the queries: an offer has no draft, alias, schedule, workflow nor comment to look for.
    """
    if under is not None:
        insert_pages([offer], parent=under)
    else:
        update_pages([offer])
    insert_revisions([offer], [{**note, "action": action}], author=author, accepted_by=accepted_by)
    codes = {key: value for key, value in note.items() if key != "summary"}
    record(
        actor=accepted_by or author,
        action=action,
        subject=offer,
        territory=offer.home_territory,
        data={**codes, "revision": offer.live_revision_id},
    )
    visibility = tighten_for_needs(offer, hiding_needs=known.hiding_needs)
    tighten_structure(offer, visibility)
    change = Change("offer.edited", keys_of(author, accepted_by), {offer.pk: note["fields"]})
    refresh_public(offer, visibility=visibility, at=at, change=change)
    return Revision.objects.defer("content").get(pk=offer.live_revision_id)


@transaction.atomic(savepoint=False)
def refresh_public(
    offer: OfferPage,
    *,
    visibility: OfferVisibility | None = None,
    at: datetime | None = None,
    change: Change | None = None,
) -> PublicOffer:
    """Make the public row again from the live row and what lies beside it, and announce it.

    `at` is the date of the content change; without it the stored one stays (a record beside the
    page changed, not the page). `change` is what those who follow the page are told, if anything.
    """
    known = PublicOffer.objects.select_for_update().filter(pk=offer.pk).first()
    # Under the lock of the row: a renaming of the structure writes there too.
    offer.structure = Structure.objects.get(pk=offer.structure_id)
    modified_at = at or (known.modified_at if known else timezone.now())
    beside = beside_of(offer, visibility or offer.visibility)
    row = public_row(offer, beside, modified_at=modified_at)
    row.version = known.version + 1 if known else 1
    row.save(force_insert=known is None, force_update=known is not None)
    if known is None or not _is_projected_alike(known, row):
        replace_projections(row, offer)
    if change and known is None:
        change = replace(change, act="offer.created")
    elif change and known and known.state != PageState.LIVE:
        change = replace(change, act="offer.restored")
    offers_changed.send(sender=PublicOffer, offer_ids=[offer.pk], rows=[row], change=change)
    return row


def _is_projected_alike(before: PublicOffer, after: PublicOffer) -> bool:
    """Whether the need and coverage rows stand as they are."""
    return before.state == PageState.LIVE and all(
        before.data[name] == after.data[name] for name in ("needs", "coverage")
    )


def replace_projections(row: PublicOffer, offer: OfferPage) -> None:
    """The need and coverage rows of a public offer, from its lists of codes."""
    row.need_rows.all().delete()
    row.coverage_rows.all().delete()
    needs = Need.objects.filter(code__in=offer.needs)
    PublicOfferNeed.objects.bulk_create(PublicOfferNeed(offer=row, need=need) for need in needs)
    PublicOfferCoverage.objects.bulk_create(
        PublicOfferCoverage(offer=row, uid=uid) for uid in offer.coverage
    )


@transaction.atomic
def archive_offer(
    *,
    offer: OfferPage,
    actor: User | None,
    merged_into: OfferPage | None = None,
    replaced_by: OfferPage | None = None,
    action: str = "",
    summary: str = "",
    data: dict[str, Any] | None = None,
) -> PublicOffer:
    """Take an offer off the site for good: its address answers 410, naming what replaces it if
    anything does, or 301 when it was merged into another."""
    live = lock_offer(offer.pk)
    UnpublishPageAction(live, user=actor, log_action=False).execute(skip_permission_checks=True)
    row = PublicOffer.objects.select_for_update().get(pk=live.pk)
    after = merged_into or replaced_by
    row.state = PageState.MERGED if merged_into else PageState.ARCHIVED
    row.moved_to = after.public_id if after else ""
    row.version += 1
    row.save(update_fields=["state", "moved_to", "version"])
    row.need_rows.all().delete()
    row.coverage_rows.all().delete()
    act = "offer.merged" if merged_into else "offer.archived"
    note = {"summary": summary, "moved_to": row.moved_to, **(data or {})}
    log(instance=live, action="offers.archive", user=actor, data=note)
    record(
        actor=actor,
        action=action or act,
        subject=live,
        territory=live.home_territory,
        data=data or {},
    )
    change = Change(act, keys_of(actor))
    offers_changed.send(sender=PublicOffer, offer_ids=[live.pk], rows=[row], change=change)
    return row
