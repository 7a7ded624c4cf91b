"""Who may watch, asked of the database when a socket opens and again for every hint."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.models import User
from accounts.second_factor import SIGN_IN_TYPES, has_second_factor
from accounts.services import CONSENT_DUE
from contributions.models import Proposal
from moderation.live.messages import Hint, What
from moderation.permissions import can_open_queue
from territories.audience import moderators_among, moderators_somewhere
from territories.models import Territory


@dataclass(frozen=True, slots=True)
class Seat:
    """One open socket: whose, and of which session."""

    channel: str
    user_id: int
    session_key: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a hint says, to which seats, and which seats are no longer theirs."""

    asked: frozenset[Seat]
    said: dict[str, Any] | None = None
    told: frozenset[Seat] = frozenset()
    fallen: frozenset[Seat] = frozenset()


def may_enter(user: Any, session: SessionBase) -> bool:
    """As for the pages of moderation: signed in with a second factor, terms accepted, a role."""
    if not isinstance(user, User) or not user.is_active or session.get(CONSENT_DUE):
        return False
    return has_second_factor(user) and bool(can_open_queue(user))


def look(hint: Hint, seats: frozenset[Seat]) -> Answer:
    """For all seats at once, in a fixed number of queries; the rights are those of this moment."""
    people = {seat.user_id for seat in seats}
    if hint.what is What.QUEUE:
        said: dict[str, Any] | None = {"what": hint.what.value}
        territory = Territory.objects.filter(pk=hint.territory).first()
    else:
        proposal = Proposal.objects.filter(pk=hint.proposal).select_related("territory").first()
        if proposal is None:
            return Answer(seats)
        territory = proposal.territory
        said = {"what": hint.what.value, "id": str(proposal.uuid), "version": proposal.version}
    allowed = moderators_among(people, territory) if territory else moderators_somewhere(people)
    near = frozenset(seat for seat in seats if seat.user_id in allowed)
    told = standing(near)
    return Answer(seats, said, told, near - told)


def standing(seats: Collection[Seat]) -> frozenset[Seat]:
    """Those whose session goes on, with its second factor and the password it began with."""
    keys = {seat.session_key for seat in seats}
    sessions = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    held = {session.session_key: session.get_decoded() for session in sessions}
    people = {seat.user_id for seat in seats}
    users = {user.pk: user for user in User.objects.filter(pk__in=people, is_active=True)}
    factors = set(
        Authenticator.objects.filter(user__in=people, type__in=SIGN_IN_TYPES).values_list(
            "user", flat=True
        )
    )
    return frozenset(
        seat
        for seat in seats
        if seat.user_id in factors
        and seat.user_id in users
        and _is_theirs(held.get(seat.session_key, {}), users[seat.user_id])
    )


def _is_theirs(session: dict[str, Any], user: User) -> bool:
    if session.get(SESSION_KEY) != str(user.pk) or session.get(CONSENT_DUE):
        return False
    return constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
