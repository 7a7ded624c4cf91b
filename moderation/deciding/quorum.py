"""Two people for what could rob somebody; the second must have seen what the first saw."""

from datetime import datetime

from django.db.models import Q

from accounts.models import User
from contributions.actions.registry import action_of
from contributions.applying import require_seen
from contributions.errors import StaleVersion
from contributions.models import Proposal
from contributions.risk import names_an_account
from contributions.targets import kind_of
from moderation.deciding.recording import tell
from moderation.deciding.seeing import SeenVersion
from moderation.deciding.telling import tell_seconds
from moderation.models import Agreement
from moderation.permissions import can_decide
from moderation.signals import proposal_agreed
from territories.reach import held_by

# The risk (contributions.risk.REASONS) that nobody lets through alone, and the field that only says
# what to bring: a bank statement among the papers of a person is no way to pay.
_FOR_TWO = "payment"
_TO_BRING = "documents"


def people_needed(proposal: Proposal) -> int:
    """Two where money could go elsewhere, else one."""
    if _FOR_TWO not in proposal.risk_reasons:
        return 1
    brought = proposal.changes.get(_TO_BRING)
    is_only_brought = set(proposal.changes) == {_TO_BRING} and not names_an_account(brought)
    return 1 if is_only_brought else 2


def agreed_by_others(proposal: Proposal, user: User) -> list[Agreement]:
    """Who accepted this version before, and may still decide on it."""
    others = proposal.agreements.filter(proposal_version=proposal.version)
    return [
        one
        for one in others.exclude(moderator=user).select_related("moderator")
        if one.moderator is not None and can_decide(one.moderator, proposal)
    ]


def hold_roles(proposal: Proposal, moderator: User) -> None:
    """Of everybody whose right will be asked, within `roles_held`: in the order of their keys, so
    that two who accept what the other agreed to never wait for each other."""
    if people_needed(proposal) == 1:
        return
    agreed = proposal.agreements.filter(proposal_version=proposal.version)
    people = User.objects.filter(Q(pk=moderator.pk) | Q(agreements__in=agreed)).distinct()
    for person in people.order_by("pk"):
        held_by(person)


def is_seconded(proposal: Proposal, moderator: User, seen: SeenVersion) -> bool:
    """Whether enough people accept, this one included, on what they all were shown."""
    if people_needed(proposal) == 1:
        return True
    same = [
        one
        for one in agreed_by_others(proposal, moderator)
        if one.preview_hash == seen.preview_hash
    ]
    return len(same) + 1 >= people_needed(proposal)


def would_go_live(proposal: Proposal, seen: SeenVersion) -> bool:
    """Whether accepting a locked proposal would change its page. Raises ClosedProposal or
    StaleVersion when it is not what was seen."""
    require_seen(proposal, version=seen.version)
    rebased = action_of(proposal).stand(proposal, kind_of(proposal), lock=False).rebased
    if rebased.hash != seen.preview_hash:
        raise StaleVersion
    return rebased.can_go_live and not rebased.is_already_live


def agree(proposal: Proposal, moderator: User, seen: SeenVersion, *, at: datetime) -> Agreement:
    """Keep that one person accepts; nothing goes live yet."""
    agreement, _ = Agreement.objects.update_or_create(
        proposal=proposal,
        proposal_version=proposal.version,
        moderator=moderator,
        defaults={
            "moderator_label": moderator.display_name,
            "preview_hash": seen.preview_hash,
            "at": at,
        },
    )
    tell(proposal, "proposal.agreed", by=moderator)
    tell_seconds(proposal, agreement)
    proposal_agreed.send(sender=Agreement, agreement=agreement, proposal=proposal)
    return agreement
