"""Two proposals that ask for the same: one is answered, the other supports it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from contributions.applying import require_seen
from contributions.errors import NotNow
from contributions.models import Proposal, Support
from contributions.states import Verb, next_state
from moderation.claims.services import require_free
from moderation.deciding.permissions import can_join
from moderation.deciding.recording import decide, tell
from moderation.models import Decision
from moderation.telling import tell_author
from territories.reach import roles_held


@transaction.atomic
@roles_held()
def join_proposals(
    *, proposal: Proposal, into: Proposal, moderator: User, version: int
) -> Decision:
    """Close a proposal that another, still open on the same page, says as well or better; who asked
    for it supports that one from now on, and hears what becomes of it.

    Raises StaleVersion, ClosedProposal (either of them), NotNow (they are one, or of two pages),
    or PermissionDenied with the reason; then nothing is written.
    """
    locked, stays = _lock_both(proposal, into)
    can_join(moderator, locked, stays).or_raise()
    require_free(proposal=locked, by=moderator)
    require_seen(locked, version=version)
    require_seen(stays, version=stays.version)
    if not are_of_one_page(locked, stays):
        raise NotNow
    now, before = timezone.now(), locked.state
    locked.state, locked.decided_at = next_state(before, Verb.JOIN), now
    locked.joined_to = stays
    locked.save(update_fields=["state", "decided_at", "joined_to"])
    carry_supports(locked, stays, at=now)
    decision = decide(locked, moderator, Decision.Verdict.JOIN, at=now, state_before=before)
    tell(locked, "proposal.joined", by=moderator, to=str(stays.uuid))
    tell_author(locked, "proposal_joined", {})
    return decision


def are_of_one_page(one: Proposal, other: Proposal) -> bool:
    """Whether they are two, about one page; two new pages may be the same page as well."""
    same = ("target_kind", "offer_id", "structure_id", "need_page_id", "expression_id")
    return one.pk != other.pk and all(getattr(one, n) == getattr(other, n) for n in same)


def _lock_both(one: Proposal, other: Proposal) -> tuple[Proposal, Proposal]:
    """In the order of their keys, as everybody does: no deadlock."""
    rows = Proposal.objects.select_for_update(of=("self",)).order_by("pk")
    found = {row.pk: row for row in rows.filter(pk__in=[one.pk, other.pk])}
    return found[one.pk], found[other.pk]


def carry_supports(proposal: Proposal, stays: Proposal, *, at: datetime) -> None:
    """Its author and their supporters, once each, but for the author of the one that stays. Who
    supports that one already says no more than they did."""
    said = [Support(user=proposal.author, summary=proposal.summary, sources=proposal.sources)]
    said += proposal.supports.filter(proposal_version=proposal.version).select_related("user")
    present = stays.supports.filter(proposal_version=stays.version)
    silent = {None, stays.author_id, *present.values_list("user", flat=True)}
    for one in said:
        if one.user_id in silent:
            continue
        Support.objects.update_or_create(
            proposal=stays,
            user_id=one.user_id,
            defaults={
                "proposal_version": stays.version,
                "summary": one.summary,
                "sources": one.sources,
                "at": at,
            },
        )
