"""The offers of an import that is taken back, by the batch."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from wagtail.models import Revision

from contributions.imports.undoing import Undoing, undone_meanwhile
from contributions.merge import merge_fields
from contributions.models import ImportRow
from offers.bulk import ChangedOffer, archive_many, republish_many
from offers.models import OfferPage, Provenance
from offers.models.structures import PageState
from offers.rows import update_instances
from offers.schema import OFFER_FIELDS
from offers.snapshots import snapshot, snapshot_of_revision
from offers.validation import InvalidFields, apply_changes

Action = ImportRow.Action
Fields = dict[str, Any]
# Of one change: what the page was, what it became.
Sides = tuple[Fields, Fields]
Pair = tuple[ImportRow, OfferPage]
Earlier = Mapping[int, Sequence[ImportRow]]

_KINDS = {name: field.kind for name, field in OFFER_FIELDS.items()}


def undo_offers(rows: Sequence[ImportRow], undoing: Undoing) -> None:
    """Inside the caller's transaction, under the locks of these pages."""
    ids = [row.offer_id for row in rows if row.offer_id]
    pages = OfferPage.objects.select_for_update(of=("self", "page_ptr")).prefetch_related(
        "structure", "home_territory", "commune", "public"
    )
    offers = {offer.pk: offer for offer in pages.filter(pk__in=ids).order_by("pk")}
    pairs = [(row, offers[row.offer_id]) for row in rows if row.offer_id]
    made = (Action.CREATE, Action.RESTORE)
    _archive([pair for pair in pairs if pair[0].action in made], undoing)
    changed = [pair for pair in pairs if pair[0].action not in made]
    _put_back(changed, undone_meanwhile([row for row, _offer in changed], "offer_id"), undoing)


def _archive(pairs: Sequence[Pair], undoing: Undoing) -> None:
    """What the run made or brought back goes, unless somebody edited it since."""
    untouched = [(r, o) for r, o in pairs if o.live and o.live_revision_id == r.after_id]
    archive_many(
        [offer for _row, offer in untouched],
        country=undoing.country,
        actor=undoing.by,
        data=undoing.audited,
    )
    # The same file may bring them back: they were not taken off the site for their own sake.
    _rebase(untouched, {}, gone_at=undoing.at)
    undoing.done.put_back += len(untouched)
    undoing.done.kept += len(pairs) - len(untouched)


def _put_back(pairs: Sequence[Pair], earlier: Earlier, undoing: Undoing) -> None:
    sides = _sides([*(row for row, _offer in pairs), *chain(*earlier.values())], undoing)
    origins = {o.offer_id: o for o in Provenance.objects.filter(offer__in=[o for _r, o in pairs])}
    changed, rebased = [], []
    for row, offer in pairs:
        before = [sides[one.pk] for one in earlier[row.pk] if one.pk in sides]
        if row.action == Action.ARCHIVE:
            fields = _archived(row, offer, origins.get(offer.pk))
        elif offer.live and row.pk in sides:
            fields = _fields(offer, sides[row.pk], before, undoing)
        else:
            fields = None
        if fields is None:
            undoing.done.kept += 1
            continue
        restores = row.action == Action.ARCHIVE
        changed.append(ChangedOffer(offer, fields, undoing.at, restores=restores))
        rebased.append((row, offer))
    republish_many(
        changed,
        country=undoing.country,
        known=undoing.known,
        author=undoing.by,
        action="offer.import_undone",
        data=undoing.audited,
    )
    _rebase(rebased, earlier, gone_at=None)
    undoing.done.put_back += len(changed)


def _sides(rows: Sequence[ImportRow], undoing: Undoing) -> Mapping[int, Sides]:
    """By the key of each change, the page before it and after it."""
    keys = {row.pk: (row.before_id, row.after_id) for row in rows if row.before_id and row.after_id}
    revisions = Revision.objects.in_bulk(set(chain(*keys.values())))
    communes = (revision.content.get("commune") for revision in revisions.values())
    undoing.known.look_up_keys(key for key in communes if key)
    said = {
        key: snapshot_of_revision(revision.content, known=undoing.known)
        for key, revision in revisions.items()
    }
    return {pk: (said[before], said[after]) for pk, (before, after) in keys.items()}


def _rebase(pairs: Sequence[Pair], earlier: Earlier, *, gone_at: datetime | None) -> None:
    """What the source had said before the run is the base of the next merge again, unless a
    later run said something since."""
    rows = {offer.pk: row for row, offer in pairs}
    origins = list(Provenance.objects.filter(offer__in=rows))
    for origin in origins:
        row = rows[origin.offer_id]
        origin.content_hash, origin.gone_at = "", gone_at
        if row.action == Action.UPDATE and origin.imported_at == row.written_at:
            for one in earlier.get(row.pk, ()):
                row = one if one.after_id == row.base_revision_id else row
            origin.revision_id, origin.differs = row.base_revision_id, row.base or {}
    names = ("content_hash", "gone_at", "revision", "differs")
    update_instances(Provenance, names, origins)


def _archived(row: ImportRow, offer: OfferPage, origin: Provenance | None) -> Fields | None:
    """The page that the run took off the site, as it is; None when people did so since."""
    is_ours = origin is not None and origin.gone_at == row.written_at
    return snapshot(offer) if is_ours and offer.public.state == PageState.ARCHIVED else None


def _fields(
    offer: OfferPage, sides: Sides, earlier: Sequence[Sides], undoing: Undoing
) -> Fields | None:
    """The page without what the run did, nor what earlier changes had that are undone; None when
    people's later acts leave nothing to do."""
    live, (before, after) = snapshot(offer), sides
    for was, became in earlier:
        before = merge_fields(became, was, before, _KINDS).merged
    merged = merge_fields(after, before, live, _KINDS).merged
    if merged == live:
        return None
    try:
        return apply_changes(live, merged, known=undoing.known)
    except InvalidFields:
        return None
