"""What an animator's own acts change in what is shown to them."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Case, F, Q, QuerySet, Value, When

from accounts.models import User
from contributions.models import Proposal
from moderation.deciding.leaving import SKIPPED_FOR
from moderation.deciding.overturned import overturned_refusals
from moderation.models import Agreement, Aside
from offers.models import Membership


class _Ties(NamedTuple):
    """What stands between a person and proposals: the structures they belong to, what is not for
    them any more, and what they look at last."""

    structures: list[int]
    gone: list[int]
    skipped: list[int]


def for_person(proposals: QuerySet[Proposal], user: User, *, at: datetime) -> QuerySet[Proposal]:
    """Without their own, those of people who keep the pages of the same structure, what they left
    for good, what they refused and an appeal opened again, nor what they accepted already and a
    second person must read. When they left some for later, `is_skipped` says which.

    Their ties are read first, in one query: they are few, and the open proposals may be many.
    """
    ties = _ties_of(user, at=at)
    found = proposals.exclude(author=user)
    if ties.structures:
        partners = Membership.objects.filter(structure__in=ties.structures).values("user")
        found = found.exclude(on_behalf_of__in=ties.structures).exclude(author__in=partners)
    if ties.gone:
        found = found.exclude(pk__among=ties.gone)
    if ties.skipped:
        is_skipped = Case(When(pk__among=ties.skipped, then=True), default=False)
        found = found.annotate(is_skipped=is_skipped)
    return found


def _ties_of(user: User, *, at: datetime) -> _Ties:
    is_open = {"proposal__state__in": Proposal.OPEN, "moderator": user}
    keeps, gone, skip = Value("keeps"), Value("gone"), Aside.Kind.SKIP
    is_recent = Q(at__gt=at - SKIPPED_FOR) | ~Q(kind=skip)
    left = Aside.objects.filter(is_recent, **is_open)
    agreed = Agreement.objects.filter(proposal_version=F("proposal__version"), **is_open)
    wrong = overturned_refusals(user).filter(proposal__state__in=Proposal.OPEN)
    found = list(
        Membership.objects.filter(user=user)
        .values_list(keeps, "structure")
        .union(
            left.values_list("kind", "proposal"),
            agreed.order_by().values_list(gone, "proposal"),
            wrong.order_by().values_list(gone, "proposal"),
            all=True,
        )
    )
    return _Ties(
        structures=[key for kind, key in found if kind == keeps.value],
        gone=[key for kind, key in found if kind not in (keeps.value, skip)],
        skipped=[key for kind, key in found if kind == skip],
    )


def could_join(proposal: Proposal) -> QuerySet[Proposal]:
    """The other open proposals of the same page, oldest first; of a new page, the other new ones
    of its territory."""
    others = (
        Proposal.objects.open()
        .exclude(pk=proposal.pk)
        .filter(
            target_kind=proposal.target_kind,
            offer=proposal.offer_id,
            structure=proposal.structure_id,
            need_page=proposal.need_page_id,
            expression=proposal.expression_id,
        )
    )
    if proposal.action == Proposal.Action.CREATE:
        others = others.filter(action=Proposal.Action.CREATE, territory=proposal.territory_id)
    return others.with_targets().order_by("created_at", "pk")
