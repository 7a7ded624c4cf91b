"""Leases on proposals and reports: taken, kept by a heartbeat, left, taken over, ended by the
clock."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.kept_query import KeptQuery
from accounts.models import User
from contributions.applying import lock_proposal
from contributions.errors import ClosedProposal
from contributions.models import Proposal, Report
from contributions.reporting.errors import ClosedReport
from journal.audit import record
from moderation.claims.errors import HeldBySomebody
from moderation.claims.holding import Holding
from moderation.claims.permissions import can_claim, can_take_over
from moderation.claims.signals import claim_changed
from moderation.models import Claim

LEASE = timedelta(minutes=15)
KEPT = timedelta(days=30)

Ending = Claim.Ending
Item = Proposal | Report


@transaction.atomic
def claim(*, proposal: Proposal, user: User, at: datetime | None = None) -> Claim:
    """Take the lease, or make one's own last longer: the heartbeat does the same as the first time.

    Raises HeldBySomebody, ClosedProposal, and PermissionDenied when the person may not decide (any
    more).
    """
    return _claim(_lock_open(proposal), user, at or timezone.now())


@transaction.atomic
def claim_report(*, report: Report, user: User, at: datetime | None = None) -> Claim:
    """The same of a report. Raises HeldBySomebody, ClosedReport, or PermissionDenied."""
    return _claim(_lock_waiting(report), user, at or timezone.now())


@transaction.atomic
def take_over(*, proposal: Proposal, user: User, at: datetime | None = None) -> Claim:
    """Take the lease from whoever holds it; that they were still there is audited.

    Raises ClosedProposal, or PermissionDenied.
    """
    locked = _lock_open(proposal)
    return _take_over(locked, user, at or timezone.now(), version=locked.version)


@transaction.atomic
def take_over_report(*, report: Report, user: User, at: datetime | None = None) -> Claim:
    """The same of a report. Raises ClosedReport, or PermissionDenied."""
    return _take_over(_lock_waiting(report), user, at or timezone.now())


@transaction.atomic
def release(*, proposal: Proposal, user: User, at: datetime | None = None) -> bool:
    """Leave the proposal to others; False when the person did not hold it."""
    held = Claim.objects.unended().filter(proposal=proposal, holder=user)
    return end_claims(held, Ending.LEFT, at=at or timezone.now()) > 0


@transaction.atomic
def release_report(*, report: Report, user: User, at: datetime | None = None) -> bool:
    """The same of a report."""
    held = Claim.objects.unended().filter(report=report, holder=user)
    return end_claims(held, Ending.LEFT, at=at or timezone.now()) > 0


def require_free(*, proposal: Proposal, by: User, at: datetime | None = None) -> None:
    """Of a locked proposal, before it is decided: raises HeldBySomebody when somebody else looks
    at it. Nobody needs a claim to decide.
    """
    _require_free(proposal, by, at or timezone.now())


def require_report_free(report: Report, by: User) -> None:
    """The same of a locked report, before it is settled."""
    _require_free(report, by, timezone.now())


@transaction.atomic(savepoint=False)
def end_claims(claims: QuerySet[Claim], ending: str, *, at: datetime) -> int:
    """End those of them that nobody ended; how many there were."""
    unended = claims.select_for_update(of=("self",)).filter(ended_at__isnull=True)
    # Always in this order: two who end several never wait for each other.
    ended = list(unended.order_by("pk"))
    for one in ended:
        _end(one, ending, at)
    return len(ended)


@transaction.atomic
def end_what_is_not_allowed(*, user: User, at: datetime) -> int:
    """After a role or an account ended: what the person holds and may not decide on is free."""
    count = 0
    places = ("proposal__territory", "report__territory", "report__offer")
    for held in Claim.objects.unended().filter(holder=user).select_related(*places):
        if not can_claim(user, held.item):
            count += end_claims(Claim.objects.filter(pk=held.pk), Ending.NOT_ALLOWED, at=at)
    return count


def purge_claims(at: datetime) -> int:
    """Who looked at what is forgotten after a month: decisions and take-overs have their trail."""
    deleted, _by_model = Claim.objects.filter(ended_at__lte=at - KEPT).delete()
    return deleted


def _claim(locked: Item, user: User, now: datetime) -> Claim:
    can_claim(user, locked).or_raise()
    held = _unended(locked)
    if held is None:
        return _take(locked, user, now)
    if held.holder_id == user.pk:
        return _keep(held, now)
    if _stands(held, locked, now):
        raise HeldBySomebody(Holding.of(held, viewer=user))
    _end(held, Ending.EXPIRED if held.expires_at <= now else Ending.NOT_ALLOWED, now)
    return _take(locked, user, now)


def _take_over(locked: Item, user: User, now: datetime, **said: int) -> Claim:
    held = _unended(locked)
    if held is None or held.holder_id == user.pk or not _stands(held, locked, now):
        return _claim(locked, user, now)
    can_take_over(user, locked).or_raise()
    _end(held, Ending.TAKEN_OVER, now)
    record(
        actor=user,
        action="claim.taken_over",
        subject=locked,
        territory=locked.territory,
        data={**said, "minutes": (now - held.since) // timedelta(minutes=1)},
    )
    return _take(locked, user, now)


def _require_free(locked: Item, by: User, now: datetime) -> None:
    held = _unended(locked)
    if held is None or held.holder_id == by.pk:
        return
    if _stands(held, locked, now):
        raise HeldBySomebody(Holding.of(held, viewer=by))


def _lock_open(proposal: Proposal) -> Proposal:
    locked = lock_proposal(proposal.pk)
    if locked.state not in Proposal.OPEN:
        raise ClosedProposal
    return locked


def _lock_waiting(report: Report) -> Report:
    locked = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if locked.state not in Report.WAITING:
        raise ClosedReport
    return locked


def _unended(item: Item) -> Claim | None:
    return _UNENDED[_column(item)].one(item=item.pk)


def _unended_on(column: str) -> KeptQuery[Claim]:
    claims = Claim.objects.select_for_update().unended()
    return KeptQuery(lambda slot: claims.filter(**{column: slot("item")}).order_by("pk"))


_UNENDED = {column: _unended_on(column) for column in ("proposal", "report")}


def _stands(held: Claim, item: Item, now: datetime) -> bool:
    """Whoever may no longer decide keeps nobody waiting, whatever else went on meanwhile."""
    return held.expires_at > now and bool(can_claim(held.holder, item))


def _take(item: Item, user: User, now: datetime) -> Claim:
    taken = Claim.objects.create(
        **{_column(item): item}, holder=user, since=now, seen_at=now, expires_at=now + LEASE
    )
    claim_changed.send(sender=Claim, proposal_id=taken.proposal_id)
    return taken


def _column(item: Item) -> str:
    return "report" if isinstance(item, Report) else "proposal"


def _keep(held: Claim, now: datetime) -> Claim:
    """Two pages of one person may beat out of order: the lease never gets shorter."""
    held.seen_at = max(held.seen_at, now)
    held.expires_at = held.seen_at + LEASE
    held.save(update_fields=["seen_at", "expires_at"])
    return held


def _end(held: Claim, ending: str, now: datetime) -> None:
    held.ended_at, held.ending = now, ending
    held.save(update_fields=["ended_at", "ending"])
    claim_changed.send(sender=Claim, proposal_id=held.proposal_id)
