"""Appeals made as in life."""

from typing import Any

from accounts.models import User
from contributions.models import Post, Proposal
from moderation.appeals.services import appeal_against_refusal
from moderation.deciding.services import refuse_proposal
from moderation.models import Appeal, Decision
from territories.models import MemberRole, Territory
from territories.services import grant_role
from tests.cast import make_user
from tests.contributions.making import propose

WHY = "Le garage m'a confirmé ce tarif au téléphone lundi."
ANSWER = "Nous avons rappelé le garage : vous aviez raison."


def refused(offer: Any, author: User, moderator: User, **changes: Any) -> Decision:
    proposal = propose(offer, author, **changes)
    return refuse_proposal(
        proposal=proposal,
        moderator=moderator,
        version=proposal.version,
        reason=Decision.Reason.NOT_CONFIRMED,
        message="Pouvez-vous dire d'où cela vient ?",
    )


def appeal(decision: Decision, author: User, text: str = WHY) -> Appeal:
    return appeal_against_refusal(decision=decision, author=author, text=text)


def colleague(email: str = "zoe@example.org", uid: str = "fr:department:12") -> User:
    """Another animator, by default of the same department."""
    user = make_user(email, "Zoé", second_factor=True)
    role = MemberRole.Role.ANIMATOR
    grant_role(user=user, role=role, territory=Territory.objects.get(uid=uid))
    return user


def again(target: Proposal | Post | Appeal) -> Any:
    return type(target).objects.get(pk=target.pk)
