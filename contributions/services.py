from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision

from accounts.models import User
from contributions.asking import clean_sources, clean_summary, rows_of_their_own, sameness
from contributions.errors import (
    ClosedProposal,
    MovedMeanwhile,
    NoChange,
    StaleVersion,
    TwinProposal,
)
from contributions.models import Proposal, ProposalVersion
from contributions.permissions import (
    can_propose,
    can_propose_for,
    can_withdraw,
    visible_fields,
)
from contributions.previews import content_hash, rebase
from contributions.signals import proposal_opened, proposal_withdrawn
from contributions.targets import TargetKind, kind_of, target_id_of
from journal.audit import record
from offers.models import OfferPage, Structure
from offers.validation import InvalidFields


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a proposal that was to go live: its new state, and the revision if any."""

    state: str
    revision: Revision | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """Changes that stand on the live row, ready to be kept."""

    kind: TargetKind
    live: dict[str, Any]
    changes: dict[str, Any]


def prepare_edit(
    *,
    author: User,
    offer: OfferPage,
    changes: Mapping[str, Any],
    base: Mapping[str, Any] | None = None,
) -> Request:
    """Normalise and check the changes, and put them onto the live row. Writes nothing.

    `base` holds the fields as the person saw them (default: as they are now). Raises InvalidFields,
    NoChange, MovedMeanwhile, or PermissionDenied with the reason.
    """
    target = OfferPage.objects.select_related("commune", "visibility").get(pk=offer.pk)
    can_propose(author, target).or_raise()
    kind = kind_of(Proposal(target_kind=Proposal.Target.OFFER))
    live = kind.snapshot(target)
    was = {**live, **{name: base[name] for name in kind.schema if base and name in base}}
    wanted = _normalised(kind, was, rows_of_their_own(changes), visible_fields(author, target))
    rebased = rebase(kind, base=was, changes=wanted, live=live)
    if rebased.conflicts:
        raise MovedMeanwhile(rebased.conflicts)
    if rebased.errors:
        raise InvalidFields(rebased.errors)
    asked = {name: value for name, value in rebased.touched.items() if value != live[name]}
    if not asked:
        raise NoChange
    return Request(kind, live, asked)


def _normalised(
    kind: TargetKind,
    was: Mapping[str, Any],
    changes: Mapping[str, Any],
    visible: frozenset[str],
) -> dict[str, Any]:
    hidden = [name for name in changes if name in kind.schema and name not in visible]
    if hidden:
        message = _("This information is protected here: only those who keep the page change it.")
        raise InvalidFields({name: [message] for name in hidden})
    checked = kind.check(was, changes)
    wanted = {name: checked[name] for name in changes if checked[name] != was[name]}
    if not wanted:
        raise NoChange
    return wanted


@transaction.atomic
def propose_edit(
    *,
    author: User,
    offer: OfferPage,
    changes: Mapping[str, Any],
    summary: str,
    sources: Sequence[Mapping[str, Any]] = (),
    on_behalf_of: Structure | None = None,
    base: Mapping[str, Any] | None = None,
) -> Proposal:
    """Ask for changes to an offer: kept beside the live row as it is now, read by an animator.

    `changes` maps proposable fields to new values; `base` is what the author saw, when it may be
    older than the live row. Raises InvalidFields, NoChange, MovedMeanwhile, TwinProposal, or
    PermissionDenied with the reason; then nothing is written.
    """
    if on_behalf_of is not None:
        can_propose_for(author, on_behalf_of.pk).or_raise()
    text, cited = clean_summary(summary), clean_sources(sources)
    request = prepare_edit(author=author, offer=offer, changes=changes, base=base)
    proposal = _drafted(offer, request)
    proposal.author, proposal.author_label = author, author.display_name
    proposal.on_behalf_of = on_behalf_of
    proposal.summary, proposal.sources = text, cited
    _open(proposal)
    return proposal


def _drafted(offer: OfferPage, request: Request) -> Proposal:
    """An unsaved proposal of these changes, with its risk and its territory."""
    risk = request.kind.assess(offer, request.live, {**request.live, **request.changes})
    return Proposal(
        target_kind=Proposal.Target.OFFER,
        offer=offer,
        territory=request.kind.home_territory(offer),
        base_snapshot=request.live,
        base_hash=content_hash(request.live),
        changes=request.changes,
        risk=risk.level,
        risk_reasons=risk.reasons,
        dedupe_hash=sameness(
            target=Proposal.Target.OFFER,
            target_id=offer.pk,
            base=request.live,
            changes=request.changes,
        ),
    )


def _open(proposal: Proposal) -> None:
    """Keep a new proposal with its first version, its audit event and its notices."""
    twins = Proposal.objects.open().filter(dedupe_hash=proposal.dedupe_hash)
    if twins.filter(author=proposal.author).exists():
        raise TwinProposal
    try:
        with transaction.atomic():
            proposal.save(force_insert=True)
    except IntegrityError as error:
        if "no_twin_of_an_open_proposal" not in str(error) and "dedupe_hash" not in str(error):
            raise
        raise TwinProposal from None
    ProposalVersion.objects.create(
        proposal=proposal,
        number=proposal.version,
        changes=proposal.changes,
        base_snapshot=proposal.base_snapshot,
        summary=proposal.summary,
    )
    audit(proposal, "proposal.opened", actor=proposal.author)
    proposal_opened.send(sender=Proposal, proposal=proposal)


@transaction.atomic
def withdraw_proposal(*, proposal: Proposal, author: User) -> Proposal:
    """Take back an open proposal. Raises ClosedProposal, or PermissionDenied with the reason."""
    locked = lock_proposal(proposal.pk)
    if locked.author_id == author.pk and locked.state not in Proposal.OPEN:
        raise ClosedProposal
    can_withdraw(author, locked).or_raise()
    close_proposal(locked, state=Proposal.State.WITHDRAWN, at=timezone.now())
    audit(locked, "proposal.withdrawn", actor=author)
    proposal_withdrawn.send(sender=Proposal, proposal=locked)
    return locked


def lock_proposal(pk: int) -> Proposal:
    """The proposal, locked until the transaction ends: always before its page (no deadlock)."""
    return Proposal.objects.select_for_update(of=("self",)).get(pk=pk)


def require_seen(proposal: Proposal, *, version: int) -> None:
    """Raise unless the locked proposal is still open, and at the version that was read."""
    if proposal.state not in Proposal.OPEN:
        raise ClosedProposal
    if proposal.version != version:
        raise StaleVersion


def close_proposal(
    proposal: Proposal, *, state: str, at: datetime, revision: Revision | None = None
) -> None:
    """Write the end of a locked proposal; permissions, audit and notices are the caller's."""
    proposal.state = state
    proposal.decided_at = at
    proposal.applied_revision = revision
    proposal.save(update_fields=["state", "decided_at", "applied_revision"])


@transaction.atomic
def apply_proposal(
    *, proposal: Proposal, version: int, preview_hash: str, accepted_by: User, at: datetime
) -> Applied:
    """Publish a locked proposal on a verdict already given, as its author, if it is what was seen.

    Locks the page, merges again. A conflict or a page that would contradict itself leaves the
    proposal open, in conflict. Raises StaleVersion or ClosedProposal; then nothing is written.
    """
    require_seen(proposal, version=version)
    kind = kind_of(proposal)
    target = kind.lock(target_id_of(proposal))
    live = kind.snapshot(target)
    rebased = rebase(kind, base=proposal.base_snapshot, changes=proposal.changes, live=live)
    if rebased.hash != preview_hash:
        raise StaleVersion
    if rebased.is_already_live:
        close_proposal(proposal, state=Proposal.State.ALREADY_DONE, at=at)
        audit(proposal, "proposal.already_done", actor=accepted_by)
        return Applied(proposal.state)
    if not rebased.can_go_live:
        return _in_conflict(proposal, accepted_by)
    revision = kind.publish(
        target,
        fields=rebased.touched,
        author=proposal.author,
        accepted_by=accepted_by,
        at=at,
        summary=proposal.summary,
        data={"proposal": str(proposal.uuid), "proposal_version": version},
    )
    close_proposal(proposal, state=Proposal.State.APPLIED, at=at, revision=revision)
    return Applied(proposal.state, revision)


def _in_conflict(proposal: Proposal, actor: User) -> Applied:
    proposal.state = Proposal.State.CONFLICT
    proposal.save(update_fields=["state"])
    audit(proposal, "proposal.in_conflict", actor=actor)
    return Applied(proposal.state)


def audit(proposal: Proposal, action: str, *, actor: User | None) -> None:
    """One event about a proposal, with what it asks for and how risky that is."""
    record(
        actor=actor,
        action=action,
        subject=proposal,
        territory=proposal.territory,
        data={
            "target": f"{proposal.target_kind}:{target_id_of(proposal)}",
            "fields": sorted(proposal.changes),
            "risk": proposal.risk,
            "version": proposal.version,
        },
    )


@transaction.atomic
def propose(
    *,
    author: User | None,
    target_kind: str,
    target: Any,
    action: str,
    changes: Mapping[str, Any],
    summary: str,
    sources: Sequence[Mapping[str, Any]] = (),
    base: Mapping[str, Any] | None = None,
    channel: str = "web",
) -> Proposal:
    """SHIM until i6-proposals lands."""
    kind = next(
        k
        for k in __import__("contributions.targets", fromlist=["_kinds"])._kinds.values()
        if k.column == target_kind
    )
    live = kind.snapshot(target)
    was = {**live, **dict(base or {})}
    checked = kind.check(was, changes)
    wanted = {n: checked[n] for n in changes if checked[n] != was[n]}
    if not wanted:
        raise NoChange
    rebased = rebase(kind, base=was, changes=wanted, live=live)
    if rebased.conflicts:
        raise MovedMeanwhile(rebased.conflicts)
    risk = kind.assess(target, live, {**live, **rebased.touched})
    proposal = Proposal(
        target_kind=target_kind,
        territory=target.home_territory,
        base_snapshot=live,
        base_hash=content_hash(live),
        changes=rebased.touched,
        risk=risk.level,
        risk_reasons=risk.reasons,
        summary=summary,
        author=author,
        author_label=author.display_name if author else "",
        dedupe_hash=sameness(
            target=target_kind, target_id=target.pk, base=live, changes=rebased.touched
        ),
        **{kind.column: target},
    )
    twin = Proposal.objects.open().filter(dedupe_hash=proposal.dedupe_hash).first()
    if twin:
        return twin
    _open(proposal)
    return proposal
