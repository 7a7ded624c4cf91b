"""Saying a proposal better, then accepting it: its author stays its author."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from contributions.applying import lock_proposal
from contributions.improving import improve
from contributions.models import Proposal
from moderation.claims.services import require_free
from moderation.deciding.accepting import accept_locked
from moderation.deciding.permissions import can_edit
from moderation.deciding.seeing import SeenVersion
from moderation.errors import ProposalInConflict
from moderation.models import Agreement, Decision
from territories.reach import roles_held


@transaction.atomic
@roles_held()
def edit_and_accept(
    *, proposal: Proposal, moderator: User, seen: SeenVersion, changes: Mapping[str, Any]
) -> Decision | Agreement:
    """Publish the proposal with some of its fields said otherwise, as its author; the edit is a
    version of it that names the moderator.

    `changes` holds the new values of fields that the proposal already changes, over what was shown
    (fields left out stay as shown; those in conflict must be given). Raises InvalidFields,
    NoChange (the page says so already: refuse it instead), StaleVersion, ClosedProposal,
    TwinProposal, or PermissionDenied with the reason; then nothing is written.
    """
    locked = lock_proposal(proposal.pk)
    can_edit(moderator, locked).or_raise()
    require_free(proposal=locked, by=moderator)
    version = locked.version
    seen = SeenVersion(
        *improve(locked, seen=(seen.version, seen.preview_hash), by=moderator, changes=changes)
    )
    answer = accept_locked(
        locked, moderator, seen, at=timezone.now(), is_edited=locked.version > version
    )
    if answer is None:
        raise ProposalInConflict
    return answer
