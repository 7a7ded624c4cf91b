from collections import Counter
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.privacy import public_name
from contributions.discussion.services import hide, hide_meanwhile, unhide
from contributions.gate import Act, Verb, begin
from contributions.models import Post, Proposal, Thread
from journal.audit import record
from moderation.errors import Refused
from moderation.flags.permissions import can_flag, can_settle_flags
from moderation.flags.subjects import Subject
from moderation.flags.telling import tell_animators_of_flag, tell_author_of_hiding, untell_author
from moderation.models import Flag, HiddenProposal, Trust
from moderation.standing import standing_of
from offers.models import Membership

# People known in the territory, of as many structures, who hide something until an animator reads.
ENOUGH = 3
LONGEST_TEXT = 500
Outcome = Flag.Outcome


@transaction.atomic
def flag(
    *, subject: Subject, user: User, reason: str, text: str = "", at: datetime | None = None
) -> Flag:
    """Report a message or a proposal to the animators; said once a person.

    Once enough people known in the territory say so, others no longer read it until an animator
    has; a page is never hidden so. Raises Refused, BarredAct, or PermissionDenied with the reason.
    """
    can_flag(user, subject).or_raise()
    now = at or timezone.now()
    begin(Act(Verb.REPORT, user, subject.territory))
    if reason not in Flag.Reason.values:
        raise Refused("reason", _("Choose what is wrong."))
    if len(text) > LONGEST_TEXT:
        raise Refused("text", _("Write at most %(most)d characters.") % {"most": LONGEST_TEXT})
    _lock(subject)
    standing = standing_of(user, subject.territory, at=now)
    found, is_new = Flag.objects.get_or_create(
        **{subject.kind: subject.thing},
        user=user,
        closed_at=None,
        defaults={
            "territory": subject.territory,
            "reason": reason,
            "text": text.strip(),
            "counts": standing.level >= Trust.Level.CONFIRMED,
            "at": now,
        },
    )
    if is_new:
        _record(subject, "flag.raised", user, {"reason": reason})
        tell_animators_of_flag(found, subject)
        _hide_if_enough(subject, now)
    return found


@transaction.atomic
def uphold(*, subject: Subject, by: User, reason: str, at: datetime | None = None) -> None:
    """An animator reads it and hides it, whatever hid it so far. Raises Refused or
    PermissionDenied with the reason."""
    can_settle_flags(by, subject).or_raise()
    if reason not in Flag.Reason.values:
        raise Refused("reason", _("Choose the reason that its author will read."))
    now = at or timezone.now()
    _lock(subject)
    thing = subject.thing
    if isinstance(thing, Post):
        hide(moderator=by, post=thing, reason=reason)
    else:
        _hide_proposal(thing, reason, by=by, at=now)
    _close(subject, Outcome.UPHELD, by, now)


@transaction.atomic
def set_aside(*, subject: Subject, by: User, at: datetime | None = None) -> None:
    """An animator reads it and finds it right: it shows again. Raises PermissionDenied."""
    can_settle_flags(by, subject).or_raise()
    _lock(subject)
    thing = subject.thing
    if isinstance(thing, Post):
        unhide(moderator=by, post=thing)
    elif HiddenProposal.objects.filter(proposal=thing).delete()[0]:
        untell_author(thing)
        _record(subject, "proposal.shown", by, {})
    _close(subject, Outcome.SET_ASIDE, by, at or timezone.now())


def is_veiled(proposal: Proposal) -> bool:
    """Whether only its author and the animators read it."""
    return HiddenProposal.objects.filter(proposal=proposal).exists()


def _hide_if_enough(subject: Subject, now: datetime) -> None:
    said = list(Flag.objects.open().of(subject.kind, subject.thing.pk).filter(counts=True))
    if _independent([one.user_id for one in said if one.user_id]) < ENOUGH:
        return
    reason = Counter(one.reason for one in said).most_common(1)[0][0]
    thing = subject.thing
    if isinstance(thing, Post):
        hide_meanwhile(post=thing, reason=reason)
    else:
        _hide_proposal(thing, reason, by=None, at=now)


def _independent(user_ids: list[int]) -> int:
    """How many they are, those of one structure counting once."""
    seen: set[int] = set()
    count = 0
    members: dict[int, set[int]] = {}
    for user_id, structure_id in Membership.objects.filter(user__in=user_ids).values_list(
        "user", "structure"
    ):
        members.setdefault(user_id, set()).add(structure_id)
    for user_id in user_ids:
        mine = members.get(user_id, set())
        count += not mine & seen
        seen |= mine
    return count


def _hide_proposal(proposal: Proposal, reason: str, *, by: User | None, at: datetime) -> None:
    said = {"reason": reason, "by": by, "by_label": public_name(by) if by else "", "at": at}
    hidden, is_new = HiddenProposal.objects.get_or_create(proposal=proposal, defaults=said)
    if not is_new and (by is None or hidden.by is not None):
        return
    for name, value in said.items():
        setattr(hidden, name, value)
    hidden.save(update_fields=list(said))
    record(
        actor=by,
        action="proposal.hidden",
        subject=proposal,
        territory=proposal.territory,
        data={"reason": reason, "by_reports": by is None},
    )
    if is_new:
        tell_author_of_hiding(proposal, reason)


def _lock(subject: Subject) -> None:
    """One at a time: of the flags that reach the number together, one hides. A discussion is
    locked before its messages, as by whoever hides them."""
    thing = subject.thing
    if isinstance(thing, Post):
        Thread.objects.select_for_update(of=("self",)).only("pk").get(pk=thing.thread_id)
    else:
        Proposal.objects.select_for_update(of=("self",)).only("pk").get(pk=thing.pk)


def _close(subject: Subject, outcome: str, by: User, at: datetime) -> None:
    rows = Flag.objects.open().of(subject.kind, subject.thing.pk)
    count = rows.update(closed_at=at, outcome=outcome)
    _record(subject, f"flag.{outcome}", by, {"flags": count})


def _record(subject: Subject, action: str, actor: User, data: dict[str, str | int]) -> None:
    record(
        actor=actor, action=action, subject=subject.thing, territory=subject.territory, data=data
    )
