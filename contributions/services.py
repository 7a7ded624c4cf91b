"""The acts of those who propose: ask, support, say otherwise, take back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.kept_query import KeptQuery, Slot
from accounts.models import User
from contributions.actions.registry import Request
from contributions.applying import audit, close_proposal, lock_proposal, require_seen
from contributions.asking import clean_sources, clean_summary
from contributions.due import set_due
from contributions.errors import ClosedProposal, TwinProposal
from contributions.gate import Act, begin
from contributions.gate import Verb as Doing
from contributions.keeping import drafted, open_proposal, rewrite, write_version
from contributions.models import Proposal, Support
from contributions.permissions import can_propose_for, can_resubmit, can_withdraw
from contributions.proposing import prepare
from contributions.screening import require_fit
from contributions.signals import (
    proposal_expired,
    proposal_resubmitted,
    proposal_supported,
    proposal_withdrawn,
)
from contributions.states import Verb
from contributions.targets import kind_of, target_of
from contributions.turns import after_whoever_holds, one_at_a_time
from offers.models import Structure
from offers.validation import InvalidFields

Action, Channel, Kind, State = Proposal.Action, Proposal.Channel, Proposal.Kind, Proposal.State


@transaction.atomic
def propose(
    *,
    author: User | None,
    target_kind: str,
    target: Any = None,
    action: str = Action.EDIT,
    changes: Mapping[str, Any],
    summary: str,
    sources: Sequence[Mapping[str, Any]] = (),
    kind: str = Kind.FACT,
    on_behalf_of: Structure | None = None,
    base: Mapping[str, Any] | None = None,
    channel: str = Channel.WEB,
    request: Request | None = None,
) -> Proposal:
    """Ask for something: kept beside the live row as it is now, read by an animator.

    `changes` and `base` are as `prepare` takes them, `request` what it just gave for the same; only
    a report has no author. When somebody else asks for the same already, theirs is returned,
    supported (`is_supported_now`). Raises InvalidFields, NoChange, MovedMeanwhile, TwinProposal,
    BarredAct, or PermissionDenied with the reason; then nothing is written.
    """
    if on_behalf_of is not None:
        can_propose_for(author, on_behalf_of.pk).or_raise()
    text, cited = clean_summary(summary), clean_sources(sources)
    request = request or prepare(
        author=author,
        target_kind=target_kind,
        target=target,
        action=action,
        changes=changes,
        base=base,
        channel=channel,
    )
    _enter(text, request, action, author, channel)
    proposal = drafted(request, action, author)
    proposal.on_behalf_of, proposal.summary, proposal.sources = on_behalf_of, text, cited
    _sort(proposal, kind=kind, channel=channel)
    return _kept(proposal)


def _enter(text: str, request: Request, action: str, author: User | None, channel: str) -> None:
    """What an import leaves for animators is nobody's act."""
    if channel == Channel.IMPORT:
        return
    require_fit(text, request)
    asked = request.changes.keys() & request.live.keys() if action in Proposal.OF_FIELDS else ()
    begin(Act(Doing.PROPOSE, author, request.territory, request.target, frozenset(asked)))


def _sort(proposal: Proposal, *, kind: str, channel: str) -> None:
    """Of what kind it is, where it came from, and when it should be answered."""
    proposal.kind = _chosen(Kind, kind, "kind")
    proposal.channel = _chosen(Channel, channel, "channel")
    set_due(proposal, at=proposal.created_at)


def _said_again(proposal: Proposal, author: User, changes: Mapping[str, Any]) -> Act:
    """To begin before any lock: what is counted is one row a person, who may have several
    proposals."""
    schema = kind_of(proposal).schema
    asked = changes.keys() & schema.keys() if proposal.action in Proposal.OF_FIELDS else ()
    return Act(Doing.PROPOSE, author, proposal.territory, target_of(proposal), frozenset(asked))


def _kept(proposal: Proposal) -> Proposal:
    """Opened, or the one of somebody else that asks for the same, supported."""
    one_at_a_time(proposal.dedupe_hash)
    same = _same_already(proposal)
    if same is None:
        if (target := target_of(proposal)) is not None:
            after_whoever_holds(target)
        open_proposal(proposal)
        return proposal
    _support(same, proposal)
    return same


def _chosen(choices: Any, value: str, name: str) -> str:
    if value not in choices.values:
        raise InvalidFields({name: [_("Choose one of the answers.")]})
    return value


def _same_already(proposal: Proposal) -> Proposal | None:
    """What waits and asks for the same, locked. Raises TwinProposal when it is the author's own."""
    twins = _asking_for.ask(dedupe_hash=proposal.dedupe_hash)
    if proposal.author_id and any(twin.author_id == proposal.author_id for twin in twins):
        raise TwinProposal
    return next((twin for twin in twins if twin.state == State.PENDING), None)


@KeptQuery
def _asking_for(slot: type[Slot]) -> QuerySet[Proposal]:
    same = Proposal.objects.open().filter(dedupe_hash=slot("dedupe_hash"))
    return same.select_for_update(of=("self",)).order_by("pk")


def _support(proposal: Proposal, again: Proposal) -> None:
    """One more person asks for the same: the proposal bears it. A visitor's is not counted here."""
    proposal.is_supported_now = True
    if again.author is None:
        return
    Support.objects.update_or_create(
        proposal=proposal,
        user=again.author,
        defaults={
            "proposal_version": proposal.version,
            "summary": again.summary,
            "sources": again.sources,
            "at": timezone.now(),
        },
    )
    audit(proposal, "proposal.supported", actor=again.author)
    proposal_supported.send(sender=Proposal, proposal=proposal, user=again.author)


@transaction.atomic
def withdraw_proposal(*, proposal: Proposal, author: User) -> Proposal:
    """Take back an open proposal. Raises ClosedProposal, or PermissionDenied with the reason."""
    locked = lock_proposal(proposal.pk)
    if locked.author_id == author.pk and locked.state not in Proposal.OPEN:
        raise ClosedProposal
    can_withdraw(author, locked).or_raise()
    close_proposal(locked, verb=Verb.WITHDRAW, at=timezone.now())
    audit(locked, "proposal.withdrawn", actor=author)
    proposal_withdrawn.send(sender=Proposal, proposal=locked)
    return locked


@transaction.atomic
def resubmit(
    *,
    proposal: Proposal,
    author: User,
    version: int,
    changes: Mapping[str, Any],
    summary: str,
    sources: Sequence[Mapping[str, Any]] = (),
    base: Mapping[str, Any] | None = None,
) -> Proposal:
    """Say an open proposal otherwise, on the page as it is now: its next version, to be read anew.

    `version` is the one the author had before their eyes; `changes` and `base` are as `prepare`
    takes them. Supports of older versions are stale. Raises ClosedProposal, StaleVersion,
    InvalidFields, NoChange, MovedMeanwhile, TwinProposal, BarredAct, or PermissionDenied with the
    reason; then nothing is written.
    """
    begin(_said_again(proposal, author, changes))
    locked = lock_proposal(proposal.pk)
    if locked.author_id == author.pk:
        require_seen(locked, version=version)
    can_resubmit(author, locked).or_raise()
    text, cited = clean_summary(summary), clean_sources(sources)
    request = prepare(
        author=author,
        target_kind=locked.target_kind,
        target=target_of(locked),
        action=locked.action,
        changes=changes,
        base=base,
        channel=locked.channel,
    )
    require_fit(text, request)
    rewrite(locked, request)
    locked.summary, locked.sources = text, cited
    write_version(locked, "proposal.resubmitted")
    proposal_resubmitted.send(sender=Proposal, proposal=locked)
    return locked


@transaction.atomic
def expire_proposal(*, proposal: Proposal, version: int, at: datetime) -> Proposal:
    """Give up a proposal whose author did not answer what was asked about this version.

    Raises ClosedProposal, StaleVersion or NotNow when they did meanwhile.
    """
    locked = lock_proposal(proposal.pk)
    require_seen(locked, version=version)
    close_proposal(locked, verb=Verb.EXPIRE, at=at)
    audit(locked, "proposal.expired", actor=None)
    proposal_expired.send(sender=Proposal, proposal=locked)
    return locked
