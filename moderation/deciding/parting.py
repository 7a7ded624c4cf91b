"""Accepting some of what a proposal asks: that goes live, the rest waits or is refused."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from contributions.actions.registry import action_of
from contributions.applying import lock_proposal, require_seen
from contributions.errors import StaleVersion
from contributions.models import Proposal
from contributions.parting import split_off
from contributions.targets import kind_of
from moderation.claims.services import require_free
from moderation.deciding.accepting import accept_locked
from moderation.deciding.answers import Refusal
from moderation.deciding.permissions import can_accept_in_part
from moderation.deciding.refusing import refuse_locked
from moderation.deciding.seeing import SeenVersion
from moderation.deciding.telling import tell_of_a_part
from moderation.models import Agreement, Decision
from offers.validation import InvalidFields
from territories.reach import roles_held


@dataclass(frozen=True, slots=True)
class Parted:
    """`part` holds what was chosen, `answer` what became of it; `refusal` that of the rest, None
    while it waits."""

    part: Proposal
    answer: Decision | Agreement
    rest: Proposal
    refusal: Decision | None = None


@transaction.atomic
@roles_held()
def accept_in_part(
    *,
    proposal: Proposal,
    moderator: User,
    seen: SeenVersion,
    paths: Collection[str],
    refusal: Refusal | None = None,
) -> Parted:
    """Publish the chosen changes as their author, as a proposal of their own; the rest stays open
    as the next version, or is refused for its own reason.

    `paths` are those of `contributions.parting.pieces_of`. Raises InvalidFields (nothing or all is
    chosen, or what is chosen cannot stand alone), MissingReason, StaleVersion, ClosedProposal, or
    PermissionDenied with the reason; then nothing is written.
    """
    locked = lock_proposal(proposal.pk)
    can_accept_in_part(moderator, locked).or_raise()
    require_free(proposal=locked, by=moderator)
    said = None if refusal is None else refusal.checked()
    _require_shown(locked, seen)
    part = split_off(locked, paths=paths)
    standing = action_of(part).stand(part, kind_of(part), lock=True).rebased
    if not standing.can_go_live:
        clash = {"paths": [_("The page changed in the same place: these cannot be accepted now.")]}
        raise InvalidFields(standing.errors or clash)
    now = timezone.now()
    shown = SeenVersion(part.version, standing.hash)
    answer = accept_locked(part, moderator, shown, at=now, tells_author=False)
    assert answer is not None  # noqa: S101 it can go live: looked at above, under the lock
    refused = None
    if said is not None:
        refused = refuse_locked(locked, moderator, said, at=now, tells_author=False)
    tell_of_a_part(part, answer, refused)
    return Parted(part, answer, locked, refused)


def _require_shown(proposal: Proposal, seen: SeenVersion) -> None:
    """Raises ClosedProposal, or StaleVersion when the proposal or its page moved since."""
    require_seen(proposal, version=seen.version)
    standing = action_of(proposal).stand(proposal, kind_of(proposal), lock=True)
    if standing.rebased.hash != seen.preview_hash:
        raise StaleVersion
