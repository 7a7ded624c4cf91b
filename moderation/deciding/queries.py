"""What an animator's own acts change in what is shown to them."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from contributions.models import Proposal
from moderation.deciding.leaving import SKIPPED_FOR
from moderation.deciding.overturned import overturned_refusals
from moderation.models import Agreement, Aside


def for_person(proposals: QuerySet[Proposal], user: User, *, at: datetime) -> QuerySet[Proposal]:
    """Without what they left for good, what they refused and an appeal opened again, nor what they
    accepted already and a second person must read; `is_skipped` says what they left for later, to
    be shown last."""
    left = Aside.objects.filter(proposal=OuterRef("pk"), moderator=user)
    agreed = Agreement.objects.filter(
        proposal=OuterRef("pk"), proposal_version=OuterRef("version"), moderator=user
    )
    skipped = left.filter(kind=Aside.Kind.SKIP, at__gt=at - SKIPPED_FOR)
    wrong = overturned_refusals(user).filter(proposal=OuterRef("pk"))
    recused = left.filter(kind=Aside.Kind.RECUSE)
    return proposals.filter(~Exists(recused), ~Exists(agreed), ~Exists(wrong)).annotate(
        is_skipped=Exists(skipped)
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
