"""The draft of an offer: begun by anyone, opened by its owner or by the key of a browser."""

from collections.abc import Collection, Iterable
from datetime import datetime
from hmac import compare_digest
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from contributions.creating.kinds import Typed
from contributions.drafts.places import Place, hash_key, new_key
from contributions.drafts.services import adopt_draft, save_draft
from contributions.models import Draft, Proposal

_OFFER = Proposal.Target.OFFER
# What stands in a draft besides what a screen shows; never read from a form.
SENT = "sent"


def begin(typed: Typed, *, owner: User | None) -> tuple[Draft, str]:
    """A new draft and the key that opens it as long as nobody owns it. Raises DraftTooLong."""
    key = new_key()
    place = Place.of_creation(_OFFER, key, owner)
    return save_draft(place=place, payload=typed, seq=1, is_writing=False), key


def find(uuid: UUID, *, user: User | None, keys: Collection[str] = ()) -> Draft | None:
    """The draft, for its owner or for whoever holds its key; for everybody else there is none."""
    draft = _creations(timezone.now()).filter(uuid=uuid).first()
    if draft is None:
        return None
    if draft.owner_id is not None:
        return draft if user is not None and user.pk == draft.owner_id else None
    return draft if key_of(draft, keys) else None


def held(uuid: UUID, *, keys: Collection[str]) -> Draft | None:
    """The draft that a browser has a key of, though its owner is signed out: never to be shown."""
    draft = unsent().filter(uuid=uuid).exclude(owner=None).first()
    return draft if draft and key_of(draft, keys) else None


def key_of(draft: Draft, keys: Iterable[str]) -> str:
    """Which of the keys opens the draft; "" when none does."""
    return next((key for key in keys if compare_digest(hash_key(key), draft.key_hash)), "")


def begun_by(user: User) -> QuerySet[Draft]:
    """The offers a person has begun and not sent, the last touched first."""
    return unsent().filter(owner=user)


def begun_here(keys: Collection[str]) -> list[Draft]:
    """The same for the keys of a browser."""
    if not keys:
        return []
    hashes = [hash_key(key) for key in keys]
    return list(unsent().filter(owner=None, key_hash__in=hashes))


@transaction.atomic
def keep(draft: Draft, typed: Typed, *, names: Collection[str], seq: int | None = None) -> Draft:
    """Keep what was typed under these names, and leave the rest of the draft as it is.

    `seq` is that of a page that saves by itself; without it a button was pressed, which wins.
    Raises NewerDraft, DraftTooLong; then nothing is written.
    """
    locked = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    others = {name: values for name, values in locked.payload.items() if name not in names}
    said = {name: values for name, values in typed.items() if name in names}
    return save_draft(
        place=place_of(locked),
        payload={**others, **said},
        seq=locked.seq + 1 if seq is None else seq,
        is_writing=False,
    )


def adopt(draft: Draft, *, owner: User) -> Draft:
    """Make a draft begun without account the person's own."""
    return adopt_draft(place=place_of(draft), owner=owner) or draft


@transaction.atomic
def open_elsewhere(draft: Draft) -> str:
    """Give the draft another key: whoever held the former one no longer opens it."""
    key = new_key()
    draft.key_hash = hash_key(key)
    draft.save(update_fields=["key_hash"])
    return key


def forget(draft: Draft) -> None:
    """Erase a draft at its writer's wish."""
    draft.delete()


def was_sent_as(draft: Draft) -> UUID | None:
    """The uuid of the proposal, or of the direct publication, that the draft became."""
    sent = draft.payload.get(SENT)
    return UUID(sent[0]) if sent else None


def place_of(draft: Draft) -> Place:
    return Place(draft.target_kind, None, draft.owner_id, draft.key_hash)


def _creations(at: datetime) -> QuerySet[Draft]:
    rows = Draft.objects.kept(at=at).filter(target_kind=_OFFER, target_id=None)
    return rows.exclude(payload={})


def unsent() -> QuerySet[Draft]:
    """Offers that somebody still writes."""
    return _creations(timezone.now()).exclude(payload__has_key=SENT)
