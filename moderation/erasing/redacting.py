"""Erasing for good: asked by an administrator, confirmed by oversight, done after seven days."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from journal.audit import record
from moderation.erasing.errors import AskedAlready, CannotStand, MissingWhy, NotHidden, NotOpen
from moderation.erasing.files import take_from_files
from moderation.erasing.giving_back import forget_places
from moderation.erasing.memory import forget_after_commit
from moderation.erasing.pages import lock_subject, take_from_pages
from moderation.erasing.passages import needle_of
from moderation.erasing.permissions import (
    can_answer_redaction,
    can_ask_redaction,
    can_give_up,
)
from moderation.erasing.sealing import passages_in, seal_note
from moderation.erasing.settling import forget_hashes
from moderation.erasing.stacked import take_from_other_hidings
from moderation.erasing.subjects import of_hiding
from moderation.erasing.taking import take_away
from moderation.erasing.telling import (
    tell_answer,
    tell_done,
    tell_oversight,
    untell_oversight,
)
from moderation.models import HiddenPlace, Hiding, Redaction
from offers.validation import InvalidFields

LONGEST_NOTE = 1000
LONGEST_REFUSAL = 500

State = Redaction.State


@transaction.atomic
def ask_redaction(*, hiding: Hiding, by: User, basis: str, note: str) -> Redaction:
    """Ask that a hidden text be erased for good; nothing changes until somebody else confirms.

    Raises MissingWhy, NotHidden, AskedAlready, or PermissionDenied with the reason.
    """
    locked = lock_hiding(hiding)
    can_ask_redaction(by, locked).or_raise()
    if basis not in Redaction.Basis.values:
        raise MissingWhy(_("Choose what the law says about it."))
    text = _readable(note, LONGEST_NOTE)
    if not text:
        raise MissingWhy(_("Tell in a few words who asks, and why, for those who decide."))
    if locked.redactions.open().exists():
        raise AskedAlready
    redaction = Redaction.objects.create(
        hiding=locked,
        basis=basis,
        note=seal_note(text),
        asked_by=by,
        asked_by_label=by.display_name,
    )
    _record(redaction, "redaction.asked", by)
    tell_oversight(redaction)
    return redaction


@transaction.atomic
def confirm_redaction(*, redaction: Redaction, by: User) -> Redaction:
    """Say yes, as the second person. The text goes when it has been hidden for seven days, at once
    if it has been already. Raises NotOpen, NotHidden, what `redact` raises, or PermissionDenied
    with the reason.
    """
    locked = _answered(redaction, by, State.CONFIRMED)
    _record(locked, "redaction.confirmed", by)
    tell_answer(locked)
    if locked.hiding.recoverable_until <= timezone.now():
        redact(redaction=locked, at=timezone.now())
    return locked


@transaction.atomic
def refuse_redaction(*, redaction: Redaction, by: User, why: str) -> Redaction:
    """Say no: the text stays hidden, and whoever asked reads why.

    Raises MissingWhy, NotOpen, NotHidden, or PermissionDenied with the reason.
    """
    text = _readable(why, LONGEST_REFUSAL)
    if not text:
        raise MissingWhy(_("Say why in a few words: who asked will read it."))
    locked = _answered(redaction, by, State.REFUSED, refusal=text)
    _record(locked, "redaction.refused", by)
    tell_answer(locked)
    return locked


@transaction.atomic
def give_up_redaction(*, redaction: Redaction, by: User) -> Redaction:
    """Take the request back, confirmed or not, as long as nothing is erased.

    Raises NotOpen, or PermissionDenied with the reason.
    """
    locked = _lock(redaction)
    can_give_up(by, locked).or_raise()
    if not locked.is_open:
        raise NotOpen
    close_redaction(locked, by)
    return locked


def close_redaction(locked: Redaction, by: User) -> None:
    """A locked request that is given up, by itself or with its text that comes back."""
    locked.state = State.GIVEN_UP
    locked.save(update_fields=["state"])
    _record(locked, "redaction.given_up", by)
    untell_oversight(locked)


@transaction.atomic
def redact(*, redaction: Redaction, at: datetime) -> Redaction:
    """Erase for good a text whose erasure two people decided, hidden for seven days.

    What was copied or written again meanwhile goes too; what could put it back is destroyed.
    Raises NotOpen when it is not confirmed, NotHidden when it came back, CannotStand when a page
    must say something there, KeyIsLost, and StillThere when a store holds it even so: then nothing
    is written.
    """
    locked = _lock(redaction)
    hiding = locked.hiding
    if locked.state != State.CONFIRMED or hiding.recoverable_until > at:
        raise NotOpen
    if not hiding.is_hidden:
        raise NotHidden
    passages, instead = passages_in(hiding)
    subject = lock_subject(of_hiding(hiding))
    needle = needle_of(passages, region=subject.region)
    try:
        take_from_pages(hiding, subject, needle, instead, by=locked.answered_by, at=at)
    except InvalidFields:
        raise CannotStand from None
    take_away(hiding, needle, subject, instead)
    take_from_other_hidings(hiding, needle)
    reports = hiding.places.filter(table="contributions.Report").values_list("row", flat=True)
    forget_hashes([int(row) for row in reports])
    forget_places(HiddenPlace.objects.filter(hiding=hiding))
    hiding.passages, hiding.state, hiding.ended_at = "", Hiding.State.ERASED, at
    hiding.ended_by, hiding.ended_by_label = locked.answered_by, locked.answered_by_label
    hiding.save(update_fields=["passages", "state", "ended_at", "ended_by", "ended_by_label"])
    locked.state, locked.done_at, locked.note = State.DONE, at, ""
    locked.places = hiding.places.count()
    locked.files_left = take_from_files(needle, hiding.number)
    locked.save(update_fields=["state", "done_at", "note", "places", "files_left"])
    _record(locked, "redaction.done", None, places=locked.places)
    tell_done(locked)
    forget_after_commit()
    return locked


def lock_hiding(hiding: Hiding) -> Hiding:
    return Hiding.objects.select_for_update().get(pk=hiding.pk)


def _lock(redaction: Redaction) -> Redaction:
    """The page, the hidden text, then the request: the order of every act on them."""
    lock_subject(of_hiding(redaction.hiding))
    hiding = lock_hiding(redaction.hiding)
    locked = Redaction.objects.select_for_update().get(pk=redaction.pk)
    locked.hiding = hiding
    return locked


def _answered(redaction: Redaction, by: User, state: str, *, refusal: str = "") -> Redaction:
    locked = _lock(redaction)
    can_answer_redaction(by, locked).or_raise()
    if locked.state != State.ASKED:
        raise NotOpen
    if not locked.hiding.is_hidden:
        raise NotHidden
    locked.state, locked.refusal = state, refusal
    locked.answered_by, locked.answered_by_label = by, by.display_name
    locked.answered_at = timezone.now()
    locked.save(
        update_fields=["state", "refusal", "answered_by", "answered_by_label", "answered_at"]
    )
    untell_oversight(locked)
    return locked


def _record(redaction: Redaction, action: str, by: User | None, **more: int) -> None:
    record(
        actor=by,
        action=action,
        subject=redaction.hiding,
        territory=redaction.hiding.territory,
        data={"basis": redaction.basis, **more},
    )


def _readable(text: str, longest: int) -> str:
    read = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(read) > longest:
        limit = _("Write at most %(most)d characters: there are %(count)d now.")
        raise MissingWhy(limit % {"most": longest, "count": len(read)})
    return read
