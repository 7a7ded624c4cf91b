"""Hiding text, and putting it back: by one person, at once, everywhere it stands."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from journal.audit import record
from moderation.erasing.errors import BadPassages, NotHidden, NothingFound
from moderation.erasing.fingerprints import fingerprints_of
from moderation.erasing.giving_back import GivenBack, forget_places, give_back
from moderation.erasing.pages import lock_subject, take_from_pages
from moderation.erasing.passages import (
    LONGEST_PASSAGE,
    MOST_PASSAGES,
    SHORTEST_PASSAGE,
    Needle,
    needle_of,
    passages_of,
    weight_of,
)
from moderation.erasing.permissions import can_hide_text, can_show_again
from moderation.erasing.redacting import close_redaction, lock_hiding
from moderation.erasing.sealing import seal_passages
from moderation.erasing.subjects import Subject, of_hiding
from moderation.erasing.taking import take_away
from moderation.models import HiddenPlace, Hiding

LONGEST_INSTEAD = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be taken away, read from what was typed."""

    passages: list[str]
    instead: str
    needle: Needle


def read_passages(typed: str, *, instead: str = "", region: str) -> Asked:
    """Raises BadPassages with what to write instead."""
    passages = passages_of(typed)
    if not passages:
        raise BadPassages(_("Copy here the text to take away, as the page says it."))
    if len(passages) > MOST_PASSAGES:
        raise BadPassages(_("Write at most %(most)d lines.") % {"most": MOST_PASSAGES})
    for passage in passages:
        if len(passage) > LONGEST_PASSAGE:
            raise BadPassages(
                _("A line is too long: cut it in pieces of %(most)d characters at most.")
                % {"most": LONGEST_PASSAGE}
            )
        if weight_of(passage) < SHORTEST_PASSAGE:
            raise BadPassages(
                _("“%(passage)s” is too short: it would take too much away.") % {"passage": passage}
            )
    needle = needle_of(passages, region=region)
    words = " ".join(instead.replace("\x00", "").split())
    if len(words) > LONGEST_INSTEAD or needle.is_in(words):
        raise BadPassages(
            _("What stands instead holds at most %(most)d characters, and not the text itself.")
            % {"most": LONGEST_INSTEAD}
        )
    return Asked(passages, words, needle)


@transaction.atomic
def hide_text(
    *, subject: Subject, passages: str, reason: str, by: User, instead: str = ""
) -> Hiding:
    """Take the passages away from the subject, wherever they stand: the page goes on without them,
    the history keeps a mark. They can be put back until they are erased for good.

    Raises BadPassages, NothingFound, TooCommon, InvalidFields (the page cannot stand without), or
    PermissionDenied with the reason; then nothing is written.
    """
    asked = read_passages(passages, instead=instead, region=subject.region)
    if reason not in Hiding.Reason.values:
        raise BadPassages(_("Choose why it is taken away."))
    subject = lock_subject(subject)
    can_hide_text(by, kind=subject.kind, territory=subject.territory).or_raise()
    now = timezone.now()
    hiding = Hiding.objects.create(
        target_kind=subject.kind,
        target_id=subject.key,
        territory=subject.territory,
        reason=reason,
        passages=seal_passages(asked.passages, asked.instead),
        fingerprints=fingerprints_of(asked.passages, region=subject.region),
        hidden_at=now,
        hidden_by=by,
        hidden_by_label=by.display_name,
    )
    pages = take_from_pages(hiding, subject, asked.needle, asked.instead, by=by, at=now)
    count = take_away(hiding, asked.needle, subject, asked.instead)
    if not pages and not count:
        raise NothingFound
    record(
        actor=by,
        action="text.hidden",
        subject=hiding,
        territory=subject.territory,
        data={"reason": reason, "of": _code_of(subject), "places": count + pages},
    )
    return hiding


@transaction.atomic
def show_again(*, hiding: Hiding, by: User) -> GivenBack:
    """Put the text back wherever nothing else was written since; a request to erase it is given up.

    Raises NotHidden, KeyIsLost, or PermissionDenied with the reason; then nothing is written.
    """
    lock_subject(of_hiding(hiding))
    locked = lock_hiding(hiding)
    if not locked.is_hidden:
        raise NotHidden
    can_show_again(by, locked).or_raise()
    now = timezone.now()
    done = give_back(locked, by=by, at=now)
    for redaction in locked.redactions.open().select_for_update():
        close_redaction(redaction, by)
    forget_places(HiddenPlace.objects.filter(hiding=locked))
    locked.state, locked.ended_at, locked.passages = Hiding.State.SHOWN, now, ""
    locked.fingerprints, locked.ended_by, locked.ended_by_label = [], by, by.display_name
    locked.save(
        update_fields=[
            "state", "ended_at", "passages", "fingerprints", "ended_by", "ended_by_label",
        ]
    )  # fmt: skip
    record(
        actor=by,
        action="text.shown",
        subject=locked,
        territory=locked.territory,
        data={"places": done.count, "left": len(done.left)},
    )
    return done


def _code_of(subject: Subject) -> str:
    return f"{subject.kind}:{subject.key or ''}"
