"""Keeping, finding and dropping drafts. Nothing of a draft is audited: it is nobody else's."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from contributions.drafts.errors import DraftTooLong, NewerDraft
from contributions.drafts.places import Place
from contributions.models import Draft

KEPT_FOR = timedelta(days=30)
# How long a writer is said to be there after their last key.
PRESENT_FOR = timedelta(seconds=60)
# A request that was on its way when the draft was dropped must not bring it back.
REMEMBERED_AFTER_DROP = timedelta(hours=1)
LONGEST = 300_000

Payload = dict[str, list[str]]


@transaction.atomic
def save_draft(
    *,
    place: Place,
    payload: Mapping[str, list[str]],
    seq: int,
    base: str = "",
    is_writing: bool = True,
    at: datetime | None = None,
) -> Draft:
    """Keep what was typed for another 30 days, unless what is kept was typed later.

    `seq` grows with each text a page sends: an older or equal one never wins. `is_writing` says
    that its writer is there, for those who open the same page. Raises NewerDraft, DraftTooLong, or
    Draft.DoesNotExist when the key opens somebody else's; then nothing is written.
    """
    now = at or timezone.now()
    said = _storable(payload)
    draft = _lock(place) or _create(place, now)
    if draft.seq >= seq and draft.expires_at > now:
        raise NewerDraft(draft)
    draft.payload, draft.base, draft.seq = said, base, seq
    draft.updated_at, draft.expires_at = now, now + KEPT_FOR
    draft.editing_until = now + PRESENT_FOR if is_writing else None
    draft.save(
        update_fields=["payload", "base", "seq", "updated_at", "expires_at", "editing_until"]
    )
    return draft


def find_draft(place: Place, *, at: datetime | None = None) -> Draft | None:
    """The draft, unless it has expired; a dropped one is found empty, for its sequence number."""
    return Draft.objects.kept(at=at or timezone.now()).filter(place.row()).first()


@transaction.atomic
def drop_draft(*, place: Place, at: datetime | None = None) -> None:
    """Forget what was typed: it was sent, or its writer wants it no more."""
    now = at or timezone.now()
    draft = _lock(place)
    if draft is None:
        return
    draft.payload, draft.base, draft.editing_until = {}, "", None
    draft.expires_at = now + REMEMBERED_AFTER_DROP
    draft.save(update_fields=["payload", "base", "editing_until", "expires_at"])


@transaction.atomic
def adopt_draft(*, place: Place, owner: User) -> Draft | None:
    """Make a creation started without account the person's own; None when there is none."""
    draft = _lock(place)
    if draft is not None and draft.owner_id is None:
        draft.owner = owner
        draft.save(update_fields=["owner"])
    return draft


def purge_drafts(at: datetime) -> int:
    """Delete what nobody came back to."""
    deleted, _by_model = Draft.objects.expired(at=at).delete()
    return deleted


def _lock(place: Place) -> Draft | None:
    return Draft.objects.select_for_update(of=("self",)).filter(place.row()).first()


def _create(place: Place, now: datetime) -> Draft:
    """A new empty row, or the one that another request made meanwhile."""
    empty = Draft(**place.columns(), seq=0, created_at=now, expires_at=now)
    try:
        with transaction.atomic():
            empty.save(force_insert=True)
    except IntegrityError:
        return Draft.objects.select_for_update(of=("self",)).get(place.row())
    return empty


def _storable(payload: Mapping[str, list[str]]) -> Payload:
    """Without the one character that PostgreSQL keeps in no text."""
    said = {
        name.replace("\0", ""): [value.replace("\0", "") for value in values]
        for name, values in payload.items()
    }
    if len(json.dumps(said)) > LONGEST:
        raise DraftTooLong
    return said
