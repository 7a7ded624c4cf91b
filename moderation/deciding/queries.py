"""What an animator's own acts change in what is shown to them."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Case, F, Q, QuerySet, Value, When

from accounts.kept_query import KeptQuery, Slot
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
    found = _acts.ask(user=user.pk, since=at - SKIPPED_FOR)
    return _Ties(
        structures=[key for kind, key in found if kind == _KEEPS],
        gone=[key for kind, key in found if kind not in (_KEEPS, Aside.Kind.SKIP)],
        skipped=[key for kind, key in found if kind == Aside.Kind.SKIP],
    )


_KEEPS, _GONE = "keeps", "gone"


@KeptQuery
def _acts(slot: type[Slot]) -> Any:
    user = slot("user")
    is_open = {"proposal__state__in": Proposal.OPEN, "moderator": user}
    is_recent = Q(at__gt=slot("since")) | ~Q(kind=Aside.Kind.SKIP)
    left = Aside.objects.filter(is_recent, **is_open)
    agreed = Agreement.objects.filter(proposal_version=F("proposal__version"), **is_open)
    wrong = overturned_refusals(user).filter(proposal__state__in=Proposal.OPEN)
    memberships = Membership.objects.filter(user=user)
    return memberships.values_list(Value(_KEEPS), "structure").union(
        left.values_list("kind", "proposal"),
        agreed.order_by().values_list(Value(_GONE), "proposal"),
        wrong.order_by().values_list(Value(_GONE), "proposal"),
        all=True,
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
