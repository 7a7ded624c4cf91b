"""Up to a hundred decisions at once: each stands or falls by itself, each has its result."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from contributions.errors import ClosedProposal, NotNow, StaleVersion
from contributions.models import Proposal
from moderation.claims.errors import HeldBySomebody
from moderation.deciding.accepting import accept_proposal
from moderation.deciding.answers import Refusal, needed
from moderation.deciding.canned import text_for, text_of
from moderation.deciding.leaving import skip_proposal
from moderation.deciding.refusing import ask_for_change, refuse_proposal
from moderation.deciding.seeing import SeenVersion
from moderation.errors import ProposalInConflict, TooMany
from moderation.models import Agreement, Decision
from territories.permissions import territories_moderated_by

MOST = 100


class Outcome(StrEnum):
    """What became of one item: done, waiting for a second person, or why it was not done."""

    DONE = "done"
    AGREED = "agreed"
    STALE = "stale"
    CLOSED = "closed"
    CONFLICT = "conflict"
    DENIED = "denied"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Item:
    """One line that was ticked: which proposal, and what was shown of it."""

    uuid: UUID
    seen: SeenVersion


@dataclass(frozen=True, slots=True)
class Result:
    """`message` says it in words; `proposal` is None for what the person may not know of."""

    uuid: UUID
    outcome: Outcome
    message: str = ""
    proposal: Proposal | None = None
    answer: Decision | Agreement | None = None


Act = Callable[[Proposal, SeenVersion], Any]


def accept_batch(*, items: Sequence[Item], moderator: User) -> list[Result]:
    """Accept each as it was shown. Raises TooMany above a hundred; then nothing is done."""
    return _each(
        items,
        moderator,
        lambda proposal, seen: accept_proposal(proposal=proposal, moderator=moderator, seen=seen),
    )


def refuse_batch(*, items: Sequence[Item], moderator: User, refusal: Refusal) -> list[Result]:
    """Refuse each for the same reason. Raises TooMany or MissingReason; then nothing is done."""
    said = refusal.checked()
    return _each(
        items,
        moderator,
        lambda proposal, seen: refuse_proposal(
            proposal=proposal,
            moderator=moderator,
            version=seen.version,
            reason=said.reason,
            message=said.message,
        ),
    )


def ask_batch(
    *, items: Sequence[Item], moderator: User, message: str, canned: str = ""
) -> list[Result]:
    """Ask the same change of each author: a ready text in their language, words of one's own, or
    both. Raises TooMany or MissingReason; then nothing is done."""
    needed(
        text_of(canned, moderator.language, message),
        otherwise=_("Say in a few words what the authors should change."),
    )
    return _each(
        items,
        moderator,
        lambda proposal, seen: ask_for_change(
            proposal=proposal,
            moderator=moderator,
            version=seen.version,
            message=text_for(proposal.author, canned, message),
        ),
    )


def skip_batch(*, items: Sequence[Item], moderator: User) -> list[Result]:
    """Leave each for later. Raises TooMany; then nothing is done."""
    return _each(
        items,
        moderator,
        lambda proposal, seen: skip_proposal(
            proposal=proposal, moderator=moderator, version=seen.version
        ),
    )


def _each(items: Sequence[Item], moderator: User, act: Act) -> list[Result]:
    """One result an item, in the order given; an item given twice is done once."""
    if len(items) > MOST:
        raise TooMany(MOST)
    once = {item.uuid: item for item in items}
    here = Proposal.objects.filter(territory__in=territories_moderated_by(moderator))
    known = {one.uuid: one for one in here.with_targets().filter(uuid__in=once)}
    return [_one(item, known.get(item.uuid), act) for item in once.values()]


_REFUSALS: dict[type[Exception], Outcome] = {
    StaleVersion: Outcome.STALE,
    ClosedProposal: Outcome.CLOSED,
    HeldBySomebody: Outcome.DENIED,
    NotNow: Outcome.CLOSED,
    ProposalInConflict: Outcome.CONFLICT,
    PermissionDenied: Outcome.DENIED,
}


def _one(item: Item, proposal: Proposal | None, act: Act) -> Result:
    if proposal is None:
        return Result(item.uuid, Outcome.UNKNOWN, _("There is no such proposal here."))
    try:
        answer = act(proposal, item.seen)
    except tuple(_REFUSALS) as refusal:
        return Result(item.uuid, _outcome_of(refusal), str(refusal), proposal)
    outcome = Outcome.AGREED if isinstance(answer, Agreement) else Outcome.DONE
    return Result(item.uuid, outcome, proposal=proposal, answer=answer)


def _outcome_of(refusal: Exception) -> Outcome:
    """That of the first kind it is one of: a protected page denies too."""
    return next(outcome for kind, outcome in _REFUSALS.items() if isinstance(refusal, kind))
