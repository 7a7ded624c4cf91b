"""What was accepted between people who may be one: the administrators are told, and look."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from contributions.targets import title_of
from journal.audit import record
from journal.clock import job
from journal.models import AuditEvent
from moderation.models import Decision
from moderation.trust.closeness import SIGNS, signs_between
from notifications.services import notify
from territories.models import MemberRole, Territory

KINDS = ("close_decision",)
FLAGGED = "decision.flagged"
_LOOKS_BACK = timedelta(days=2)


@job("trust.close_decisions", every=timedelta(days=1))
def flag_lately(at: datetime) -> None:
    """Every acceptance of two days, once."""
    rows = Decision.objects.filter(
        verdict=Decision.Verdict.ACCEPT,
        at__gte=at - _LOOKS_BACK,
        moderator__isnull=False,
        proposal__author__isnull=False,
    )
    for decision in rows.select_related("moderator", "proposal__author", "proposal__territory"):
        flag_if_close(decision, at=at)


@transaction.atomic
def flag_if_close(decision: Decision, *, at: datetime) -> bool:
    """Whether it was flagged now. Nothing is undone by it."""
    author, moderator = decision.proposal.author, decision.moderator
    if author is None or moderator is None or _was_flagged(decision):
        return False
    signs = signs_between(author, moderator)
    if not signs:
        return False
    territory = decision.proposal.territory
    record(actor=None, action=FLAGGED, subject=decision, territory=territory, data={"signs": signs})
    for person in _administrators(territory, at=at):
        if person not in (author, moderator):
            _tell(person, decision, signs)
    return True


def _was_flagged(decision: Decision) -> bool:
    events = AuditEvent.objects.filter(subject_type=decision._meta.label_lower)
    return events.filter(subject_id=str(decision.pk), action=FLAGGED).exists()


def _administrators(territory: Territory, *, at: datetime) -> list[User]:
    """Of the territory and of those above it; where there are none, of the whole site."""
    roles = MemberRole.objects.active(at=at).filter(user__is_active=True)
    paths = [*territory.ancestor_paths(), territory.path]
    local = roles.filter(role=MemberRole.Role.TERRITORY_ADMIN, territory__path__in=paths)
    found = local if local.exists() else roles.filter(role=MemberRole.Role.GLOBAL_ADMIN)
    return list(User.objects.filter(pk__in=found.values("user")))


def _tell(person: User, decision: Decision, signs: list[str]) -> None:
    with override(person.language):
        notify(
            recipient=person,
            kind="close_decision",
            key=f"close_decision:{decision.pk}:{person.pk}",
            path=reverse("contributions:proposal", args=[decision.proposal.uuid]),
            params={
                "title": title_of(decision.proposal),
                "signs": [str(SIGNS[sign]) for sign in signs],
            },
        )
