"""Who is looking at what. A claim orders people; it never hides an item from a list."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.kept_query import KeptQuery
from accounts.models import User
from contributions.models import Proposal, Report
from moderation.claims.holding import Holding
from moderation.models import Claim

ProposalsT = TypeVar("ProposalsT", bound=QuerySet[Proposal])


def holdings_of(
    proposals: Iterable[int], *, viewer: User, at: datetime | None = None
) -> dict[int, Holding]:
    """By the key of a proposal, in one query; those that nobody looks at are not there."""
    now = at or timezone.now()
    return _by_item(_on_proposals.ask(at=now, keys=list(proposals)), viewer)


def report_holdings(
    reports: Iterable[Report], *, viewer: User, at: datetime | None = None
) -> dict[int, Holding]:
    """The same of reports."""
    now = at or timezone.now()
    return _by_item(_on_reports.ask(at=now, keys=[one.pk for one in reports]), viewer)


def _standing_on(column: str) -> KeptQuery[Claim]:
    keys = f"{column}__among"
    return KeptQuery(
        lambda slot: (
            Claim.objects.standing(at=slot("at"))
            .filter(**{keys: slot("keys")})
            .select_related("holder")
        )
    )


_on_proposals, _on_reports = _standing_on("proposal"), _standing_on("report")


def _by_item(claims: Iterable[Claim], viewer: User) -> dict[int, Holding]:
    holdings = (Holding.of(claim, viewer=viewer) for claim in claims)
    return {holding.item_id: holding for holding in holdings}


def holding_of(proposal: Proposal, *, viewer: User, at: datetime | None = None) -> Holding | None:
    return holdings_of([proposal.pk], viewer=viewer, at=at).get(proposal.pk)


def free_for(proposals: ProposalsT, user: User, *, at: datetime | None = None) -> ProposalsT:
    """Those that nobody else looks at: for what to read next, never for a list or a count."""
    others = Claim.objects.standing(at=at or timezone.now()).exclude(holder=user)
    return proposals.exclude(Exists(others.filter(proposal=OuterRef("pk"))))
