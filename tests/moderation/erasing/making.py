"""Hidden texts made as in life."""

from datetime import timedelta

from accounts.models import User
from moderation.models import Hiding
from territories.models import MemberRole
from territories.services import grant_role
from tests.cast import make_user


def make_overseer(email: str = "odile@example.org", name: str = "Odile") -> User:
    user = make_user(email, name, second_factor=True)
    grant_role(user=user, role=MemberRole.Role.OVERSIGHT)
    return user


def age(hiding: Hiding, *, days: int) -> None:
    """As if it had been hidden so many days before."""
    moment = hiding.hidden_at - timedelta(days=days)
    Hiding.objects.filter(pk=hiding.pk).update(hidden_at=moment)
