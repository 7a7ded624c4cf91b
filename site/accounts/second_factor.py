"""Who needs a second factor, and who has one. Upper apps register who, in AppConfig.ready()."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator

from accounts.kept_query import KeptQuery, Slot
from accounts.models import User

Requirement = Callable[[User], bool]

SIGN_IN_TYPES = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)

_requirements: list[Requirement] = []


def register_requirement(requirement: Requirement) -> Requirement:
    """Add a rule that answers True for whoever must have a second factor."""
    if requirement not in _requirements:
        _requirements.append(requirement)
    return requirement


def must_have_second_factor(user: User) -> bool:
    """Staff and administrators always; animators and above by the rules registered above."""
    if user.is_superuser or user.is_staff:
        return True
    return any(requirement(user) for requirement in _requirements)


def has_second_factor(user: User) -> bool:
    """An authenticator application or a passkey; recovery codes alone are not one."""
    return sign_in_factors(user) > 0


def sign_in_factors(user: User) -> int:
    return len(_factors.ask(user=user.pk))


@KeptQuery
def _factors(slot: type[Slot]) -> Any:
    mine = Authenticator.objects.filter(user=slot("user"), type__in=SIGN_IN_TYPES)
    return mine.values_list("pk", flat=True)
