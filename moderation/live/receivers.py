"""What is worth looking at again."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Model
from django.http import HttpRequest

from accounts.models import User
from contributions.models import ImportRun, Proposal, Report
from moderation.live import hints
from moderation.models import Claim, Decision
from territories.models import MemberRole, Territory


def tell_of_a_proposal(sender: type[Proposal], instance: Proposal, **kwargs: Any) -> None:
    hints.proposal_changed(instance)


def tell_of_a_decision(sender: type[Decision], proposal: Proposal, **kwargs: Any) -> None:
    hints.proposal_decided(proposal.pk)


def tell_of_a_change(sender: type[Model], proposal: Proposal, **kwargs: Any) -> None:
    """Undone, agreed to by the first of two, brought to those above, left to others."""
    hints.proposal_changed(proposal)


def tell_of_a_claim(sender: type[Claim], proposal_id: int | None, **kwargs: Any) -> None:
    """The page of a report hears of it with its own heartbeat."""
    if proposal_id is not None:
        hints.claim_changed(proposal_id)


def tell_of_an_import(
    sender: type[ImportRun], run: ImportRun, asked: dict[int, int], **kwargs: Any
) -> None:
    for territory in Territory.objects.filter(pk__in=asked):
        hints.queue_changed(territory)


def tell_of_a_report(sender: type[Report], report: Report, **kwargs: Any) -> None:
    hints.queue_changed(report.territory)


def look_at_a_role(sender: type[MemberRole], instance: MemberRole, **kwargs: Any) -> None:
    hints.person_changed(instance.user_id)


def look_at_an_account(
    sender: type[User],
    instance: User,
    *,
    created: bool,
    update_fields: frozenset[str] | None = None,
    **kwargs: Any,
) -> None:
    """Not at each sign-in, which only dates the account."""
    if not created and (update_fields is None or update_fields & {"password", "is_active"}):
        hints.person_changed(instance.pk)


def look_at_a_session(sender: type[UserSession], instance: UserSession, **kwargs: Any) -> None:
    """Ended from another browser, or with the account."""
    hints.session_ended(instance.session_key)


def look_at_a_sign_out(
    sender: type[User], request: HttpRequest | None, user: User | None, **kwargs: Any
) -> None:
    session: SessionBase | None = getattr(request, "session", None)
    if user is not None and session is not None and session.session_key:
        hints.session_ended(session.session_key)
