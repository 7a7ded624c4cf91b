"""Appeals made as in life."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from contributions.models import Post, Proposal
from moderation.appeals.services import (
    appeal_against_block,
    appeal_against_protection,
    appeal_against_refusal,
    settle_appeal,
)
from moderation.blocks.services import block_person
from moderation.deciding.services import refuse_proposal
from moderation.models import Appeal, Block, Decision, Protection
from moderation.protection.services import protect
from notifications.models import Notice
from territories.models import MemberRole, Territory
from territories.services import grant_role
from tests.cast import make_user
from tests.contributions.making import propose

DAY = timedelta(days=1)
AVEYRON = "fr:department:12"
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


def put(user: Any, by: Any, *, days: float | None = 1, everywhere: bool = False, **said: Any):
    territory = None if everywhere else Territory.objects.get(uid=AVEYRON)
    now = timezone.now()
    ends_at = None if days is None else now + days * DAY
    said = {"acts": Block.Act.values, "reason": "spam", "ends_at": ends_at, "at": now, **said}
    return block_person(by=by, user=user, territory=territory, **said)


def shield(offer, by, *, level: str = "animators", days: float | None = 7) -> Protection:
    ends_at = None if days is None else timezone.now() + days * DAY
    return protect(target=offer, by=by, level=level, reason="dispute", ends_at=ends_at)


def contest(subject, author, text: str = WHY) -> Appeal:
    if isinstance(subject, Block):
        return appeal_against_block(block=subject, author=author, text=text)
    return appeal_against_protection(protection=subject, author=author, text=text)


def settle(found: Appeal, by, *, overturns: bool = True) -> Appeal:
    return settle_appeal(appeal=found, by=by, overturns=overturns, answer=ANSWER)


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("recipient__email", flat=True))


def address(name: str, thing) -> str:
    return reverse(f"moderation:{name}", args=[thing.uuid])


def page(client, url: str) -> str:
    return client.get(url).content.decode().replace("&#x27;", "'")
